#include "control.hpp"

#include "rulebook.hpp"
#include "values.hpp"

#include <reglament/control/feedback.hpp>
#include <reglament/regulation/period.hpp>

#include <pybind11/stl.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reglament::python {

namespace {

/// A case and what was found in it, kept apart from its texts.
struct case_row {
    std::string id;
    case_conformance what;
};

struct control_handle {
    std::shared_ptr<conformance> of;
    conformance_figures figures;
    feedback_figures more;
    case_log_summary told;
    std::vector<case_row> cases;
    language lang = language::en;
};

regulation_index find_regulation(const rulebook& rules, const std::optional<std::string>& id) {
    if (!id) {
        if (rules.machines().size() == 1) return 0;
        throw py::value_error("there are several regulations: name one with regulation=");
    }
    const auto which = rules.find(*id);
    if (!which) throw py::key_error("no regulation '" + *id + "'");
    return *which;
}

struct asked {
    std::string log;
    std::optional<std::string> regulation, mapping;
    py::object zone, open_since;
    std::size_t budget;
    bool cases;
    std::string lang;
};

/// The comparison (None: nothing could be read), the issues, and those as text.
py::tuple control(const rulebook_handle& rules, const asked& how) {
    issues found;
    control_handle done;
    done.lang = to_language(how.lang);
    case_log_options log;
    log.zone = how.zone.is_none() ? rules.rules->vocabulary().calendar.zone() : to_zone(how.zone);
    if (how.mapping) log.columns = parse_case_mapping(*how.mapping, found);
    conformance_options options;
    options.budget = how.budget;
    if (!how.open_since.is_none()) options.open_since = to_instant(how.open_since, log.zone);
    const regulation_index which = find_regulation(*rules.rules, how.regulation);
    bool good = !found.has_errors();
    if (good) {
        const py::gil_scoped_release others_may_run;
        done.of = std::make_shared<conformance>(rules.rules, which, options, found);
        feedback people{rules.rules, *done.of};
        good = read_cases(
            how.log, log,
            [&](const observed_case& c) {
                const case_conformance& r = done.of->take(c);
                people.take(c, r);
                if (how.cases) done.cases.push_back({std::string{c.id}, r});
            },
            done.told, found);
        done.figures = done.of->figures();
        done.more = people.figures();
    }
    py::list told = from_issues(found, done.lang);
    for (const bad_line& b : done.told.bad) told.append(from_issue(b.what, done.lang, {how.log, b.line}));
    const std::string text = render(found, done.lang);
    py::object result = py::none();
    if (good) result = py::cast(std::move(done));
    return py::make_tuple(result, told, text);
}

py::list deviations_of(const case_conformance& r) {
    py::list out;
    for (const deviation& d : r.deviations) {
        const py::object event = d.event == alignment_move::none ? py::none() : py::object{py::int_(d.event)};
        out.append(py::make_tuple(std::string{to_string(d.kind)}, d.step, d.activity, event, d.cost));
    }
    return out;
}

/// A row a case: its name, whether it was decided, whether it is open, cost, bounds, fitness, deviations.
py::list cases(const control_handle& self) {
    py::list out;
    for (const case_row& c : self.cases) {
        const case_conformance& r = c.what;
        const py::object cost = r.decided ? py::object{py::int_(r.cost)} : py::none();
        out.append(py::make_tuple(c.id, r.decided, r.open, cost, r.lower, r.upper, r.fitness, deviations_of(r)));
    }
    return out;
}

}  // namespace

void define_control(py::module_& m) {
    py::class_<control_handle>(m, "Control")
        .def("cases", &cases)
        .def("json", [](const control_handle& self) { return to_json(self.figures, self.more, *self.of); })
        .def("text", [](const control_handle& self) { return to_text(self.figures, *self.of, self.lang); })
        .def("feedback_text",
             [](const control_handle& self) { return to_text(sections(self.more, *self.of, self.lang)); })
        .def("html", [](const control_handle& self) {
            const py::gil_scoped_release others_may_run;
            return to_html(self.figures, self.more, *self.of, self.lang);
        });
    m.def("control", [](const rulebook_handle& rules, std::string log, std::optional<std::string> regulation,
                        std::optional<std::string> mapping, py::object zone, py::object open_since, std::size_t budget,
                        bool keep_cases, std::string lang) {
        return control(rules, {std::move(log), std::move(regulation), std::move(mapping), std::move(zone),
                               std::move(open_since), budget, keep_cases, std::move(lang)});
    });
}

}  // namespace reglament::python
