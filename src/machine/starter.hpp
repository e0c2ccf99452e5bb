// Starter: begins the runs of one record. What an event starts, what time starts, what facts start.
#pragma once

#include "machine/runner.hpp"

#include <span>

namespace reglament {

class starter {
public:
    starter(const rulebook& rules, record& r, runner& by, step_output& out) noexcept
        : rules_{rules}, record_{r}, runner_{by}, out_{out} {}

    /// Arms what time and facts start, of a client or a part of its record heard of for the first time.
    void meet(subject_index of, part_index part, instant occurred, instant now);

    /// What an event arms and starts.
    void hear(const signal& e, part_index about, instant now);

    /// What whoever calls a regulation starts.
    void call(const signal& e, part_index about, instant now);

    /// Begins the queued start of a regulation, if that is still wanted.
    void admit(regulation_index which, part_index part, instant now);

    /// Looks at all that hangs on facts, as if all of them had been set.
    void look_at_everything(instant now);

    /// Looks again at what hangs on facts that were set since the last time.
    void look_again(instant now);

    /// Fires what is due at `due`.
    void fire(instant due, instant now);

    /// Fires what a client was in already when the regulation was published. Where it may not begin until runs of
    /// earlier versions have ended, that start is queued.
    void fire_situation(regulation_index which, part_index part, instant now);

    /// The run at place `i` of the record is over.
    void end(std::size_t i, instant now);

private:
    friend class version_mover;

    [[nodiscard]] armed_start& arm(regulation_index which, part_index part);
    [[nodiscard]] armed_start* find_armed(regulation_index which, part_index part) noexcept;
    void arm_silence(armed_start& s, const machine& m, instant since);
    void count_silence(regulation_index which, part_index part, instant since);

    // Each is true when it fires now. All look at the same facts before the first of them begins a run.
    [[nodiscard]] bool look_at(armed_start& s, instant now);
    [[nodiscard]] bool arm_date(armed_start& s, const machine& m, instant now);
    [[nodiscard]] bool look_at_condition(armed_start& s, const machine& m, instant now);
    void look_at_segment(armed_start& s, const machine& m, instant now);
    void fire(armed_start& s, instant now);

    /// Regulations to start, and whom they are about.
    using firing = std::vector<std::pair<regulation_index, part_index>>;
    void look_at_all(const runner::touch& touched, regulation_index which, instant now, firing& to);

    /// Of a date: the one that fires next, and when.
    struct occasion {
        instant of = never, due = never;
    };
    [[nodiscard]] occasion next_date(const armed_start& s, const machine& m, instant now);

    [[nodiscard]] regulation_index version_called(regulation_index current) const;
    [[nodiscard]] regulation_memory& memory(regulation_index which, part_index part);
    [[nodiscard]] bool is_over(const machine& m, regulation_index which, const queued_start& q, instant now);
    [[nodiscard]] refusal why_not(const machine& m, regulation_index which, part_index part, const feel::value* event,
                                  instant now, bool tested = false);
    void refuse(regulation_index which, part_index part, refusal why, event_index cause, instant since, instant now);
    void enqueue(regulation_index which, part_index part, event_index cause, instant since, instant now);
    void begin(run fresh, event_index cause, instant since, instant now);
    void try_start(regulation_index which, part_index part, event_index cause, const feel::value* event, instant since,
                   instant now, const signal* call = nullptr);

    const rulebook& rules_;
    record& record_;
    runner& runner_;
    step_output& out_;
    bool waits_for_earlier_ = false;  // a start that earlier versions are in the way of is queued, not refused
};

/// When the record has something to do by time alone.
[[nodiscard]] instant next_due(const rulebook& rules, const record& r);

}  // namespace reglament
