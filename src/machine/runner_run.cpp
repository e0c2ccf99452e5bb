// Runs that run other regulations. What is asked for, and what comes of it, are messages between runs: whoever has the
// records in hand takes them there.
#include "machine/runner.hpp"

#include <algorithm>

namespace reglament {

// A key that is unknown calls nobody: the step goes on as if that run could not begin.
bool runner::request_run(cursor c, const machine& m, event_index cause, instant now) {
    const run_definition& what = m.calls_of_runs_[m.states()[c.here.at].detail];
    feel::value whom = what.whom == no_index ? feel::value{} : key_of(c, m, what.whom, now);
    const bool nobody = what.whom != no_index && whom.is_null();
    std::vector<feel::value> data(what.inputs);
    for (const auto& [input, program] : what.data) data[input] = evaluate(c, m, program, now);
    c.here.task = what.waits ? ++context_.last_task : 0;
    (c.in == nullptr ? c.of.need_details().task_created : c.in->task_created) = now;
    if (what.waits && what.whom != no_index) c.of.need_details().asked.push_back({c.here.task, {whom}});
    effect& e = note(effect_kind::run_requested, c, now);
    e.called = nobody ? regulation_index{no_index} : what.of;
    e.whom = std::move(whom);
    e.data = std::move(data);
    e.due = c.here.due;
    if (what.waits) return false;
    return follow(c, m, trigger_kind::task_done, cause, now);
}

// `data`: by which output it ended, and what that gives; a null when it did not begin, or was cancelled.
bool runner::answer_run(cursor c, const machine& m, const signal& e, instant now) {
    if (e.event != static_cast<event_index>(reserved_event::run_ended)) return false;
    const run_definition& what = m.calls_of_runs_[m.states()[c.here.at].detail];
    effect& returned = note(effect_kind::run_returned, c, now);
    returned.event = e.event;
    returned.data.assign(e.data.begin(), e.data.end());
    std::vector<feel::value> kept(e.data.begin(), e.data.end());
    kept.resize(what.results + std::size_t{1});
    keep(c, m, what.first_value, kept);
    close_call(c);
    if (kept.front().is_null()) return give_up_run(c, m, now);
    return follow(c, m, trigger_kind::task_done, e.event, now);
}

// Goes the way for a run that did not begin, or on where there is none.
bool runner::give_up_run(cursor c, const machine& m, instant now) {
    const auto ways = m.transitions_of(c.here.at);
    const bool said =
        std::any_of(ways.begin(), ways.end(), [](const transition& t) { return t.on == trigger_kind::exhausted; });
    return follow(c, m, said ? trigger_kind::exhausted : trigger_kind::task_done, no_index, now);
}

void runner::call_off_run(const cursor& c, const machine& m, instant now) {
    const run_definition& what = m.calls_of_runs_[m.states()[c.here.at].detail];
    effect& e = note(effect_kind::run_called_off, c, now);
    e.called = what.of;
    for (const asked_call& a : c.of.details()->asked) {
        if (a.number == c.here.task) e.whom = a.data.front();
    }
    close_call(c);
}

// Of somebody else; null, and a note, when it is not known who that is.
feel::value runner::key_of(const cursor& c, const machine& m, std::uint16_t program, instant now) {
    feel::value v = evaluate(c, m, program, now);
    if (v.kind() == feel::value_kind::number) v = feel::value{v.as_number().to_string()};
    if (v.kind() == feel::value_kind::string) return v;
    step_note why{c.of.regulation, program, {}, {}};
    why.notes.push_back({"nobody-meant", {}, {feel::to_string(v)}});
    out_.notes.push_back(std::move(why));
    return {};
}

// Before the run's answers are gone.
void runner::give_results(run& at, const machine& m, state_index end, instant now) {
    std::vector<feel::value> given(m.result_names_.size());
    for (const auto& [result, program] : m.results_[end]) given[result] = evaluate(cursor{at}, m, program, now);
    out_.effects.back().data = std::move(given);
}

void tell_why(effect& e, std::span<const feel::value> why) {
    if (!why.empty() && !why.front().is_null()) e.data.assign(why.begin(), why.end());
}

void runner::cancel(run& at, std::span<const feel::value> why, instant now) {
    look_at(at.part);
    cancel_task(cursor{at}, now);
    if (at.details() != nullptr) cancel_all(at, now);
    effect& e = note(effect_kind::run_cancelled, at, now);
    tell_why(e, why);
    if (at.details() != nullptr) tell_caller(at, e);
}

void runner::tell_caller(const run& at, effect& e) {
    if (at.details()->by.number == 0) return;
    e.task = at.details()->by.number;
    e.whom = at.details()->by.subject;
}

std::vector<feel::value> answer_of(const rulebook& rules, const effect& end) {
    std::vector<feel::value> data(1);
    if (end.kind != effect_kind::run_finished) return data;
    const machine& by = rules.machines()[end.regulation];
    data[0] = feel::value{by.states()[end.state].id};
    if (!rules.is_earlier(end.regulation)) {
        data.insert(data.end(), end.data.begin(), end.data.end());
        return data;
    }
    const auto names = by.result_names();  // whoever waits for it knows what the current version gives
    for (const std::string& name : rules.machines()[rules.family_of(end.regulation)].result_names()) {
        const auto at = static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
        data.push_back(at < end.data.size() ? end.data[at] : feel::value{});
    }
    return data;
}

bool goes_elsewhere(const rulebook& rules, const effect& e) noexcept {
    if (e.whom.is_null()) return false;
    if (e.kind != effect_kind::run_requested && e.kind != effect_kind::run_called_off) return true;
    return !rules.machines()[e.called].about_part();
}

}  // namespace reglament
