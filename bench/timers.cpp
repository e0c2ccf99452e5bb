// How fast do ten million timers go in, and come out in the order of (due, client)? Beside them the standard's heap.
#include "engine/timer_queue.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <memory>
#include <queue>
#include <random>
#include <vector>

namespace reglament::bench {

namespace {

constexpr std::size_t timer_count = 10'000'000;
constexpr std::int64_t second = 1'000'000, day = 86'400 * second;

using heap = std::priority_queue<timer, std::vector<timer>, std::greater<>>;

std::vector<timer> made_timers(std::int64_t reach, std::int64_t grain) {
    std::mt19937_64 random{42};
    std::vector<timer> made(timer_count);
    for (std::uint32_t i = 0; i < timer_count; ++i) {
        const auto further = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(reach));
        made[i] = {instant{std::chrono::microseconds{1'700'000'000 * second + further / grain * grain}}, i};
    }
    return made;
}

/// Each at an instant of its own within a year, or at whole minutes of ninety days as people's deadlines are.
const std::vector<timer>& timers(std::int64_t kind) {
    static const std::vector<timer> scattered = made_timers(365 * day, 1);
    static const std::vector<timer> minutes = made_timers(90 * day, 60 * second);
    return kind == 0 ? scattered : minutes;
}

timer pop(timer_queue& from) {
    return from.pop();
}

timer pop(heap& from) {
    const timer first = from.top();
    from.pop();
    return first;
}

void done(benchmark::State& state) {
    state.SetItemsProcessed(static_cast<std::int64_t>(timer_count) * state.iterations());
}

template <class Queue>
void insertion(benchmark::State& state) {
    const std::vector<timer>& all = timers(0);
    for (auto _ : state) {
        state.PauseTiming();
        auto queue = std::make_unique<Queue>();
        state.ResumeTiming();
        for (const timer& t : all) queue->push(t);
        benchmark::DoNotOptimize(queue->size());
        state.PauseTiming();
        queue.reset();
        state.ResumeTiming();
    }
    done(state);
}

// What is summed up depends on the order: both must agree.
std::uint64_t order_of(std::uint64_t sum, timer t) noexcept {
    return sum * 31 + t.client;
}

std::uint64_t expected_order(std::int64_t kind) {
    static std::uint64_t known[2] = {0, 0};
    if (known[kind] == 0) {
        std::vector<timer> all = timers(kind);
        std::sort(all.begin(), all.end());
        for (const timer& t : all) known[kind] = order_of(known[kind], t);
    }
    return known[kind];
}

template <class Queue, std::int64_t kind>
void expiry(benchmark::State& state) {
    const std::vector<timer>& all = timers(kind);
    const std::uint64_t expected = expected_order(kind);
    for (auto _ : state) {
        state.PauseTiming();
        auto queue = std::make_unique<Queue>();
        for (const timer& t : all) queue->push(t);
        std::uint64_t order = 0;
        state.ResumeTiming();
        while (!queue->empty()) order = order_of(order, pop(*queue));
        state.PauseTiming();
        if (order != expected) state.SkipWithError("the order differs");
        queue.reset();
        state.ResumeTiming();
    }
    done(state);
}

// Time goes on: the first one fires and is armed anew within thirty days, ten million waiting.
template <class Queue>
void rearming(benchmark::State& state) {
    auto queue = std::make_unique<Queue>();
    for (const timer& t : timers(0)) queue->push(t);
    std::mt19937_64 random{1};
    const auto one = [&] {
        timer t = pop(*queue);
        t.due += std::chrono::microseconds{random() % static_cast<std::uint64_t>(30 * day)};
        queue->push(t);
    };
    for (auto _ : state) {
        for (int i = 0; i < 1'000'000; ++i) one();
    }
    state.SetItemsProcessed(1'000'000 * state.iterations());
}

}  // namespace

BENCHMARK_TEMPLATE(insertion, timer_queue)->Name("timers/insertion")->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(insertion, heap)->Name("timers/insertion_heap")->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(expiry, timer_queue, 0)->Name("timers/expiry")->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(expiry, heap, 0)->Name("timers/expiry_heap")->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(expiry, timer_queue, 1)->Name("timers/expiry_minutes")->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(expiry, heap, 1)->Name("timers/expiry_minutes_heap")->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(rearming, timer_queue)->Name("timers/rearming")->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(rearming, heap)->Name("timers/rearming_heap")->Unit(benchmark::kMillisecond);

}  // namespace reglament::bench
