// Group commit: whatever threads post together, everything is answered once, and what was accepted is in the store.
#include "support/rules.hpp"
#include "support/store_around.hpp"
#include "together.hpp"

#include <reglament/engine/group_commit.hpp>

#include <atomic>
#include <chrono>
#include <map>
#include <random>
#include <thread>

namespace reglament {
namespace {

using testing::at;
using testing::make;
using testing::paid;
using testing::together;

// What becomes of a client here hangs on its own events alone: who else was heard meanwhile moves the time of all.
const std::string text = R"(vocabulary: test
events:
  order.paid:
    data: {amount: number}
facts:
  orders: {count: order.paid}
  total: {sum: order.paid.amount}
roles: [manager]
---
regulation: thank
input:
  event: order.paid
  once: true
output: [done]
steps:
  - task: card
    do: Send a card
    by: manager
  - output: done
)";

// As slow as a disk; now and then it fails, before or after it has written.
class slow_store final : public testing::store_around {
public:
    slow_store(std::shared_ptr<store> of, unsigned percent) : store_around{std::move(of)}, percent_{percent} {}

    bool write(const store_commit& what, issues& found) override {
        ++writes;
        std::this_thread::sleep_for(std::chrono::microseconds{300});
        const auto luck = static_cast<unsigned>(dice_() % 100);
        if (luck < percent_ / 2) return lost(found);
        return inner().write(what, found) && (luck >= percent_ || lost(found));
    }

    std::size_t writes = 0;

private:
    static bool lost(issues& found) {
        found.add("store-lost", {}, {"store", "cut off"});
        return false;
    }
    std::mt19937 dice_{11};
    unsigned percent_;
};

constexpr int each = 120;

// Of one thread's clients, so that what becomes of them hangs on nobody else.
event event_of(int thread, int i) {
    event e = make("order.paid", "2025-01-02", paid(i), "t" + std::to_string(thread) + "c" + std::to_string(i % 7));
    e.time += std::chrono::hours{5 * i};
    e.data = feel::context{{"amount", feel::number{i}}};
    e.id = std::to_string(thread) + "/" + std::to_string(i);
    e.source = "test";
    return e;
}

std::map<std::string, std::string> picture(const engine& e) {
    std::map<std::string, std::string> all;
    for (std::size_t i = 0; i < e.client_count(); ++i) {
        std::string& its = all[std::string{e.client(i)}];
        for (const feel::value& fact : e.state(i).facts) its += to_string(fact) + " ";
        its += std::to_string(e.state(i).runs.size()) + " of " + std::to_string(e.state(i).last_run);
    }
    return all;
}

std::unique_ptr<durable_engine> open(const std::shared_ptr<store>& in, const std::shared_ptr<const rulebook>& rules) {
    issues found;
    auto e = durable_engine::open(in, rules, {}, found);
    EXPECT_NE(e, nullptr) << render(found);
    return e;
}

std::map<std::string, std::string> undisturbed(const std::shared_ptr<const rulebook>& rules) {
    engine e{rules};
    for (int t = 0; t < 4; ++t) {
        for (int i = 0; i < each; ++i) e.post(event_of(t, i));
    }
    return picture(e);
}

TEST(group_commit, answers_everybody_and_keeps_what_it_says) {
    const auto rules = load_text(text).rules;
    const auto below = memory_store();
    const auto in = std::make_shared<slow_store>(below, 0);
    const auto kept = open(in, rules);
    {
        group_commit group{*kept};
        const auto accepted = together([&](int thread) {
            std::vector<std::future<posted>> answers;
            for (int i = 0; i < each; ++i) answers.push_back(group.post(event_of(thread, i)));
            int good = 0;
            for (auto& a : answers) good += a.get().status == post_status::accepted ? 1 : 0;
            return good;
        });
        for (const int n : accepted) EXPECT_EQ(n, each);
        EXPECT_LT(in->writes, 4U * each / 2) << "what comes together is written together";
    }
    EXPECT_EQ(picture(kept->look()), undisturbed(rules));
    EXPECT_EQ(picture(open(below, rules)->look()), undisturbed(rules));
}

TEST(group_commit, loses_and_doubles_nothing_over_a_store_that_fails) {
    const auto rules = load_text(text).rules;
    const auto below = memory_store();
    const auto in = std::make_shared<slow_store>(below, 20);
    const auto kept = open(in, rules);
    std::atomic<int> refused = 0;
    {
        group_options how;
        how.most_events = 8;
        how.most_waiting = 16;
        group_commit group{*kept, how};
        (void)together([&](int thread) {
            for (int i = 0; i < each; ++i) {  // one after the other, as its clients' events have an order
                while (group.post(event_of(thread, i)).get().status == post_status::rejected) ++refused;
            }
            return 0;
        });
    }
    EXPECT_GT(refused, 0) << "else nothing was tested";
    EXPECT_EQ(picture(open(below, rules)->look()), undisturbed(rules));
}

TEST(group_commit, lends_its_engine_when_all_before_is_durable) {
    const auto rules = load_text(text).rules;
    const auto kept = open(std::make_shared<slow_store>(memory_store(), 0), rules);
    group_commit group{*kept};
    auto answer = group.post(event_of(0, 0));
    std::size_t effects = 0, tasks = 0;
    group.with_engine([&](durable_engine& e) {
        EXPECT_EQ(e.durable_commit(), e.last_commit());
        issues found;
        for (const sent_effect& s : e.outbox(SIZE_MAX, found)) {
            ++effects;
            e.taken(s.number);
        }
        tasks = e.look().tasks().size();
    });
    EXPECT_EQ(answer.get().status, post_status::accepted);
    EXPECT_GT(effects, 0U);
    EXPECT_EQ(tasks, 1U);
    EXPECT_THROW(group.with_engine([](durable_engine&) { throw std::runtime_error{"mine"}; }), std::runtime_error);
    const std::vector<event> again{event_of(0, 0), event_of(0, 1)};
    const auto answers = group.post(again);
    ASSERT_EQ(answers.size(), 2U);
    EXPECT_EQ(answers[0].status, post_status::duplicate);
    EXPECT_EQ(answers[1].status, post_status::accepted);
}

TEST(group_commit, waits_for_others_as_long_as_it_is_told) {
    const auto rules = load_text(text).rules;
    const auto in = std::make_shared<slow_store>(memory_store(), 0);
    const auto kept = open(in, rules);
    group_options how;
    how.longest_wait = std::chrono::milliseconds{200};
    group_commit group{*kept, how};
    std::vector<std::future<posted>> answers;
    for (int i = 0; i < 5; ++i) {
        answers.push_back(group.post(event_of(0, i)));
        std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
    for (auto& a : answers) EXPECT_EQ(a.get().status, post_status::accepted);
    group.with_engine([&](durable_engine&) { EXPECT_EQ(in->writes, 1U); });
}

TEST(group_commit, takes_what_was_posted_along_when_it_ends) {
    const auto rules = load_text(text).rules;
    const auto kept = open(std::make_shared<slow_store>(memory_store(), 0), rules);
    std::atomic<int> told = 0;
    {
        group_commit group{*kept};
        for (int i = 0; i < 50; ++i) group.post(event_of(0, i), [&](const posted&) { ++told; });
    }
    EXPECT_EQ(told, 50);
    EXPECT_EQ(kept->durable_commit(), kept->last_commit());
}

}  // namespace
}  // namespace reglament
