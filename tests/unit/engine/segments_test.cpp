// Segments: ranking against a plain definition, and the events of who enters and leaves a class.
#include "engine/ranking.hpp"
#include "support/rules.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <random>

namespace reglament {
namespace {

using testing::at;
using ::testing::ElementsAre;
using testing::make;

const std::string words = R"(vocabulary: shop
calendar:
  zone: UTC
events:
  order.paid:
    data:
      amount: number
  client.promoted:
    data:
      class: text
facts:
  revenue:
    sum: order.paid.amount
    over: 30 days
  orders:
    count: order.paid
  promoted:
    type: text
    from: client.promoted.class
segments:
)";

std::shared_ptr<const rulebook> rules_with(const std::string& segments, const std::string& more = {}) {
    loaded l = load_text(words + segments + "roles: [manager]\n" + more, "test.yaml");
    if (!l.rules) throw std::runtime_error{render(l.found)};
    return l.rules;
}

const std::string abc = R"(  class:
    by: revenue
    if: orders > 0
    classes:
      A+: declared
      A: 80 %
      B: 95 %
      C: rest
    declared: promoted
    recomputed: every day at 03:00
)";

void pay(engine& e, const std::string& client, const char* time, std::int64_t amount) {
    ASSERT_EQ(e.post(make("order.paid", time, feel::context{{"amount", feel::number{amount}}}, client)).status,
              post_status::accepted);
}

std::string class_of(const engine& e, std::string_view client) {
    const auto i = e.find_client(client).value();
    const auto fact = e.rules().vocabulary().find_fact("class").value();
    return feel::to_string(e.facts(i)[fact]);
}

TEST(segments, are_computed_every_night) {
    engine e{rules_with(abc)};
    pay(e, "c1", "2025-03-01T10:00:00Z", 700);
    pay(e, "c2", "2025-03-01T10:00:00Z", 200);
    pay(e, "c3", "2025-03-01T10:00:00Z", 100);
    EXPECT_EQ(class_of(e, "c1"), "null");
    EXPECT_EQ(e.next_due(), at("2025-03-02T03:00:00Z"));
    e.advance(at("2025-03-02T03:00:00Z"));
    EXPECT_EQ(class_of(e, "c1") + class_of(e, "c2") + class_of(e, "c3"), "\"A\"\"A\"\"B\"");
    ASSERT_EQ(e.segments().size(), 1U);
    EXPECT_EQ(e.segments()[0].at, at("2025-03-02T03:00:00Z"));
    EXPECT_EQ(e.segments()[0].moved, 3U);
    EXPECT_EQ(e.segments()[0].classes[1].clients, 2U);
    EXPECT_EQ(e.segments()[0].total, feel::number{1000});
}

TEST(segments, are_started_and_left_by_events) {
    engine e{rules_with(abc, R"(---
regulation: care
input:
  event: class.entered
  if: event.class = "A" and class = "A"
output:
  fell:
    when: class.left
    if: event.into != "A+"
steps:
  - task: call
    do: Call
    by: manager
  - output: fell
)")};
    pay(e, "c1", "2025-03-01T10:00:00Z", 700);
    e.advance(at("2025-03-02T04:00:00Z"));
    EXPECT_THAT(testing::open_tasks(e), ElementsAre("call#1"));
    pay(e, "c2", "2025-03-03T10:00:00Z", 7000);
    e.advance(at("2025-03-04T04:00:00Z"));
    EXPECT_EQ(class_of(e, "c1"), "\"B\"");
    EXPECT_THAT(testing::lines(e),
                ElementsAre("2025-03-02T03:00:00Z run started", "2025-03-02T03:00:00Z task created call#1",
                            "2025-03-04T03:00:00Z task cancelled call", "2025-03-04T03:00:00Z run finished fell",
                            "2025-03-04T03:00:00Z start refused: condition false"));
}

TEST(segments, let_go_of_who_takes_no_part_any_more) {
    engine e{rules_with(R"(  class:
    by: revenue
    if: revenue > 0
    classes:
      A: 80 %
      C: rest
)")};
    pay(e, "c1", "2025-03-01T10:00:00Z", 700);
    e.advance(at("2025-03-02T03:00:00Z"));
    EXPECT_EQ(class_of(e, "c1"), "\"A\"");
    e.advance(at("2025-04-02T03:00:00Z"));
    EXPECT_EQ(class_of(e, "c1"), "null");
}

TEST(segments, of_who_is_declared_are_those_declared) {
    engine e{rules_with(abc)};
    pay(e, "c1", "2025-03-01T10:00:00Z", 1);
    pay(e, "c2", "2025-03-01T10:00:00Z", 1000);
    e.post(make("client.promoted", "2025-03-01T11:00:00Z", feel::context{{"class", "A+"}}));
    e.recompute_segments();
    EXPECT_EQ(class_of(e, "c1"), "\"A+\"");
    EXPECT_EQ(class_of(e, "c2"), "\"A\"");
    EXPECT_EQ(e.segments()[0].classes[0].declared, 1U);
}

TEST(segments, by_bounds_are_what_their_bounds_say) {
    engine e{rules_with(R"(  class:
    by: revenue
    classes:
      large: from 1000
      middle: from 100
      small: rest
)")};
    pay(e, "c1", "2025-03-01T10:00:00Z", 1000);
    pay(e, "c2", "2025-03-01T10:00:00Z", 999);
    pay(e, "c3", "2025-03-01T10:00:00Z", 99);
    e.recompute_segments();
    EXPECT_EQ(class_of(e, "c1") + class_of(e, "c2") + class_of(e, "c3"), "\"large\"\"middle\"\"small\"");
}

TEST(segments, of_values_that_cannot_be_compared_keep_each_kind_together) {
    engine e{rules_with(R"(  class:
    by: if orders > 1 then promoted else revenue
    into: 2
)")};
    pay(e, "c1", "2025-03-01T10:00:00Z", 1);
    pay(e, "c2", "2025-03-01T10:00:00Z", 2);
    for (const char* client : {"c3", "c4"}) {
        pay(e, client, "2025-03-01T10:00:00Z", 5);
        pay(e, client, "2025-03-01T10:00:00Z", 5);
        e.post(make("client.promoted", "2025-03-01T11:00:00Z", feel::context{{"class", client}}, client));
    }
    e.recompute_segments();
    EXPECT_EQ(class_of(e, "c1") + class_of(e, "c2") + class_of(e, "c3") + class_of(e, "c4"), "2211");
}

// --- Against the definition ----------------------------------------------------------------------------------------

struct member {
    std::int64_t value;
    std::string key;
};

// Who is ahead of one: those of a better value and, unless equal ones stay together, of an equal value and a lower key.
std::vector<int> by_definition(const segment& s, const std::vector<member>& all, const std::vector<int>& cuts,
                               int whole) {
    const bool counts = s.share_of_count || s.into != 0;
    const auto weight = [&](const member& m) { return counts ? 1 : std::max<std::int64_t>(0, m.value); };
    const auto better = [&](const member& a, const member& b) {
        return s.least_first ? a.value < b.value : a.value > b.value;
    };
    std::int64_t total = 0;
    for (const member& m : all) total += weight(m);
    std::vector<int> out;
    for (const member& m : all) {
        std::int64_t ahead = 0, with = 0;
        for (const member& other : all) {
            const bool before = better(other, m) || (!s.ties_together && other.value == m.value && other.key < m.key);
            if (before) ahead += weight(other);
            if (before || (s.ties_together ? other.value == m.value : &other == &m)) with += weight(other);
        }
        std::size_t c = 0;
        while (c < cuts.size() && (s.cut_below ? with * whole > cuts[c] * total : ahead * whole >= cuts[c] * total))
            ++c;
        out.push_back(static_cast<int>(c));
    }
    return out;
}

TEST(segments, are_what_the_definition_says) {
    for (std::uint64_t seed = 1; seed <= 3'000; ++seed) {
        std::mt19937_64 dice{seed};
        const auto roll = [&](int sides) { return static_cast<int>(dice() % static_cast<std::uint64_t>(sides)); };
        segment s;
        s.least_first = roll(2) == 0;
        s.share_of_count = roll(2) == 0;
        s.cut_below = roll(2) == 0;
        s.ties_together = roll(2) == 0;
        std::vector<int> cuts;
        int whole = 100;
        if (roll(3) == 0) {
            s.into = static_cast<std::uint32_t>(2 + roll(5));
            whole = static_cast<int>(s.into);
            for (int i = 1; i < whole; ++i) cuts.push_back(i);
        } else {
            for (int upto = 5 + roll(40); upto < 100; upto += 5 + roll(50)) cuts.push_back(upto);
            for (const int upto : cuts) {
                segment_class& c = s.classes.emplace_back();
                c.by = segment_class::what::share;
                c.upto = feel::number{upto};
            }
            s.classes.emplace_back();
        }
        std::vector<member> all;
        std::vector<candidate> ranked;
        const int count = 1 + roll(30), values = 1 + roll(40);
        for (int i = 0; i < count; ++i) {
            all.push_back({roll(values) - (roll(5) == 0 ? 3 : 0), "c" + std::to_string((i * 7) % 31)});
            ranked.push_back({feel::value{feel::number{all.back().value}}, static_cast<std::uint32_t>(i), no_class});
        }
        rank(
            s, {}, feel::zone::utc(), [&](std::uint32_t i) { return std::string_view{all[i].key}; }, ranked);
        const std::vector<int> wanted = by_definition(s, all, cuts, whole);
        for (const candidate& c : ranked) ASSERT_EQ(int{c.of}, wanted[c.who]) << "seed " << seed << ", " << c.who;
    }
}

}  // namespace
}  // namespace reglament
