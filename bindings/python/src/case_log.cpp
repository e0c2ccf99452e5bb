#include "case_log.hpp"

#include "values.hpp"

#include <pybind11/stl.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reglament::python {

namespace {

/// The log (None: it cannot be read), and the issues.
py::tuple keep_log(const std::string& file, const std::optional<std::string>& mapping, const py::object& zone,
                   std::vector<std::string> values, const std::string& lang) {
    issues found;
    case_log_options how;
    if (!zone.is_none()) how.zone = to_zone(zone);
    if (mapping) how.columns = parse_case_mapping(*mapping, found);
    how.values = std::move(values);
    std::optional<kept_log> kept;
    case_log_summary told;
    if (!found.has_errors()) {
        const py::gil_scoped_release others_may_run;
        kept = keep_cases(file, how, told, found);
    }
    const language in = to_language(lang);
    py::list all = from_issues(found, in);
    for (const bad_line& b : told.bad) all.append(from_issue(b.what, in, {file, b.line}));
    py::object result = py::none();
    if (kept) result = py::cast(kept_log_handle{std::move(*kept), std::move(told)});
    return py::make_tuple(result, all);
}

}  // namespace

void define_case_log(py::module_& m) {
    py::class_<kept_log_handle>(m, "KeptLog")
        .def("cases", [](const kept_log_handle& self) { return self.log.cases(); })
        .def("events", [](const kept_log_handle& self) { return self.log.events(); });
    m.def("keep_log", &keep_log);
}

}  // namespace reglament::python
