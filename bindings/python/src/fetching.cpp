#include "fetching.hpp"

#include "values.hpp"

#include <pybind11/stl.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace reglament::python {

namespace {

std::vector<fact_answer> answers_of(const py::object& ask, const std::vector<fact_request>& asked, feel::zone zone) {
    py::list rows;
    for (const auto& r : asked) rows.append(py::make_tuple(r.subject, r.about, r.part, r.facts));
    std::vector<fact_answer> told;
    for (const auto& row : ask(rows)) {
        const auto [facts, revision, error] = row.cast<std::tuple<py::object, std::uint64_t, std::string>>();
        told.push_back({to_value(facts, zone), revision, error});
    }
    return told;
}

}  // namespace

std::vector<posted> post_asking(engine_handle& self, std::vector<event> events, const py::object& ask) {
    std::vector<fact_request> asked;
    std::vector<fact_answer> told;
    if (!ask.is_none()) {
        asked = self.with([&](const engine& engine) { return engine.to_fetch(events); });
        if (!asked.empty()) told = answers_of(ask, asked, self.zone_in());
    }
    std::vector<std::optional<std::string>> allowed;
    for (const event& e : events) allowed.push_back(self.asked(e));
    return self.change([&](engine& engine) {
        std::vector<issues> aside(events.size());
        if (!ask.is_none()) aside = engine.put_fetched(events, asked, told);
        std::vector<posted> results;
        results.reserve(events.size());
        for (std::size_t i = 0; i < events.size(); ++i) {
            const asked_before::answered its{self.policy(), allowed[i] ? &*allowed[i] : nullptr};
            results.push_back(aside[i].has_errors() ? posted{post_status::set_aside, std::move(aside[i])}
                                                    : engine.post(events[i]));
        }
        return results;
    });
}

}  // namespace reglament::python
