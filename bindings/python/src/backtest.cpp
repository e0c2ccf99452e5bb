// Back-test, for Python.
#include "engine.hpp"
#include "planning.hpp"
#include "rulebook.hpp"
#include "values.hpp"

#include <reglament/control/backtest.hpp>
#include <reglament/log/event_log.hpp>

#include <pybind11/stl.h>

#include <string>
#include <vector>

namespace reglament::python {

namespace py = pybind11;

namespace {

backtest_period to_period(const std::string& by) {
    using enum backtest_period;
    for (const backtest_period p : {week, month, quarter, year}) {
        if (to_string(p) == by) return p;
    }
    throw py::value_error("by must be 'week', 'month', 'quarter' or 'year', not '" + by + "'");
}

// What was told (None: a file could not be read), in words, the issues, and those as a text.
py::tuple backtest_of(const rulebook_handle& before, const rulebook_handle& after,
                      const std::vector<std::string>& files, const py::object& until, const std::string& by,
                      const std::string& columns, std::size_t most_clients, const std::string& lang) {
    const language language = to_language(lang);
    const feel::zone zone = before.rules->vocabulary().calendar.zone();
    backtest_options how;
    how.by = to_period(by);
    how.most_clients = most_clients;
    if (!until.is_none()) how.until = to_instant(until, zone);
    issues found;
    log_options options;
    options.zone = zone;
    if (!columns.empty()) options.columns = parse_mapping(columns, found);
    event_log old{*before.rules, options}, fresh{*after.rules, options};
    bool good = !found.has_errors();
    backtest done;
    {
        const py::gil_scoped_release others_may_run;
        for (event_log* log : {&old, &fresh}) {
            for (const std::string& f : files) good = good && log->read(f, found);
            log->sort();
        }
        if (good) done = run_backtest(before.rules, old, after.rules, fresh, how);
    }
    const std::string wrong = render(found, language);
    for (const bad_line& b : old.bad_lines()) found.append(b.what);
    if (!good) return py::make_tuple(py::none(), "", from_issues(found, language), wrong);
    return py::make_tuple(from_json(to_value(done)), to_text(done, language), from_issues(found, language), wrong);
}

}  // namespace

void define_backtest(py::module_& m) {
    m.def("backtest", &backtest_of);
}

}  // namespace reglament::python
