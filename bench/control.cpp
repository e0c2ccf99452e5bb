// How long a log takes: to be read into memory, and, reading excluded, to be compared with a regulation.
//     reglament_bench_control RULES LOG [PASSES]
#include <reglament/control/conformance.hpp>
#include <reglament/log/kept_log.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <vector>

namespace {

using namespace reglament;

double seconds(const auto& work) {
    const auto from = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
}

double median(std::vector<double> all) {
    std::sort(all.begin(), all.end());
    return all[all.size() / 2];
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 3) return 2;
    const int passes = count > 3 ? std::atoi(arguments[3]) : 5;
    const loaded rules = load({arguments[1]});
    if (!rules.rules) {
        std::cerr << render(rules.found);
        return 1;
    }
    issues found;
    std::optional<kept_log> log;
    std::vector<double> reading, aligning;
    conformance_figures told;
    for (int pass = 0; pass < passes; ++pass) {
        reading.push_back(seconds([&] {
            case_log_summary summary;
            log = keep_cases(arguments[2], {}, summary, found);
        }));
        if (!log) {
            std::cerr << render(found);
            return 1;
        }
        aligning.push_back(seconds([&] {
            conformance compared{rules.rules, 0, {}, found};
            log->each([&](const observed_case& c) { (void)compared.take(c); });
            told = compared.figures();
        }));
    }
    std::cout << "{\"read\": " << median(reading) << ", \"align\": " << median(aligning)
              << ", \"cases\": " << told.cases << ", \"variants\": " << told.variants
              << ", \"conforming\": " << told.conforming << ", \"undecided\": " << told.undecided
              << ", \"total_cost\": " << told.total_cost << "}\n";
    return 0;
}
