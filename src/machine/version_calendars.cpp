// Deadlines when a calendar has changed: a holiday nobody had expected, a day that is worked after all.
#include "machine/version_mover.hpp"

#include <algorithm>

namespace reglament {

calendar_changes::calendar_changes(const vocabulary& before, const vocabulary& now)
    : before_{before}, main_{!(before.calendar == now.calendar)}, any_{main_} {
    for (const role& r : now.roles) {
        const auto old = before.find_role(r.name.value);
        const auto known = before.calendar_of(old ? static_cast<std::uint16_t>(*old) : std::uint16_t{no_index});
        of_roles_.push_back(known);
        roles_.push_back(!(before.calendar_at(known) == now.calendar_at(r.calendar)));
        any_ = any_ || roles_.back();
    }
    for (const person& p : now.people.all) {
        const calendar* const was = of_person(p.id.value);
        any_ = any_ || (was != nullptr && !(*was == now.calendar_at(p.calendar)));
    }
}

const calendar* calendar_changes::of_person(std::string_view id) const noexcept {
    const auto known = before_.people.find(id);
    if (!known || before_.people.all[*known].calendar == no_index) return nullptr;
    return &before_.calendar_at(before_.people.all[*known].calendar);
}

const calendar* calendar_changes::before(std::uint16_t role) const noexcept {
    if (role == no_index) return main_ ? &before_.calendar : nullptr;
    return roles_[role] ? &before_.calendar_at(of_roles_[role]) : nullptr;
}

bool version_mover::recount(instant now) {
    if (!plans_.calendars.any()) return false;
    bool changed = false;
    for (run& r : record_.runs) {
        runner_.look_at(r.part);
        changed = recount(cursor{r}, now) || changed;
        if (!r.divided()) continue;
        for (branch& b : r.details()->branches) changed = recount(cursor{r, b}, now) || changed;
    }
    for (armed_start& s : record_.armed) changed = recount(s, now) || changed;
    return changed;
}

// What is late stays late, and due when it was.
bool version_mover::recount(const cursor& c, instant now) {
    token& t = c.here;
    if (is_over(t) || t.stuck || t.late || t.due == never) return false;
    const machine& m = rules_.machines()[c.of.regulation];
    const state& here = m.states()[t.at];
    const bool of_task = here.kind == state_kind::task;
    if (!here.timer || (of_task && t.task == 0)) return false;
    const period& p = runner::timer_of(m, t);
    if (!p.is_working()) return false;
    const run_details* const details = c.of.details();
    const instant created = c.in != nullptr      ? c.in->task_created
                            : details == nullptr ? instant{}
                                                 : details->task_created;
    const instant was = t.due;
    const calendar* before = plans_.calendars.before(runner::role_of(m, t.at));
    std::uint16_t in = runner_.calendar_of(m, t.at);
    if (const calendar* const own = counted_in_own(c, p, created)) {
        in = runner_.rung_calendar(c, m);
        before = *own == rules_.vocabulary().calendar_at(in) ? nullptr : own;
    }
    if (before == nullptr) return false;
    t.due = runner_.due_after(in, begun_by(*before, p, created, was), p);
    if (here.kind == state_kind::await && m.programs()[m.awaits()[here.detail].program].reads_clock())
        t.due = std::min(t.due, next_midnight(rules_.vocabulary().calendar.zone(), now));
    if (t.due == was) return false;
    ++report_.due_moved;
    effect& e = runner_.note(effect_kind::due_moved, c, now);
    e.due = t.due;
    const feel::zone zone = rules_.vocabulary().calendar.zone();
    e.data = {feel::value{feel::date_time{zone.to_local(was), zone}}};
    return true;
}

// Of a task that is due by the calendar of whoever has it: that one, as it was; else null.
const calendar* version_mover::counted_in_own(const cursor& c, const period& p, instant created) const {
    const asked_call* const its = c.here.task == 0 ? nullptr : runner::given(c);
    if (its == nullptr || created == instant{}) return nullptr;
    const feel::value& who = its->data[given_task::person];
    if (who.kind() != feel::value_kind::string) return nullptr;
    const calendar* const own = plans_.calendars.of_person(who.as_string());
    return own != nullptr && own->add(created, p) == c.here.due ? own : nullptr;
}

bool version_mover::recount(armed_start& s, instant now) {
    if (plans_.calendars.before(no_index) == nullptr || s.due == never) return false;
    const machine& m = rules_.machines()[s.regulation];
    const start_definition& start = m.start();
    const bool lasts = start.lasting && start.lasting->is_working();
    const instant was = s.due;
    runner_.look_at(s.part);
    if (start.what == start_kind::silence && lasts) {
        s.due = runner_.due_after(no_index, s.since, *start.lasting);
    } else if (start.what == start_kind::condition && lasts && s.holds && !s.fired) {
        s.due = runner_.due_after(no_index, s.since, *start.lasting);
        if (m.programs()[start.program].reads_clock())
            s.due = std::min(s.due, next_midnight(rules_.vocabulary().calendar.zone(), now));
    } else if (start.what == start_kind::date) {
        (void)starter_.look_at(s, now);
    } else if (start.what == start_kind::schedule) {
        s.due = start.at->next(now);
    }
    report_.due_moved += s.due == was ? 0 : 1;
    return s.due != was;
}

// Kept where working time is counted; of a record that was saved before that, or a deadline that another version has
// given, as many working days or hours before it is over.
instant version_mover::begun_by(const calendar& in, const period& p, instant created, instant due) {
    return created != instant{} && in.add(created, p) == due ? created : in.subtract(due, p);
}

}  // namespace reglament
