#include "control.hpp"

#include "case_log.hpp"
#include "engine.hpp"
#include "rulebook.hpp"
#include "values.hpp"

#include <reglament/control/feedback.hpp>
#include <reglament/control/run_cases.hpp>
#include <reglament/regulation/period.hpp>
#include <reglament/store/address.hpp>

#include <pybind11/stl.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
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
    run_case_figures runs;  // of a store
    std::vector<case_row> cases;
    language lang = language::en;
};

regulation_index find_regulation(const rulebook& rules, const std::optional<std::string>& id) {
    if (!id) {
        std::optional<regulation_index> only;
        for (regulation_index r = 0; r < rules.machines().size(); ++r) {
            if (rules.is_earlier(r)) continue;
            if (only) throw py::value_error("there are several regulations: name one with regulation=");
            only = r;
        }
        if (only) return *only;
        throw py::value_error("there is no regulation");
    }
    const auto which = rules.find(*id);
    if (!which) throw py::key_error("no regulation '" + *id + "'");
    return *which;
}

struct asked {
    std::optional<std::string> regulation;
    std::size_t budget = 0;
    bool cases = false;
    std::string lang;
};

/// Where cases are found, when they are files.
struct asked_file {
    std::string log, name;  // the file, and as issues call it
    std::optional<std::string> mapping;
    py::object zone, open_since;
};

/// Compares what `each(sink)` hands over.
template <class Each>
bool compare(control_handle& done, const std::shared_ptr<const rulebook>& rules, regulation_index which,
             const conformance_options& options, bool keep_cases, issues& found, Each&& each) {
    done.of = std::make_shared<conformance>(rules, which, options, found);
    feedback people{rules, *done.of};
    const bool good = std::forward<Each>(each)([&](const observed_case& c) {
        const case_conformance& r = done.of->take(c);
        people.take(c, r);
        if (keep_cases) done.cases.push_back({std::string{c.id}, r});
    });
    done.figures = done.of->figures();
    done.more = people.figures();
    found.append(done.of->oddities());
    return good;
}

/// The comparison (None: nothing could be read), the issues, and those as text.
py::tuple told(control_handle done, bool good, const issues& found, const std::string& log) {
    py::list all = from_issues(found, done.lang);
    for (const bad_line& b : done.told.bad) all.append(from_issue(b.what, done.lang, {log, b.line}));
    const std::string text = render(found, done.lang);
    py::object result = py::none();
    if (good) result = py::cast(std::move(done));
    return py::make_tuple(result, all, text);
}

py::tuple control(const rulebook_handle& rules, const asked_file& in, const asked& how) {
    issues found;
    control_handle done;
    done.lang = to_language(how.lang);
    case_log_options log;
    log.zone = in.zone.is_none() ? rules.rules->vocabulary().calendar.zone() : to_zone(in.zone);
    if (in.mapping) log.columns = parse_case_mapping(*in.mapping, found);
    conformance_options options;
    options.budget = how.budget;
    if (!in.open_since.is_none()) options.open_since = to_instant(in.open_since, log.zone);
    const regulation_index which = find_regulation(*rules.rules, how.regulation);
    bool good = !found.has_errors();
    if (good) {
        const py::gil_scoped_release others_may_run;
        good = compare(done, rules.rules, which, options, how.cases, found, [&](const case_sink& sink) {
            log.values = done.of->value_names();
            return read_cases(in.log, log, sink, done.told, found);
        });
    }
    return told(std::move(done), good, called(found, in.log, in.name), in.name);
}

/// Hands over cases with the values that are asked for, in their order; one that was not kept is not told.
class told_in_order {
public:
    told_in_order(const kept_log& log, const std::vector<std::string>& asked) : log_{log} {
        const std::vector<std::string>& names = log.value_names();
        for (const std::string& name : asked)
            from_.push_back(static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin()));
    }

    void each(const case_sink& sink) {
        log_.each([&](const observed_case& c) {
            texts_.clear();
            texts_.reserve((c.events.size() + 1) * from_.size());  // views of it stay
            events_.assign(c.events.begin(), c.events.end());
            for (case_event& e : events_) e.values = in_order(e.values);
            observed_case told = c;
            told.events = events_;
            told.values = in_order(c.values);
            sink(told);
        });
    }

private:
    std::span<const std::string_view> in_order(std::span<const std::string_view> values) {
        if (values.empty()) return {};
        const std::size_t first = texts_.size();
        for (const std::size_t i : from_) texts_.push_back(i < values.size() ? values[i] : std::string_view{});
        return std::span{texts_}.subspan(first);
    }

    const kept_log& log_;
    std::vector<std::size_t> from_;
    std::vector<std::string_view> texts_;
    std::vector<case_event> events_;
};

py::tuple control_kept(const rulebook_handle& rules, const kept_log_handle& log, const py::object& open_since,
                       const asked& how) {
    issues found;
    control_handle done;
    done.lang = to_language(how.lang);
    done.told = log.told;
    conformance_options options;
    options.budget = how.budget;
    if (!open_since.is_none()) options.open_since = to_instant(open_since, log.zone);
    const regulation_index which = find_regulation(*rules.rules, how.regulation);
    {
        const py::gil_scoped_release others_may_run;
        compare(done, rules.rules, which, options, how.cases, found, [&](const case_sink& sink) {
            told_in_order{log.log, done.of->value_names()}.each(sink);
            return true;
        });
    }
    done.told.bad.clear();  // the log has told of them itself
    const auto is_kept = [&kept = log.log.value_names()](const std::string& name) {
        return std::find(kept.begin(), kept.end(), name) != kept.end();
    };
    const std::vector<std::string>& read = done.of->value_names();
    if (!read.empty() && std::none_of(read.begin(), read.end(), is_kept))
        found.add("log-value-not-kept", {}, {read.front()});
    return told(std::move(done), true, found, {});
}

/// Of a regulation by its id: who publishes meanwhile moves it. It must not touch Python.
void compare_runs(control_handle& done, const engine& e, const std::string& id, const asked& how, issues& found) {
    const auto which = e.rules().find(id);
    if (!which) throw std::runtime_error{"the regulation is gone: other rules were published meanwhile"};
    compare(done, e.shared_rules(), *which, {how.budget, {}}, how.cases, found, [&](const case_sink& sink) {
        done.runs = read_runs(e, *which, sink);
        return true;
    });
}

std::string id_of(const rulebook& rules, const std::optional<std::string>& said) {
    return rules.machines()[find_regulation(rules, said)].regulation().id.value;
}

/// The runs of an engine.
py::tuple control_runs(engine_handle& of, const asked& how) {
    issues found;
    control_handle done;
    done.lang = to_language(how.lang);
    const std::string id = id_of(*of.with([](const engine& e) { return e.shared_rules(); }), how.regulation);
    of.with_histories([&](const engine& e) { compare_runs(done, e, id, how, found); });
    return told(std::move(done), true, found, {});
}

/// Those of a store that is looked at.
py::tuple control_store(const std::string& where, const asked& how) {
    issues found;
    control_handle done;
    done.lang = to_language(how.lang);
    std::optional<engine> kept;
    {
        const py::gil_scoped_release others_may_run;
        auto in = open_store(where, found, store_use::look);
        const auto whole = in == nullptr ? nullptr : durable_engine::open(std::move(in), nullptr, {}, found);
        if (whole != nullptr) kept = whole->release(found);
    }
    if (!kept) throw store_failure{std::move(found)};
    const std::string id = id_of(kept->rules(), how.regulation);
    {
        const py::gil_scoped_release others_may_run;
        compare_runs(done, *kept, id, how, found);
    }
    return told(std::move(done), true, found, where);
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
        .def("left_out",
             [](const control_handle& self) {
                 py::dict out;
                 out["cancelled"] = self.runs.cancelled;
                 out["beheaded"] = self.runs.beheaded;
                 out["others"] = self.runs.others;
                 return out;
             })
        .def("json", [](const control_handle& self) { return to_json(self.figures, self.more, *self.of); })
        .def("text", [](const control_handle& self) { return to_text(self.figures, *self.of, self.lang); })
        .def("feedback_text",
             [](const control_handle& self) { return to_text(sections(self.more, *self.of, self.lang)); })
        .def("html", [](const control_handle& self) {
            const py::gil_scoped_release others_may_run;
            return to_html(self.figures, self.more, *self.of, self.lang);
        });
    m.def("control", [](const rulebook_handle& rules, std::string log, std::string name,
                        std::optional<std::string> mapping, py::object zone, py::object open_since,
                        std::optional<std::string> regulation, std::size_t budget, bool keep_cases, std::string lang) {
        return control(rules,
                       {std::move(log), std::move(name), std::move(mapping), std::move(zone), std::move(open_since)},
                       {std::move(regulation), budget, keep_cases, std::move(lang)});
    });
    m.def("control_kept",
          [](const rulebook_handle& rules, const kept_log_handle& log, const py::object& open_since,
             std::optional<std::string> regulation, std::size_t budget, bool keep_cases, std::string lang) {
              return control_kept(rules, log, open_since, {std::move(regulation), budget, keep_cases, std::move(lang)});
          });
    m.def("control_runs", [](engine_handle& of, std::optional<std::string> regulation, std::size_t budget,
                             bool keep_cases, std::string lang) {
        return control_runs(of, {std::move(regulation), budget, keep_cases, std::move(lang)});
    });
    m.def("control_store", [](const std::string& where, std::optional<std::string> regulation, std::size_t budget,
                              bool keep_cases, std::string lang) {
        return control_store(where, {std::move(regulation), budget, keep_cases, std::move(lang)});
    });
    m.def("names_store", [](const std::string& where) { return names_store(where); });
}

}  // namespace reglament::python
