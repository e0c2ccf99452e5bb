#include <reglament/regulation/period.hpp>

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace reglament {
namespace {

using namespace std::chrono;
using unit = period::unit;

calendar moscow() {
    calendar c;
    c.zone = *feel::zone::find("Europe/Moscow");
    c.holidays = {*feel::parse_date("2025-05-01"), *feel::parse_date("2025-05-02")};
    c.extra_days = {*feel::parse_date("2025-11-01")};
    return c;
}

instant at(const char* text) {
    return *parse_instant(text);
}

std::string after(const calendar& c, const char* from, const char* how_long) {
    return to_string(c.add(at(from), *parse_period(how_long)), c.zone);
}

TEST(calendar, knows_working_days) {
    const calendar c = moscow();
    EXPECT_TRUE(c.is_working_day(*feel::parse_date("2025-04-30")));
    EXPECT_FALSE(c.is_working_day(*feel::parse_date("2025-05-01")));
    EXPECT_FALSE(c.is_working_day(*feel::parse_date("2025-05-03")));  // Saturday
    EXPECT_TRUE(c.is_working_day(*feel::parse_date("2025-11-01")));   // a Saturday that is worked
}

TEST(calendar, adds_periods) {
    const calendar c = moscow();
    EXPECT_EQ(after(c, "2025-04-30T17:30:00+03:00", "1 working day"), "2025-05-05T17:30:00+03:00");
    EXPECT_EQ(after(c, "2025-05-03T12:00:00+03:00", "1 working day"), "2025-05-05T12:00:00+03:00");
    EXPECT_EQ(after(c, "2025-04-30T17:30:00+03:00", "1 working hour"), "2025-05-05T09:30:00+03:00");
    EXPECT_EQ(after(c, "2025-04-30T09:00:00+03:00", "9 working hours"), "2025-04-30T18:00:00+03:00");
    EXPECT_EQ(after(c, "2025-04-30T05:00:00+03:00", "30 working minutes"), "2025-04-30T09:30:00+03:00");
    EXPECT_EQ(after(c, "2025-10-31T20:00:00+03:00", "1 working hour"), "2025-11-01T10:00:00+03:00");
    EXPECT_EQ(after(c, "2025-01-31T10:00:00+03:00", "1 month"), "2025-02-28T10:00:00+03:00");
    EXPECT_EQ(after(c, "2024-02-29T10:00:00+03:00", "1 year"), "2025-02-28T10:00:00+03:00");
    EXPECT_EQ(after(c, "2025-05-03T12:00:00+03:00", "90 days"), "2025-08-01T12:00:00+03:00");
    EXPECT_EQ(after(c, "2025-05-03T12:00:00+03:00", "0 working days"), "2025-05-03T12:00:00+03:00");
    EXPECT_EQ(after(c, "2025-05-03T12:00:00+03:00", "0 working hours"), "2025-05-03T12:00:00+03:00");
}

TEST(calendar, months_keep_the_local_time_over_a_change_of_clocks) {
    calendar c;
    c.zone = *feel::zone::find("Europe/Berlin");
    EXPECT_EQ(after(c, "2025-03-15T10:00:00+01:00", "1 month"), "2025-04-15T10:00:00+02:00");
    EXPECT_EQ(after(c, "2025-03-28T10:00:00+01:00", "1 working day"), "2025-03-31T10:00:00+02:00");
}

TEST(calendar, comes_to_an_end_where_nothing_is_worked) {
    calendar c;
    c.working_weekdays = 0;
    EXPECT_GT(c.add(at("2025-01-01T00:00:00Z"), {unit::working_days, 1}), at("9999-01-01T00:00:00Z"));
    EXPECT_GT(c.add(at("2025-01-01T00:00:00Z"), {unit::working_minutes, 1}), at("9999-01-01T00:00:00Z"));
}

TEST(calendar, beyond_the_last_instant_nothing_is_due) {
    calendar c = moscow();
    struct row {
        instant from;
        period p;
        instant due;
    };
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    const row table[] = {
        {last_instant, {unit::microseconds, 0}, last_instant},
        {last_instant, {unit::microseconds, 1}, never},
        {last_instant - days{2}, {unit::microseconds, 2 * 86'400'000'000}, last_instant},
        {first_instant, {unit::microseconds, most}, never},
        {at("9999-11-30T00:00:00Z"), {unit::months, 1}, at("9999-12-30T00:00:00Z")},
        {at("9999-12-01T00:00:00Z"), {unit::months, 1}, never},
        {at("2025-01-01T00:00:00Z"), {unit::months, most}, never},
        {at("9999-12-29T10:00:00Z"), {unit::working_days, 1}, at("9999-12-30T10:00:00Z")},
        {at("9999-12-30T10:00:00Z"), {unit::working_days, 2}, never},
        {last_instant, {unit::working_days, 2}, never},
        {last_instant, {unit::working_minutes, 1}, never},
        {at("9990-01-01T00:00:00Z"), {unit::working_days, most}, never},
        {at("9990-01-01T00:00:00Z"), {unit::working_minutes, most}, never},
        {last_instant + days{1}, {unit::working_days, 1}, never},
        {instant::max(), {unit::microseconds, most}, never},
        {instant::max(), {unit::months, 1}, never},
    };
    for (const row& r : table) {
        EXPECT_EQ(c.add(r.from, r.p), r.due)
            << r.from.time_since_epoch().count() << " + " << r.p.amount << " of " << static_cast<int>(r.p.in);
    }
}

// Counts minute by minute, as one would by hand.
instant count_minutes(const calendar& c, instant from, std::int64_t amount) {
    while (amount > 0) {
        const auto local = c.zone.to_local(from);
        const auto day = floor<days>(local);
        const auto minute = duration_cast<minutes>(local - day).count();
        from += minutes{1};
        if (c.is_working_day({day}) && minute >= c.opens && minute < c.closes) --amount;
    }
    return from;
}

TEST(calendar, working_minutes_are_those_one_counts) {
    std::mt19937 random{7};
    for (const char* zone : {"Europe/Moscow", "Europe/Berlin", "America/New_York", "Asia/Kolkata"}) {
        calendar c = moscow();
        c.zone = *feel::zone::find(zone);
        for (int round = 0; round < 40; ++round) {
            c.opens = static_cast<std::int32_t>(random() % 700);
            c.closes = c.opens + 1 + static_cast<std::int32_t>(random() % 700);
            c.working_weekdays = static_cast<std::uint8_t>(1 + random() % 127);
            const instant from = at("2025-03-20T00:00:00Z") + minutes{random() % (60 * 24 * 240)};
            const auto amount = static_cast<std::int64_t>(1 + random() % 2000);
            EXPECT_EQ(c.add(from, {unit::working_minutes, amount}), count_minutes(c, from, amount))
                << zone << " " << to_string(from) << " + " << amount << " min, " << c.opens << "-" << c.closes;
        }
    }
}

}  // namespace
}  // namespace reglament
