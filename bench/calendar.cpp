// How long does a deadline in working time take? A department of a week of five days with a break, a production
// calendar, a zone whose clocks change; periods and instants at random.
#include <reglament/machine/rulebook.hpp>

#include <benchmark/benchmark.h>

#include <random>
#include <vector>

namespace reglament::bench {

namespace {

using unit = period::unit;

const calendar& department() {
    static const calendar made = [] {
        const loaded done = load_text(R"(vocabulary: v
calendar: {zone: Europe/Berlin, hours: 09:00-18:00, breaks: 13:00-14:00, holidays: Russia}
events: {a.b: {}}
)");
        return done.rules->vocabulary().calendar;
    }();
    return made;
}

struct question {
    instant from;
    period p;
};

// Of ten years around 2025.
std::vector<question> questions(unit in, std::int64_t most) {
    std::mt19937_64 random{42};
    std::vector<question> all(4'096);
    for (question& q : all) {
        q.from = instant{std::chrono::sys_days{std::chrono::year{2020} / 1 / 1}} +
                 std::chrono::microseconds{random() % (10ULL * 366 * 86'400'000'000)};
        q.p = {in, 1 + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most))};
    }
    return all;
}

void run(benchmark::State& state, const std::vector<question>& all) {
    const calendar& c = department();
    std::size_t i = 0;
    for (auto _ : state) {
        const question& q = all[i++ & 4'095U];
        benchmark::DoNotOptimize(c.add(q.from, q.p));
    }
    state.SetItemsProcessed(state.iterations());
}

void working_hours_ahead(benchmark::State& state) {
    run(state, questions(unit::working_minutes, 40 * 60));
}

void working_days_ahead(benchmark::State& state) {
    run(state, questions(unit::working_days, 30));
}

// Day by day, as a loop does it that looks each day up.
void working_days_by_hand(benchmark::State& state) {
    const calendar& c = department();
    const auto all = questions(unit::working_days, 30);
    std::size_t i = 0;
    for (auto _ : state) {
        const question& q = all[i++ & 4'095U];
        const auto local = c.zone().to_local(q.from);
        const auto today = std::chrono::floor<std::chrono::days>(local);
        auto day = today;
        for (std::int64_t left = q.p.amount; left > 0;) left -= c.is_working_day({day += std::chrono::days{1}}) ? 1 : 0;
        benchmark::DoNotOptimize(c.zone().to_instant(day + (local - today)));
    }
    state.SetItemsProcessed(state.iterations());
}

void first_question(benchmark::State& state) {
    const calendar_rules rules = department().rules();
    for (auto _ : state) {
        const calendar fresh{rules};
        benchmark::DoNotOptimize(
            fresh.add(instant{std::chrono::sys_days{std::chrono::year{2025} / 6 / 1}}, {unit::working_minutes, 60}));
    }
}

BENCHMARK(working_hours_ahead)->Name("calendar/working_hours");
BENCHMARK(working_days_ahead)->Name("calendar/working_days");
BENCHMARK(working_days_by_hand)->Name("calendar/working_days_by_hand");
BENCHMARK(first_question)->Name("calendar/first_question")->Unit(benchmark::kMicrosecond);

}  // namespace

}  // namespace reglament::bench
