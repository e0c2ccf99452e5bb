// Facts that are gathered from events and parts, and computed from other facts: against a plain recount of everything.
#include "support/rules.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <map>
#include <random>
#include <set>

namespace reglament {
namespace {

using testing::at;
using ::testing::ElementsAre;
using testing::make;

const std::string words = R"(vocabulary: v
calendar:
  zone: America/Sao_Paulo
subjects:
  deal:
    parent: client
events:
  order.paid:
    data:
      amount: number
      product: optional text
  visit:
  deal.moved:
    subject: deal
    data:
      amount: optional number
      stage: one of talk, won, lost
facts:
  orders:
    count: order.paid
  large orders:
    count: order.paid
    if: event.amount >= 10
  contacts a month:
    count: [order.paid, visit]
    over: 1 month
  revenue:
    sum: order.paid.amount
  revenue of 10 days:
    sum: order.paid.amount
    over: 10 days
  mean of 10 days:
    average: order.paid.amount
    over: 10 days
  mean:
    average: order.paid.amount
  least:
    min: order.paid.amount
  greatest:
    max: order.paid.amount
  least of 10 days:
    min: order.paid.amount
    over: 10 days
  greatest of a month:
    max: order.paid.amount
    over: 1 month
  first product:
    first: order.paid.product
  last product:
    last: order.paid.product
  first of 10 days:
    first: order.paid.product
    over: 10 days
  last of 10 days:
    last: order.paid.product
    over: 10 days
  products:
    distinct: order.paid.product
  products of 10 days:
    distinct: order.paid.product
    over: 10 days
  last order:
    last: order.paid.time
  bill:
    formula: if orders > 0 then revenue / orders else 0
  good:
    type: boolean
    formula: bill > 5 and products of 10 days > 1
  pipeline:
    sum: deal amount
    if: stage = "talk"
  deals:
    count: deal
  deal amount:
    subject: deal
    type: number
    from: deal.moved.amount
  stage:
    subject: deal
    type: one of talk, won, lost
    from: deal.moved.stage
  share of revenue:
    subject: deal
    formula: if revenue > 0 then deal amount / revenue else null
  city: text
  wish: text
  dossier:
    complete: [city, wish, last order]
  unknown:
    missing: [city, wish, last order]
---
)";

std::shared_ptr<const rulebook> rules_with(const std::string& more = {}) {
    loaded l = load_text(words + more, "test.yaml");
    if (!l.rules) throw std::runtime_error{render(l.found)};
    return l.rules;
}

std::string shown(const engine& e, std::string_view fact, std::string_view client = "c1") {
    const auto index = e.rules().vocabulary().find_fact(fact);
    return feel::to_string(e.facts(e.find_client(client).value())[index.value()]);
}

feel::value paid(std::int64_t amount, const std::string& product) {
    return feel::context{{"amount", feel::number{amount}}, {"product", product}};
}

TEST(facts, are_gathered_from_events) {
    engine e{rules_with()};
    e.post(make("order.paid", "2025-03-01T10:00:00Z", paid(30, "pump")));
    e.post(make("order.paid", "2025-03-05T10:00:00Z", paid(5, "hose")));
    EXPECT_EQ(shown(e, "orders"), "2");
    EXPECT_EQ(shown(e, "large orders"), "1");
    EXPECT_EQ(shown(e, "revenue"), "35");
    EXPECT_EQ(shown(e, "bill"), "17.5");
    EXPECT_EQ(shown(e, "good"), "true");
    EXPECT_EQ(shown(e, "last product"), "\"hose\"");
    EXPECT_EQ(shown(e, "dossier"), "33.33");
    EXPECT_EQ(shown(e, "unknown"), "[\"city\", \"wish\"]");
}

TEST(facts, leave_a_window_to_the_instant) {
    engine e{rules_with()};
    e.post(make("order.paid", "2025-03-01T10:00:00Z", paid(30, "pump")));
    e.advance(at("2025-03-11T09:59:59Z"));
    EXPECT_EQ(shown(e, "revenue of 10 days"), "30");
    e.advance(at("2025-03-11T10:00:00Z"));
    EXPECT_EQ(shown(e, "revenue of 10 days"), "0");
    EXPECT_EQ(shown(e, "least of 10 days"), "null");
}

TEST(facts, that_leave_a_window_start_and_stop_regulations) {
    const auto rules = rules_with(R"(regulation: wake
input:
  as soon as: orders > 0 and revenue of 10 days < 10
output:
  back:
    stop when: revenue of 10 days >= 10
  over:
steps:
  - task: call
    do: Call
    by: manager
  - output: over
---
vocabulary: people
roles: [manager]
)");
    engine e{rules};
    e.post(make("order.paid", "2025-03-01T10:00:00Z", paid(30, "pump")));
    EXPECT_TRUE(testing::open_tasks(e).empty());
    EXPECT_EQ(e.next_due(), at("2025-03-11T10:00:00Z"));
    e.advance(at("2025-03-20T00:00:00Z"));
    EXPECT_THAT(testing::lines(e),
                ElementsAre("2025-03-11T10:00:00Z run started", "2025-03-11T10:00:00Z task created call#1"));
    e.post(make("order.paid", "2025-03-21T10:00:00Z", paid(10, "pump")));
    EXPECT_TRUE(testing::open_tasks(e).empty());
}

TEST(facts, of_deals_add_up_to_their_client) {
    engine e{rules_with()};
    const auto move = [&](const char* time, const char* deal, std::int64_t amount, const char* stage) {
        return e.post(make("deal.moved", time,
                           feel::context{{"deal", deal}, {"amount", feel::number{amount}}, {"stage", stage}}));
    };
    move("2025-03-01T10:00:00Z", "D-1", 100, "talk");
    move("2025-03-02T10:00:00Z", "D-2", 50, "talk");
    EXPECT_EQ(shown(e, "pipeline"), "150");
    EXPECT_EQ(shown(e, "deals"), "2");
    move("2025-03-03T10:00:00Z", "D-1", 100, "won");
    EXPECT_EQ(shown(e, "pipeline"), "50");
    e.post(make("order.paid", "2025-03-04T10:00:00Z", paid(200, "pump")));
    const auto& words_of = e.rules().vocabulary();
    const fact& share = words_of.facts[*words_of.find_fact("share of revenue")];
    EXPECT_EQ(feel::to_string(e.state(0).parts[0].facts[share.slot]), "0.5");
    EXPECT_EQ(feel::to_string(e.state(0).parts[1].facts[share.slot]), "0.25");
}

TEST(facts, that_are_derived_cannot_be_set) {
    engine e{rules_with()};
    const posted p = e.post(make("facts.changed", "2025-03-01T10:00:00Z", feel::context{{"revenue", feel::number{1}}}));
    EXPECT_EQ(p.status, post_status::rejected);
    ASSERT_FALSE(p.found.empty());
    EXPECT_EQ(p.found.begin()->code, "fact-derived");
}

TEST(facts, are_all_that_a_late_event_moves_where_the_vocabulary_says_so) {
    loaded l = load_text(R"(vocabulary: v
events:
  seen:
  order.paid:
    if late: facts only
    data:
      amount: number
  returned:
    if late: refuse
facts:
  revenue:
    sum: order.paid.amount
  last bill:
    type: number
    from: order.paid.amount
  first bill:
    first: order.paid.amount
roles: [manager]
---
regulation: thank
owner: manager
input:
  event: order.paid
output: [done]
steps:
  - task: thank
    do: Say thank you
  - output: done
)",
                         "test.yaml");
    ASSERT_TRUE(l.rules) << render(l.found);
    engine e{l.rules};
    const auto bill = [](std::int64_t n) { return feel::context{{"amount", feel::number{n}}}; };
    e.post(make("seen", "2025-03-05T00:00:00Z"));
    EXPECT_EQ(e.post(make("order.paid", "2025-03-01T00:00:00Z", bill(5))).status, post_status::accepted);
    EXPECT_EQ(shown(e, "last bill"), "5");
    EXPECT_TRUE(testing::open_tasks(e).empty());
    e.post(make("order.paid", "2025-03-06T00:00:00Z", bill(7)));
    EXPECT_EQ(testing::open_tasks(e).size(), 1U);
    e.post(make("order.paid", "2025-03-02T00:00:00Z", bill(1)));
    EXPECT_EQ(shown(e, "revenue"), "13");
    EXPECT_EQ(shown(e, "last bill"), "7");
    EXPECT_EQ(shown(e, "first bill"), "5");
    const posted late = e.post(make("returned", "2025-03-02T00:00:00Z"));
    EXPECT_EQ(late.status, post_status::rejected);
    EXPECT_EQ(late.found.begin()->code, "event-late");
    EXPECT_EQ(e.post(make("returned", "2025-03-06T00:00:00Z")).status, post_status::accepted);
}

TEST(facts, arm_what_hangs_on_a_deal_that_is_first_heard_of_late) {
    loaded l = load_text(R"(vocabulary: v
subjects:
  deal:
    parent: client
events:
  seen:
  deal.moved:
    subject: deal
    if late: facts only
    data:
      stage: one of talk, won
facts:
  stage:
    subject: deal
    type: one of talk, won
    from: deal.moved.stage
roles: [manager]
---
regulation: thank
owner: manager
subject: deal
input:
  as soon as: stage = "won"
output: [done]
steps:
  - task: thank
    do: Say thank you
  - output: done
)",
                         "test.yaml");
    ASSERT_TRUE(l.rules) << render(l.found);
    engine e{l.rules};
    const auto moved = [](const char* stage) { return feel::context{{"deal", "D-1"}, {"stage", stage}}; };
    e.post(make("seen", "2025-03-05T00:00:00Z"));
    e.post(make("deal.moved", "2025-03-01T00:00:00Z", moved("talk")));
    EXPECT_TRUE(testing::open_tasks(e).empty());
    e.post(make("deal.moved", "2025-03-06T00:00:00Z", moved("won")));
    EXPECT_EQ(testing::open_tasks(e).size(), 1U);
}

// --- Against a recount -------------------------------------------------------------------------------------------

struct sale {
    instant at;
    std::int64_t amount;
    std::string product;  // empty: none
    bool visit = false;
};

struct recount {
    const calendar& time;
    std::vector<sale> all;  // in the order heard

    [[nodiscard]] std::vector<const sale*> inside(const char* over, instant now, bool visits = false) const {
        std::vector<const sale*> in;
        for (const sale& s : all) {
            if (s.visit && !visits) continue;
            if (over == nullptr || time.add(s.at, *parse_period(over)) > now) in.push_back(&s);
        }
        return in;
    }

    static std::string mean(const std::vector<const sale*>& in) {
        std::int64_t sum = 0;
        for (const sale* s : in) sum += s->amount;
        if (in.empty()) return "null";
        return divide(feel::number{sum}, feel::number{in.size()})->to_string();
    }
    static std::string sum(const std::vector<const sale*>& in) {
        std::int64_t total = 0;
        for (const sale* s : in) total += s->amount;
        return std::to_string(total);
    }
    static std::string extreme(const std::vector<const sale*>& in, bool least) {
        std::optional<std::int64_t> best;
        for (const sale* s : in) {
            if (!best || (least ? s->amount < *best : s->amount > *best)) best = s->amount;
        }
        return best ? std::to_string(*best) : "null";
    }
    // The earliest, of one instant the first heard; or the latest, of one instant the last heard.
    static std::string end(const std::vector<const sale*>& in, bool first) {
        const sale* best = nullptr;
        for (const sale* s : in) {
            if (s->product.empty()) continue;
            if (best == nullptr || (first ? s->at < best->at : s->at >= best->at)) best = s;
        }
        return best == nullptr ? "null" : "\"" + best->product + "\"";
    }
    static std::string distinct(const std::vector<const sale*>& in) {
        std::set<std::string> seen;
        for (const sale* s : in) {
            if (!s->product.empty()) seen.insert(s->product);
        }
        return std::to_string(seen.size());
    }

    [[nodiscard]] std::map<std::string, std::string> facts(instant now) const {
        const auto ever = inside(nullptr, now), days = inside("10 days", now), month = inside("1 month", now);
        std::int64_t large = 0, total = 0;
        for (const sale* s : ever) {
            large += s->amount >= 10;
            total += s->amount;
        }
        std::map<std::string, std::string> f;
        f["orders"] = std::to_string(ever.size());
        f["large orders"] = std::to_string(large);
        f["contacts a month"] = std::to_string(inside("1 month", now, true).size());
        f["revenue"] = sum(ever);
        f["revenue of 10 days"] = sum(days);
        f["mean of 10 days"] = mean(days);
        f["mean"] = mean(ever);
        f["least"] = extreme(ever, true);
        f["greatest"] = extreme(ever, false);
        f["least of 10 days"] = extreme(days, true);
        f["greatest of a month"] = extreme(month, false);
        f["first product"] = end(ever, true);
        f["last product"] = end(ever, false);
        f["first of 10 days"] = end(days, true);
        f["last of 10 days"] = end(days, false);
        f["products"] = distinct(ever);
        f["products of 10 days"] = distinct(days);
        f["bill"] = ever.empty() ? "0" : mean(ever);
        const bool good = !ever.empty() && total > 5 * static_cast<std::int64_t>(ever.size());
        f["good"] = good && distinct(days) > "1" ? "true" : "false";
        return f;
    }
};

// Times on a grid of hours, so that windows end where events come; some come late; every record is saved and loaded on
// the way.
void walk(const std::shared_ptr<const rulebook>& rules, std::uint64_t seed) {
    std::mt19937_64 dice{seed};
    const auto roll = [&](int sides) { return static_cast<int>(dice() % static_cast<std::uint64_t>(sides)); };
    engine e{rules};
    recount plain{rules->vocabulary().calendar, {}};
    const instant begin = at("2017-10-10T00:00:00Z") + std::chrono::hours{24 * roll(300)};  // clocks change in there
    std::int64_t hour = 0;
    const int events = 5 + roll(40);
    for (int i = 0; i < events; ++i) {
        constexpr std::array steps{0, 1, 24, 48, 240, 100, 720, 744};
        hour += steps[static_cast<std::size_t>(roll(static_cast<int>(steps.size())))];
        const bool late = roll(4) == 0;
        sale s{
            begin + std::chrono::hours{late ? std::max<std::int64_t>(0, hour - roll(300)) : hour}, roll(20), {}, false};
        if (roll(4) != 0) s.product = std::string(1, static_cast<char>('a' + roll(4)));
        s.visit = roll(6) == 0;
        event x = make(s.visit ? "visit" : "order.paid", "2025-01-01T00:00:00Z");
        x.id = std::to_string(i);
        x.source = "test";
        x.time = s.at;
        feel::context data{{"amount", feel::number{s.amount}}};
        if (!s.product.empty()) data.emplace_back("product", s.product);
        if (!s.visit) x.data = data;
        ASSERT_EQ(e.post(x).status, post_status::accepted);
        plain.all.push_back(s);
        if (roll(3) == 0) {
            hour += roll(300);
            e.advance(begin + std::chrono::hours{hour});
        }
        if (i % 3 != 0) continue;
        const instant now = e.now();
        const std::vector<feel::value> known = e.facts(0);
        for (const auto& [name, value] : plain.facts(now)) {
            ASSERT_EQ(feel::to_string(known[*rules->vocabulary().find_fact(name)]), value)
                << name << " of seed " << seed << ", event " << i << ", at " << to_string(now);
        }
        if (i % 4 != 0) continue;
        const std::string bytes = encode(*rules, e.state(0));
        const auto again = decode(*rules, bytes);
        ASSERT_TRUE(again) << seed;
        ASSERT_EQ(encode(*rules, *again), bytes) << seed;
    }
}

TEST(facts, equal_a_recount_of_random_histories) {
    const auto rules = rules_with();
    const char* const asked = std::getenv("REGLAMENT_RANDOM_FACTS");
    const std::uint64_t histories = asked != nullptr ? std::strtoull(asked, nullptr, 10) : 500;
    for (std::uint64_t seed = 1; seed <= histories; ++seed) {
        walk(rules, seed);
        if (HasFatalFailure()) return;
    }
}

}  // namespace
}  // namespace reglament
