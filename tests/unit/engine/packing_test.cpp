// What is packed comes back as it was: values, times, and clients of every kind.
#include "engine/packed_client.hpp"
#include "support/rules.hpp"

#include <gtest/gtest.h>

namespace reglament {
namespace {

using testing::at;

feel::value number(std::string_view text) {
    return *feel::number::parse(text);
}

TEST(packing, values) {
    const feel::value list = feel::list{number("1"), feel::value{"B"}, feel::value{}};
    const feel::value all[] = {
        {},
        true,
        false,
        number("0"),
        number("12"),
        number("-12.50"),
        number("1e-6176"),
        number("-9.999999999999999999999999999999999e6111"),
        number("18446744073709551616"),
        "",
        "A",
        "Звонок клиенту, который длиннее двадцати четырёх байтов",
        *feel::parse_date("2025-02-28"),
        *feel::parse_date("-99999-01-01"),
        *feel::parse_time("23:59:59.999999999"),
        *feel::parse_time("10:00:00@Europe/Moscow"),
        *feel::parse_date_time("2025-02-28T10:00:00+03:00"),
        *feel::parse_time_duration("-P3DT4H"),
        *feel::parse_months_duration("P1Y2M"),
        list,
        feel::context{{"имя", list}, {"пусто", feel::value{}}},
        feel::range{number("1"), {}, true, false},
    };
    text_cache texts;
    packer to;
    for (const feel::value& v : all) to.value(v);
    ASSERT_TRUE(to.whole());
    unpacker from{to.bytes().data(), texts};
    for (const feel::value& v : all) EXPECT_EQ(from.value(), v) << feel::to_string(v);
    EXPECT_EQ(from.at(), to.bytes().data() + to.bytes().size());
}

TEST(packing, what_is_large_may_be_shared_and_is_kept_apart) {
    const feel::value large{std::string(5'000, 'x')};
    packer to;
    to.clear();
    to.value(large);
    EXPECT_FALSE(to.whole());
    std::deque<feel::value> apart;
    to.clear(&apart);
    to.value(feel::list{large, feel::value{"small"}});
    EXPECT_TRUE(to.whole());
    text_cache texts;
    unpacker from{to.bytes().data(), texts, &apart};
    EXPECT_EQ(from.value(), (feel::value{feel::list{large, feel::value{"small"}}}));
}

TEST(packing, times) {
    const instant bases[] = {instant{}, at("2025-01-06T08:00:00Z"), first_instant, last_instant, instant::min()};
    for (const instant base : bases) {
        for (const instant t :
             {never, instant::min(), instant{}, first_instant, last_instant, at("2025-01-06T08:00:00Z"),
              at("2025-01-06T08:00:00.000001Z"), at("2025-01-06T07:59:59Z"), at("2025-04-06T08:00:00Z")}) {
            packer to;
            text_cache texts;
            to.time(t, base);
            EXPECT_EQ((unpacker{to.bytes().data(), texts}.time(base)), t)
                << to_string(t) << " from " << to_string(base);
        }
    }
}

// Everything that a record can hold, and nothing of it as usual.
record full() {
    record r;
    r.subject = 1;
    r.facts = {number("1"), {}, feel::value{"A"}};
    r.parts = {{2, "D-17", {number("5")}}, {2, "D-18", {}}};
    r.armed = {{3, 1, true, false, at("2025-01-01"), never},
               {4, no_index, false, true, instant::min(), at("2025-03-01")}};
    r.queued = {{1, 0, 2, at("2025-01-05"), at("2025-01-04")}, {1, no_index, no_index, at("2025-01-05"), never}};
    r.memories = {{1, 0, at("2025-01-01"), at("2025-01-02"), 300, 1}, {2, no_index, at("2025-01-03"), {}, 1, 2}};
    r.contacts = {{1, true, 0, at("2025-01-01")}, {0, false, 7, at("2025-01-06")}};
    r.seen = at("2025-01-06");
    r.due = at("2025-01-07");
    r.merged_into = {"c-2", 10, 20, 5};
    r.merged = {{"c-3", 1, 2, 3}, {"c-4", 4, 5, 6}};
    r.last_run = 1'000;
    r.last_task = 70'000;
    r.sequence = std::uint64_t{1} << 40;
    run& x = r.runs.emplace_back();
    x.due = at("2025-01-09");
    x.task = 70'000;
    x.at = 12;
    x.attempt = 3;
    x.late = x.stuck = true;
    x.number = 999;
    x.regulation = 5;
    x.part = 1;
    run_details& d = x.need_details();
    d.task_created = at("2025-01-02");
    d.values = {feel::value{true}, {}};
    branch& b = d.branches.add(3);
    b.division = 1;
    b.index = 2;
    b.at = 14;
    b.due = r.due;
    b.values = {feel::value{"item"}};
    d.divisions = {{1, 0, 11, true, 3, 2, 1, {number("1")}, {feel::value{}, number("2")}}};
    d.last_branch = 4;
    d.last_division = 1;
    d.kept = {{6, {number("3")}}};
    d.asked = {{70'000, {feel::value{"who"}}}};
    d.done = {{9, 3, {number("4")}}};
    d.by = {12, feel::value{"employee/Anna"}};
    r.runs.emplace_back().number = 1'000;
    return r;
}

std::string packed(const kept_client& c) {
    packer to;
    EXPECT_TRUE(pack(c, at("2025-01-01"), to));
    return std::string{to.bytes()};
}

// Two records are the same when their bytes are, which hold every member.
TEST(packed_client, comes_back_whatever_was_in_that_place_before) {
    kept_client whole, plain;
    whole.state = full();
    whole.queued = at("2025-01-08");
    whole.told = 77;
    whole.owned = 2;
    plain.state.seen = at("2025-01-02");
    text_cache texts;
    kept_client place;
    for (const kept_client* const c : {&whole, &plain, &whole}) {
        const std::string bytes = packed(*c);
        unpack(bytes.data(), at("2025-01-01"), texts, place);
        EXPECT_EQ(packed(place), bytes);
        EXPECT_EQ(place.owned, c->state.parts.size());
        EXPECT_EQ(place.state.runs.size(), c->state.runs.size());
    }
    const run_details& d = *place.state.runs[0].details();
    EXPECT_EQ(d.by, whole.state.runs[0].details()->by);
    EXPECT_EQ(d.divisions[0].results, whole.state.runs[0].details()->divisions[0].results);
    EXPECT_EQ((*d.branches.begin()).due, whole.state.due);
    EXPECT_EQ(place.state.merged[1].key, "c-4");
    EXPECT_EQ(place.state.memories[1].open, 2U);
    EXPECT_EQ(place.state.runs[0].attempt, 3);
    EXPECT_EQ(place.queued, whole.queued);
}

TEST(packed_client, one_with_a_run_that_rests_is_small) {
    kept_client c;
    c.state.seen = at("2025-03-01T10:11:12.345Z");
    c.state.due = c.queued = c.state.seen + std::chrono::days{90};
    c.state.last_run = 1;
    c.state.sequence = 3;
    run& r = c.state.runs.emplace_back();
    r.due = c.state.due;
    r.number = 1;
    c.state.memories = {{0, no_index, c.state.seen, {}, 1, 1}};
    EXPECT_LE(packed(c).size(), 30U);
}

}  // namespace
}  // namespace reglament
