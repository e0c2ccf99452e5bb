// What the runner does: inline, because a step passes through most of it at every event.
#pragma once

#include <array>

// Kept out of line, so that the short way through a step stays short.
#if defined(_MSC_VER)
#define REGLAMENT_APART __declspec(noinline)
#else
#define REGLAMENT_APART [[gnu::noinline]]
#endif

namespace reglament {

namespace runner_detail {

inline constexpr auto task_done = static_cast<event_index>(reserved_event::task_done);
inline constexpr auto task_unanswered = static_cast<event_index>(reserved_event::task_unanswered);

inline const feel::value* values_of(const run* at, const feel::value* nothing) noexcept {
    if (at == nullptr || at->details() == nullptr || at->details()->values.empty()) return nothing;
    return at->details()->values.data();
}

inline std::vector<feel::value>& values_to_set(run& at, const machine& m) {
    std::vector<feel::value>& values = at.need_details().values;
    if (values.empty()) values.resize(m.value_count());
    return values;
}

}  // namespace runner_detail

inline feel::frame runner::frame_of(const feel::value* event, const run* at, instant now) const noexcept {
    const feel::value* nothing = rules_.nulls().data();
    feel::frame f;
    f.bank[static_cast<std::size_t>(bank::facts)] = context_.facts;
    f.bank[static_cast<std::size_t>(bank::event)] = event != nullptr ? event : nothing;
    f.bank[static_cast<std::size_t>(bank::run)] = runner_detail::values_of(at, nothing);
    f.now = now;
    f.zone = rules_.vocabulary().calendar.zone;
    return f;
}

inline feel::truth runner::test(const machine& m, regulation_index which, std::uint16_t guard, const feel::value* event,
                                const run* at, instant now) {
    if (guard == no_index) return feel::truth::yes;
    if (event != nullptr) {  // the commonest guard of an event needs no frame
        const feel::value* const values = runner_detail::values_of(at, rules_.nulls().data());
        const std::array<const feel::value*, 3> banks{context_.facts, event, values};
        const feel::truth quick = m.programs_[guard].test_limit(banks.data());
        if (quick != feel::truth::unknown) return quick;
    }
    return test_framed(m, which, guard, event, at, now);
}

REGLAMENT_APART inline feel::truth runner::test_framed(const machine& m, regulation_index which, std::uint16_t guard,
                                                       const feel::value* event, const run* at, instant now) {
    const feel::program& p = m.programs_[guard];
    const feel::frame f = frame_of(event, at, now);
    const feel::truth result = p.test(f);
    if (result == feel::truth::unknown) note_unknown(which, guard, p, f);
    return result;
}

// Asked again for the reason: nulls are rare.
inline void runner::note_unknown(regulation_index which, std::uint16_t guard, const feel::program& p,
                                 const feel::frame& f) {
    step_note why{which, guard, {}, {}};
    (void)p.test(f, &why.notes);
    for (const feel::slot s : p.reads()) {
        if (f.bank[s.bank][s.index].is_null()) why.missing.push_back(rules_.name_of(which, guard, s));
    }
    out_.notes.push_back(std::move(why));
}

inline effect& runner::note(effect_kind kind, const run& at, instant now) {
    effect& e = out_.effects.emplace_back();
    e.kind = kind;
    e.regulation = at.regulation;
    e.state = at.at;
    e.run = at.number;
    e.task = at.task;
    e.attempt = at.attempt;
    e.at = now;
    e.sequence = ++context_.sequence;
    return e;
}

inline bool runner::begin(run& at, event_index cause, instant now) {
    const machine& m = machine_of(at);
    return enter(at, m, m.initial(), cause, now);
}

inline bool runner::react(run& at, const signal& e, instant now) {
    const machine& m = machine_of(at);
    if (e.event == runner_detail::task_done || e.event == runner_detail::task_unanswered) return answer(at, m, e, now);
    for (const exit_rule& exit : m.exits_) {
        if (exit.event == e.event && take_exit(at, m, e, now)) return true;
    }
    const machine::quick_state& here = m.quick_states_[at.at];
    if (at.status != run_status::open || here.kind != state_kind::listen || only_move(at, m, here, e)) return false;
    return listen(at, m, e, now);
}

REGLAMENT_APART inline bool runner::take_exit(run& at, const machine& m, const signal& e, instant now) {
    const auto exits = m.exits();
    for (std::uint16_t i = 0; i < exits.size(); ++i) {
        if (exits[i].event != e.event) continue;
        if (test(m, at.regulation, exits[i].guard, e.data.data(), &at, now) != feel::truth::yes) continue;
        cancel_task(at, now);
        at.at = exits[i].to;
        finish(at, m, e.event, i, now);
        return true;
    }
    return false;
}

REGLAMENT_APART inline bool runner::listen(run& at, const machine& m, const signal& e, instant now) {
    const machine::quick_state& here = m.quick_states_[at.at];
    for (unsigned i = here.first; i < static_cast<unsigned>(here.first) + here.count; ++i) {
        const machine::quick_transition& t = m.quick_transitions_[i];
        if (t.event != e.event) continue;
        if (test(m, at.regulation, t.guard, e.data.data(), &at, now) != feel::truth::yes) continue;
        return hear(at, m, static_cast<std::uint16_t>(i), e, now);
    }
    return false;
}

// From listen to listen on a comparison with a number: moved without a branch on its outcome, which nobody can
// foretell. False when it is not that simple.
inline bool runner::only_move(run& at, const machine& m, const machine::quick_state& here, const signal& e) noexcept {
    if (!here.only_hears || out_.trace) return false;
    const machine::quick_transition& t = m.quick_transitions_[here.first];
    if (t.event != e.event) return true;
    const feel::value* const values = runner_detail::values_of(&at, rules_.nulls().data());
    const std::array<const feel::value*, 3> banks{context_.facts, e.data.data(), values};
    const feel::truth holds = m.programs_[t.guard].test_limit(banks.data());
    if (holds == feel::truth::unknown) return false;
    const unsigned yes = static_cast<unsigned>(holds);
    at.at = static_cast<state_index>(at.at ^ ((at.at ^ t.to) & (0U - yes)));
    return true;
}

REGLAMENT_APART inline bool runner::hear(run& at, const machine& m, std::uint16_t transition, const signal& e,
                                         instant now) {
    const std::uint16_t kept = m.quick_transitions_[transition].capture;
    if (kept != no_index) {
        std::vector<feel::value>& values = runner_detail::values_to_set(at, m);
        for (const auto& [attribute, value] : m.captures_[kept]) values[value] = e.data[attribute];
    }
    return go(at, m, transition, e.event, now);
}

inline void runner::come_to(run& at, state_index to) noexcept {
    at.at = to;
    at.due = never;
    at.late = false;
}

REGLAMENT_APART inline bool runner::answer(run& at, const machine& m, const signal& e, instant now) {
    if (at.task == 0 || at.task != e.task) return false;
    const task_definition& what = m.tasks()[m.states()[at.at].detail];
    if (e.event == runner_detail::task_done) {
        effect& done = note(effect_kind::task_done, at, now);
        done.event = e.event;
        done.data.assign(e.data.begin(), e.data.end());
        keep(at, m, what.first_value, e.data);
        at.task = 0;
        return follow(at, m, trigger_kind::task_done, e.event, now);
    }
    note(effect_kind::task_unanswered, at, now).event = e.event;
    const bool last = at.attempt >= what.attempts;
    const trigger_kind on = last ? trigger_kind::exhausted : trigger_kind::no_answer;
    for (const transition& t : m.transitions_of(at.at)) {
        if (t.on != on) continue;
        at.task = 0;
        if (!last) ++at.attempt;
        return follow(at, m, on, e.event, now);
    }
    return false;  // nothing is said for it: the task stays open
}

inline void runner::keep(run& at, const machine& m, std::uint16_t first, std::span<const feel::value> answers) {
    if (answers.empty()) return;
    std::vector<feel::value>& values = runner_detail::values_to_set(at, m);
    for (std::size_t i = 0; i < answers.size(); ++i) values[first + i] = answers[i];
}

inline bool runner::follow(run& at, const machine& m, trigger_kind on, event_index cause, instant now) {
    const state& here = m.states()[at.at];
    for (std::uint16_t i = here.first; i < here.first + here.count; ++i) {
        if (m.transitions()[i].on == on) return go(at, m, i, cause, now);
    }
    return false;
}

inline bool runner::fire(run& at, instant now) {
    const machine& m = machine_of(at);
    const state& here = m.states()[at.at];
    if (here.kind != state_kind::task) return follow(at, m, trigger_kind::timer, no_index, now);
    at.late = true;
    note(effect_kind::task_late, at, now);
    if (m.tasks()[here.detail].escalate != no_index) note(effect_kind::escalated, at, now);
    for (std::uint16_t i = here.first; i < here.first + here.count; ++i) {
        if (m.transitions()[i].on != trigger_kind::late) continue;
        cancel_task(at, now);
        return go(at, m, i, no_index, now);
    }
    return false;
}

REGLAMENT_APART inline bool runner::go(run& at, const machine& m, std::uint16_t transition, event_index cause,
                                       instant now) {
    take(at, m, transition, cause, now);
    return enter(at, m, m.quick_transitions_[transition].to, cause, now);
}

inline void runner::take(run& at, const machine& m, std::uint16_t transition, event_index cause, instant now) {
    const state_index to = m.quick_transitions_[transition].to;
    const bool same_task =
        m.quick_states_[at.at].kind == state_kind::retry || m.quick_states_[to].kind == state_kind::retry;
    if (!same_task) at.attempt = 1;
    if (!out_.trace) return;
    effect& e = note(effect_kind::state_entered, at, now);
    e.state = to;
    e.transition = transition;
    e.event = cause;
}

// Passes through states until one rests. Bounded: machines with a circle of passing states are refused when compiled.
inline bool runner::enter(run& at, const machine& m, state_index to, event_index cause, instant now) {
    for (;;) {
        come_to(at, to);
        const machine::quick_state& here = m.quick_states_[to];
        if (here.kind == state_kind::end) {
            finish(at, m, cause, no_index, now);
            return true;
        }
        if (rests(here.kind)) {
            if (here.timed) at.due = m.working_time().add(now, *m.states()[to].timer);
            if (here.kind == state_kind::task) create_task(at, now);
            return false;
        }
        if (here.kind == state_kind::emit) emit(at, m.emits()[m.states()[to].detail], m, now);
        const std::uint16_t onward = choose(at, m, now);
        if (onward == no_index) {
            stick(at, now);
            return false;
        }
        take(at, m, onward, no_index, now);
        to = m.transitions()[onward].to;
    }
}

inline std::uint16_t runner::choose(const run& at, const machine& m, instant now) {
    const machine::quick_state& here = m.quick_states_[at.at];
    for (unsigned i = here.first; i < static_cast<unsigned>(here.first) + here.count; ++i) {
        const std::uint16_t guard = m.quick_transitions_[i].guard;
        if (test(m, at.regulation, guard, nullptr, &at, now) == feel::truth::yes) return static_cast<std::uint16_t>(i);
    }
    return no_index;
}

inline void runner::create_task(run& at, instant now) {
    at.need_details().task_created = now;
    at.task = ++context_.last_task;
    note(effect_kind::task_created, at, now).due = at.due;
}

inline void runner::cancel_task(run& at, instant now) {
    if (at.task == 0) return;
    note(effect_kind::task_cancelled, at, now);
    at.task = 0;
}

inline void runner::emit(const run& at, const emit_definition& what, const machine& m, instant now) {
    std::vector<feel::value> data(what.attributes);
    const feel::frame f = frame_of(nullptr, &at, now);
    for (const auto& [attribute, program] : what.data) {
        step_note why{at.regulation, program, {}, {}};
        data[attribute] = m.programs()[program].evaluate(f, &why.notes);
        if (!why.notes.empty()) out_.notes.push_back(std::move(why));
    }
    effect& e = note(effect_kind::event_emitted, at, now);
    e.event = what.event;
    e.data = std::move(data);
}

inline void runner::finish(run& at, const machine& m, event_index cause, std::uint16_t exit, instant now) {
    at.due = never;
    const std::uint16_t emits = m.states()[at.at].detail;
    effect& e = note(effect_kind::run_finished, at, now);
    e.event = cause;
    e.transition = exit;
    if (emits != no_index) emit(at, m.emits()[emits], m, now);
}

inline void runner::stick(run& at, instant now) {
    at.status = run_status::stuck;
    note(effect_kind::run_stuck, at, now);
}

}  // namespace reglament
