// How long a log takes: to be read, and, reading excluded, to be compared with a regulation.
//     reglament_bench_control RULES LOG [PASSES]
#include <reglament/control/conformance.hpp>
#include <reglament/feel/value.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <string>
#include <vector>

namespace {

using namespace reglament;

struct kept_case {
    std::string id;
    std::deque<std::string> texts;
    std::vector<case_event> events;
};

std::deque<kept_case> keep(const char* file, issues& found) {
    std::deque<kept_case> all;  // they stay where they are: events refer to their texts
    case_log_summary told;
    const bool good = read_cases(
        file, {},
        [&](const observed_case& c) {
            kept_case& k = all.emplace_back();
            k.id = c.id;
            for (const case_event& e : c.events)
                k.events.push_back({k.texts.emplace_back(e.activity), k.texts.emplace_back(e.lifecycle),
                                    k.texts.emplace_back(e.resource), k.texts.emplace_back(e.role), e.time});
        },
        told, found);
    if (!good) all.clear();
    return all;
}

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
    const std::deque<kept_case> cases = keep(arguments[2], found);
    std::vector<double> reading, aligning;
    conformance_figures told;
    for (int pass = 0; pass < passes; ++pass) {
        reading.push_back(seconds([&] {
            case_log_summary summary;
            (void)read_cases(
                arguments[2], {}, [](const observed_case&) {}, summary, found);
        }));
        aligning.push_back(seconds([&] {
            conformance compared{rules.rules, 0, {}, found};
            for (const kept_case& c : cases) compared.take({c.id, c.events, 0});
            told = compared.figures();
        }));
    }
    if (cases.empty()) {
        std::cerr << render(found);
        return 1;
    }
    std::cout << "{\"read\": " << median(reading) << ", \"align\": " << median(aligning)
              << ", \"cases\": " << told.cases << ", \"variants\": " << told.variants
              << ", \"conforming\": " << told.conforming << ", \"undecided\": " << told.undecided
              << ", \"total_cost\": " << told.total_cost << "}\n";
    return 0;
}
