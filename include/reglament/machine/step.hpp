// Step: the functions that move runs. Live engine, replay, rehearsal and conformance all call them.
#pragma once

#include <reglament/export.hpp>
#include <reglament/machine/effect.hpp>
#include <reglament/machine/rulebook.hpp>
#include <reglament/machine/state.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace reglament {

/// What a step reacts to, names resolved.
struct signal {
    event_index event = no_index;
    instant occurred{};                 ///< when it happened; `now` is never earlier
    std::span<const feel::value> data;  ///< by attribute index of the event; missing ones null
    // Of the reserved task events: the task's number among the subject's tasks. REQUIRES: an open task, valid answers.
    std::uint32_t task = 0;
    // Of facts.changed: fact indices, values lie in `data` in the same order.
    std::span<const std::uint16_t> facts;
    // What it is about, of a deal, a request …; it becomes known by that. REQUIRES: fewer than most_parts others.
    subject_index about = 0;
    std::string_view part{};  ///< its key; empty: about the client
    // Of run.start: the regulation, by whom it is called if anybody waits for it, and its data by input. Of run.cancel:
    // the number of the run, or 0 and who called it. Of run.pause, run.resume and run.jump: the number of the run. Data
    // of these four: the reason, or null.
    regulation_index called = no_index;
    const run_caller* by = nullptr;
    std::uint32_t run = 0;
    bool admits = false;         ///< of run.start: a start that was queued may begin now
    std::uint64_t revision = 0;  ///< of facts.changed: the host's, which they are as of; 0: none
    state_index to = no_index;   ///< of run.jump: where the run goes on. REQUIRES: may_jump
};

/// Notes of conditions and formulas that were null while stepping, for the caller to report.
struct step_note {
    regulation_index regulation = 0;
    std::uint16_t program = 0;
    std::vector<feel::evaluation_note> notes;
    std::vector<std::string> missing{};  ///< names that it reads and that have no value: "debt", "event.amount"
    std::uint16_t fact = no_index;       ///< of a fact's formula: which fact; else it is a program of the regulation
};

/// Whether an effect is a message to another record: whoever keeps the records posts it there.
[[nodiscard]] REGLAMENT_API bool goes_elsewhere(const rulebook& rules, const effect& e) noexcept;

/// What the end of a run tells whoever waits for it, as the data of run.ended: by which output, and what that gives.
[[nodiscard]] REGLAMENT_API std::vector<feel::value> answer_of(const rulebook& rules, const effect& end);

/// Whether an open task may be skipped: it is optional, or offered beside a way that is gone by that.
[[nodiscard]] REGLAMENT_API bool may_skip(const machine& m, const run& of, std::uint32_t task) noexcept;

/// Whether a run may be made to go on in a state: where a step or an output stands that is in no branch, no turn of a
/// loop, and no block that only one may be in.
[[nodiscard]] REGLAMENT_API bool may_jump(const machine& m, state_index to);

/// Internal events of one step, and how many more for each turn of a loop that begins meanwhile, since a list has an
/// end and a circle has none. Regulations that answer each other's events for ever are stopped there: what is emitted
/// beyond still is an effect, but moves no run of this record.
inline constexpr std::size_t most_emitted = 1'000, emitted_a_turn = 4, most_emitted_by_loops = 50'000;

/// A deadline in working time that reaches a year whose holidays its calendar does not know.
struct unknown_year {
    std::uint16_t calendar = UINT16_MAX;  ///< into vocabulary::calendars, or the default one
    int year = 0;
};

/// What a fact of a record has to add to a fact of another one, and what to take out again. Whoever keeps the records
/// gives it to step_rolled there, each once: the key of the record it comes from, `fact` and `number` are its own.
struct rolled_change {
    std::uint16_t fact = 0;  ///< of the other record
    std::string to;          ///< its key
    std::uint64_t number = 0;
    bool was_there = false, is_there = false;  ///< whether it is counted
    feel::value was, is;                       ///< null: there is no value to add
};

/// Where a step writes besides the record.
struct step_output {
    reglament::effects effects{};
    std::vector<step_note> notes{};
    std::optional<regulation_index> endless;  ///< this one's events caused too many others in one step,
    std::size_t stopped_after = 0;            ///< this many
    const std::vector<bool>* draining =
        nullptr;  ///< by regulation: it begins no run, because runs of its earlier versions are not over; null: none
    bool trace = true;  ///< also state_entered and start_refused; off, only what the world must know
    std::vector<unknown_year> unknown_years{};
    std::vector<rolled_change> rolled{};  ///< for other records, in the order in which they came about
};

// Pure: each reads only its arguments, and writes only `r` and `out`. Same arguments, same bytes.

/// Applies an event: facts first, then the runs it concerns by (priority, regulation, number), then what it starts and
/// arms; then the events these emitted, in their order. `now` is the later of clock and occurrence.
/// REQUIRES: now >= e.occurred, now >= r.seen.
REGLAMENT_API void step_event(const rulebook& rules, record& r, const signal& e, instant now, step_output& out);

/// Fires everything due at or before `now`, in the order of due times; at one instant runs come before silences.
/// Each fires at its own due time. REQUIRES: now >= r.seen.
REGLAMENT_API void step_timers(const rulebook& rules, record& r, instant now, step_output& out);

/// Two subjects turned out to be one: `from` is merged into `into`, whose facts win where both are known. Parts, runs
/// and what is armed move, under higher numbers; of a regulation that runs in both, the run of `from` is cancelled,
/// since a subject has one at a time. What is left of `from` says where it went. REQUIRES: records of the same kind,
/// neither of them merged into another one; now >= seen of both.
REGLAMENT_API void step_merge(const rulebook& rules, record& from, std::string_view from_key, record& into,
                              std::string_view into_key, instant now, step_output& from_out, step_output& into_out);

/// The same record as it came of its whole history, with the vocabulary alone: facts of `r` that do not count from the
/// beginning take over what was counted there, with its parts by their keys. Gives those facts.
/// REQUIRES: now >= seen of both.
REGLAMENT_API std::vector<std::uint16_t> step_counted(const rulebook& rules, record& r, const record& counted,
                                                      instant now, step_output& out);

/// A fact that is gathered from other records takes in what one of them tells.
REGLAMENT_API void step_rolled(const rulebook& rules, record& r, const rolled_change& what, instant now,
                               step_output& out);

/// Tells other records what this one adds to their facts, where that is not as they were told last; after rules have
/// changed.
REGLAMENT_API void step_rolls(const rulebook& rules, record& r, step_output& out);

/// What a run needs of its record: facts, and the counters its effects are numbered by.
struct run_context {
    const feel::value* facts = nullptr;  ///< by fact index
    std::uint32_t last_task = 0;
    std::uint64_t sequence = 0;
    std::vector<feel::value>* owned = nullptr;  ///< the record's, for runs that set facts; empty until one is set
    std::vector<part>* parts = nullptr;         ///< the record's, for runs that are about one
    std::vector<contact>* contacts = nullptr;   ///< the record's; without it every contact is allowed
};

/// Of one run alone, for hosts that keep runs themselves: reacts to an event. True when the run has ended. Events it
/// emits are effects only.
REGLAMENT_API bool step_run(const rulebook& rules, run_context& context, run& at, const signal& e, instant now,
                            step_output& out);

}  // namespace reglament
