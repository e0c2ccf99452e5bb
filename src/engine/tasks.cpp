#include "engine/impl.hpp"

#include <reglament/machine/instruction.hpp>

#include <algorithm>
#include <tuple>

namespace reglament {

namespace {

const asked_call* given(const run& r, std::uint32_t number) noexcept {
    if (r.details() == nullptr) return nullptr;
    for (const asked_call& a : r.details()->asked) {
        if (a.number == number && a.data.size() == given_task::entries) return &a;
    }
    return nullptr;
}

std::string_view text_of(const feel::value& v) noexcept {
    return v.kind() == feel::value_kind::string ? v.as_string() : std::string_view{};
}

}  // namespace

task engine::impl::task_at(const machine& m, const run& r, const token& at) const {
    task t;
    t.number = at.task;
    t.what = &m.tasks()[m.states()[at.at].detail];
    if (t.what->role != no_index) t.role = rules->vocabulary().roles[t.what->role].name.value;
    t.due = at.due;
    t.late = at.late;
    t.attempt = at.attempt;
    if (at.rung != 0) {
        for (const late_task& l : r.details()->late) t.due = l.number == at.task ? l.due : t.due;
    }
    const asked_call* const its = given(r, at.task);
    if (its == nullptr) return t;
    t.person = text_of(its->data[given_task::person]);
    t.why = text_of(its->data[given_task::why]);
    t.role = text_of(its->data[given_task::role]);
    t.unassigned = t.person.empty();
    return t;
}

std::string_view engine::impl::person_of(const task_definition& what, const run& r, const record& state,
                                         std::uint32_t number) const {
    if (what.role == no_index) return {};
    const vocabulary& words = rules->vocabulary();
    const role& of = words.roles[what.role];
    if (of.person == no_index) return {};
    if (of.keeps_tasks) {
        for (const asked_call& a : r.details()->asked) {
            if (a.number == number) return text_of(a.data.front());
        }
        return {};
    }
    return holder_of(of, state, r.part);
}

std::string_view engine::impl::holder_of(const role& of, const record& state, part_index part) const {
    if (of.person == no_index) return {};
    const vocabulary& words = rules->vocabulary();
    const fact& named = words.facts[of.person];
    if (words.subjects[named.about].root != state.subject) return {};
    if (!words.subjects[named.about].is_part())
        return state.facts.empty() ? text_of(rules->initial_facts()[named.slot]) : text_of(state.facts[named.slot]);
    if (part == no_index || state.parts[part].subject != named.about) return {};
    return text_of(state.parts[part].facts[named.slot]);
}

call engine::impl::call_at(const run& r, const machine& m, const token& at) const {
    call c;
    c.number = at.task;
    c.regulation = r.regulation;
    c.run = r.number;
    c.what = m.call_at(at.at);
    c.action = rules->vocabulary().actions[c.what->action].name.value;
    for (const asked_call& a : r.details()->asked) {
        if (a.number == at.task) c.data = a.data;
    }
    c.due = at.due;
    c.attempt = at.attempt;
    c.waits = m.states()[at.at].kind == state_kind::retry;
    return c;
}

namespace {

bool has_tasks(const record& r) {
    bool any = false;
    for (const run& x : r.runs) x.each_token([&any](const token& at, std::uint32_t, instant) { any |= at.task != 0; });
    return any;
}

}  // namespace

namespace {

// When what is open in a paused run was due.
instant due_when_paused(const run& r, std::uint32_t branch, instant known) {
    for (const auto& [id, due] : r.details()->pause->due) {
        if (id == branch && known == never) return due;
    }
    return known;
}

}  // namespace

template <class Visit>
void engine::impl::each_with_tasks(std::string_view subject, Visit&& visit) const {
    const auto one = [&](std::uint32_t i) {
        if (clients.times(i).has_runs && has_tasks(clients.read(i).state)) visit(clients.key(i), show(i));
    };
    if (subject.empty()) {
        for (std::uint32_t i = 0; i < clients.size(); ++i) one(i);
    } else if (const auto known = clients.find(subject)) {
        one(*known);
    }
}

std::vector<task> engine::tasks(const task_filter& which) const {
    const impl& my = *impl_;
    std::vector<task> found;
    my.each_with_tasks(which.subject, [&](std::string_view key, const record& state) {
        for (const run& r : state.runs) {
            const machine& m = my.rules->machines()[r.regulation];
            if (!which.regulation.empty() && m.regulation().id.value != which.regulation) continue;
            if (!which.version.empty() && m.regulation().version != which.version) continue;
            r.each_token([&](const token& at, std::uint32_t branch, instant created) {
                if (at.task == 0 || m.states()[at.at].kind != state_kind::task) return;
                if (!which.step.empty() && m.states()[at.at].id != which.step) return;
                task t = my.task_at(m, r, at);
                t.subject = key;
                t.regulation = r.regulation;
                t.run = r.number;
                if (r.part != no_index) {
                    t.about = my.rules->vocabulary().subjects[m.subject()].name.value;
                    t.part = state.parts[r.part].key;
                }
                t.branch = branch;
                t.created = created;
                t.paused = r.is_paused();
                if (t.paused) t.due = due_when_paused(r, branch, t.due);
                t.values = instruction_values(*my.rules, state, r, branch, *t.what, my.now);
                if (given(r, at.task) == nullptr) t.person = my.person_of(*t.what, r, state, at.task);
                if (which.due_before && t.due >= *which.due_before) return;
                if (!which.role.empty() && t.role != which.role) return;
                if (which.late && *which.late != t.late) return;
                if (!which.person.empty() && t.person != which.person) return;
                if (which.unassigned && !t.unassigned) return;
                found.push_back(t);
            });
        }
    });
    std::sort(found.begin(), found.end(), [](const task& a, const task& b) {
        return std::tie(a.due, a.subject, a.number) < std::tie(b.due, b.subject, b.number);
    });
    return found;
}

std::vector<call> engine::calls(std::string_view subject) const {
    const impl& my = *impl_;
    std::vector<call> found;
    my.each_with_tasks(subject, [&](std::string_view key, const record& state) {
        for (const run& r : state.runs) {
            const machine& m = my.rules->machines()[r.regulation];
            r.each_token([&](const token& at, std::uint32_t branch, instant created) {
                if (at.task == 0 || m.call_at(at.at) == nullptr) return;
                call& one = found.emplace_back(my.call_at(r, m, at));
                one.subject = key;
                one.branch = branch;
                one.created = created;
            });
        }
    });
    std::sort(found.begin(), found.end(), [](const call& a, const call& b) {
        return std::tie(a.subject, a.number) < std::tie(b.subject, b.number);
    });
    return found;
}

std::map<std::string, std::uint32_t> engine::loads() const {
    const auto desk = impl_->clients.find(desk_key);
    if (!desk) return {};
    const record& its = impl_->clients.read(*desk).state;
    return its.desk ? its.desk->load : std::map<std::string, std::uint32_t>{};
}

void engine::impl::change_people() {
    if (!rules->vocabulary().staffs && !clients.find(desk_key)) return;
    const auto look_again = [&](std::uint32_t which) {
        kept_client& c = clients.open(which);
        const signal s{static_cast<event_index>(reserved_event::people_changed), now, {}, 0, {}};
        step_event(*rules, c.state, s, std::max(now, c.state.seen), out);
        keep(which, c);
        queue(which, c);
    };
    for (std::uint32_t i = 0; i < clients.size(); ++i) {
        if (clients.times(i).has_runs && has_tasks(clients.read(i).state)) look_again(i);
    }
    if (const auto desk = clients.find(desk_key)) look_again(*desk);
}

}  // namespace reglament
