// Timers come out by (due, client), whatever goes in between.
#include "engine/timer_queue.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace reglament {
namespace {

instant at(std::int64_t microseconds) {
    return instant{std::chrono::microseconds{microseconds}};
}

// The queue beside the plainest thing that does the same.
class pair_of_queues {
public:
    void push(timer t) {
        queue_.push(t);
        model_.insert({t.due, t.client});
    }

    timer pop() {
        const auto [due, client] = *model_.begin();
        EXPECT_EQ(queue_.next_due(), due);
        EXPECT_EQ(queue_.top(), (timer{due, client}));
        const timer first = queue_.pop();
        EXPECT_EQ(first, (timer{due, client}));
        model_.erase(model_.begin());
        EXPECT_EQ(queue_.size(), model_.size());
        return first;
    }

    void pop_all() {
        while (!model_.empty() && !::testing::Test::HasFailure()) pop();
        EXPECT_TRUE(queue_.empty());
        EXPECT_EQ(queue_.next_due(), never);
    }

    void clear() {
        queue_.clear();
        model_.clear();
    }

    [[nodiscard]] bool empty() const { return model_.empty(); }

private:
    timer_queue queue_;
    std::multiset<std::pair<instant, std::uint32_t>> model_;
};

struct form {
    const char* name;
    std::int64_t reach;      // timers are due within so many microseconds
    std::int64_t grain;      // and at whole ones of these
    std::int64_t backwards;  // at most so long before the last one that fired
    unsigned pops_of_ten;    // operations
};

class TimerQueue : public ::testing::TestWithParam<form> {};

TEST_P(TimerQueue, ComesOutInOrder) {
    const form& f = GetParam();
    for (unsigned seed = 1; seed <= 20 && !HasFailure(); ++seed) {
        std::mt19937_64 random{seed};
        pair_of_queues both;
        std::int64_t now = 1'700'000'000'000'000;
        for (int i = 0; i < 4'000 && !HasFailure(); ++i) {
            if (random() % 10 < f.pops_of_ten && !both.empty()) {
                now = std::max(now, both.pop().due.time_since_epoch().count());
                continue;
            }
            const std::int64_t from = now - f.backwards;
            const auto further = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(f.reach));
            const std::int64_t due = (from + further) / f.grain * f.grain;
            both.push({at(due), static_cast<std::uint32_t>(random() % 100)});
            if (random() % 2'000 == 0) both.clear();
        }
        both.pop_all();
    }
}

constexpr std::int64_t second = 1'000'000, day = 86'400 * second;
INSTANTIATE_TEST_SUITE_P(Forms, TimerQueue,
                         ::testing::Values(form{"Years", 3'000 * day, 1, 0, 4}, form{"Days", 90 * day, day, 0, 4},
                                           form{"Microseconds", 50, 1, 0, 4}, form{"Late", 90 * day, 1, 30 * day, 4},
                                           form{"LateDays", 20 * day, day, 10 * day, 3},
                                           form{"OneInstant", 1, day, 0, 3},
                                           form{"FewLeft", 10 * day, 60 * second, 0, 5}),
                         [](const auto& p) { return std::string{p.param.name}; });

// What is armed for next year is looked at first; then thousands come that are due before it.
TEST(TimerQueue, WhatComesBeforeTheTimeReachedIsNoFewer) {
    pair_of_queues both;
    std::mt19937_64 random{7};
    both.push({at(400 * day), 0});
    both.push({at(401 * day), 1});
    both.pop();
    for (std::uint32_t i = 0; i < 5'000; ++i) {
        both.push({at(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(90 * day))), i});
        if (i % 3 == 0) both.pop();
    }
    both.pop_all();
}

TEST(TimerQueue, TakesTheFirstAndTheLastInstant) {
    pair_of_queues both;
    for (const instant t :
         {last_instant, instant::min(), first_instant, at(0), at(-1), never - std::chrono::microseconds{1}})
        both.push({t, 3});
    both.pop_all();
    both.push({at(5), 1});
    both.push({at(5), 0});
    both.pop_all();
}

}  // namespace
}  // namespace reglament
