#include "control/conformance_json.hpp"

#include <cstdio>

namespace reglament {

namespace {

feel::value count_of(std::uint64_t n) {
    return feel::value{feel::number{n}};
}

// Twelve digits: more than anybody compares.
feel::value share_of(double x) {
    char text[32];
    (void)std::snprintf(text, sizeof text, "%.12f", x);
    return feel::value{feel::number::parse(text).value_or(feel::number{})};
}

feel::value text_or_null(const std::string& text) {
    return text.empty() ? feel::value{} : feel::value{text};
}

}  // namespace

feel::context context_of(const conformance_figures& f, const conformance& of) {
    const regulation& r = of.of().regulation();
    feel::context histogram;
    for (const auto& [cost, cases] : f.cost_histogram) histogram.emplace_back(std::to_string(cost), count_of(cases));
    feel::list deviations;
    for (const deviation_figures& d : f.deviations) {
        feel::list examples;
        for (const std::string& id : d.examples) examples.emplace_back(id);
        deviations.emplace_back(feel::context{{"kind", feel::value{std::string{to_string(d.kind)}}},
                                              {"step", text_or_null(d.step)},
                                              {"activity", text_or_null(d.activity)},
                                              {"cases", count_of(d.cases)},
                                              {"times", count_of(d.times)},
                                              {"cost", count_of(d.cost)},
                                              {"examples", feel::value{std::move(examples)}}});
    }
    feel::context fitness{{"mean", share_of(f.fitness_mean)},
                          {"weighted", share_of(f.fitness_weighted)},
                          {"formula", feel::value{"1 - cost / (cost of the events + " + std::to_string(f.shortest_run) +
                                                  ", the cost of the shortest run)"}}};
    return {{"regulation", feel::value{r.id.value}},
            {"version", feel::value{r.version}},
            {"cases", count_of(f.cases)},
            {"events", count_of(f.events)},
            {"ignored", count_of(f.ignored)},
            {"variants", count_of(f.variants)},
            {"conforming", count_of(f.conforming)},
            {"open", count_of(f.open)},
            {"undecided", count_of(f.undecided)},
            {"total_cost", count_of(f.total_cost)},
            {"cost_histogram", feel::value{std::move(histogram)}},
            {"shortest_run", count_of(f.shortest_run)},
            {"fitness", feel::value{std::move(fitness)}},
            {"deviations", feel::value{std::move(deviations)}}};
}

std::string to_json(const conformance_figures& f, const conformance& of) {
    return feel::write_json(feel::value{context_of(f, of)}, 2) + "\n";
}

}  // namespace reglament
