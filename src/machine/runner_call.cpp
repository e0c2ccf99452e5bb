// What the host is asked to do. A call keeps its number and its data through all attempts: an answer to an earlier one
// still counts, and a host that was asked twice can tell that it is the same.
#include "machine/runner.hpp"

#include <algorithm>

namespace reglament {

// For the first time, or again.
void runner::request(const cursor& c, const machine& m, instant now) {
    const call_definition& what = m.calls_[m.states()[c.here.at].detail];
    auto& all = c.of.need_details().asked;
    if (c.here.task == 0) {
        asked_call& fresh = all.emplace_back();
        c.here.task = fresh.number = ++context_.last_task;
        (c.in == nullptr ? c.of.details()->task_created : c.in->task_created) = now;
        fresh.data.resize(rules_.vocabulary().actions[what.action].data.size());
        for (const auto& [input, program] : what.data) fresh.data[input] = evaluate(c, m, program, now);
    }
    effect& e = note(effect_kind::action_requested, c, now);
    e.due = c.here.due;
    const auto asked =
        std::find_if(all.begin(), all.end(), [&](const asked_call& a) { return a.number == c.here.task; });
    if (asked != all.end()) e.data = asked->data;
}

// Each pause before an attempt has a length of its own.
void runner::lengthen_pause(const cursor& c, const machine& m, instant now) {
    const call_definition* const what = m.call_at(c.here.at);
    const std::size_t before = c.here.attempt;
    if (what == nullptr || before < 2 || before - 2 >= what->pauses.size()) return;
    c.here.due = due_after(no_index, now, what->pauses[before - 2]);
}

// Done also while it waits to be asked again; an attempt fails only while it is under way.
bool runner::answer_call(cursor c, const machine& m, const signal& e, instant now) {
    const call_definition* const what = m.call_at(c.here.at);
    if (what == nullptr) return false;
    const bool pausing = m.states()[c.here.at].kind == state_kind::retry;
    if (e.event == static_cast<event_index>(reserved_event::action_done)) {
        if (pausing) c.here.at = m.transitions()[m.states()[c.here.at].first].to;
        effect& done = note(effect_kind::action_done, c, now);
        done.event = e.event;
        done.data.assign(e.data.begin(), e.data.end());
        keep(c, m, what->first_value, e.data);
        remember(c, m);
        close_call(c);
        return follow(c, m, trigger_kind::task_done, e.event, now);
    }
    if (pausing || e.event != static_cast<event_index>(reserved_event::action_failed)) return false;
    effect& failed = note(effect_kind::action_failed, c, now);
    failed.event = e.event;
    if (!e.data.empty()) failed.data.assign(1, e.data[0]);
    const bool final = e.data.size() > 1 && e.data[1].kind() == feel::value_kind::boolean && e.data[1].as_boolean();
    return try_again(c, m, trigger_kind::exhausted, final, e.event, now);
}

// Nothing came of the attempt in time.
bool runner::time_out(cursor c, const machine& m, instant now) {
    note(effect_kind::action_timed_out, c, now);
    return try_again(c, m, trigger_kind::timer, false, no_index, now);
}

// Asks again after a pause. After the last attempt the run goes the way for that, or is stuck.
bool runner::try_again(cursor c, const machine& m, trigger_kind last, bool final, event_index cause, instant now) {
    if (!final && c.here.attempt < m.call_at(c.here.at)->attempts) {
        c.here.attempt = (c.here.attempt + 1U) & 0x7FFU;
        return follow(c, m, trigger_kind::no_answer, cause, now);
    }
    if (last == trigger_kind::timer) cancel_call(c, now);  // the host may be at it still
    close_call(c);
    const auto ways = m.transitions_of(c.here.at);
    for (const trigger_kind on : {last, trigger_kind::exhausted}) {
        if (std::any_of(ways.begin(), ways.end(), [on](const transition& t) { return t.on == on; }))
            return follow(c, m, on, cause, now);
    }
    stick(c, now);
    return false;
}

void runner::close_call(const cursor& c) {
    if (c.of.details() != nullptr)
        std::erase_if(c.of.details()->asked, [&](const asked_call& a) { return a.number == c.here.task; });
    c.here.task = 0;
}

void runner::cancel_call(const cursor& c, instant now) {
    note(effect_kind::action_cancelled, c, now);
    close_call(c);
}

}  // namespace reglament
