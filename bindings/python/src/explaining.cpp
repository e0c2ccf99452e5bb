// Why, and why not, for Python.
#include "engine.hpp"
#include "planning.hpp"
#include "rulebook.hpp"
#include "values.hpp"

#include <reglament/control/explain.hpp>
#include <reglament/log/event_log.hpp>

#include <pybind11/stl.h>

#include <optional>
#include <string>
#include <vector>

namespace reglament::python {

namespace py = pybind11;

namespace {

// As data (None: there is no such regulation), and in words.
py::tuple from_explained(const std::optional<explained>& told, language lang) {
    if (!told) return py::make_tuple(py::none(), "");
    return py::make_tuple(from_json(to_value(*told, lang)), to_text(*told, lang));
}

// The key of who is left, should the client have been merged.
std::string left_of(const engine& in, const std::string& client) {
    std::string key = client;
    for (auto known = in.find_client(key); known; known = in.find_client(key)) {
        const std::string& next = in.state(*known).merged_into.key;
        if (next.empty()) break;
        key = next;
    }
    return key;
}

py::tuple explain_engine(engine_handle& self, const std::string& client, const std::string& regulation,
                         const std::string& part, const py::object& at, const std::string& lang) {
    const language language = to_language(lang);
    explain_query what{client, regulation, part};
    if (!at.is_none()) what.as_of = to_instant(at, self.zone_in());
    const std::string left = self.with([&](const engine& in) { return left_of(in, client); });
    return from_explained(
        self.with_history(
            left, [&](const engine& in, const std::vector<effect>& history) { return explain(in, what, history); }),
        language);
}

// What was told, in words, the issues, and what is wrong with the files as a text: then nothing was run.
py::tuple explain_files(const rulebook_handle& rules, const std::vector<std::string>& files, const std::string& client,
                        const std::string& regulation, const std::string& part, const py::object& at,
                        const std::string& columns, const std::string& lang) {
    const language language = to_language(lang);
    const feel::zone zone = rules.rules->vocabulary().calendar.zone();
    std::optional<instant> until;
    if (!at.is_none()) until = to_instant(at, zone);
    issues found;
    log_options options;
    options.zone = zone;
    if (!columns.empty()) options.columns = parse_mapping(columns, found);
    event_log log{*rules.rules, options};
    bool good = !found.has_errors();
    std::optional<explained> told;
    {
        const py::gil_scoped_release others_may_run;
        for (const std::string& f : files) good = good && log.read(f, found);
        log.sort();
        engine in{rules.rules};
        start_witness by{client, regulation};
        for (std::size_t i = 0; good && i < log.size() && !(until && log[i].bound.time > *until); ++i) {
            const auto entry = log[i];
            const posted p = entry.whole != nullptr ? by.post(in, *entry.whole) : by.post(in, entry.bound);
            found.append(p.found);
            in.taken(SIZE_MAX);
        }
        if (good && until) by.advance(in, *until);
        if (good) told = explain(in, {client, regulation, part}, &by);
    }
    const std::string wrong = good ? "" : render(found, language);
    for (const bad_line& b : log.bad_lines()) found.append(b.what);
    const py::tuple all = from_explained(told, language);
    return py::make_tuple(all[0], all[1], from_issues(found, language), wrong);
}

}  // namespace

void define_explaining(py::module_& m) {
    m.def("explain", &explain_engine);
    m.def("explain_files", &explain_files);
}

}  // namespace reglament::python
