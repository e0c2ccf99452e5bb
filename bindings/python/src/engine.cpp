#include "engine.hpp"

#include "department.hpp"
#include "facts.hpp"
#include "fetching.hpp"
#include "policy.hpp"
#include "rulebook.hpp"
#include "values.hpp"

#include <reglament/control/figures.hpp>
#include <reglament/control/publication.hpp>
#include <reglament/control/report.hpp>
#include <reglament/machine/instruction.hpp>
#include <reglament/regulation/script.hpp>

#include <pybind11/stl.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace reglament::python {

instant time_of(engine_handle& self, const py::object& at) {
    return at.is_none() ? self.with([](const engine& engine) { return engine.now(); }) : to_instant(at, self.zone_in());
}

py::tuple tell(engine_handle& self, const char* type, const std::string& client, const py::object& at,
               feel::context data, const py::object& ask, const std::string& lang, const std::string& actor) {
    event e;
    e.type = type;
    e.subject = client;
    e.time = time_of(self, at);
    e.data = feel::value{std::move(data)};
    e.actor = actor;
    return from_posted(post_asking(self, {std::move(e)}, ask).front(), to_language(lang));
}

namespace {

/// A task whose texts are its own, so that it outlives the engine's next change.
struct kept_task {
    std::string subject, about, part, role, person, why;
    task values;
};

/// An effect, likewise.
struct kept_effect {
    std::string subject;
    reglament::effect values;
    std::uint64_t number = 0;  // of those for the host
};

py::tuple post(engine_handle& self, const py::handle& mapping, const py::object& ask, const std::string& lang) {
    return from_posted(post_asking(self, {to_event(mapping, self.zone_in())}, ask).front(), to_language(lang));
}

/// Results go into a list of the caller's: what is there is kept, should the store fail then.
void post_many(engine_handle& self, const py::iterable& mappings, py::list results, std::size_t batch,
               const py::object& ask, const std::string& lang) {
    const auto language = to_language(lang);
    std::vector<event> events;
    const auto flush = [&] {
        for (const auto& p : post_asking(self, std::exchange(events, {}), ask))
            results.append(from_posted(p, language));
    };
    for (const auto& mapping : mappings) {
        events.push_back(to_event(mapping, self.zone_in()));
        if (events.size() == batch) flush();
    }
    if (!events.empty()) flush();
}

std::size_t advance(engine_handle& self, const py::handle& now) {
    const auto when = to_instant(now, self.zone_in());
    return self.change([&](engine& engine) { return engine.advance(when); });
}

py::object now(engine_handle& self) {
    const auto when = self.with([](const engine& engine) { return engine.now(); });
    return when == instant::min() ? py::object{py::none()} : from_instant(when, self.zone_out());
}

py::object next_due(engine_handle& self) {
    const auto when = self.with([](const engine& engine) { return engine.next_due(); });
    return from_instant(when.value_or(never), self.zone_out());
}

py::dict form_of(const task_definition& what) {
    py::dict fields;
    for (const auto& a : what.form) {
        fields[py::str(a.name.value)] = (a.optional ? "optional " : "") + to_string(a.type);
    }
    return fields;
}

py::tuple from_task(const kept_task& t, const rulebook& rules, const engine_handle& self) {
    const feel::zone zone = self.zone_out();
    const auto& v = t.values;
    const auto& regulation = rules.machines()[v.regulation].regulation();
    return py::make_tuple(t.subject, v.number, regulation.id.value, v.run, v.what->id,
                          instruction_text(rules, *v.what, v.values, self.lang()), t.role,
                          from_instant(v.created, zone), from_instant(v.due, zone), v.late, v.attempt, form_of(*v.what),
                          t.about, t.part, t.person, v.unassigned, t.why, v.paused,
                          v.what->goes_by == nullptr ? std::string{} : v.what->goes_by->id.value);
}

py::list tasks(engine_handle& self, const std::string& client, const std::string& role, const std::string& regulation,
               std::optional<bool> late, const std::string& person, bool unassigned) {
    if (!role.empty() && !self.rules().vocabulary().find_role(role))
        throw py::value_error("there is no role \"" + role + "\"");
    const auto [open, rules] = self.told([&](const engine& engine) {
        std::vector<kept_task> kept;
        for (const auto& t : engine.tasks({client, role, regulation, late, person, unassigned})) {
            kept.push_back({std::string{t.subject}, std::string{t.about}, std::string{t.part}, std::string{t.role},
                            std::string{t.person}, std::string{t.why}, t});
        }
        return kept;
    });
    py::list result;
    for (const auto& t : open) result.append(from_task(t, *rules, self));
    return result;
}

py::tuple complete(engine_handle& self, const std::string& client, std::uint32_t number, const py::object& answers,
                   const py::object& at, const py::object& ask, const std::string& lang) {
    const auto values = to_value(answers, self.zone_in());
    return tell(self, "task.done", client, at, {{"task", feel::number{number}}, {"answers", values}}, ask, lang);
}

py::tuple unanswered(engine_handle& self, const std::string& client, std::uint32_t number, const py::object& at,
                     const py::object& ask, const std::string& lang) {
    return tell(self, "task.unanswered", client, at, {{"task", feel::number{number}}}, ask, lang);
}

// --- Calls ---

/// A call whose texts and data are its own.
struct kept_call {
    std::string subject;
    call values;
    std::vector<feel::value> data;
};

py::dict data_of(const kept_call& c, const rulebook& rules) {
    const auto& inputs = rules.vocabulary().actions[c.values.what->action].data;
    py::dict result;
    for (std::size_t i = 0; i < std::min(inputs.size(), c.data.size()); ++i) {
        if (!c.data[i].is_null()) result[py::str(inputs[i].name.value)] = from_value(c.data[i]);
    }
    return result;
}

py::tuple skipped(engine_handle& self, const std::string& client, std::uint32_t number, const py::object& at,
                  const py::object& ask, const std::string& lang) {
    return tell(self, "task.skipped", client, at, {{"task", feel::number{number}}}, ask, lang);
}

py::tuple claim(engine_handle& self, const std::string& client, std::uint32_t number, const std::string& person,
                const py::object& at, const py::object& ask, const std::string& lang) {
    return tell(self, "task.claimed", client, at, {{"task", feel::number{number}}, {"person", feel::value{person}}},
                ask, lang);
}

py::tuple give_back(engine_handle& self, const std::string& client, std::uint32_t number, const std::string& reason,
                    const py::object& at, const py::object& ask, const std::string& lang) {
    return tell(self, "task.returned", client, at, {{"task", feel::number{number}}, {"reason", feel::value{reason}}},
                ask, lang);
}

py::tuple hand_on(engine_handle& self, const std::string& client, std::uint32_t number, const std::string& to,
                  const std::string& reason, const py::object& at, const py::object& ask, const std::string& lang) {
    return tell(self, "task.handed", client, at,
                {{"task", feel::number{number}}, {"to", feel::value{to}}, {"reason", feel::value{reason}}}, ask, lang);
}

py::dict loads(engine_handle& self) {
    py::dict result;
    for (const auto& [person, count] : self.with([](const engine& engine) { return engine.loads(); }))
        result[py::str(person)] = count;
    return result;
}

py::list calls(engine_handle& self, const std::string& client) {
    const auto [open, rules] = self.told([&](const engine& engine) {
        std::vector<kept_call> kept;
        for (const auto& c : engine.calls(client))
            kept.push_back({std::string{c.subject}, c, {c.data.begin(), c.data.end()}});
        return kept;
    });
    const feel::zone zone = self.zone_out();
    py::list result;
    for (const auto& c : open) {
        const auto& v = c.values;
        result.append(py::make_tuple(c.subject, v.number, rules->machines()[v.regulation].regulation().id.value, v.run,
                                     v.what->id, rules->vocabulary().actions[v.what->action].name.value,
                                     data_of(c, *rules), from_instant(v.created, zone), from_instant(v.due, zone),
                                     v.attempt, v.waits));
    }
    return result;
}

py::tuple answered(engine_handle& self, const std::string& client, std::uint32_t number, const py::object& given,
                   const py::object& at, const py::object& ask, const std::string& lang) {
    const auto result = to_value(given, self.zone_in());
    return tell(self, "action.done", client, at, {{"call", feel::number{number}}, {"result", result}}, ask, lang);
}

py::tuple failed(engine_handle& self, const std::string& client, std::uint32_t number, const std::string& error,
                 bool final, const py::object& at, const py::object& ask, const std::string& lang) {
    return tell(self, "action.failed", client, at, {{"call", feel::number{number}}, {"error", error}, {"final", final}},
                ask, lang);
}

py::tuple start(engine_handle& self, const std::string& client, const std::string& regulation, const py::object& given,
                const py::object& at, const py::object& ask, const std::string& lang) {
    const auto data = to_value(given, self.zone_in());
    return tell(self, "run.start", client, at, {{"regulation", regulation}, {"data", data}}, ask, lang);
}

py::tuple merge(engine_handle& self, const std::string& client, const std::string& into, const py::object& at,
                const py::object& ask, const std::string& lang) {
    return tell(self, "subject.merged", client, at, {{"into", into}}, ask, lang);
}

py::tuple cancel(engine_handle& self, const std::string& client, std::uint32_t run, const std::string& reason,
                 const py::object& at, const std::string& actor, const py::object& ask, const std::string& lang) {
    return tell(self, "run.cancel", client, at, {{"run", feel::number{run}}, {"reason", reason}}, ask, lang, actor);
}

py::list waiting(engine_handle& self) {
    struct kept {
        std::string subject, part, person;
        waiting_start values;
    };
    const auto all = self.with([](const engine& engine) {
        std::vector<kept> kept;
        for (const auto& w : engine.waiting())
            kept.push_back({std::string{w.subject}, std::string{w.part}, std::string{w.person}, w});
        return kept;
    });
    py::list result;
    for (const auto& w : all) {
        py::dict one;
        one["client"] = w.subject;
        one["part"] = w.part;
        one["regulation"] = self.rules().machines()[w.values.regulation].regulation().id.value;
        one["person"] = w.person;
        one["since"] = from_instant(w.values.since, self.zone_out());
        one["place"] = w.values.place;
        result.append(one);
    }
    return result;
}

// --- Effects ---

bool is_of_call(effect_kind k) {
    return k >= effect_kind::action_requested && k <= effect_kind::action_cancelled;
}

/// Of a step that runs another regulation.
bool is_of_run(effect_kind k) {
    return k >= effect_kind::run_requested && k <= effect_kind::run_called_off;
}

/// How a run that was called ended, and what it gave.
void add_return(py::dict& result, const reglament::effect& e, const rulebook& rules, const machine& m) {
    if (e.data.empty() || e.data[0].is_null()) return;
    result["output"] = from_value(e.data[0]);
    const auto names = rules.machines()[m.calls_of_runs()[m.states()[e.state].detail].of].result_names();
    py::dict data;
    for (std::size_t i = 1; i < std::min(e.data.size(), names.size() + 1); ++i) {
        if (!e.data[i].is_null()) data[py::str(names[i - 1])] = from_value(e.data[i]);
    }
    if (!data.empty()) result["data"] = data;
}

/// Whether it tells of the way out of a decision; its data are then the rows that fitted, from 0.
bool came_from_table(const reglament::effect& e, const machine& m) {
    return e.kind == effect_kind::state_entered && e.transition != no_index &&
           m.states()[m.transitions()[e.transition].from].kind == state_kind::decide;
}

/// The action of an effect that speaks of a call.
const action_type& action_of(const reglament::effect& e, const rulebook& rules, const machine& m) {
    return rules.vocabulary().actions[m.call_at(e.state)->action];
}

/// The data of an effect under its names: of the emitted event's attributes, of the task's form, or of an action.
py::dict data_of(const reglament::effect& e, const rulebook& rules, const machine& m) {
    std::span<const attribute> names;
    if (e.kind == effect_kind::event_emitted && e.event != no_index) names = rules.vocabulary().events[e.event].data;
    if (e.kind == effect_kind::task_done) names = m.tasks()[m.states()[e.state].detail].form;
    if (e.kind == effect_kind::action_requested) names = action_of(e, rules, m).data;
    if (e.kind == effect_kind::run_requested && e.called != no_index)
        names = rules.machines()[e.called].regulation().input.data;
    if (e.kind == effect_kind::action_done) names = action_of(e, rules, m).result;
    py::dict result;
    for (std::size_t i = 0; i < std::min(names.size(), e.data.size()); ++i) {
        if (!e.data[i].is_null()) result[py::str(names[i].name.value)] = from_value(e.data[i]);
    }
    return result;
}

bool is_of_task(effect_kind k) {
    return (k >= effect_kind::task_created && k <= effect_kind::task_cancelled) || k == effect_kind::escalated ||
           k == effect_kind::task_skipped || k == effect_kind::task_reassigned ||
           (k >= effect_kind::task_assigned && k <= effect_kind::person_given);
}

/// What is told of the people of a task, by name.
void add_people(py::dict& result, const effect& e) {
    const auto add = [&](std::initializer_list<const char*> names) {
        std::size_t i = 0;
        for (const char* const name : names) {
            if (i < e.data.size() && !e.data[i].is_null()) result[name] = from_value(e.data[i]);
            ++i;
        }
    };
    switch (e.kind) {
        case effect_kind::escalated:
            return add({"role", "person"});
        case effect_kind::task_assigned:
        case effect_kind::task_unassigned:
            return add({"person", "why", "role", "instead_of"});
        case effect_kind::task_claimed:
            return add({"person"});
        case effect_kind::task_returned:
            return add({"person", "reason"});
        case effect_kind::task_handed:
            return add({"from", "person", "reason"});
        default:
            return;
    }
}

py::dict from_effect(const kept_effect& kept, const rulebook& rules, const engine_handle& self) {
    const feel::zone zone = self.zone_out();
    const auto& e = kept.values;
    const auto& m = rules.machines()[e.regulation];
    py::dict result;
    result["client"] = kept.subject;
    if (kept.number != 0) result["number"] = kept.number;
    result["sequence"] = e.sequence;
    result["at"] = from_instant(e.at, zone);
    result["kind"] = std::string{to_string(e.kind)};
    if (e.kind == effect_kind::merged) {
        result[e.data[0].as_boolean() ? "from" : "into"] = from_value(e.data[1]);
        result["tasks"] = from_value(e.data[2]);
        result["runs"] = from_value(e.data[3]);
        return result;
    }
    result["regulation"] = m.regulation().id.value;
    if (e.run != 0) result["run"] = e.run;
    if (e.why != refusal::none) result["why"] = std::string{to_string(e.why)};
    if (e.kind != effect_kind::start_refused) result["state"] = m.states()[e.state].id;
    if (e.branch != 0) result["branch"] = e.branch;
    if (e.kind == effect_kind::run_migrated) {
        for (const auto& [name, i] : {std::pair{"from", 0U}, {"to", 1U}, {"step", 2U}})
            result[name] = from_value(e.data.at(i));
    }
    if (e.event != no_index) result["event"] = rules.vocabulary().events[e.event].name.value;
    if (is_of_task(e.kind) || (e.kind == effect_kind::due_moved && e.task != 0)) result["task"] = e.task;
    if (e.kind == effect_kind::due_moved) result["was_due"] = from_value(e.data.at(0));
    if (came_from_table(e, m)) {
        py::list rows;
        for (const auto& row : e.data) rows.append(py::int_(row.as_number().to_int64().value_or(0)));
        result["rows"] = rows;
    }
    if (is_of_call(e.kind)) {
        result["state"] = m.call_at(e.state)->id;
        result["call"] = e.task;
        result["action"] = action_of(e, rules, m).name.value;
    }
    if (e.kind == effect_kind::action_failed && !e.data.empty() && !e.data[0].is_null())
        result["error"] = from_value(e.data[0]);
    if (e.kind == effect_kind::run_requested && e.called != no_index)
        result["called"] = rules.machines()[e.called].regulation().id.value;
    if (is_of_run(e.kind) && e.task != 0) result["call"] = e.task;
    add_people(result, e);
    if (!e.whom.is_null()) result["for"] = from_value(e.whom);
    if (e.kind == effect_kind::run_returned) add_return(result, e, rules, m);
    const bool by_hand = e.kind == effect_kind::run_cancelled || e.kind >= effect_kind::run_paused;
    if (by_hand && !e.data.empty()) result["reason"] = from_value(e.data[0]);
    if (!e.origin.is_null()) {
        for (const auto& [name, value] : e.origin.as_context()) result[py::str(name)] = from_value(value);
    }
    if (e.kind == effect_kind::run_finished && !e.data.empty()) {
        py::dict given;
        for (std::size_t i = 0; i < e.data.size(); ++i) given[py::str(m.result_names()[i])] = from_value(e.data[i]);
        result["data"] = given;
    }
    const bool of_person = e.kind == effect_kind::task_created || e.kind == effect_kind::task_reassigned;
    if (of_person && !e.data.empty() && !e.data[0].is_null()) result["person"] = from_value(e.data[0]);
    if (e.kind == effect_kind::task_created) {
        const auto values = std::span{e.data}.subspan(std::min<std::size_t>(e.data.size(), 1));
        result["do"] = instruction_text(rules, m.tasks()[m.states()[e.state].detail], values, self.lang());
    }
    const bool counted = e.kind >= effect_kind::action_requested && e.kind <= effect_kind::action_timed_out;
    if (e.kind == effect_kind::task_created || counted) result["attempt"] = e.attempt;
    if (e.due != never) result[e.kind == effect_kind::run_started ? "silent_since" : "due"] = from_instant(e.due, zone);
    if (auto data = data_of(e, rules, m); !data.empty()) result["data"] = data;
    return result;
}

py::list from_effects(const std::vector<kept_effect>& kept, const rulebook& rules, const engine_handle& self) {
    py::list result;
    for (const auto& e : kept) result.append(from_effect(e, rules, self));
    return result;
}

py::list history(engine_handle& self, const std::string& client) {
    std::shared_ptr<const rulebook> rules;
    std::vector<kept_effect> kept;
    for (auto& e : self.history(client, rules)) kept.push_back({client, std::move(e)});
    return from_effects(kept, *rules, self);
}

py::list outbox(engine_handle& self, std::size_t at_most) {
    auto [sent, rules] = self.outbox(at_most);
    return from_sent(std::move(sent), *rules, self);
}

/// Those handed out the last time have been carried out, or there would be no more asked for.
py::list take_effects(engine_handle& self, std::size_t at_most) {
    self.taken(self.given());
    return outbox(self, at_most);
}

// --- Versions ---

/// Whether it was published, the issues, those as text, the report as data and in words.
py::tuple from_report(const publish_report& report, language lang) {
    return py::make_tuple(!report.found.has_errors(), from_issues(report.found, lang), render(report.found, lang),
                          from_json(to_value(report)), to_text(report, lang));
}

py::tuple publish(engine_handle& self, const rulebook_handle& rules, bool dry_run, const std::string& lang) {
    const auto language = to_language(lang);
    return from_report(self.publish(rules.rules, {.dry_run = dry_run}), language);
}

/// The same of what opening a store has published; None: nothing.
py::object published(engine_handle& self, const std::string& lang) {
    const publish_report* const report = self.published();
    return report == nullptr ? py::object{py::none()} : py::object{from_report(*report, to_language(lang))};
}

// --- What it came to ---

py::object figures_of(engine_handle& self) {
    return from_json(self.with_histories([](const engine& engine) { return to_value(count(engine)); }));
}

std::string report_text(engine_handle& self, const std::string& title, const std::string& lang) {
    report_options options;
    options.lang = to_language(lang);
    options.title = title;
    return self.with_histories([&](const engine& engine) { return to_text(engine, count(engine), options); });
}

std::string tell_way(engine_handle& self, const std::string& client, const std::string& lang) {
    const auto language = to_language(lang);
    return self.with_histories([&](const engine& engine) { return tell(engine, client, language); });
}

std::vector<std::string> clients(engine_handle& self) {
    return self.with([](const engine& engine) {
        std::vector<std::string> keys;
        for (std::size_t i = 0; i < engine.client_count(); ++i) keys.emplace_back(engine.client(i));
        return keys;
    });
}

std::unique_ptr<engine_handle> make(const rulebook_handle* rules, const py::object& zone,
                                    const std::optional<std::string>& where, const std::string& lang,
                                    const py::object& policy) {
    auto its = rules == nullptr ? nullptr : rules->rules;
    engine_handle::manner how{to_zone(zone), to_language(lang), {}};
    if (!policy.is_none()) how.options.policy = asking_policy(policy, how.zone, how.lang);
    return where ? std::make_unique<engine_handle>(*where, std::move(its), how)
                 : std::make_unique<engine_handle>(std::move(its), how);
}

rulebook_handle rules_of(engine_handle& self) {
    return {self.shared_rules()};
}

/// What the store says as reglament.StoreError.
void translate_failure(std::exception_ptr thrown) {
    try {
        if (thrown) std::rethrow_exception(thrown);
    } catch (const store_failure& failure) {
        const auto error = py::module_::import("reglament.errors").attr("StoreError");
        const auto rows = from_issues(failure.found, language::en);
        PyErr_SetObject(error.ptr(), error(py::module_::import("reglament.issues").attr("issues_of")(rows)).ptr());
    }
}

}  // namespace

py::list from_sent(std::vector<sent_effect>&& all, const rulebook& rules, const engine_handle& self) {
    std::vector<kept_effect> kept;
    for (auto& e : all) kept.push_back({std::move(e.subject), std::move(e.effect), e.number});
    return from_effects(kept, rules, self);
}

void define_engine(py::module_& m) {
    m.attr("all_effects") = std::numeric_limits<std::size_t>::max();
    py::register_local_exception_translator(&translate_failure);
    py::class_<engine_handle>(m, "Engine")
        .def(py::init(&make))
        .def("post", &post)
        .def("post_many", &post_many)
        .def("advance", &advance)
        .def("now", &now)
        .def("next_due", &next_due)
        .def("tasks", &tasks)
        .def("complete", &complete)
        .def("unanswered", &unanswered)
        .def("skipped", &skipped)
        .def("claim", &claim)
        .def("give_back", &give_back)
        .def("hand_on", &hand_on)
        .def("loads", &loads)
        .def("calls", &calls)
        .def("answered", &answered)
        .def("failed", &failed)
        .def("start", &start)
        .def("waiting", &waiting)
        .def("cancel", &cancel)
        .def("merge", &merge)
        .def("history", &history)
        .def("effects", &take_effects)
        .def("outbox", &outbox)
        .def("taken", &engine_handle::taken)
        .def("keep",
             [](engine_handle& self, std::string name, const py::bytes& bytes) { self.keep(std::move(name), bytes); })
        .def("kept", [](engine_handle& self, const std::string& name) { return py::bytes{self.kept(name)}; })
        .def("last_commit", &engine_handle::last_commit)
        .def("close", &engine_handle::close)
        .def("published", &published)
        .def("opening",
             [](engine_handle& self, const std::string& lang) { return from_issues(self.opening, to_language(lang)); })
        .def("rules", &rules_of)
        .def("has_rules",
             [](engine_handle& self, const rulebook_handle& rules) {
                 const auto all = self.rules().sources(), its = rules.rules->sources();
                 return self.shared_rules() == rules.rules ||
                        std::equal(all.begin(), all.end(), its.begin(), its.end());
             })
        .def("clients", &clients)
        .def("facts", &facts_of)
        .def("counted_since", &counted_since)
        .def("backfill", &backfill)
        .def("recompute_segments", &recompute_segments)
        .def("segments", &segments_of)
        .def("publish", &publish)
        .def("figures", &figures_of)
        .def("overview", &overview_of)
        .def("report_html", &report_html)
        .def("report_text", &report_text)
        .def("tell", &tell_way)
        .def("run", &run_files);
}

}  // namespace reglament::python
