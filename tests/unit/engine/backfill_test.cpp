// A fact that is added while clients are known is counted from history as though it had always been there.
#include "support/rules.hpp"

#include <reglament/engine/engine.hpp>

#include <gmock/gmock.h>

#include <random>
#include <string>

namespace reglament {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::make;

const std::string words = R"(vocabulary: v
subjects:
  deal:
    parent: client
events:
  ping:
  order.paid:
    data:
      amount: number
      product: optional text
  order.late:
    if late: facts only
    data:
      amount: number
  order.refused:
    if late: refuse
    data:
      amount: number
  deal.moved:
    subject: deal
    data:
      amount: number
facts:
  price:
    subject: deal
    type: number
    from: deal.moved.amount
)";

const std::string counted = R"(  orders:
    count: [order.paid, order.late, order.refused]
  revenue:
    sum: [order.paid.amount, order.late.amount]
    if: event.amount > 2
  revenue of 10 days:
    sum: order.paid.amount
    over: 10 days
  mean:
    average: order.paid.amount
  mean of a month:
    average: order.paid.amount
    over: 1 month
  least:
    min: order.paid.amount
  greatest of 10 days:
    max: order.paid.amount
    over: 10 days
  first of 10 days:
    first: order.paid.product
    over: 10 days
  last product:
    last: order.paid.product
  last order:
    last: order.paid.time
  products:
    distinct: order.paid.product
  products of 10 days:
    distinct: order.paid.product
    over: 10 days
  bill:
    formula: if orders > 0 then revenue / orders else null
  moves:
    subject: deal
    count: deal.moved
  moved of 10 days:
    subject: deal
    sum: deal.moved.amount
    over: 10 days
  moved of all deals:
    sum: moved of 10 days
)";

std::shared_ptr<const rulebook> rules_of(const std::string& text) {
    loaded l = load_text(text, "test.yaml");
    if (!l.rules) throw std::runtime_error{render(l.found)};
    return l.rules;
}

std::string shown(const engine& e, std::string_view fact, std::string_view client = "c1") {
    const auto index = e.rules().vocabulary().find_fact(fact);
    return feel::to_string(e.facts(e.find_client(client).value())[index.value()]);
}

// All facts of all clients and deals at an instant, as a copy would have them then.
std::string everything(const engine& e) {
    std::string text;
    for (std::size_t i = 0; i < e.client_count(); ++i) {
        text += std::string{e.client(i)} + ":";
        for (const feel::value& v : e.facts(i)) text += " " + feel::to_string(v);
        record copy = e.state(i);  // windows of deals move on by a step
        step_output out;
        const auto ping = static_cast<event_index>(e.rules().vocabulary().find_event("ping").value());
        step_event(e.rules(), copy, signal{ping, e.now(), {}, 0, {}}, e.now(), out);
        for (const part& p : copy.parts) {
            text += " " + p.key;
            for (const feel::value& v : p.facts) text += "," + feel::to_string(v);
        }
        text += "\n";
    }
    return text;
}

class history_of_events {
public:
    explicit history_of_events(unsigned seed) : random_{seed} {}

    event next() {
        const auto below = [&](int n) { return std::uniform_int_distribution{0, n - 1}(random_); };
        now_ += std::chrono::hours{below(30)};
        event e;
        e.id = std::to_string(++count_);
        e.source = "test";
        e.subject = "c" + std::to_string(below(3));
        e.time = below(4) == 0 ? now_ - std::chrono::hours{below(400)} : now_;
        const feel::value amount{feel::number{below(9) - 2}};
        switch (below(6)) {
            case 0:
                e.type = "order.late";
                e.data = feel::context{{"amount", amount}};
                break;
            case 1:
                e.type = "order.refused";
                e.time = now_;
                e.data = feel::context{{"amount", amount}};
                break;
            case 2:
                e.type = "deal.moved";
                e.data = feel::context{{"deal", "D-" + std::to_string(below(2))}, {"amount", amount}};
                break;
            default:
                e.type = "order.paid";
                e.data =
                    feel::context{{"amount", amount}, {"product", std::string(1, static_cast<char>('a' + below(4)))}};
        }
        return e;
    }

private:
    std::mt19937 random_;
    instant now_ = testing::at("2025-01-31T10:00:00Z");
    int count_ = 0;
};

backfill_report backfill(engine& e, std::span<const event> log) {
    history_count history{e};
    for (const event& one : log) history.add(one);
    return e.backfill(std::move(history));
}

TEST(backfill, gives_what_would_have_been_there_from_the_beginning) {
    const auto before = rules_of(words), after = rules_of(words + counted);
    for (unsigned seed = 1; seed <= 300; ++seed) {
        history_of_events events{seed};
        engine always{after}, changed{before};
        std::vector<event> log;
        const auto post = [&](int count) {
            for (int i = 0; i < count; ++i) {
                const event e = events.next();
                const posted p = always.post(e);
                EXPECT_EQ(changed.post(e).status, p.status);
                if (p.status == post_status::accepted) log.push_back(e);
                if (i % 7 == 0) {
                    EXPECT_EQ(changed.post(e).status, post_status::duplicate);
                }
            }
        };
        post(static_cast<int>(seed % 40));
        ASSERT_TRUE(changed.publish(after).published);
        post(static_cast<int>(seed % 13));
        const backfill_report report = backfill(changed, log);
        EXPECT_THAT(report.found, IsEmpty()) << render(report.found);
        EXPECT_EQ(report.counted, log.size());
        ASSERT_EQ(everything(changed), everything(always)) << "seed " << seed;
        for (std::size_t i = 0; i < changed.client_count(); ++i) {
            for (const gathered_fact& g : changed.state(i).gathered) EXPECT_EQ(g.since, instant::min());
        }
        post(10);
        ASSERT_EQ(everything(changed), everything(always)) << "later, seed " << seed;
        for (int days = 0; days < 40; days += 3) {
            changed.advance(changed.now() + std::chrono::days{3});
            always.advance(always.now() + std::chrono::days{3});
            ASSERT_EQ(everything(changed), everything(always)) << "in a window, seed " << seed;
        }
    }
}

TEST(backfill, leaves_whose_history_has_gaps_and_says_so) {
    engine e{rules_of(words)};
    const auto paid = [](const char* id, const char* when, const char* who) {
        event x = make("order.paid", when, feel::context{{"amount", feel::number{5}}}, who);
        x.id = id;
        x.source = "test";
        return x;
    };
    const std::vector<event> log{paid("1", "2025-03-01T10:00:00Z", "c1"), paid("2", "2025-03-01T11:00:00Z", "c2"),
                                 paid("3", "2025-03-01T12:00:00Z", "c3"), paid("4", "2025-03-01T13:00:00Z", "c1")};
    for (const event& x : log) e.post(x);
    const auto orders = rules_of(words + counted)->vocabulary().find_fact("orders").value();
    ASSERT_TRUE(e.publish(rules_of(words + counted)).published);
    EXPECT_EQ(e.counted_since(0, static_cast<std::uint16_t>(orders)), testing::at("2025-03-01T13:00:00Z"));
    const backfill_report report = backfill(e, std::span{log}.first(2));
    ASSERT_EQ(report.found.size(), 1U);
    EXPECT_EQ(report.found[0].code, "history-incomplete");
    EXPECT_EQ(report.found[0].arguments[0], "c1");
    EXPECT_EQ(report.clients, 1U);
    EXPECT_EQ(shown(e, "orders", "c1"), "0");
    EXPECT_EQ(shown(e, "orders", "c2"), "1");
    EXPECT_EQ(shown(e, "orders", "c3"), "0");
    EXPECT_EQ(e.counted_since(1, static_cast<std::uint16_t>(orders)), first_instant);
    EXPECT_EQ(e.counted_since(2, static_cast<std::uint16_t>(orders)), testing::at("2025-03-01T12:00:00Z"));
    EXPECT_EQ(backfill(e, log).clients, 2U);
    EXPECT_EQ(shown(e, "orders", "c1"), "2");
    EXPECT_EQ(backfill(e, log).clients, 0U);
}

const std::string regulation = R"(roles: [manager]
---
regulation: thank
owner: manager
input:
  as soon as: revenue > 100
output: [done]
steps:
  - task: thank
    do: Thank
  - output: done
)";

TEST(backfill, is_seen_by_who_waits_and_moves_nothing_else) {
    const std::string one = words + "  revenue:\n    sum: order.paid.amount\n";
    engine e{rules_of(words)};
    std::vector<event> log;
    for (int i = 0; i < 3; ++i) {
        log.push_back(make("order.paid", "2025-03-01T10:00:00Z", feel::context{{"amount", feel::number{50}}}));
        e.post(log.back());
    }
    ASSERT_TRUE(e.publish(rules_of(one + regulation)).published);
    EXPECT_THAT(e.tasks(), IsEmpty());
    const backfill_report report = backfill(e, log);
    EXPECT_THAT(report.facts, ElementsAre("revenue"));
    EXPECT_EQ(shown(e, "revenue"), "150");
    ASSERT_EQ(e.tasks().size(), 1U);
    const std::size_t told = e.history("c1").size();
    backfill(e, log);
    EXPECT_EQ(e.history("c1").size(), told);
    EXPECT_EQ(e.tasks().size(), 1U);
}

}  // namespace
}  // namespace reglament
