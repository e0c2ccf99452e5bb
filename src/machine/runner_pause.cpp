// Runs that people take in hand: paused, resumed, moved. While a run is paused its time stands still; what would end it
// ends it, and what comes for it is held.
#include "machine/outline.hpp"
#include "machine/runner.hpp"

#include <algorithm>
#include <utility>

namespace reglament {

void runner::pause(run& at, std::span<const feel::value> why, instant now) {
    look_at(at.part);
    run_pause& p = at.need_details().pause.emplace();
    p.since = now;
    const auto stop = [&](token& t, std::uint32_t branch) {
        if (is_over(t) || t.due == never) return;
        p.due.emplace_back(branch, std::exchange(t.due, never));
    };
    stop(at, 0);
    for (branch& b : at.details()->branches) stop(b, b.id);
    tell_why(note(effect_kind::run_paused, at, now), why);
}

// Messages of the desk are no work: they come through.
bool runner::react_paused(run& at, const machine& m, const signal& e, instant now) {
    if (e.event >= static_cast<event_index>(reserved_event::person_asked) && e.event < reserved_events)
        return answer(at, m, e, now);
    const bool exits =
        e.event >= reserved_events &&
        std::any_of(m.exits_.begin(), m.exits_.end(), [&](const exit_rule& x) { return x.event == e.event; });
    if (exits && take_exit(at, m, e, now)) return true;
    run_pause& p = *at.details()->pause;
    if (p.held.size() < most_held) {
        p.held.push_back({e.event, e.task, {e.data.begin(), e.data.end()}});
    } else if (!at.stuck) {
        stick(at, now);
    }
    return false;
}

// As much working time is left as was left then; of other deadlines as much time.
void runner::go_on_due(const cursor& c, const machine& m, instant since, instant due, instant now) {
    if (due == instant::min()) {  // it waits until the client may be contacted
        c.here.due = due;
        return;
    }
    const auto& timer = m.states()[c.here.at].timer;
    if (!timer || !timer->is_working() || due <= since) {
        c.here.due = due > last_instant - (now - since) ? instant{never} : due + (now - since);
        return;
    }
    const std::uint16_t in = calendar_of(m, c.here.at);
    const auto left = rules_.vocabulary().calendar_at(in).worked(since, due);
    const auto minutes = std::chrono::ceil<std::chrono::minutes>(left).count();
    c.here.due = due_after(in, now, {period::unit::working_minutes, minutes});
}

bool runner::resume(run& at, std::span<const feel::value> why, instant now) {
    look_at(at.part);
    const machine& m = machine_of(at);
    tell_why(note(effect_kind::run_resumed, at, now), why);
    const auto place = [&](std::uint32_t id) {
        branch* const in = id == 0 || at.details() == nullptr ? nullptr : at.details()->branches.find(id);
        return in == nullptr ? cursor{at} : cursor{at, *in};
    };
    if (at.is_paused()) {
        const run_pause p = *std::exchange(at.details()->pause, std::nullopt);
        for (const auto& [id, due] : p.due) {
            const cursor c = place(id);
            if (c.id() == id && !is_over(c.here)) go_on_due(c, m, p.since, due, now);
        }
        for (const held_event& h : p.held) {
            if (h.task != 0 && at.find_task(h.task) == nullptr) continue;  // what it answered is over by now
            if (react(at, {h.event, now, h.data, h.task, {}}, now)) return true;
        }
    }
    std::vector<std::uint32_t> stuck;
    at.each_token([&](const token& t, std::uint32_t id, instant) {
        if (!is_over(t) && t.stuck) stuck.push_back(id);
    });
    for (const std::uint32_t id : stuck) {
        const cursor c = place(id);
        if (c.id() == id && c.here.stuck && try_stuck(c, m, now)) return true;
    }
    return next_turns(at, m, now);
}

// Where something is open, or has divided, it only goes on; elsewhere the state is entered again.
bool runner::try_stuck(cursor c, const machine& m, instant now) {
    c.here.stuck = false;
    const bool divided =
        c.of.details() != nullptr && std::any_of(c.of.details()->divisions.begin(), c.of.details()->divisions.end(),
                                                 [&](const division& d) { return d.owner == c.id() && !d.joined; });
    if (!rests(m.states()[c.here.at].kind) && !divided) return enter(c, m, c.here.at, no_index, now);
    if (m.states()[c.here.at].timer) set_due(c, m, now);
    return false;
}

bool runner::jump(run& at, state_index to, std::span<const feel::value> why, instant now) {
    look_at(at.part);
    const machine& m = machine_of(at);
    cancel_task(cursor{at}, now);
    if (at.details() != nullptr) cancel_all(at, now);
    at.attempt = 1;
    effect& e = note(effect_kind::run_jumped, at, now);
    e.state = to;
    tell_why(e, why);
    return enter(cursor{at}, m, to, no_index, now) || next_turns(at, m, now);
}

bool may_jump(const machine& m, state_index to) {
    const state& there = m.states()[to];
    if (there.kind == state_kind::end) return true;
    for (std::uint16_t b = there.region; b != no_index; b = m.regions()[b].around) {
        if (!m.regions()[b].alone.empty()) return false;
    }
    const outline steps{m.regulation()};
    const auto* const known = steps.find(there.id);
    return known != nullptr && known->around.empty();
}

}  // namespace reglament
