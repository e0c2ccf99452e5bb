#include "case_log.hpp"

#include "rulebook.hpp"
#include "values.hpp"

#include <reglament/control/conformance.hpp>

#include <pybind11/stl.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace reglament::python {

namespace {

/// What conditions of the regulations read, and the zone of their department.
void ask_for(const std::shared_ptr<const rulebook>& rules, case_log_options& how) {
    how.zone = rules->vocabulary().calendar.zone();
    for (regulation_index r = 0; r < rules->machines().size(); ++r) {
        if (rules->is_earlier(r)) continue;
        issues aside;
        const conformance of{rules, r, {}, aside};
        how.values.insert(how.values.end(), of.value_names().begin(), of.value_names().end());
    }
}

/// The log (None: it cannot be read), and the issues.
py::tuple keep_log(const std::string& file, const std::string& name, const rulebook_handle* rules,
                   const std::optional<std::string>& mapping, const py::object& zone, std::vector<std::string> values,
                   const std::string& lang) {
    issues found;
    case_log_options how;
    how.values = std::move(values);
    if (rules != nullptr) ask_for(rules->rules, how);
    if (!zone.is_none()) how.zone = to_zone(zone);
    if (mapping) how.columns = parse_case_mapping(*mapping, found);
    std::set<std::string> seen;
    std::erase_if(how.values, [&](const std::string& one) { return !seen.insert(one).second; });
    std::optional<kept_log> kept;
    case_log_summary told;
    if (!found.has_errors()) {
        const py::gil_scoped_release others_may_run;
        kept = keep_cases(file, how, told, found);
    }
    const language in = to_language(lang);
    py::list all = from_issues(called(found, file, name), in);
    for (const bad_line& b : told.bad) all.append(from_issue(b.what, in, {name, b.line}));
    py::object result = py::none();
    if (kept) result = py::cast(kept_log_handle{std::move(*kept), std::move(told), how.zone});
    return py::make_tuple(result, all);
}

}  // namespace

issues called(const issues& found, const std::string& file, const std::string& name) {
    issues out;
    for (issue one : found) {
        std::replace(one.arguments.begin(), one.arguments.end(), file, name);
        out.append(one);
    }
    return out;
}

void define_case_log(py::module_& m) {
    py::class_<kept_log_handle>(m, "KeptLog")
        .def("cases", [](const kept_log_handle& self) { return self.log.cases(); })
        .def("events", [](const kept_log_handle& self) { return self.log.events(); });
    m.def("keep_log", &keep_log);
}

}  // namespace reglament::python
