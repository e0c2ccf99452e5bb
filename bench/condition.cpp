// How fast is one condition of two terms over a number and an enumeration, and how fast is one compiled?
#include <reglament/feel/expression.hpp>

#include <benchmark/benchmark.h>

#include <random>
#include <string>
#include <vector>

namespace reglament::bench {

namespace {

constexpr std::size_t client_count = 4'096;

struct clients {
    std::vector<feel::value> facts;  // amount and class in turn
    std::vector<double> amounts;
    std::vector<std::uint8_t> classes;  // 0 is A

    clients() {
        std::mt19937 random{7};
        const feel::value names[] = {"A", "B", "C", "D"};
        for (std::size_t i = 0; i < client_count; ++i) {
            const auto amount = static_cast<std::int64_t>(random() % 200);
            const auto kind = static_cast<std::uint8_t>(random() % 4);
            facts.emplace_back(feel::number{amount});
            facts.push_back(names[kind]);
            amounts.push_back(static_cast<double>(amount));
            classes.push_back(kind);
        }
    }

    [[nodiscard]] std::size_t count_by_hand() const {
        std::size_t yes = 0;
        for (std::size_t i = 0; i < client_count; ++i) yes += amounts[i] > 100 && classes[i] <= 1 ? 1 : 0;
        return yes;
    }
};

feel::scope facts_in_scope() {
    feel::scope names;
    names.declare("amount", {feel::type_kind::number, {}, {}}, {0, 0});
    names.declare("class", {feel::type_kind::string, {"A", "B", "C", "D"}, {}}, {0, 1});
    names.declare("phone allowed", {feel::type_kind::boolean, {}, {}}, {0, 2});
    return names;
}

std::size_t count_yes(const feel::program& p, const clients& of) {
    std::size_t yes = 0;
    feel::frame f;
    for (std::size_t i = 0; i < client_count; ++i) {
        f.bank[0] = &of.facts[2 * i];
        yes += p.test(f) == feel::truth::yes ? 1 : 0;
    }
    return yes;
}

std::int64_t done(const benchmark::State& state) {
    return static_cast<std::int64_t>(static_cast<std::size_t>(state.iterations()) * client_count);
}

void by_hand(benchmark::State& state) {
    const clients all;
    for (auto _ : state) {
        benchmark::DoNotOptimize(all.count_by_hand());
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(done(state));
}
BENCHMARK(by_hand)->Name("condition/by_hand");

void ours(benchmark::State& state) {
    const clients all;
    issues found;
    const auto p = feel::compile_condition("amount > 100 and class in (\"A\", \"B\")", facts_in_scope(), found);
    if (!p || count_yes(p, all) != all.count_by_hand()) state.SkipWithError("the answers differ");
    for (auto _ : state) benchmark::DoNotOptimize(count_yes(p, all));
    state.SetItemsProcessed(done(state));
}
BENCHMARK(ours)->Name("condition/reglament");

void compiling(benchmark::State& state) {
    const feel::scope names = facts_in_scope();
    for (auto _ : state) {
        issues found;
        benchmark::DoNotOptimize(
            feel::compile_condition("class in (\"A\", \"B\") and phone allowed and amount > 100", names, found));
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(compiling)->Name("condition/compile");

}  // namespace

}  // namespace reglament::bench
