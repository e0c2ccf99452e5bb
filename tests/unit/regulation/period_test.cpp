#include <reglament/regulation/period.hpp>

#include <gtest/gtest.h>

namespace reglament {
namespace {

using unit = period::unit;

constexpr std::int64_t minute = 60'000'000, hour = 60 * minute, day = 24 * hour;

struct row {
    const char* text;
    period means;
    const char* en;
    const char* ru;
};

constexpr row rows[] = {
    {"90 days", {unit::microseconds, 90 * day}, "90 days", "90 дней"},
    {"1 day", {unit::microseconds, day}, "1 day", "1 день"},
    {"P90D", {unit::microseconds, 90 * day}, "90 days", "90 дней"},
    {"PT36H", {unit::microseconds, 36 * hour}, "36 hours", "36 часов"},
    {"15 min", {unit::microseconds, 15 * minute}, "15 minutes", "15 минут"},
    {"15min", {unit::microseconds, 15 * minute}, "15 minutes", "15 минут"},
    {"1 минута", {unit::microseconds, minute}, "1 minute", "1 минута"},
    {"2 минуты", {unit::microseconds, 2 * minute}, "2 minutes", "2 минуты"},
    {"21 день", {unit::microseconds, 21 * day}, "21 days", "21 день"},
    {"22 дня", {unit::microseconds, 22 * day}, "22 days", "22 дня"},
    {"11 дней", {unit::microseconds, 11 * day}, "11 days", "11 дней"},
    {"112 дней", {unit::microseconds, 112 * day}, "112 days", "112 дней"},
    {"3 weeks", {unit::microseconds, 21 * day}, "21 days", "21 день"},
    {"2 недели", {unit::microseconds, 14 * day}, "14 days", "14 дней"},
    {"1.5 hours", {unit::microseconds, 90 * minute}, "90 minutes", "90 минут"},
    {"1,5 часа", {unit::microseconds, 90 * minute}, "90 minutes", "90 минут"},
    {"1 день 12 часов", {unit::microseconds, 36 * hour}, "36 hours", "36 часов"},
    {"2 months", {unit::months, 2}, "2 months", "2 месяца"},
    {"5 месяцев", {unit::months, 5}, "5 months", "5 месяцев"},
    {"1 year", {unit::months, 12}, "1 year", "1 год"},
    {"P1Y6M", {unit::months, 18}, "18 months", "18 месяцев"},
    {"5 лет", {unit::months, 60}, "5 years", "5 лет"},
    {"1 working day", {unit::working_days, 1}, "1 working day", "1 рабочий день"},
    {"1 рабочий день", {unit::working_days, 1}, "1 working day", "1 рабочий день"},
    {"1 раб. день", {unit::working_days, 1}, "1 working day", "1 рабочий день"},
    {"2 рабочих дня", {unit::working_days, 2}, "2 working days", "2 рабочих дня"},
    {"5\xC2\xA0рабочих  дней", {unit::working_days, 5}, "5 working days", "5 рабочих дней"},
    {"4 working hours", {unit::working_minutes, 240}, "4 working hours", "4 рабочих часа"},
    {"90 рабочих минут", {unit::working_minutes, 90}, "90 working minutes", "90 рабочих минут"},
    {"21 рабочая минута", {unit::working_minutes, 21}, "21 working minutes", "21 рабочая минута"},
    {"0 дней", {unit::microseconds, 0}, "0 minutes", "0 минут"},
    {"1000 years", {unit::months, 12'000}, "1000 years", "1000 лет"},
};

TEST(period, is_read_and_written_in_both_languages) {
    for (const row& r : rows) {
        const auto read = parse_period(r.text);
        ASSERT_TRUE(read) << r.text;
        EXPECT_EQ(*read, r.means) << r.text;
        if (read->amount == 0) continue;
        EXPECT_EQ(to_string(*read), r.en) << r.text;
        EXPECT_EQ(to_string(*read, language::ru), r.ru) << r.text;
        EXPECT_EQ(parse_period(r.en), read) << r.en;
        EXPECT_EQ(parse_period(r.ru), read) << r.ru;
    }
}

TEST(period, is_not_guessed) {
    for (const char* text : {"",
                             "day",
                             "days 2",
                             "2",
                             "-2 days",
                             "2 dayz",
                             "2 рабочих",
                             "2 рабочих недели",
                             "1.5 months",
                             "1 month 2 days",
                             "P-1D",
                             "-P1D",
                             "P1Y1D",
                             "2 дня рабочих",
                             "1001 years",
                             "99999999999999999999 days",
                             "0.0000001 s",
                             "1. day",
                             "9223372036854775807 years",
                             "2 days 3",
                             "завтра",
                             "P"}) {
        EXPECT_FALSE(parse_period(text)) << text;
    }
    EXPECT_FALSE(parse_period(std::string(100'000, '1') + " days"));
}

// In Russian a noun has three forms, and the adjective before it agrees.
TEST(period, numbers_agree_with_their_units) {
    struct unit_forms {
        period one;
        const char *form_1, *form_2, *form_5;
    };
    using enum period::unit;
    constexpr std::int64_t one_second = 1'000'000, one_day = 24 * 60 * 60 * one_second;
    const unit_forms units[]{{{microseconds, one_day}, "день", "дня", "дней"},
                             {{working_days, 1}, "рабочий день", "рабочих дня", "рабочих дней"},
                             {{working_minutes, 1}, "рабочая минута", "рабочие минуты", "рабочих минут"},
                             {{microseconds, one_second}, "секунда", "секунды", "секунд"}};
    for (const unit_forms& u : units) {
        const std::pair<std::int64_t, const char*> counts[]{{1, u.form_1},  {2, u.form_2},   {5, u.form_5},
                                                            {11, u.form_5}, {21, u.form_1},  {22, u.form_2},
                                                            {25, u.form_5}, {101, u.form_1}, {111, u.form_5}};
        for (const auto& [n, form] : counts)
            EXPECT_EQ(to_string(period{u.one.in, u.one.amount * n}, language::ru), std::to_string(n) + " " + form);
    }
    EXPECT_EQ(to_string(period{months, 11}, language::ru), "11 месяцев");
    EXPECT_EQ(to_string(period{months, 21}, language::ru), "21 месяц");
    EXPECT_EQ(to_string(period{months, 22}, language::ru), "22 месяца");
    EXPECT_EQ(to_string(period{months, 12}, language::ru), "1 год");
    EXPECT_EQ(to_string(period{months, 24}, language::ru), "2 года");
    EXPECT_EQ(to_string(period{months, 60}, language::ru), "5 лет");
    EXPECT_EQ(to_string(period{microseconds, hour * 22}, language::ru), "22 часа");
    EXPECT_EQ(to_string(period{working_minutes, 60 * 21}, language::ru), "21 рабочий час");
}

}  // namespace
}  // namespace reglament
