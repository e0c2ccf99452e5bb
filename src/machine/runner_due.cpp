// When what a run waits for is due, and in which calendar that is counted.
#include "machine/runner.hpp"

#include <algorithm>

namespace reglament {

std::uint16_t runner::role_of(const machine& m, state_index s) {
    const state& at = m.states()[s];
    const bool of_task = at.kind == state_kind::task || (at.kind == state_kind::retry && m.call_at(s) == nullptr);
    return of_task ? m.tasks()[at.detail].role : no_index;
}

std::uint16_t runner::calendar_of(const machine& m, state_index s) const {
    return rules_.vocabulary().calendar_of(role_of(m, s));
}

instant runner::due_after(std::uint16_t calendar, instant from, const period& p) {
    const reglament::calendar& in = rules_.vocabulary().calendar_at(calendar);
    const instant due = in.add(from, p);
    if (in.has_unknown_years() && p.is_working()) note_unknown_year(out_, in, calendar, from, due);
    return due;
}

void note_unknown_year(step_output& out, const calendar& in, std::uint16_t which, instant from, instant to) {
    const auto [first, last] = std::minmax(from, std::min(to, last_instant));
    if (const auto year = in.unknown_year(first, last)) out.unknown_years.push_back({which, *year});
}

const period& runner::timer_of(const machine& m, const token& t) {
    const call_definition* const call = m.call_at(t.at);
    const bool pause = call != nullptr && m.states()[t.at].kind == state_kind::retry;
    const std::size_t before = t.attempt;
    if (pause && before >= 2 && before - 2 < call->pauses.size()) return call->pauses[before - 2];
    return *m.states()[t.at].timer;
}

// From when working time is counted is kept, because the calendar may change until it is over.
void runner::set_due(const cursor& c, const machine& m, instant now) {
    const period& p = *m.states()[c.here.at].timer;
    c.here.due = due_after(calendar_of(m, c.here.at), now, p);
    if (p.is_working()) (c.in == nullptr ? c.of.need_details().task_created : c.in->task_created) = now;
}

}  // namespace reglament
