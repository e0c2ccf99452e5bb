// Who does a task, and what becomes of an optional one that nobody does.
#include "machine/runner.hpp"

#include <algorithm>

namespace reglament {

// The run goes on as if it were done; nothing is answered.
bool runner::skip_task(cursor c, const machine& m, event_index cause, instant now) {
    note(effect_kind::task_skipped, c, now).event = cause;
    release_contact(c.here.task);
    close_task(c, m.tasks()[m.states()[c.here.at].detail], now);
    if (cause != no_index && c.in != nullptr && refusal_of(c.of, c.in, m) != 0) return refuse_offer(c, m, cause, now);
    return follow(c, m, trigger_kind::task_done, cause, now);
}

// What stands in the braces of the instruction, behind the person.
void runner::say(const cursor& c, effect& created, instant now) {
    const machine& m = machine_of(c.of);
    created.data.resize(1);
    for (const task_definition::said_part& part : task_of(c).said) {
        if (part.program != no_index) created.data.push_back(evaluate(c, m, part.program, now));
    }
}

// Who holds the task's role now; of one whose tasks stay, that person is kept with the run. Null: not known.
feel::value runner::person_of(const cursor& c) {
    const machine& m = machine_of(c.of);
    const std::uint16_t role = m.tasks()[m.states()[c.here.at].detail].role;
    feel::value person = holder_of_role(m, role);
    if (!person.is_null() && rules_.vocabulary().roles[role].keeps_tasks)
        c.of.need_details().asked.push_back({c.here.task, {person}});
    return person;
}

feel::value runner::holder_of_role(const machine& m, std::uint16_t role) const {
    if (role == no_index) return {};
    const std::uint16_t person = rules_.vocabulary().roles[role].person;
    if (person == no_index) return {};
    const fact& known = rules_.vocabulary().facts[person];
    const subject_type& about = rules_.vocabulary().subjects[known.about];
    if (about.root != rules_.vocabulary().subjects[m.subject()].root) return {};
    if (about.is_part() && known.about != m.subject()) return {};
    return about.is_part() ? part_facts_[known.slot] : context_.facts[known.slot];
}

void runner::close_task(const cursor& c, const task_definition& what, instant now) {
    if (c.here.rung != 0) forget_late(c);
    if (c.of.details() != nullptr && !c.of.details()->asked.empty()) release_person(c, now);
    const bool kept = what.role != no_index && rules_.vocabulary().roles[what.role].keeps_tasks;
    if (kept) return close_call(c);
    c.here.task = 0;
}

void runner::reassign(std::span<run> all, instant now) {
    const std::vector<touch> changed = std::exchange(persons_, {});
    const auto& words = rules_.vocabulary();
    for (run& at : all) {
        const machine& m = machine_of(at);
        const auto tell = [&](const cursor& c) {
            if (is_over(c.here) || c.here.task == 0 || m.states()[c.here.at].kind != state_kind::task) return;
            const std::uint16_t role = m.tasks()[m.states()[c.here.at].detail].role;
            if (role == no_index || words.roles[role].keeps_tasks) return;
            const bool moved = std::any_of(changed.begin(), changed.end(), [&](const touch& t) {
                return t.fact == words.roles[role].person && (t.part == no_index || t.part == at.part);
            });
            if (!moved) return;
            look_at(at.part);
            if (!task_of(c).ways.empty()) return ask_desk(c, {}, {}, now);
            feel::value person = person_of(c);
            note(effect_kind::task_reassigned, c, now).data = {std::move(person)};
        };
        tell(cursor{at});
        if (!at.divided()) continue;
        for (branch& b : at.details()->branches) tell(cursor{at, b});
    }
}

// Its time is over, or that of a rung of its ladder.
bool runner::fire_late(cursor c, const machine& m, instant now) {
    const auto& ladder = m.tasks()[m.states()[c.here.at].detail].ladder;
    if (c.here.late) return climb(c, m, c.here.rung - std::size_t{1}, now);
    c.here.late = true;
    note(effect_kind::task_late, c, now);
    const asked_call* const its = given(c);
    if (its != nullptr && its->data[given_task::person].kind() == feel::value_kind::string) {
        const std::string who{its->data[given_task::person].as_string()};
        const people& all = rules_.vocabulary().people;
        const auto known = all.find(who);
        if (known && all.absent(*known, now) != nullptr) ask_desk(c, who, {}, now);
    }
    if (ladder.empty() || ladder.front().after) {
        if (ladder.empty()) return climb(c, m, 0, now);
        c.of.need_details().late.push_back({c.here.task, c.here.due});
        c.here.due = due_after(rung_calendar(c, m), c.here.due, *ladder.front().after);
        c.here.rung = 1;
        return false;
    }
    return climb(c, m, 0, now);
}

// Each rung is so long after the one before.
bool runner::climb(cursor c, const machine& m, std::size_t rung, instant now) {
    const auto& ladder = m.tasks()[m.states()[c.here.at].detail].ladder;
    if (rung < ladder.size() && ladder[rung].escalate != no_index) escalate(c, m, ladder[rung].escalate, now);
    if (rung + 1 < ladder.size()) {
        if (c.here.rung == 0) c.of.need_details().late.push_back({c.here.task, c.here.due});
        c.here.due = due_after(rung_calendar(c, m), c.here.due, *ladder[rung + 1].after);
        c.here.rung = static_cast<std::uint16_t>((rung + 2) & 0x7U);
        return false;
    }
    if (c.here.rung != 0) forget_late(c);
    const state& here = m.states()[c.here.at];
    for (std::uint16_t i = here.first; i < here.first + here.count; ++i) {
        if (m.transitions()[i].on != trigger_kind::late) continue;
        cancel_task(c, now);
        return go(c, m, i, no_index, now);
    }
    return false;
}

// Whoever the role's fact names is told, or who stands in for them.
void runner::escalate(const cursor& c, const machine& m, std::uint16_t role, instant now) {
    feel::value person = holder_of_role(m, role);
    if (person.kind() == feel::value_kind::string) {
        if (const auto there = rules_.vocabulary().people.stand_in(person.as_string(), now))
            person = feel::value{*there};
    }
    effect& e = note(effect_kind::escalated, c, now);
    e.data = {feel::value{rules_.vocabulary().roles[role].name.value}, std::move(person)};
}

// From now on it is due when it was.
void runner::forget_late(const cursor& c) {
    c.here.rung = 0;
    auto& all = c.of.need_details().late;
    const auto at = std::find_if(all.begin(), all.end(), [&](const late_task& t) { return t.number == c.here.task; });
    if (at == all.end()) return;
    c.here.due = at->due;
    all.erase(at);
}

std::uint16_t runner::rung_calendar(const cursor& c, const machine& m) const {
    const std::uint16_t own = person_calendar(c);
    return own == no_index ? calendar_of(m, c.here.at) : own;
}

}  // namespace reglament
