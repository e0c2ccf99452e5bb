// Runner: moves one run through its machine. Used by the step of a record and by the step of a run alone.
#pragma once

#include <reglament/machine/step.hpp>

#include <vector>

namespace reglament {

/// One run in hand, with all it may read and write.
class runner {
public:
    runner(const rulebook& rules, run_context& context, step_output& out) noexcept
        : rules_{rules}, context_{context}, out_{out} {}

    /// Begins a run in the machine's first state. True when it has ended at once.
    bool begin(run& at, event_index cause, instant now);

    /// Reacts to an event. True when the run has ended.
    bool react(run& at, const signal& e, instant now);

    /// The timer of the state is due. True when the run has ended. REQUIRES: at.next_due() <= now.
    bool fire(run& at, instant now);

    /// An effect with what every effect has; the caller fills in the rest before the next one.
    effect& note(effect_kind kind, const run& at, instant now);

    /// Whether the guard holds; a null counts as no and leaves a note.
    [[nodiscard]] feel::truth test(const machine& m, regulation_index which, std::uint16_t guard,
                                   const feel::value* event, const run* at, instant now);

private:
    [[nodiscard]] const machine& machine_of(const run& at) const noexcept { return rules_.machines()[at.regulation]; }
    [[nodiscard]] feel::frame frame_of(const feel::value* event, const run* at, instant now) const noexcept;
    bool go(run& at, const machine& m, std::uint16_t transition, event_index cause, instant now);
    bool enter(run& at, const machine& m, state_index to, event_index cause, instant now);
    void take(run& at, const machine& m, std::uint16_t transition, event_index cause, instant now);
    [[nodiscard]] std::uint16_t choose(const run& at, const machine& m, instant now);
    bool follow(run& at, const machine& m, trigger_kind on, event_index cause, instant now);
    bool take_exit(run& at, const machine& m, const signal& e, instant now);
    feel::truth test_framed(const machine& m, regulation_index which, std::uint16_t guard, const feel::value* event,
                            const run* at, instant now);
    bool only_move(run& at, const machine& m, const machine::quick_state& here, const signal& e) noexcept;
    bool hear(run& at, const machine& m, std::uint16_t transition, const signal& e, instant now);
    static void come_to(run& at, state_index to) noexcept;
    bool listen(run& at, const machine& m, const signal& e, instant now);
    bool answer(run& at, const machine& m, const signal& e, instant now);
    void create_task(run& at, instant now);
    void note_unknown(regulation_index which, std::uint16_t guard, const feel::program& p, const feel::frame& f);
    void cancel_task(run& at, instant now);
    void emit(const run& at, const emit_definition& what, const machine& m, instant now);
    void keep(run& at, const machine& m, std::uint16_t first, std::span<const feel::value> answers);
    void finish(run& at, const machine& m, event_index cause, std::uint16_t exit, instant now);
    void stick(run& at, instant now);

    const rulebook& rules_;
    run_context& context_;
    step_output& out_;
};

}  // namespace reglament

#include "machine/runner_body.hpp"  // IWYU pragma: export
