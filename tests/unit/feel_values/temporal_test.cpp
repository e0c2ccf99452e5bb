#include "table.hpp"

#include <reglament/feel/temporal.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace reglament::feel {
namespace {

template <class T>
std::string written(const std::optional<T>& read) {
    return read ? to_string(*read) : std::string{};
}

std::string read_and_written(const std::string& what, const std::string& text) {
    if (what == "date") return written(parse_date(text));
    if (what == "time") return written(parse_time(text));
    if (what == "date_time") return written(parse_date_time(text));
    if (what == "duration") return written(parse_time_duration(text));
    if (what == "months") return written(parse_months_duration(text));
    if (what == "instant") {
        const auto read = parse_instant(text);
        return read ? reglament::to_string(*read) : std::string{};
    }
    return "unknown kind of row";
}

TEST(temporal, texts_are_read_strictly_and_written_in_one_form) {
    const auto rows = tests::read_table("temporal.csv");
    ASSERT_GT(rows.size(), 150u);
    for (const auto& row : rows) EXPECT_EQ(read_and_written(row[0], row[1]), row[2]) << "line " << row.line;
}

TEST(temporal, what_is_written_is_read_back) {
    for (std::int64_t day = -36'000'000; day <= 35'000'000; day += 9'973) {
        for (const std::int64_t far : {day, day * 10'000}) {
            const date d{local_day{local_day::duration{far}}};
            ASSERT_EQ(parse_date(to_string(d)), d) << far;
            const date_time t{d, {(day * day) % 86'400'000'000'000, zone::fixed(std::chrono::seconds{day % 64'000})}};
            ASSERT_EQ(parse_date_time(to_string(t)), t) << to_string(t);
            ASSERT_EQ(t.day(), d);
            const time_duration span{far * 7'919, static_cast<std::int32_t>(day * day % 1'000'000'000)};
            ASSERT_EQ(parse_time_duration(to_string(span)), span);
        }
    }
}

TEST(temporal, every_day_of_four_centuries_follows_the_one_before) {
    date d = *parse_date("1599-12-31");
    std::string before = to_string(d);
    for (int i = 0; i < 146'097 + 1; ++i) {
        d.days += std::chrono::days{1};
        const std::string now = to_string(d);
        ASSERT_LT(before, now);
        ASSERT_EQ(parse_date(now), d);
        before = now;
    }
    EXPECT_EQ(before, "2000-01-01");
}

TEST(temporal, months_end_where_the_month_ends) {
    const auto moved = [](const char* from, std::int64_t months) {
        return to_string(add_months(*parse_date(from), months));
    };
    EXPECT_EQ(moved("2025-01-31", 1), "2025-02-28");
    EXPECT_EQ(moved("2024-01-31", 1), "2024-02-29");
    EXPECT_EQ(moved("2024-02-29", 12), "2025-02-28");
    EXPECT_EQ(moved("2024-02-29", -48), "2020-02-29");
    EXPECT_EQ(moved("2025-03-31", -1), "2025-02-28");
    EXPECT_EQ(moved("2025-11-30", 3), "2026-02-28");
    EXPECT_EQ(moved("2025-01-15", -1), "2024-12-15");
    EXPECT_EQ(moved("0001-01-15", -13), "-0001-12-15");
    EXPECT_EQ(moved("2025-01-15", INT64_MAX), "999999999-12-15");
    EXPECT_EQ(moved("2025-01-15", INT64_MIN), "-999999999-01-15");
}

TEST(time_duration, is_made_of_every_whole_duration) {
    EXPECT_EQ(time_duration{std::chrono::days{-2}}, (time_duration{-172'800, 0}));
    EXPECT_EQ(time_duration{std::chrono::minutes{3}}, (time_duration{180, 0}));
    EXPECT_EQ(time_duration{std::chrono::milliseconds{-250}}, (time_duration{-1, 750'000'000}));
    EXPECT_EQ(time_duration{std::chrono::nanoseconds{1}}, (time_duration{0, 1}));
    EXPECT_EQ(time_duration{std::chrono::microseconds::min()}, (time_duration{-9'223'372'036'855, 224'192'000}));
}

TEST(time_duration, fits_microseconds_or_does_not) {
    using std::chrono::microseconds;
    for (const auto us : {microseconds::min(), microseconds{-1}, microseconds{0}, microseconds{1}, microseconds::max()})
        EXPECT_EQ(time_duration{us}.to_microseconds(), us);
    EXPECT_EQ((time_duration{0, 1'999}.to_microseconds()), microseconds{1});
    EXPECT_EQ((time_duration{-1, 999'999'999}.to_microseconds()), microseconds{0});
    EXPECT_EQ((time_duration{9'223'372'036'854, 775'807'999}.to_microseconds()), microseconds::max());
    EXPECT_EQ((time_duration{-9'223'372'036'855, 224'191'001}.to_microseconds()), microseconds::min());
    EXPECT_FALSE((time_duration{9'223'372'036'854, 775'808'000}.to_microseconds()));
    EXPECT_FALSE((time_duration{-9'223'372'036'855, 224'191'000}.to_microseconds()));
    EXPECT_FALSE((time_duration{INT64_MAX, 0}.to_microseconds()));
    EXPECT_FALSE((time_duration{INT64_MIN, 0}.to_microseconds()));
}

TEST(time_duration, is_counted_exactly_or_not_at_all) {
    const time_duration most{INT64_MAX, 999'999'999}, least{INT64_MIN, 1}, fine{0, 1};
    EXPECT_EQ(negate(most), least);
    EXPECT_EQ(negate(least), most);
    EXPECT_EQ(negate(time_duration{-1, 750'000'000}), (time_duration{0, 250'000'000}));
    EXPECT_EQ(add({1, 600'000'000}, {-2, 700'000'000}), (time_duration{0, 300'000'000}));
    EXPECT_EQ(subtract(fine, {0, 2}), (time_duration{-1, 999'999'999}));
    EXPECT_EQ(add(most, least), time_duration{});
    EXPECT_EQ(add({INT64_MIN, 999'999'999}, {-1, 1}), std::nullopt);  // -2^63 s has no text
    EXPECT_EQ(add({INT64_MIN, 999'999'999}, {-1, 2}), (least));
    EXPECT_FALSE(add(most, fine));
    EXPECT_FALSE(add(least, least));
    EXPECT_FALSE(subtract(least, fine));
    EXPECT_FALSE(negate(time_duration{INT64_MIN, 0}));
    EXPECT_LT(least, most);
    EXPECT_LT((time_duration{-1, 999'999'999}), time_duration{});
    EXPECT_EQ(to_string(most), "P106751991167300DT15H30M7.999999999S");
    EXPECT_EQ(to_string(least), "-P106751991167300DT15H30M7.999999999S");
}

TEST(date_time, is_an_instant_as_far_as_instants_go) {
    const auto at = [](const char* text) { return reglament::to_string(parse_date_time(text)->at()); };
    EXPECT_EQ(at("2025-07-15T12:00:00.123456789Z"), "2025-07-15T12:00:00.123456Z");
    EXPECT_EQ(at("1960-07-15T12:00:00.123456789Z"), "1960-07-15T12:00:00.123456Z");
    EXPECT_EQ(at("999999999-12-31T23:59:59Z"), "99999-12-31T23:59:59Z");
    EXPECT_EQ(at("-999999999-01-01T00:00:00+18:00"), "-99999-01-01T00:00:00Z");
}

TEST(zone, names_are_found_and_kept) {
    const auto moscow = zone::find("Europe/Moscow");
    ASSERT_TRUE(moscow);
    EXPECT_TRUE(moscow->is_named());
    EXPECT_EQ(moscow->name(), "Europe/Moscow");
    EXPECT_EQ(zone::find("Europe/Moscow"), moscow);
    EXPECT_NE(zone::find("Europe/Paris"), moscow);
    EXPECT_EQ(zone::find("Z"), zone::utc());
    EXPECT_EQ(zone::find("UTC"), zone::utc());
    EXPECT_EQ(zone::find("+03:00"), zone::fixed(std::chrono::hours{3}));
    EXPECT_EQ(zone::fixed(std::chrono::minutes{-330}).name(), "-05:30");
    EXPECT_EQ(zone{}.name(), "");
    for (const char* none : {"", "Moscow", "Europe/", "/", "..", "zone.tab", "+3", "Europe/Moscow\n", "right/UTC"}) {
        EXPECT_FALSE(zone::find(none)) << none;
    }
}

std::string utc_of(const char* local, const char* zone_name) {
    return reglament::to_string(parse_date_time(local)->at(*zone::find(zone_name)));
}

TEST(zone, offsets_follow_the_rules_of_the_place) {
    EXPECT_EQ(utc_of("2025-01-15T12:00:00", "Europe/Paris"), "2025-01-15T11:00:00Z");
    EXPECT_EQ(utc_of("2025-07-15T12:00:00", "Europe/Paris"), "2025-07-15T10:00:00Z");
    EXPECT_EQ(utc_of("2013-01-15T12:00:00", "Europe/Moscow"), "2013-01-15T08:00:00Z");
    EXPECT_EQ(utc_of("2025-01-15T12:00:00", "Asia/Kolkata"), "2025-01-15T06:30:00Z");
}

TEST(zone, a_gap_ends_and_the_earlier_of_two_counts) {
    EXPECT_EQ(utc_of("2025-03-30T02:30:00", "Europe/Paris"), "2025-03-30T01:00:00Z");
    EXPECT_EQ(utc_of("2025-03-30T01:59:59", "Europe/Paris"), "2025-03-30T00:59:59Z");
    EXPECT_EQ(utc_of("2025-03-30T03:00:00", "Europe/Paris"), "2025-03-30T01:00:00Z");
    EXPECT_EQ(utc_of("2025-10-26T02:30:00", "Europe/Paris"), "2025-10-26T00:30:00Z");
    EXPECT_EQ(utc_of("2025-10-26T03:00:00", "Europe/Paris"), "2025-10-26T02:00:00Z");
}

time_duration since(const char* text) {
    return parse_date_time(text)->since_epoch();
}

TEST(zone, every_year_has_an_offset) {
    EXPECT_EQ(since("2025-07-15T12:00:00.000000007@Europe/Paris"), since("2025-07-15T10:00:00.000000007Z"));
    EXPECT_EQ(since("2025-03-30T02:30:00.5@Europe/Paris"), since("2025-03-30T01:00:00Z"));
    EXPECT_EQ(since("-999999999-01-01T00:00:00@Europe/Paris"), since("-999999999-01-01T00:00:00+00:09:21"));
    EXPECT_EQ(since("999999999-01-15T00:00:00@Europe/Paris"), since("999999999-01-15T00:00:00+01:00"));
    EXPECT_EQ(since("999999999-12-31T23:59:59.999999999@Asia/Kolkata"),
              since("999999999-12-31T23:59:59.999999999+05:30"));
    EXPECT_EQ(since("-999999999-01-01T00:00:00Z").seconds, -31'557'014'135'596'800);
    EXPECT_EQ(since("999999999-12-31T23:59:59.999999999Z"), (time_duration{31'556'889'832'780'799, 999'999'999}));
    const zone paris = *zone::find("Europe/Paris");
    EXPECT_EQ(paris.offset_at(std::chrono::sys_seconds{std::chrono::seconds{31'556'889'832'780'799}}),
              std::chrono::hours{1});
}

TEST(zone, local_texts_of_an_instant) {
    const instant when = *parse_instant("2025-07-15T21:30:00.25Z");
    EXPECT_EQ(reglament::to_string(when, *zone::find("Europe/Moscow")), "2025-07-16T00:30:00.25+03:00");
    EXPECT_EQ(reglament::to_string(when, *zone::find("Europe/London")), "2025-07-15T22:30:00.25+01:00");
    EXPECT_EQ(reglament::to_string(when, zone{}), "2025-07-15T21:30:00.25Z");
    const instant early = *parse_instant("1880-01-01T00:00:00", *zone::find("Europe/Paris"));
    EXPECT_EQ(reglament::to_string(early, *zone::find("Europe/Paris")), "1880-01-01T00:00:00+00:09:21");
    EXPECT_FALSE(parse_instant("2025-07-15T21:30:00", zone{}));
    EXPECT_FALSE(parse_instant("2025-07-15", zone{}));
    EXPECT_TRUE(parse_instant("2025-07-15T21:30:00+01:00", zone{}));
    EXPECT_EQ(parse_instant("2025-07-16T00:30:00.25", *zone::find("Europe/Moscow")), when);
}

}  // namespace
}  // namespace reglament::feel
