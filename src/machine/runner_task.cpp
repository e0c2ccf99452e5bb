// Who does a task, and what becomes of an optional one that nobody does.
#include "machine/runner.hpp"

#include <algorithm>

namespace reglament {

// The run goes on as if it were done; nothing is answered.
bool runner::skip_task(cursor c, const machine& m, event_index cause, instant now) {
    note(effect_kind::task_skipped, c, now).event = cause;
    release_contact(c.here.task);
    close_task(c, m.tasks()[m.states()[c.here.at].detail]);
    if (cause != no_index && c.in != nullptr && refusal_of(c.of, c.in, m) != 0) return refuse_offer(c, m, cause, now);
    return follow(c, m, trigger_kind::task_done, cause, now);
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

void runner::close_task(const cursor& c, const task_definition& what) const {
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
            feel::value person = person_of(c);
            note(effect_kind::task_reassigned, c, now).data = {std::move(person)};
        };
        tell(cursor{at});
        if (!at.divided()) continue;
        for (branch& b : at.details()->branches) tell(cursor{at, b});
    }
}

}  // namespace reglament
