// Effects as they are told to Python.
#include "engine.hpp"
#include "values.hpp"

#include <reglament/machine/instruction.hpp>

#include <pybind11/stl.h>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace reglament::python {

namespace {

/// An effect, likewise.
struct kept_effect {
    std::string subject;
    reglament::effect values;
    std::uint64_t number = 0;  // of those for the host
};

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

}  // namespace

py::list from_sent(std::vector<sent_effect>&& all, const rulebook& rules, const engine_handle& self) {
    std::vector<kept_effect> kept;
    for (auto& e : all) kept.push_back({std::move(e.subject), std::move(e.effect), e.number});
    return from_effects(kept, rules, self);
}

py::list from_history(std::vector<effect>&& all, const std::string& client, const rulebook& rules,
                      const engine_handle& self) {
    std::vector<kept_effect> kept;
    for (auto& e : all) kept.push_back({client, std::move(e)});
    return from_effects(kept, rules, self);
}

}  // namespace reglament::python
