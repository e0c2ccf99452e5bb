#include "proof.hpp"

#include "rulebook.hpp"
#include "values.hpp"

#include <reglament/proof/prove.hpp>

#include <pybind11/stl.h>

#include <string>

namespace reglament::python {

namespace {

py::tuple from_place(const place& p) {
    const position at = p.source->at(p.where.begin);
    return py::make_tuple(std::string{p.source->name()}, at.line, at.column);
}

/// In the order of the fields of reglament.Finding.
py::tuple from_finding(const finding& f, const rulebook& rules, language lang) {
    const machine& m = rules.machines()[f.regulation];
    py::list others, way;
    for (const place& p : f.others)
        if (p) others.append(from_place(p));
    for (const example_step& s : f.way)
        way.append(py::make_tuple(s.what, s.name, from_value(feel::value{s.data}), from_value(feel::value{s.facts})));
    const std::string step = f.state == no_index ? std::string{} : m.states()[f.state].id;
    return py::make_tuple(std::string{to_string(f.kind)}, m.regulation().id.value, step, from_issue(f.what, lang),
                          others, from_value(feel::value{f.client}), way, f.scenario);
}

py::tuple run(const rulebook_handle& self, const std::string& lang) {
    const auto language = to_language(lang);
    proof done;
    {
        const py::gil_scoped_release others_may_run;
        done = prove(self.rules);
    }
    py::list findings;
    for (const finding& f : done.findings) findings.append(from_finding(f, *self.rules, language));
    return py::make_tuple(findings, done.complete);
}

}  // namespace

void define_proof(py::module_& m) {
    m.def("can_prove", &can_prove);
    m.def("prove", &run);
}

}  // namespace reglament::python
