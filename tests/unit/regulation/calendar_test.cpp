// Counting in working time: by rows, and against a count minute by minute.
#include <reglament/regulation/calendar.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <random>
#include <vector>

namespace reglament {
namespace {

using namespace std::chrono;
using unit = period::unit;

feel::date day(const char* text) {
    return *feel::parse_date(text);
}

calendar_rules moscow_rules() {
    calendar_rules r;
    r.zone = *feel::zone::find("Europe/Moscow");
    r.days[day("2025-05-01")].worked = r.days[day("2025-05-02")].worked = day_rule::work::no;
    r.days[day("2025-11-01")].worked = day_rule::work::yes;
    return r;
}

calendar moscow() {
    return calendar{moscow_rules()};
}

instant at(const char* text) {
    return *parse_instant(text);
}

std::string after(const calendar& c, const char* from, const char* how_long) {
    return to_string(c.add(at(from), *parse_period(how_long)), c.zone());
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
    calendar_rules rules;
    rules.zone = *feel::zone::find("Europe/Berlin");
    const calendar c{rules};
    EXPECT_EQ(after(c, "2025-03-15T10:00:00+01:00", "1 month"), "2025-04-15T10:00:00+02:00");
    EXPECT_EQ(after(c, "2025-03-28T10:00:00+01:00", "1 working day"), "2025-03-31T10:00:00+02:00");
}

TEST(calendar, comes_to_an_end_where_nothing_is_worked) {
    calendar_rules rules;
    rules.working_weekdays = 0;
    const calendar c{rules};
    EXPECT_GT(c.add(at("2025-01-01T00:00:00Z"), {unit::working_days, 1}), at("9999-01-01T00:00:00Z"));
    EXPECT_GT(c.add(at("2025-01-01T00:00:00Z"), {unit::working_minutes, 1}), at("9999-01-01T00:00:00Z"));
}

TEST(calendar, beyond_the_last_instant_nothing_is_due) {
    const calendar c = moscow();
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

// A department with lunch, short Fridays, a day of its own, and shorter days.
calendar_rules with_breaks() {
    calendar_rules r = moscow_rules();
    r.week.fill({{9 * 60, 13 * 60}, {14 * 60, 18 * 60}});
    r.week[4] = {{9 * 60, 13 * 60}, {14 * 60, 16 * 60 + 45}};
    r.yearly[std::chrono::December / 30].shorter = 60;
    r.days[day("2025-06-11")].shorter = 60;
    r.days[day("2025-06-10")].hours = working_hours{{10 * 60, 12 * 60}};
    r.yearly[std::chrono::January / 7].worked = day_rule::work::no;
    return r;
}

TEST(calendar, knows_breaks_short_days_and_hours_by_weekday) {
    const calendar c{with_breaks()};
    EXPECT_EQ(after(c, "2025-06-02T12:30:00+03:00", "1 working hour"), "2025-06-02T14:30:00+03:00");
    EXPECT_EQ(after(c, "2025-06-02T12:30:00+03:00", "30 working minutes"), "2025-06-02T13:00:00+03:00")
        << "it is over when the break begins";
    EXPECT_EQ(after(c, "2025-06-06T16:00:00+03:00", "1 working hour"), "2025-06-09T09:15:00+03:00") << "a Friday";
    EXPECT_EQ(after(c, "2025-06-10T11:30:00+03:00", "1 working hour"), "2025-06-11T09:30:00+03:00") << "its own hours";
    EXPECT_EQ(after(c, "2025-06-11T16:30:00+03:00", "1 working hour"), "2025-06-12T09:30:00+03:00") << "an hour less";
    EXPECT_EQ(after(c, "2026-01-06T17:30:00+03:00", "1 working hour"), "2026-01-08T09:30:00+03:00") << "every year";
    EXPECT_EQ(after(c, "2031-01-06T17:30:00+03:00", "1 working day"), "2031-01-08T17:30:00+03:00") << "every year";
    EXPECT_EQ(c.worked(at("2025-06-09T00:00:00+03:00"), at("2025-06-14T00:00:00+03:00")),
              minutes{480 + 120 + 420 + 480 + 405});
    EXPECT_EQ(c.opens_on(day("2025-06-10")), 600);
}

TEST(calendar, counts_where_the_clock_changes) {
    calendar_rules berlin;
    berlin.zone = *feel::zone::find("Europe/Berlin");
    berlin.working_weekdays = 0b1111111;
    berlin.week.fill({{60, 5 * 60}});  // 1:00 to 5:00
    const calendar c{berlin};
    EXPECT_EQ(after(c, "2025-03-30T00:00:00+01:00", "3 working hours"), "2025-03-30T05:00:00+02:00")
        << "2:00 is left out";
    EXPECT_EQ(after(c, "2025-10-26T00:00:00+02:00", "5 working hours"), "2025-10-26T05:00:00+01:00")
        << "2:00 comes twice";
    EXPECT_EQ(after(c, "2025-03-29T02:30:00+01:00", "1 working day"), "2025-03-30T03:00:00+02:00");
    calendar_rules paulo;  // midnight is left out on 4 November 2018, and comes twice on 18 February 2018
    paulo.zone = *feel::zone::find("America/Sao_Paulo");
    paulo.working_weekdays = 0b1111111;
    paulo.week.fill({{0, 24 * 60}});
    const calendar night{paulo};
    EXPECT_EQ(night.worked(at("2018-11-03T12:00:00-03:00"), at("2018-11-05T00:00:00-02:00")), hours{12 + 23});
    EXPECT_EQ(night.worked(at("2018-02-17T00:00:00-02:00"), at("2018-02-18T12:00:00-03:00")), hours{25 + 12});
    EXPECT_EQ(after(night, "2018-11-03T00:00:00-03:00", "1 working day"), "2018-11-04T01:00:00-02:00");
    calendar_rules apia;  // 30 December 2011 was none there
    apia.zone = *feel::zone::find("Pacific/Apia");
    EXPECT_EQ(after(calendar{apia}, "2011-12-29T10:00:00-10:00", "1 working day"), "2012-01-02T10:00:00+14:00");
    EXPECT_FALSE(calendar{apia}.is_working_day(day("2011-12-30")));
}

// --- Against a count by hand ---

// Minute by minute, whether that of a local day is worked; written apart from what it tests.
std::vector<bool> minutes_of(const calendar_rules& r, local_days d) {
    std::vector<bool> worked(24 * 60);
    const year_month_day date{d};
    day_rule rule;
    if (const auto yearly = r.yearly.find(date.month() / date.day()); yearly != r.yearly.end()) rule = yearly->second;
    if (const auto own = r.days.find({d}); own != r.days.end()) rule = own->second;
    const unsigned weekday_index = (weekday{d}.c_encoding() + 6) % 7;
    const bool usual = ((r.working_weekdays >> weekday_index) & 1U) != 0;
    if (rule.worked == day_rule::work::no || (rule.worked == day_rule::work::as_weekday && !usual)) return worked;
    for (const working_span& s : rule.hours ? *rule.hours : r.week[weekday_index])
        std::fill(worked.begin() + s.opens, worked.begin() + s.closes, true);
    for (std::size_t m = worked.size(), left = static_cast<std::size_t>(rule.shorter); m-- > 0 && left > 0;) {
        if (!worked[m]) continue;
        worked[m] = false;
        --left;
    }
    return worked;
}

// All worked minutes of some local days as instants: each stretch from the first time its begin is shown.
std::vector<bool> worked_minutes(const calendar_rules& r, instant from, std::size_t count) {
    std::vector<bool> all(count);
    const local_days first = floor<days>(r.zone.to_local(from)) - days{2};
    const local_days end = first + days{static_cast<int>(count / 1440) + 5};
    for (local_days d = first; d < end; d += days{1}) {
        const auto worked = minutes_of(r, d);
        for (std::size_t m = 0; m < worked.size(); ++m) {
            if (!worked[m] || (m > 0 && worked[m - 1])) continue;
            std::size_t last = m;
            while (last < worked.size() && worked[last]) ++last;
            const auto begin = (r.zone.to_instant(d + minutes{m}) - from) / minutes{1};
            const auto over = (r.zone.to_instant(d + minutes{last}) - from) / minutes{1};
            for (auto i = std::max<std::int64_t>(begin, 0);
                 i < std::min<std::int64_t>(over, static_cast<std::int64_t>(count)); ++i)
                all[static_cast<std::size_t>(i)] = true;
        }
    }
    return all;
}

working_hours random_hours(std::mt19937& random) {
    working_hours hours;
    std::int32_t at = static_cast<std::int32_t>(random() % 600);
    for (std::size_t n = 1 + random() % 3; n > 0 && at < 1'300; --n) {
        const auto closes = std::min<std::int32_t>(at + 1 + static_cast<std::int32_t>(random() % 400), 24 * 60);
        hours.push_back({at, closes});
        at = closes + 1 + static_cast<std::int32_t>(random() % 120);
    }
    return hours;
}

day_rule random_rule(std::mt19937& random) {
    day_rule rule;
    rule.worked = static_cast<day_rule::work>(random() % 3);
    if (random() % 2 == 0) rule.shorter = static_cast<std::int32_t>(random() % 200);
    if (random() % 3 == 0) rule.hours = random_hours(random);
    return rule;
}

calendar_rules random_rules(std::mt19937& random, local_days around) {
    static const char* const zones[] = {"Europe/Moscow",    "Europe/Berlin", "America/Sao_Paulo",   "America/New_York",
                                        "Asia/Kolkata",     "Pacific/Apia",  "Australia/Lord_Howe", "Africa/Cairo",
                                        "Asia/Vladivostok", "UTC",           "America/Havana"};
    calendar_rules r;
    r.zone = *feel::zone::find(zones[random() % std::size(zones)]);
    r.working_weekdays = static_cast<std::uint8_t>(1 + random() % 127);
    for (auto& hours : r.week) hours = random_hours(random);
    for (int i = 0; i < 6; ++i) {
        r.yearly[month{1 + static_cast<unsigned>(random() % 12)} /
                 std::chrono::day{1 + static_cast<unsigned>(random() % 28)}] = random_rule(random);
        r.days[{around + days{random() % 60}}] = random_rule(random);
    }
    r.yearly[February / 29] = random_rule(random);
    return r;
}

// Rounds and seeds: more of them by hand, as REGLAMENT_RANDOM_ROUNDS=100000.
int rounds() {
    const char* const given = std::getenv("REGLAMENT_RANDOM_ROUNDS");
    return given == nullptr ? 60 : std::atoi(given);
}

TEST(calendar, counts_as_one_would_by_hand) {
    for (int seed = 1; seed <= rounds(); ++seed) {
        std::mt19937 random{static_cast<std::uint32_t>(seed)};
        // Around days at which clocks change, leap days, the ends of the tables, and anywhere between 1971 and 2100.
        static constexpr year_month_day marks[] = {2018y / 11 / 1,  2018y / 2 / 15, 2025y / 3 / 27,  2025y / 10 / 23,
                                                   2011y / 12 / 25, 2024y / 2 / 26, 2047y / 12 / 20, 2015y / 12 / 20};
        const local_days around = random() % 3 == 0 ? local_days{1971y / 1 / 1} + days{random() % 47'000}
                                                    : local_days{marks[random() % std::size(marks)]};
        const calendar_rules r = random_rules(random, around);
        const calendar c{r};
        constexpr std::size_t reach = 60 * 1440;
        const instant from{around.time_since_epoch()};
        const auto worked = worked_minutes(r, from, reach);
        for (int i = 0; i < 20; ++i) {
            const std::size_t begin = random() % (reach / 2);
            const auto amount = static_cast<std::int64_t>(1 + random() % 3'000);
            std::size_t end = begin;
            for (std::int64_t left = amount; left > 0 && end < reach; ++end) left -= worked[end] ? 1 : 0;
            const instant start = from + minutes{begin};
            const auto told = "seed " + std::to_string(seed) + " " + r.zone.name() + " " + to_string(start) + " " +
                              std::to_string(amount) + " min";
            if (end < reach) {
                ASSERT_EQ(c.add(start, {unit::working_minutes, amount}), from + minutes{end}) << told;
            }
            std::size_t back = begin;
            std::int64_t left = amount;
            while (left > 0 && back > 0) left -= worked[--back] ? 1 : 0;
            if (left == 0) {
                ASSERT_EQ(c.subtract(start, {unit::working_minutes, amount}), from + minutes{back}) << "back, " << told;
            }
            std::int64_t sum = 0;
            for (std::size_t m = begin; m < std::min(begin + 5'000, reach); ++m) sum += worked[m] ? 1 : 0;
            if (begin + 5'000 < reach) {
                ASSERT_EQ(c.worked(start, start + minutes{5'000}), minutes{sum}) << told;
            }
        }
    }
}

TEST(calendar, counts_days_as_one_would_by_hand) {
    for (int seed = 1; seed <= rounds(); ++seed) {
        std::mt19937 random{static_cast<std::uint32_t>(seed)};
        const local_days around = local_days{1971y / 1 / 1} + days{random() % 47'000};
        const calendar_rules r = random_rules(random, around);
        const calendar c{r};
        const auto is_worked = [&](local_days d) {
            const auto all = minutes_of(r, d);
            return std::find(all.begin(), all.end(), true) != all.end() &&
                   r.zone.to_instant(d) != r.zone.to_instant(d + days{1});
        };
        for (int i = 0; i < 20; ++i) {
            const instant from = instant{around.time_since_epoch()} + minutes{random() % (60 * 1440)};
            const auto amount = static_cast<std::int64_t>(1 + random() % 100);
            const auto local = r.zone.to_local(from);
            const local_days today = floor<days>(local);
            local_days later = today, earlier = today;
            for (std::int64_t left = amount; left > 0;) left -= is_worked(later += days{1}) ? 1 : 0;
            for (std::int64_t left = amount; left > 0;) left -= is_worked(earlier -= days{1}) ? 1 : 0;
            const auto told = "seed " + std::to_string(seed) + " " + r.zone.name() + " " + to_string(from) + " " +
                              std::to_string(amount) + " days";
            ASSERT_EQ(c.add(from, {unit::working_days, amount}), r.zone.to_instant(later + (local - today))) << told;
            ASSERT_EQ(c.subtract(from, {unit::working_days, amount}), r.zone.to_instant(earlier + (local - today)))
                << "back, " << told;
        }
    }
}

TEST(calendar, goes_far_beyond_the_years_that_are_kept) {
    const calendar c = moscow();
    EXPECT_EQ(after(c, "0005-01-03T10:00:00Z", "1 working hour").substr(0, 13), "0005-01-03T13") << "a Monday";
    EXPECT_EQ(c.subtract(c.add(at("2025-06-02T10:00:00+03:00"), {unit::working_minutes, 60 * 9 * 261 * 1'000}),
                         {unit::working_minutes, 60 * 9 * 261 * 1'000}),
              at("2025-06-02T10:00:00+03:00"));
    EXPECT_EQ(c.subtract(at("0001-06-01T00:00:00Z"), {unit::working_days, 200}), first_instant);
    EXPECT_EQ(c.subtract(at("0001-06-01T00:00:00Z"), {unit::working_minutes, 90'000}), first_instant);
}

TEST(calendar, tells_which_years_it_does_not_know) {
    calendar_rules r;
    EXPECT_FALSE(calendar{r}.unknown_year(at("2025-01-01T00:00:00Z"), at("2035-01-01T00:00:00Z")));
    r.known_years = {2025, 2026};
    const calendar c{r};
    EXPECT_FALSE(c.unknown_year(at("2025-01-01T00:00:00Z"), at("2026-12-31T00:00:00Z")));
    EXPECT_EQ(c.unknown_year(at("2025-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z")), 2027);
    EXPECT_EQ(c.unknown_year(at("2024-12-31T00:00:00Z"), at("2027-01-01T00:00:00Z")), 2024);
}

}  // namespace
}  // namespace reglament
