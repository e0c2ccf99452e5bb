// Runs all benchmarks, then says how ours stand to floors and peers: ratios of medians of one run, because the machines
// this runs on are shared and noisy.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

namespace {

/// What the benchmarks must show: the rate of one to that of another in the same run.
struct mark {
    std::string what;
    std::string ours;     // a benchmark's name
    std::string against;  // another's; empty: the rate itself is the figure
    double at_least;      // 0: recorded only
};

const std::vector<mark> marks{
    {"step that tests guards only / Boost.MSM", "step/reglament", "step/boost_msm", 1.0},
    {"step that tests guards only / switch by hand", "step/reglament", "step/switch", 0},
    {"loading 1,000 regulations / yaml-cpp parsing them", "load/reglament", "load/yaml_cpp", 1 / 1.5},
    {"a condition of two terms, a second", "condition/reglament", "", 1e9 / 60},
    {"a condition of two terms / by hand", "condition/reglament", "condition/by_hand", 0},
    {"conditions of three terms compiled, a second", "condition/compile", "", 100'000},
    {"a condition over columns / row by row", "columns/reglament", "columns/row_by_row", 1.0},
    {"a condition over columns, portable / row by row", "columns/portable", "columns/row_by_row", 1.0},
    {"a condition over columns / by hand", "columns/reglament", "columns/by_hand", 0},
    {"first hit of 12 rules over 8 facts / by hand", "decision/12_first_hit", "decision/12_by_hand", 0},
    {"value of 12 rules over 8 facts / by hand", "decision/12_value", "decision/12_by_hand", 0},
    {"a table of 3,700 rows, evaluations a second", "decision/3700_rows", "", 10'000},
    {"rows of a table compiled, a second", "decision/compile_rows", "", 0},
    {"CDNOW, reading included, events a second", "events/cdnow", "", 500'000},
    {"a step with history, outbox and deadline, a second", "full_step/record", "", 5e6},
    {"the same through the engine, a second", "full_step/engine", "", 5e6},
    {"a deadline in working hours, a second", "calendar/working_hours", "", 1e9 / 100},
    {"a deadline in working days, a second", "calendar/working_days", "", 1e9 / 100},
    {"a deadline in working days / day by day", "calendar/working_days", "calendar/working_days_by_hand", 0},
    {"ten million timers go in / the standard's heap", "timers/insertion", "timers/insertion_heap", 1.0},
    {"ten million timers come out / the standard's heap", "timers/expiry", "timers/expiry_heap", 12.0},
    {"the same, at whole minutes / the standard's heap", "timers/expiry_minutes", "timers/expiry_minutes_heap", 12.0},
    {"one fires and is armed anew / the standard's heap", "timers/rearming", "timers/rearming_heap", 0},
    {"durable, one event a commit / an append with fdatasync", "durable/engine/1", "durable/append/1", 0.7},
    {"durable, 1,000 events a commit / three statements an event", "durable/engine/1000", "durable/three_statements",
     0},
    {"the same, stepping the next while one is written", "durable/engine_begins/1000", "durable/three_statements", 0},
    {"as many made purchases, reading included, events a second", "events/purchases", "", 500'000},
};

/// Shows each result as it comes and keeps the rate of every repetition.
class keeping_reporter : public benchmark::ConsoleReporter {
public:
    keeping_reporter() : ConsoleReporter(OO_Tabular) {}

    void ReportRuns(const std::vector<Run>& reports) override {
        for (const Run& r : reports) {
            const auto rate = r.counters.find("items_per_second");
            if (r.run_type == Run::RT_Iteration && rate != r.counters.end() && !r.error_occurred) {
                rates_[r.run_name.function_name].push_back(rate->second.value);
                if (!r.run_name.args.empty())
                    rates_[r.run_name.function_name + "/" + r.run_name.args].push_back(rate->second.value);
            }
        }
        ConsoleReporter::ReportRuns(reports);
    }

    [[nodiscard]] double median(const std::string& name) const {
        const auto found = rates_.find(name);
        if (found == rates_.end()) return 0;
        std::vector<double> sorted = found->second;
        std::sort(sorted.begin(), sorted.end());
        return sorted[sorted.size() / 2];
    }

private:
    std::map<std::string, std::vector<double>> rates_;
};

void show(const mark& m, const keeping_reporter& figures) {
    const double ours = figures.median(m.ours);
    const double other = m.against.empty() ? 1 : figures.median(m.against);
    if (ours == 0 || other == 0) {
        std::printf("%-60s not measured here\n", m.what.c_str());
        return;
    }
    const double figure = ours / other;
    if (m.at_least == 0) {
        std::printf("%-60s %12.3f\n", m.what.c_str(), figure);
    } else {
        std::printf("%-60s %12.3f   mark %10.3f   %s\n", m.what.c_str(), figure, m.at_least,
                    figure >= m.at_least ? "reached" : "NOT REACHED");
    }
}

}  // namespace

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    keeping_reporter figures;
    benchmark::RunSpecifiedBenchmarks(&figures);
    std::printf("\nOur rate to the other's, medians of this run (more is better):\n");
    for (const mark& m : marks) show(m, figures);
    return 0;
}
