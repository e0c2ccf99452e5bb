#include "table.hpp"

#include <reglament/feel/temporal.hpp>

#include <gtest/gtest.h>

#include <thread>
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
        const date d{std::chrono::local_days{std::chrono::days{day}}};
        ASSERT_EQ(parse_date(to_string(d)), d) << day;
        const date_time t{d.days + std::chrono::microseconds{(day * day) % 86'400'000'000},
                          zone::fixed(std::chrono::seconds{day % 64'000})};
        ASSERT_EQ(parse_date_time(to_string(t)), t) << to_string(t);
        const time_duration span{day * 7'919};
        ASSERT_EQ(parse_time_duration(to_string(span)), span);
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
    EXPECT_EQ(moved("2025-01-15", INT64_MAX), "99999-12-15");
    EXPECT_EQ(moved("2025-01-15", INT64_MIN), "-99999-01-15");
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

TEST(zone, threads_get_the_same_ids) {
    const char* const names[] = {"Asia/Tokyo", "Asia/Omsk", "America/Lima", "Africa/Cairo", "Pacific/Fiji"};
    std::vector<std::thread> threads;
    std::vector<std::vector<zone>> found(4);
    for (auto& mine : found) {
        threads.emplace_back([&] {
            for (int round = 0; round < 50; ++round) {
                for (const char* name : names) {
                    mine.push_back(zone::find(name).value_or(zone{}));
                    static_cast<void>(mine.back().offset_at(instant{}));
                }
            }
        });
    }
    for (std::thread& t : threads) t.join();
    for (const auto& mine : found) EXPECT_EQ(mine, found.front());
    EXPECT_EQ(found.front()[1].name(), "Asia/Omsk");
}

}  // namespace
}  // namespace reglament::feel
