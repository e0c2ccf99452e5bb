// Run: event files through an engine, in the order of time.
#include "engine.hpp"
#include "values.hpp"

#include <reglament/control/figures.hpp>
#include <reglament/log/event_log.hpp>

#include <pybind11/stl.h>

#include <optional>
#include <string>
#include <vector>

namespace reglament::python {

namespace {

struct job {
    std::vector<std::string> files;
    std::optional<mapping> columns;
    std::optional<instant> until;
    feel::zone zone;
};

job read_job(const py::dict& how, feel::zone zone, issues& found) {
    job j;
    j.files = how["events"].cast<std::vector<std::string>>();
    j.zone = zone;
    if (!how["map"].is_none()) j.columns = parse_mapping(how["map"].cast<std::string>(), found);
    if (!how["until"].is_none()) j.until = to_instant(how["until"], zone);
    return j;
}

void post_all(engine& engine, const event_log& log, const job& j, event_figures& counts, issues& found) {
    for (std::size_t i = 0; i < log.size(); ++i) {
        const auto entry = log[i];
        if (j.until && entry.bound.time > *j.until) {
            counts.after_until += log.size() - i;
            break;
        }
        const auto result = entry.whole ? engine.post(*entry.whole) : engine.post(entry.bound);
        counts.applied += result.status == post_status::accepted;
        counts.duplicate += result.status == post_status::duplicate;
        counts.rejected += result.status == post_status::rejected;
        found.append(result.found);
    }
    if (j.until) engine.advance(*j.until);
}

/// Nothing, and nothing was run, when a file could not be read.
std::optional<figures> run_job(engine& engine, const job& j, issues& found) {
    event_figures counts;
    event_log log{engine.rules(), {.columns = j.columns, .zone = j.zone, .progress = {}}};
    for (const auto& file : j.files) {
        if (!log.read(file, found)) return std::nullopt;
    }
    issues bad;
    for (const auto& line : log.bad_lines())
        bad.add(line.what.code, line.what.at, line.what.arguments, line.what.suggestion);
    found.append(bad);
    log.sort();
    counts.read = log.lines();
    counts.rejected = log.bad_lines().size();
    post_all(engine, log, j, counts, found);
    auto result = count(engine);
    result.events = counts;
    return result;
}

}  // namespace

/// The figures, the issues, and the issues as text. Nothing was run when a file could not be read or the mapping is
/// wrong.
py::tuple run_files(engine_handle& self, const py::dict& how) {
    issues found;
    const auto lang = to_language(how["lang"].cast<std::string>());
    const auto j = read_job(how, self.zone_out(), found);
    py::object result = py::none();
    if (!found.has_errors()) {
        const auto counted = self.with([&](engine& engine) { return run_job(engine, j, found); });
        if (counted) result = from_json(to_value(*counted));
    }
    return py::make_tuple(result, from_issues(found, lang), render(found, lang));
}

}  // namespace reglament::python
