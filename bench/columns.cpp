// How fast is one condition over columns of rows: doubles and a dictionary of texts? Beside it stands the same by hand,
// and the program that tests row by row.
#include <reglament/feel/columns.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <random>
#include <vector>

namespace reglament::bench {

namespace {

constexpr std::size_t row_count = 200'000;

struct rows {
    std::vector<double> amounts;
    std::vector<std::int32_t> classes;
    std::vector<feel::value> names{"A", "B", "C", "D"};
    std::vector<feel::column> columns;
    std::vector<feel::value> facts;  // the same row by row
    feel::scope scope;
    feel::program condition;

    rows() {
        std::mt19937 random{7};
        for (std::size_t i = 0; i < row_count; ++i) {
            amounts.push_back(static_cast<double>(random() % 20'000) / 100);
            classes.push_back(static_cast<std::int32_t>(random() % 4));
            facts.emplace_back(*feel::number::from_double(amounts[i]));
            facts.push_back(names[static_cast<std::size_t>(classes[i])]);
        }
        columns = {{{0, 0}, std::span<const double>{amounts}}, {{0, 1}, feel::dictionary_rows{classes, names}}};
        scope.declare("amount", {.kind = feel::type_kind::number}, {0, 0});
        scope.declare("class", {.kind = feel::type_kind::string}, {0, 1});
        issues found;
        condition = feel::compile_condition("amount > 100 and class in (\"A\", \"B\")", scope, found);
    }

    [[nodiscard]] std::vector<feel::truth> by_hand() const {
        std::vector<feel::truth> found(row_count);
        for (std::size_t i = 0; i < row_count; ++i)
            found[i] = static_cast<feel::truth>(static_cast<int>(amounts[i] > 100) & static_cast<int>(classes[i] <= 1));
        return found;
    }
    [[nodiscard]] std::vector<feel::truth> one_by_one() const {
        std::vector<feel::truth> found(row_count);
        feel::frame f;
        for (std::size_t i = 0; i < row_count; ++i) {
            f.bank[0] = &facts[2 * i];
            found[i] = condition.test(f);
        }
        return found;
    }
    [[nodiscard]] std::vector<feel::truth> at_once(bool portable) const {
        std::vector<feel::truth> found(row_count);
        feel::test_rows(condition, columns, found, {.portable = portable});
        return found;
    }
};

template <class Answer>
void run(benchmark::State& state, const Answer& answer) {
    const rows all;
    if (answer(all) != all.by_hand()) return state.SkipWithError("the answers differ");
    for (auto _ : state) benchmark::DoNotOptimize(answer(all));
    state.SetItemsProcessed(static_cast<std::int64_t>(static_cast<std::size_t>(state.iterations()) * row_count));
}

void by_hand(benchmark::State& state) {
    run(state, [](const rows& all) { return all.by_hand(); });
}
BENCHMARK(by_hand)->Name("columns/by_hand");

void one_by_one(benchmark::State& state) {
    run(state, [](const rows& all) { return all.one_by_one(); });
}
BENCHMARK(one_by_one)->Name("columns/row_by_row");

void at_once(benchmark::State& state) {
    run(state, [](const rows& all) { return all.at_once(false); });
}
BENCHMARK(at_once)->Name("columns/reglament");

void portable(benchmark::State& state) {
    run(state, [](const rows& all) { return all.at_once(true); });
}
BENCHMARK(portable)->Name("columns/portable");

}  // namespace

}  // namespace reglament::bench
