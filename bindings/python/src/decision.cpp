#include "decision.hpp"

#include "compiled.hpp"

#include <reglament/feel/named_decision.hpp>

#include <pybind11/stl/filesystem.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

namespace reglament::python {

namespace {

using decision = compiled<feel::named_decision>;
using table_parser = feel::decision_table (*)(const place&, issues&);

feel::decision_table read_text(const std::string& text, const std::string& name, table_parser parse, issues& found) {
    const auto size = static_cast<std::uint32_t>(text.size());
    return parse({std::make_shared<const source>(name, text), {0, size}}, found);
}

feel::decision_table read_record(const py::object& record) {
    auto table = feel::decision_table_from(to_feel(record));
    if (!table) throw py::value_error("the record of a decision table has a list of 'rules'");
    return *std::move(table);
}

// `form` says what `rules` are: a "file", a text with "pipes" or as "csv", a "record".
feel::decision_table read(const std::string& form, const py::object& rules, const std::string& name, issues& found) {
    if (form == "record") return read_record(rules);
    if (form == "file") return feel::read_decision_file(rules.cast<std::filesystem::path>(), found);
    return read_text(rules.cast<std::string>(), name,
                     form == "csv" ? &feel::parse_decision_csv : &feel::parse_decision_table, found);
}

/// The table, the issues, and, when there is no table, what is wrong as text.
py::tuple compile(const std::string& form, const py::object& rules, const std::string& name,
                  const names_and_types& names, bool regulation, const std::string& lang) {
    const auto language = to_language(lang);
    issues found;
    auto table = read(form, rules, name, found);
    auto code = feel::named_decision::compile(std::move(table), types_of(names), found, {.regulation = regulation});
    const auto rows = from_issues(found, language);
    if (!code) return py::make_tuple(py::none(), rows, render(found, language));
    return py::make_tuple(decision{std::move(code)}, rows, "");
}

std::vector<std::uint32_t> hits(const decision& self, const py::object& names, const py::object& now,
                                const py::object& zone) {
    return self.run(names, now, zone, [&](const auto&... with) { return self.named().hits(with...); });
}

std::string why(const decision& self, const py::object& names, const py::object& now, const py::object& zone,
                const std::string& lang) {
    const auto language = to_language(lang);
    return self.run(names, now, zone, [&](const auto&... with) { return feel::why(self.named(), with..., language); });
}

}  // namespace

void define_decision(py::module_& m) {
    py::class_<decision>(m, "Decision")
        .def("evaluate", &decision::evaluate)
        .def("explain", &decision::explain)
        .def("hits", &hits)
        .def("why", &why)
        .def("policy", [](const decision& self) { return std::string{to_string(self.named().code().policy())}; })
        .def("text", [](const decision& self) { return std::string{self.named().table().file->text()}; })
        .def("result_type", &decision::result_type);
    m.def("decision", &compile);
}

}  // namespace reglament::python
