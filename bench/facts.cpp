// What do derived facts cost? One event for one of 100,000 clients at random: with no fact that it moves, with five
// that are gathered over all time, with five of which two look back over 90 days.
#include <reglament/reglament.hpp>

#include <benchmark/benchmark.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

namespace reglament::bench {

namespace {

constexpr std::size_t client_count = 100'000, event_count = std::size_t{1} << 18;

constexpr std::string_view head = R"(vocabulary: shop
events:
  order.paid:
    data:
      amount: number
  noted:
    data:
      amount: number
facts:
  kept:
    type: number
    initial: 0
)";

constexpr std::string_view for_ever = R"(  orders:
    count: order.paid
  revenue:
    sum: order.paid.amount
  least:
    min: order.paid.amount
  largest:
    max: order.paid.amount
  large orders:
    count: order.paid
    if: event.amount > 50
)";

constexpr std::string_view windows = R"(  orders:
    count: order.paid
  revenue:
    sum: order.paid.amount
  largest:
    max: order.paid.amount
  orders of 90 days:
    count: order.paid
    over: 90 days
  revenue of 90 days:
    sum: order.paid.amount
    over: 90 days
)";

struct workload {
    std::vector<std::uint32_t> whom;
    std::vector<std::string> keys;
    workload() {
        std::mt19937 random{42};
        for (std::size_t i = 0; i < event_count; ++i)
            whom.push_back(static_cast<std::uint32_t>(random() % client_count));
        for (std::size_t i = 0; i < client_count; ++i) keys.push_back("client-" + std::to_string(i));
    }
};

void facts(benchmark::State& state, std::string_view derived, const char* event) {
    static const workload work;
    const auto rules = load_text(std::string{head} + std::string{derived}).rules;
    if (!rules) return state.SkipWithError("the rules do not load");
    const auto type = static_cast<event_index>(rules->vocabulary().find_event(event).value());
    const instant begin = parse_instant("2025-01-01").value();
    engine_options how;
    how.trace = false;
    for (auto _ : state) {
        state.PauseTiming();
        auto e = std::make_unique<engine>(rules, how);
        const std::vector<feel::value> data{feel::value{feel::number{7}}};
        for (const std::string& key : work.keys) e->post(bound_event{0, type, key, begin, data});
        state.ResumeTiming();
        for (std::size_t i = 0; i < event_count; ++i) {
            const std::vector<feel::value> amount{feel::value{feel::number{static_cast<std::int64_t>(i % 100)}}};
            e->post(bound_event{0, type, work.keys[work.whom[i]], begin + std::chrono::minutes{i}, amount});
        }
        state.PauseTiming();
        e.reset();
        state.ResumeTiming();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * event_count));
}

BENCHMARK_CAPTURE(facts, none, for_ever, "noted")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(facts, five, for_ever, "order.paid")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(facts, five_two_windows, windows, "order.paid")->Unit(benchmark::kMillisecond);

}  // namespace

}  // namespace reglament::bench
