// Department: the overview and the page, with what hangs on the files of events that were run.
#include "department.hpp"

#include "engine.hpp"
#include "values.hpp"

#include <reglament/control/report.hpp>
#include <reglament/control/section.hpp>
#include <reglament/log/event_log.hpp>
#include <reglament/pay/department.hpp>

#include <pybind11/stl.h>

#include <optional>

namespace reglament::python {

namespace {

// The sections of a department, out of the engine and of the files that it has run; nothing: a file could not be read.
struct department_job {
    std::vector<std::string> files;
    std::optional<mapping> columns;
    language lang = language::en;
    issues found;

    department_job(const std::vector<std::string>& events, const std::string& map, const std::string& in)
        : files{events}, lang{to_language(in)} {
        if (!map.empty()) columns = parse_mapping(map, found);
    }

    std::optional<std::vector<report_section>> sections(const engine& e) {
        log_options form;
        form.zone = e.rules().vocabulary().calendar.zone();
        form.columns = columns;
        event_log log{e.rules(), form};
        for (const std::string& f : files) {
            if (found.has_errors() || !log.read(f, found)) return std::nullopt;
        }
        log.sort();
        overview_options how;
        how.lang = lang;
        if (!files.empty()) how.log = &log;
        performance_options measured;
        measured.lang = lang;
        return department(e, how, measured, found);
    }
};

}  // namespace

py::tuple report_html(engine_handle& self, const std::vector<std::string>& events, const std::string& map,
                      const std::string& title, const std::string& lang) {
    department_job job{events, map, lang};
    report_options options;
    options.lang = job.lang;
    options.title = title;
    const auto page = self.with_histories([&](const engine& engine) -> std::optional<std::string> {
        const auto sections = job.sections(engine);
        if (!sections) return std::nullopt;
        return to_html(engine, count(engine), *sections, options);
    });
    return py::make_tuple(page, from_issues(job.found, job.lang), render(job.found, job.lang));
}

py::tuple overview_of(engine_handle& self, const std::vector<std::string>& events, const std::string& map,
                      const std::string& lang) {
    department_job job{events, map, lang};
    const auto told = self.with_histories([&](const engine& engine) -> std::optional<feel::value> {
        const auto sections = job.sections(engine);
        if (!sections) return std::nullopt;
        return to_value(*sections);
    });
    return py::make_tuple(told ? from_json(*told) : py::none(), from_issues(job.found, job.lang),
                          render(job.found, job.lang));
}

}  // namespace reglament::python
