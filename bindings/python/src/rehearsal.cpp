#include "rehearsal.hpp"

#include "rulebook.hpp"
#include "values.hpp"

#include <reglament/control/rehearsal.hpp>

#include <pybind11/stl.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace reglament::python {

namespace {

/// pybind11 holds no pointers to const; results refer to the rulebook, which is kept with them.
struct rehearsal_handle {
    std::shared_ptr<const rehearsal> done;
    language lang;
};

/// In the order of the fields of reglament.Scenario.
py::tuple from_scenario(const scenario& s) {
    const auto line = s.file->at(s.name.where.begin).line;
    return py::make_tuple(s.name.value, s.regulation.value, std::string{s.file->name()}, line);
}

py::list scenarios(const rulebook_handle& self) {
    py::list result;
    for (const auto& s : self.rules->scenarios()) result.append(from_scenario(s));
    return result;
}

/// Runs the scenarios of these numbers, in the rulebook's order.
rehearsal_handle run(const rulebook_handle& self, const std::vector<std::size_t>& which, const std::string& lang) {
    const auto language = to_language(lang);
    const auto* const first = self.rules->scenarios().data();
    const auto chosen = [&](const scenario& s) {
        return std::find(which.begin(), which.end(), static_cast<std::size_t>(&s - first)) != which.end();
    };
    const py::gil_scoped_release others_may_run;
    return {std::make_shared<const rehearsal>(rehearse(self.rules, chosen)), language};
}

/// What of the JSON has no place among the issue's own fields.
py::tuple from_failure(const scenario_failure& f, const feel::value& told, const rehearsal_handle& self) {
    const auto zone = self.done->rules->vocabulary().calendar.zone();
    return py::make_tuple(from_issue(f.what, self.lang), f.step, from_instant(f.at, zone),
                          from_json(told.get("expected")), from_json(told.get("came")),
                          from_json(told.get("happened")));
}

/// A row a scenario: the scenario, its differences, warnings, and all of it as text.
py::list results(const rehearsal_handle& self) {
    const auto told = to_value(*self.done, self.lang).get("scenarios").as_list();
    py::list rows;
    for (std::size_t i = 0; i < told.size(); ++i) {
        const auto& s = self.done->scenarios[i];
        const auto failures = told[i].get("failures").as_list();
        py::list differences;
        for (std::size_t k = 0; k < failures.size(); ++k)
            differences.append(from_failure(s.failures[k], failures[k], self));
        rows.append(py::make_tuple(from_scenario(*s.of), differences, from_issues(s.warnings, self.lang),
                                   render(*self.done->rules, s, self.lang)));
    }
    return rows;
}

}  // namespace

void define_rehearsal(py::module_& m) {
    py::class_<rehearsal_handle>(m, "Rehearsal")
        .def("results", &results)
        .def("to_dict", [](const rehearsal_handle& self) { return from_json(to_value(*self.done, self.lang)); })
        .def("junit", [](const rehearsal_handle& self) { return to_junit(*self.done, self.lang); })
        .def("text", [](const rehearsal_handle& self) { return to_text(*self.done, self.lang); })
        .def("html", [](const rehearsal_handle& self) {
            const py::gil_scoped_release others_may_run;
            return to_html(*self.done, self.lang);
        });
    m.def("scenarios", &scenarios);
    m.def("rehearse", &run);
}

}  // namespace reglament::python
