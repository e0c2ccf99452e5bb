#include "planning.hpp"

#include "engine.hpp"
#include "rulebook.hpp"
#include "values.hpp"

#include <reglament/control/performance.hpp>
#include <reglament/control/plan.hpp>
#include <reglament/control/week.hpp>
#include <reglament/log/event_log.hpp>
#include <reglament/pay/payroll.hpp>
#include <reglament/pay/untold_events.hpp>

#include <pybind11/stl.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace reglament::python {

namespace py = pybind11;

namespace {

plan_group to_group(const std::string& by) {
    if (by == "day") return plan_group::day;
    if (by == "client") return plan_group::client;
    if (by == "manager") return plan_group::manager;
    throw py::value_error("by must be 'day', 'client' or 'manager', not '" + by + "'");
}

// A text in one of the forms, or else everything as a dict.
py::object plan_of(engine_handle& self, const py::object& from, const py::object& to, const std::string& by,
                   const std::string& format, const std::string& lang) {
    plan_options how;
    how.from = to_instant(from, self.zone_in());
    how.to = to_instant(to, self.zone_in());
    const plan_group group = to_group(by);
    const language language = to_language(lang);
    const plan p = self.with([&](const engine& e) { return plan_ahead(e, how); });
    if (format == "table") return py::str(to_text(p, group, language));
    if (format == "csv") return py::str(to_csv(p, group, language));
    if (format == "ics") return py::str(to_calendar(p, group, language));
    if (format != "dict") throw py::value_error("format must be 'dict', 'table', 'csv' or 'ics', not '" + format + "'");
    return from_json(to_value(p, group, language));
}

py::object week_of(engine_handle& self, const py::object& from, const py::object& to) {
    const instant begin = to_instant(from, self.zone_in()), end = to_instant(to, self.zone_in());
    return from_json(self.with_histories([&](const engine& e) { return to_value(control_week(e, begin, end)); }));
}

// What was measured, and the issues.
py::tuple performance_of(engine_handle& self, const std::string& by, const std::string& classes,
                         const std::string& spent, const py::dict& hour_cost, const std::string& lang) {
    performance_options how;
    if (by != "quarter" && by != "month") throw py::value_error("by must be 'quarter' or 'month', not '" + by + "'");
    if (by == "month") how.by = performance_options::span::month;
    how.class_fact = classes;
    how.spent = spent;
    how.lang = to_language(lang);
    for (const auto& [name, cost] : hour_cost) {
        const feel::value v = to_value(py::reinterpret_borrow<py::object>(cost), self.zone_in());
        if (v.kind() != feel::value_kind::number || v.as_number() < feel::number{0})
            throw py::value_error("what an hour costs must be a number that is not negative");
        how.hour_cost.emplace_back(name.cast<std::string>(), v.as_number());
    }
    const performance p = self.with_histories([&](const engine& e) { return measure_performance(e, how); });
    return py::make_tuple(from_json(to_value(p)), !p.found.has_errors(), from_issues(p.found, how.lang),
                          render(p.found, how.lang));
}

struct pay_job {
    std::vector<std::string> files;
    feel::date month;
    std::string columns, person, format;
    language lang = language::en;
};

pay_job to_pay_job(const py::dict& how) {
    pay_job j;
    j.files = how["events"].cast<std::vector<std::string>>();
    const std::chrono::year year{how["year"].cast<int>()};
    j.month = feel::date{std::chrono::local_days{year / std::chrono::month{how["month"].cast<unsigned>()} / 1}};
    j.columns = how["map"].cast<std::string>();
    j.person = how["person"].cast<std::string>();
    j.format = how["format"].cast<std::string>();
    j.lang = to_language(how["lang"].cast<std::string>());
    return j;
}

// Nothing: a file could not be read. `taken`: an engine that knows which events there were, or null.
std::optional<payroll> pay(const std::shared_ptr<const rulebook>& rules, const pay_job& j, const engine* taken,
                           issues& found) {
    log_options options;
    options.zone = rules->vocabulary().calendar.zone();
    if (!j.columns.empty()) options.columns = parse_mapping(j.columns, found);
    event_log log{*rules, options};
    for (const std::string& f : j.files) {
        if (found.has_errors() || !log.read(f, found)) return std::nullopt;
    }
    log.sort();
    payroll_options how;
    how.person = j.person;
    payroll p = compute_payroll(rules, log, j.month, how);
    for (const bad_line& b : log.bad_lines()) found.append(b.what);
    found.append(p.found);
    if (taken != nullptr) found.append(untold_events(*taken, log, j.month));
    return p;
}

// What was computed (None: a file could not be read), and the issues.
py::tuple from_payroll(const std::optional<payroll>& p, const pay_job& j, const issues& found) {
    py::object out = py::none();
    if (p && j.format == "dict") out = from_value(to_value(*p));
    if (p && j.format == "text") out = py::str(to_text(*p, j.lang));
    if (p && j.format == "html") out = py::str(to_html(*p, j.lang));
    if (p && j.format == "csv") out = py::str(to_csv(*p, j.lang));
    return py::make_tuple(out, from_issues(found, j.lang), render(found, j.lang));
}

py::tuple statement_of(const rulebook_handle& rules, const py::dict& how) {
    const pay_job j = to_pay_job(how);
    issues found;
    std::optional<payroll> p;
    {
        const py::gil_scoped_release others_may_run;
        p = pay(rules.rules, j, nullptr, found);
    }
    return from_payroll(p, j, found);
}

py::tuple statement_beside(engine_handle& self, const py::dict& how) {
    const pay_job j = to_pay_job(how);
    issues found;
    const auto p = self.with([&](const engine& e) { return pay(e.shared_rules(), j, &e, found); });
    return from_payroll(p, j, found);
}

}  // namespace

void define_planning(py::module_& m) {
    m.def("plan", &plan_of);
    m.def("week", &week_of);
    m.def("performance", &performance_of);
    m.def("statement", &statement_of);
    m.def("statement_beside", &statement_beside);
}

}  // namespace reglament::python
