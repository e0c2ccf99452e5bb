// Schedules: words and rules of RFC 5545, days that hang on the calendar, what is refused.
#include <reglament/reglament.hpp>

#include <gtest/gtest.h>

namespace reglament {
namespace {

calendar_rules moscow_rules() {
    calendar_rules r;
    r.zone = *feel::zone::find("Europe/Moscow");
    for (const auto month : {std::chrono::January, std::chrono::May})
        r.days[{std::chrono::local_days{std::chrono::year{2025} / month / 1}}].worked = day_rule::work::no;
    return r;
}

calendar moscow() {
    return calendar{moscow_rules()};
}

// The next three instants after a day, in Moscow's time.
std::string next_of(std::string_view text, std::string_view after = "2025-01-15T00:00:00+03:00",
                    const calendar& c = moscow()) {
    const auto read = schedule::parse(text);
    if (!read) return "refused";
    std::string out;
    instant at = *parse_instant(after);
    for (int i = 0; i < 3; ++i) {
        at = read->next(at, c);
        if (at == never) return out + "never";
        const auto local = c.zone().to_local(at);
        out += to_string(instant{local.time_since_epoch()}).substr(0, 16) + " ";
    }
    return out.substr(0, out.size() - 1);
}

struct row {
    std::string_view text, next;
};

TEST(schedule, says_when_in_words) {
    constexpr std::string_view mondays = "2025-01-20T09:00 2025-01-27T09:00 2025-02-03T09:00";
    const row rows[] = {
        {"every monday at 09:00", mondays},
        {"каждый понедельник в 9:00", mondays},
        {"Каждый понедельник", mondays},
        {"every mon", mondays},
        {"every week", mondays},
        {"каждую неделю в понедельник", mondays},
        {"every day at 18:30", "2025-01-15T18:30 2025-01-16T18:30 2025-01-17T18:30"},
        {"каждый рабочий день в 10:00", "2025-01-15T10:00 2025-01-16T10:00 2025-01-17T10:00"},
        {"every tuesday and friday at 10:00", "2025-01-17T10:00 2025-01-21T10:00 2025-01-24T10:00"},
        {"каждый вторник, пятницу в 10:00", "2025-01-17T10:00 2025-01-21T10:00 2025-01-24T10:00"},
        {"every 2 weeks on monday", "2025-01-27T09:00 2025-02-10T09:00 2025-02-24T09:00"},
        {"каждые 2 недели в понедельник с 2025-01-20", "2025-01-20T09:00 2025-02-03T09:00 2025-02-17T09:00"},
        {"every month on day 15 at 08:00", "2025-01-15T08:00 2025-02-15T08:00 2025-03-15T08:00"},
        {"каждый месяц 15 числа в 8:00", "2025-01-15T08:00 2025-02-15T08:00 2025-03-15T08:00"},
        {"every month on the 31st", "2025-01-31T09:00 2025-02-28T09:00 2025-03-31T09:00"},
        {"every month on the last day", "2025-01-31T09:00 2025-02-28T09:00 2025-03-31T09:00"},
        {"каждый последний рабочий день месяца", "2025-01-31T09:00 2025-02-28T09:00 2025-03-31T09:00"},
        {"every month on the first working day", "2025-02-03T09:00 2025-03-03T09:00 2025-04-01T09:00"},
        {"каждый квартал", "2025-04-01T09:00 2025-07-01T09:00 2025-10-01T09:00"},
        {"every quarter on day 10", "2025-04-10T09:00 2025-07-10T09:00 2025-10-10T09:00"},
        {"every year on 1 march", "2025-03-01T09:00 2026-03-01T09:00 2027-03-01T09:00"},
        {"каждый год 29 февраля", "2025-02-28T09:00 2026-02-28T09:00 2027-02-28T09:00"},
        {"every 3 months", "2025-04-01T09:00 2025-07-01T09:00 2025-10-01T09:00"},
    };
    for (const row& r : rows) EXPECT_EQ(next_of(r.text), r.next) << r.text;
}

TEST(schedule, is_a_rule_of_rfc_5545) {
    const row rows[] = {
        {"FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=30", "2025-01-20T09:30 2025-01-27T09:30 2025-02-03T09:30"},
        {"RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2025-01-31T09:00 2025-02-28T09:00 2025-03-31T09:00"},
        {"DTSTART:20250106T100000 RRULE:FREQ=WEEKLY;INTERVAL=2", "2025-01-20T10:00 2025-02-03T10:00 2025-02-17T10:00"},
        {"DTSTART:20250101 FREQ=DAILY;COUNT=16", "2025-01-15T09:00 2025-01-16T09:00 never"},
        {"FREQ=DAILY;UNTIL=20250117T120000", "2025-01-15T09:00 2025-01-16T09:00 2025-01-17T09:00"},
        {"FREQ=DAILY;UNTIL=20250116T120000", "2025-01-15T09:00 2025-01-16T09:00 never"},
        {"FREQ=DAILY;UNTIL=20240116T120000", "never"},
    };
    for (const row& r : rows) EXPECT_EQ(next_of(r.text), r.next) << r.text;
}

TEST(schedule, follows_the_calendar_and_the_zone) {
    EXPECT_EQ(next_of("every month on the first working day", "2025-04-15T00:00:00+03:00"),
              "2025-05-02T09:00 2025-06-02T09:00 2025-07-01T09:00")
        << "1 May is a holiday";
    calendar_rules berlin = moscow_rules();
    berlin.zone = *feel::zone::find("Europe/Berlin");
    EXPECT_EQ(next_of("every day at 02:30", "2025-03-29T00:00:00+01:00", calendar{berlin}),
              "2025-03-29T02:30 2025-03-30T03:00 2025-03-31T02:30")
        << "the hour that is left out";
    calendar_rules nobody = moscow_rules();
    nobody.working_weekdays = 0;
    EXPECT_EQ(next_of("every working day", "2025-01-15T00:00:00+03:00", calendar{nobody}), "never");
}

TEST(schedule, the_next_one_is_later_whatever_the_instant) {
    for (const std::string_view text : {"every day at 09:00", "every month on the last working day", "every quarter",
                                        "FREQ=WEEKLY;BYDAY=MO,WE;INTERVAL=3", "каждый год 29 февраля в 23:59"}) {
        const auto read = schedule::parse(text);
        ASSERT_TRUE(read) << text;
        const occurrences remembered{*read, std::make_shared<const calendar>(moscow())};
        ASSERT_EQ(remembered.next(*parse_instant("2025-01-01T00:00:00Z")),
                  read->next(*parse_instant("2025-01-01T00:00:00Z"), moscow()));
        const instant end = *parse_instant("2026-06-01T00:00:00Z");
        instant from = *parse_instant("2023-11-30T23:59:59Z"), last = read->next(from, moscow());
        for (; from < end; from += std::chrono::hours{7}) {
            const instant next = read->next(from, moscow());
            ASSERT_GT(next, from) << text;
            ASSERT_EQ(next, remembered.next(from)) << text << " at " << to_string(from);
            ASSERT_EQ(next, last > from ? last : next) << text << " at " << to_string(from);
            last = next;
        }
    }
    EXPECT_EQ(schedule::parse("every day")->next(last_instant, {}), never);
}

TEST(schedule, refuses_what_never_comes_or_too_often) {
    for (const std::string_view text : {"",
                                        "monday",
                                        "every",
                                        "every now and then",
                                        "every fortnight",
                                        "every day at 25:00",
                                        "every day at 9",
                                        "every day on monday",
                                        "every month on monday",
                                        "every 0 weeks",
                                        "every 32 march",
                                        "every year on 31",
                                        "every month on the last",
                                        "every 2 working days",
                                        "every working week",
                                        "every day every day",
                                        "every 2000 weeks",
                                        "FREQ=HOURLY",
                                        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
                                        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
                                        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
                                        "FREQ=NEVER",
                                        "FREQ=WEEKLY;BYDAY=XX",
                                        "FREQ=DAILY;COUNT=100000",
                                        "DTSTART:20251301 FREQ=DAILY",
                                        "DTSTART:2025 FREQ=DAILY",
                                        "FREQ=DAILY FREQ=DAILY",
                                        "каждый вечер"})
        EXPECT_EQ(next_of(text), "refused") << text;
    EXPECT_FALSE(schedule::parse("every monday " + std::string(1'000, ' ')));
}

}  // namespace
}  // namespace reglament
