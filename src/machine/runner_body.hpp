// What the runner does: inline, because a step passes through most of it at every event.
#pragma once

#include <algorithm>
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

inline const feel::value* values_of(const run* at, const feel::value* nothing) noexcept {
    if (at == nullptr || at->details() == nullptr || at->details()->values.empty()) return nothing;
    return at->details()->values.data();
}

inline const feel::value* items_of(const run* at, const branch* in, const feel::value* nothing) noexcept {
    const branch* const holder = in == nullptr ? nullptr : holder_of(*at, in);
    return holder == nullptr ? nothing : holder->values.data();
}

/// The values that a slot lies in; null when the branch that held them is over.
inline std::vector<feel::value>* values_to_set(const cursor& c, const machine& m, feel::slot s) {
    if (s.bank == static_cast<std::uint8_t>(bank::item)) {
        branch* const holder = holder_of(c.of, c.in);
        return holder == nullptr ? nullptr : &holder->values;
    }
    std::vector<feel::value>& values = c.of.need_details().values;
    if (values.empty()) values.resize(m.value_count());
    return &values;
}

}  // namespace runner_detail

inline feel::frame runner::frame_of(const feel::value* event, const run* at, const branch* in,
                                    instant now) const noexcept {
    const feel::value* nothing = rules_.nulls().data();
    feel::frame f;
    f.bank[static_cast<std::size_t>(bank::facts)] = context_.facts;
    f.bank[static_cast<std::size_t>(bank::event)] = event != nullptr ? event : nothing;
    f.bank[static_cast<std::size_t>(bank::run)] = runner_detail::values_of(at, nothing);
    f.bank[static_cast<std::size_t>(bank::item)] = runner_detail::items_of(at, in, nothing);
    f.bank[static_cast<std::size_t>(bank::part)] = part_facts_;
    f.now = now;
    f.zone = rules_.vocabulary().calendar.zone();
    return f;
}

inline feel::truth runner::test(const machine& m, regulation_index which, std::uint16_t guard, const feel::value* event,
                                const run* at, const branch* in, instant now) {
    if (guard == no_index) return feel::truth::yes;
    if (event != nullptr && in == nullptr) {  // the commonest guard of an event needs no frame
        const feel::value* const nothing = rules_.nulls().data();
        const std::array banks{context_.facts, event, runner_detail::values_of(at, nothing), nothing, part_facts_};
        const feel::truth quick = m.programs_[guard].test_limit(banks.data());
        if (quick != feel::truth::unknown) return quick;
    }
    return test_framed(m, which, guard, event, at, in, now);
}

REGLAMENT_APART inline feel::truth runner::test_framed(const machine& m, regulation_index which, std::uint16_t guard,
                                                       const feel::value* event, const run* at, const branch* in,
                                                       instant now) {
    const feel::program& p = m.programs_[guard];
    const feel::frame f = frame_of(event, at, in, now);
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

inline feel::value runner::evaluate(const cursor& c, const machine& m, std::uint16_t program, instant now) {
    step_note why{c.of.regulation, program, {}, {}};
    feel::value v = m.programs_[program].evaluate(frame_of(nullptr, &c.of, c.in, now), &why.notes);
    if (!why.notes.empty()) out_.notes.push_back(std::move(why));
    return v;
}

inline effect& runner::note(effect_kind kind, const run& at, instant now) {
    effect& e = out_.effects.emplace_back();
    e.kind = kind;
    e.regulation = at.regulation;
    e.state = at.at;
    e.part = at.part;
    e.run = at.number;
    e.task = at.task;
    e.attempt = at.attempt;
    e.at = now;
    e.sequence = ++context_.sequence;
    return e;
}

inline effect& runner::note(effect_kind kind, const cursor& c, instant now) {
    effect& e = note(kind, c.of, now);
    if (c.in == nullptr) return e;
    e.branch = c.in->id;
    e.state = c.here.at;
    e.task = c.here.task;
    e.attempt = c.here.attempt;
    return e;
}

inline bool runner::begin(run& at, event_index cause, instant now) {
    look_at(at.part);
    const machine& m = machine_of(at);
    return enter(cursor{at}, m, m.initial(), cause, now) || next_turns(at, m, now);
}

inline bool runner::react(run& at, const signal& e, instant now) {
    look_at(at.part);
    const machine& m = machine_of(at);
    if (at.is_paused()) return react_paused(at, m, e, now);
    if (e.event < reserved_events) return answer(at, m, e, now);
    for (const exit_rule& exit : m.exits_) {
        if (exit.event == e.event && take_exit(at, m, e, now)) return true;
    }
    if (only_moves(rules_, context_, at, e, out_)) return false;
    const bool divided = at.divided();
    if (divided || m.handles_ || !m.kept_events_.empty()) return react_inside(at, m, e, now);
    if (at.stuck || m.quick_states_[at.at].kind != state_kind::listen) return false;
    return listen(cursor{at}, m, e, now) || next_turns(at, m, now);
}

REGLAMENT_APART inline bool runner::take_exit(run& at, const machine& m, const signal& e, instant now) {
    const auto exits = m.exits();
    for (std::uint16_t i = 0; i < exits.size(); ++i) {
        if (exits[i].event != e.event || !holds(cursor{at}, m, exits[i].guard, e.data.data(), now)) continue;
        return finish(at, m, exits[i].to, e.event, i, now);
    }
    return false;
}

REGLAMENT_APART inline bool runner::listen(cursor c, const machine& m, const signal& e, instant now) {
    const machine::quick_state& here = m.quick_states_[c.here.at];
    for (unsigned i = here.first; i < static_cast<unsigned>(here.first) + here.count; ++i) {
        const machine::quick_transition& t = m.quick_transitions_[i];
        if (t.event != e.event || !holds(c, m, t.guard, e.data.data(), now)) continue;
        return hear(c, m, static_cast<std::uint16_t>(i), e, now);
    }
    return false;
}

// From listen to listen on a comparison with a number: moved without a branch on its outcome, which nobody can
// foretell. False when it is not that simple. Needs no runner: to make one costs as much as to move.
inline bool runner::only_moves(const rulebook& rules, const run_context& context, run& at, const signal& e,
                               const step_output& out) noexcept {
    const machine& m = rules.machines()[at.regulation];
    const machine::quick_move& move = m.quick_moves_[at.at];
    if (move.event == no_index || at.divided() || at.stuck) return false;
    if (move.event != e.event) {
        return std::none_of(m.exits_.begin(), m.exits_.end(), [&](const exit_rule& x) { return x.event == e.event; });
    }
    if (out.trace || at.part != no_index) return false;
    const feel::value* const nothing = rules.nulls().data();
    const std::array banks{context.facts, e.data.data(), runner_detail::values_of(&at, nothing), nothing, nothing};
    const feel::truth holds = move.limit.test(banks.data());
    if (holds == feel::truth::unknown) return false;
    const unsigned yes = static_cast<unsigned>(holds);
    at.at = static_cast<state_index>(at.at ^ ((at.at ^ move.to) & (0U - yes)));
    return true;
}

REGLAMENT_APART inline bool runner::hear(cursor c, const machine& m, std::uint16_t transition, const signal& e,
                                         instant now) {
    heard_ = true;
    const std::uint16_t kept = m.quick_transitions_[transition].capture;
    if (kept != no_index) {
        for (const auto& [attribute, slot] : m.captures_[kept]) {
            if (auto* values = runner_detail::values_to_set(c, m, slot)) (*values)[slot.index] = e.data[attribute];
        }
    }
    return go(c, m, transition, e.event, now);
}

inline void runner::come_to(token& at, state_index to) noexcept {
    at.at = to;
    at.due = never;
    at.rung = 0;
    at.late = false;
    at.stuck = false;  // an incident is where it happened: a block that handles an event leads out of it
}

REGLAMENT_APART inline bool runner::answer(run& at, const machine& m, const signal& e, instant now) {
    if (e.task == 0) return false;
    if (at.task == e.task) return answer(cursor{at}, m, e, now) || next_turns(at, m, now);
    if (!at.divided()) return false;
    for (branch& b : at.details()->branches) {
        if (b.task == e.task) return answer(cursor{at, b}, m, e, now) || next_turns(at, m, now);
    }
    return false;
}

REGLAMENT_APART inline bool runner::answer(cursor c, const machine& m, const signal& e, instant now) {
    token& at = c.here;
    if (m.states()[at.at].kind == state_kind::run) return answer_run(c, m, e, now);
    if (m.states()[at.at].kind != state_kind::task) return answer_call(c, m, e, now);
    const task_definition& what = m.tasks()[m.states()[at.at].detail];
    if (e.event == runner_detail::task_done) {
        effect& done = note(effect_kind::task_done, c, now);
        done.event = e.event;
        done.data.assign(e.data.begin(), e.data.end());
        keep(c, m, what.first_value, e.data);
        made_contact(c, now);
        remember(c, m);
        close_task(c, what, now);
        return follow(c, m, trigger_kind::task_done, e.event, now);
    }
    if (e.event == static_cast<event_index>(reserved_event::task_skipped)) return skip_task(c, m, e.event, now);
    if (e.event > static_cast<event_index>(reserved_event::subject_merged)) {
        change_person(c, e, now);
        return false;
    }
    note(effect_kind::task_unanswered, c, now).event = e.event;
    release_contact(at.task);
    const bool last = at.attempt >= what.attempts;
    const trigger_kind on = last ? trigger_kind::exhausted : trigger_kind::no_answer;
    for (const transition& t : m.transitions_of(at.at)) {
        if (t.on != on) continue;
        close_task(c, what, now);
        if (!last) at.attempt = (at.attempt + 1U) & 0x7FFU;
        return follow(c, m, on, e.event, now);
    }
    return false;  // nothing is said for it: the task stays open
}

inline void runner::keep(const cursor& c, const machine& m, feel::slot first, std::span<const feel::value> answers) {
    if (answers.empty()) return;
    auto* const values = runner_detail::values_to_set(c, m, first);
    if (values == nullptr) return;
    for (std::size_t i = 0; i < answers.size(); ++i) (*values)[first.index + i] = answers[i];
}

inline bool runner::follow(cursor c, const machine& m, trigger_kind on, event_index cause, instant now) {
    const state& here = m.states()[c.here.at];
    for (std::uint16_t i = here.first; i < here.first + here.count; ++i) {
        if (m.transitions()[i].on == on) return go(c, m, i, cause, now);
    }
    return false;
}

inline bool runner::fire(run& at, instant due, instant now) {
    look_at(at.part);
    const machine& m = machine_of(at);
    if (at.token::next_due() == due && fire(cursor{at}, m, now)) return true;
    if (at.divided()) {
        const std::uint32_t last = at.details()->last_branch;
        for (branch& b : at.details()->branches) {
            if (b.id > last) break;
            if (b.next_due() == due && fire(cursor{at, b}, m, now)) return true;
        }
    }
    return next_turns(at, m, now);
}

inline bool runner::fire(cursor c, const machine& m, instant now) {
    const state& here = m.states()[c.here.at];
    if (here.kind == state_kind::fork || here.kind == state_kind::offer) {
        for (const division& d : c.of.details()->divisions) {
            if (d.owner != c.id() || d.joined) continue;
            end_division(c, m, d.id, now);
            break;
        }
    }
    if (here.kind == state_kind::await) {
        if (arm(c, m, m.awaits()[here.detail], now)) return follow(c, m, trigger_kind::condition, no_index, now);
        if (c.here.due > now) return false;  // it was not the deadline
    }
    if (here.kind == state_kind::call) return time_out(c, m, now);
    if (here.kind == state_kind::run) {
        call_off_run(c, m, now);
        const auto ways = m.transitions_of(c.here.at);
        const bool said =
            std::any_of(ways.begin(), ways.end(), [](const transition& t) { return t.on == trigger_kind::timer; });
        return said ? follow(c, m, trigger_kind::timer, no_index, now) : give_up_run(c, m, now);
    }
    if (here.kind != state_kind::task) return follow(c, m, trigger_kind::timer, no_index, now);
    if (c.here.task == 0) return false;  // it waits until the client may be contacted, and is looked at again
    if (m.tasks()[here.detail].lapses) return skip_task(c, m, no_index, now);
    return fire_late(c, m, now);
}

REGLAMENT_APART inline bool runner::go(cursor c, const machine& m, std::uint16_t transition, event_index cause,
                                       instant now) {
    if (c.in != nullptr && is_offered(c, m)) return go(choose_way(c, m, now), m, transition, cause, now);
    take(c, m, transition, cause, now);
    return enter(c, m, m.quick_transitions_[transition].to, cause, now);
}

inline void runner::take(const cursor& c, const machine& m, std::uint16_t transition, event_index cause, instant now) {
    const state_index to = m.quick_transitions_[transition].to;
    const bool same_task =
        m.quick_states_[c.here.at].kind == state_kind::retry || m.quick_states_[to].kind == state_kind::retry;
    if (!same_task) c.here.attempt = 1;
    if (!out_.trace) return;
    effect& e = note(effect_kind::state_entered, c, now);
    e.state = to;
    e.transition = transition;
    e.event = cause;
}

// Passes through states until one rests. Bounded: machines with a circle of passing states are refused when compiled.
inline bool runner::enter(cursor c, const machine& m, state_index to, event_index cause, instant now) {
    for (;;) {
        come_to(c.here, to);
        const machine::quick_state& here = m.quick_states_[to];
        if (here.kind == state_kind::end) {
            if (c.in != nullptr) c.here.at = no_index;  // it is over as its run is
            return finish(c.of, m, to, cause, no_index, now);
        }
        if (here.kind == state_kind::join) return arrive(c, m, cause, now);
        if (here.timed) set_due(c, m, now);
        if (here.kind == state_kind::fork || here.kind == state_kind::offer) return divide(c, m, cause, now);
        if (here.kind == state_kind::await) return begin_await(c, m, cause, now);
        if (here.kind == state_kind::run) return request_run(c, m, cause, now);
        if (rests(here.kind)) {
            if (here.kind == state_kind::task) begin_task(c, m, now);
            if (here.kind == state_kind::call) request(c, m, now);
            if (here.kind == state_kind::retry) lengthen_pause(c, m, now);
            return here.recalls && recall(c, m, now);
        }
        if (here.kind == state_kind::set) set_facts(c, m, now);
        if (here.kind == state_kind::emit) emit(c, m.emits()[m.states()[to].detail], m, now);
        if (m.undoes_) remember(c, m);
        const std::uint16_t onward = here.kind == state_kind::decide ? decide(c, m, now) : choose(c, m, now);
        if (onward == no_index) {
            stick(c, now);
            return false;
        }
        take(c, m, onward, no_index, now);
        if (here.kind == state_kind::decide) tell_rules();
        to = m.transitions()[onward].to;
    }
}

inline std::uint16_t runner::choose(const cursor& c, const machine& m, instant now) {
    const machine::quick_state& here = m.quick_states_[c.here.at];
    for (unsigned i = here.first; i < static_cast<unsigned>(here.first) + here.count; ++i) {
        if (m.quick_transitions_[i].event != no_index) continue;  // of a block
        if (holds(c, m, m.quick_transitions_[i].guard, nullptr, now)) return static_cast<std::uint16_t>(i);
    }
    return no_index;
}

// A contact is always waited for: only who sees all runs of the record lets it go on.
inline void runner::begin_task(const cursor& c, const machine& m, instant now) {
    const bool contacts = context_.contacts != nullptr && m.tasks()[m.states()[c.here.at].detail].channel != no_index;
    if (!contacts) return create_task(c, now);
    c.here.due = instant::min();
    c.here.task = 0;
}

inline void runner::create_task(const cursor& c, instant now) {
    (c.in == nullptr ? c.of.need_details().task_created : c.in->task_created) = now;
    c.here.task = ++context_.last_task;
    const bool by_desk = !task_of(c).ways.empty();
    const feel::value person = by_desk ? feel::value{} : person_of(c);
    effect& e = note(effect_kind::task_created, c, now);
    e.due = c.here.due;
    if (!person.is_null()) e.data = {person};
    if (!task_of(c).said.empty()) say(c, e, now);
    if (by_desk) ask_desk(c, {}, {}, now);
}

inline void runner::cancel_task(const cursor& c, instant now) {
    if (c.here.task == 0) return;
    const machine& m = machine_of(c.of);
    if (m.quick_states_[c.here.at].kind == state_kind::run) return call_off_run(c, m, now);
    if (m.quick_states_[c.here.at].kind != state_kind::task) return cancel_call(c, now);
    note(effect_kind::task_cancelled, c, now);
    release_contact(c.here.task);
    close_task(c, m.tasks()[m.states()[c.here.at].detail], now);
}

inline void runner::emit(const cursor& c, const emit_definition& what, const machine& m, instant now) {
    std::vector<feel::value> data(what.attributes);
    for (const auto& [attribute, program] : what.data) data[attribute] = evaluate(c, m, program, now);
    const event_type& type = rules_.vocabulary().events[what.event];
    const bool about_same =
        type.key != no_index && c.of.part != no_index && context_.parts != nullptr && type.about == m.subject();
    if (about_same) data[type.key] = (*context_.parts)[c.of.part].key;
    feel::value whom = what.whom == no_index ? feel::value{} : key_of(c, m, what.whom, now);
    if (what.whom != no_index && whom.is_null()) return;  // a note says so
    effect& e = note(effect_kind::event_emitted, c, now);
    e.event = what.event;
    e.data = std::move(data);
    e.whom = std::move(whom);
}

// Wherever it is, everything open is cancelled.
inline bool runner::finish(run& at, const machine& m, state_index end, event_index cause, std::uint16_t exit,
                           instant now) {
    cancel_task(cursor{at}, now);
    if (at.details() != nullptr) cancel_all(at, now);
    at.at = end;
    at.due = never;
    effect& e = note(effect_kind::run_finished, at, now);
    e.event = cause;
    e.transition = exit;
    if (at.details() != nullptr) tell_caller(at, e);
    if (!m.result_names_.empty()) give_results(at, m, end, now);
    const std::uint16_t emits = m.states()[end].detail;
    if (emits != no_index) emit(cursor{at}, m.emits()[emits], m, now);
    return true;
}

inline void runner::stick(run& at, instant now) {
    stick(cursor{at}, now);
    if (!at.divided()) return;
    for (branch& b : at.details()->branches) stick(cursor{at, b}, now);
}

inline void runner::stick(const cursor& c, instant now) {
    c.here.stuck = true;
    c.here.due = never;
    note(effect_kind::run_stuck, c, now);
}

}  // namespace reglament
