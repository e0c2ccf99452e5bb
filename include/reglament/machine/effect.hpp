// Effect: what a step asks the world to do or to know, as data. The history of a client is the list of its effects.
#pragma once

#include <reglament/export.hpp>
#include <reglament/machine/state.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

enum class effect_kind : std::uint8_t {
    run_started,    ///< cause: the event; none: time or facts
    start_refused,  ///< the trigger came, no run started; `why` says the reason
    state_entered,  ///< the run passed into state `state`, by transition `transition`
    task_created,   ///< `task`, `attempt`, `due`
    task_done,
    task_unanswered,  ///< an attempt found nobody
    task_late,
    task_cancelled,    ///< its run ended or went on without it
    escalated,         ///< a late task is told to somebody: `data`: the role, and who holds it, if that is known
    event_emitted,     ///< `event` with `data`, also applied to this subject's own record
    run_finished,      ///< in the end `state`
    run_stuck,         ///< no branch applied in `state`: an incident
    branch_cancelled,  ///< `branch` ended in `state` because its run or its fork went on without it
    contact_waits,     ///< a task in `state` is not created yet: `why`; `due` is when it is looked at again, if known
    contact_dropped,   ///< it is not created at all: `why`; the run goes on
    facts_set,         ///< by state `state`; `data` in the order of machine.sets()
    action_requested,  ///< the host is to do it: `task` is the call's number, the same at every `attempt`; `data`,
                       ///< `due`
    action_done,
    action_failed,     ///< an attempt; `data`: the error
    action_timed_out,  ///< an attempt
    action_cancelled,  ///< its run ended, or went on without it
    run_requested,    ///< regulation `called` is to be run for `whom`, with `data`; `task`: the number by which its end
                      ///< is told, 0: nobody waits for it
    run_returned,     ///< that run has ended: `data` is how (null: not by an output), then what it gave
    run_called_off,   ///< the step that called a run went on without it: that run is cancelled
    run_cancelled,    ///< a run is cancelled: `data`: the reason, if there is one
    task_skipped,     ///< an optional one: somebody skipped it, or (without `event`) its time is over
    task_reassigned,  ///< another person holds its role now: `data`
    merged,         ///< this subject and another one are the same: `data`: true when this is the one that is left, the
                    ///< other's key, and how much higher the tasks' and the runs' numbers are there; of no regulation
    start_queued,   ///< a run is to start as soon as it is admitted; `data`: the person whose day it is counted to
    run_migrated,   ///< it goes on by version `regulation`, in `state`; `data`: the versions before and now, the step
                    ///< before
    due_moved,      ///< the calendar that its deadline is counted in has changed: `due` now; `data`: when it was due
    task_assigned,  ///< `data`: the person, why (a text of to_string(choice_reason)), the role, instead of whom; `due`
    task_unassigned,  ///< nobody is there for it: an incident; `data`: null, why, the role; `due`: when it is tried
                      ///< again
    task_claimed,     ///< `data`: who took it
    task_returned,    ///< `data`: who gave it back, and why
    task_handed,      ///< `data`: from whom, to whom, and why
    person_asked,     ///< a message to the desk: see reserved_event
    person_released,  ///< likewise
    person_given,     ///< the desk's answer, to the record `whom`, for its task `task`
    run_paused,       ///< `data`: the reason, if there is one
    run_resumed,      ///< likewise; of an incident: it is tried again
    run_jumped        ///< likewise; into `state`
};
inline constexpr std::size_t effect_kinds = 42;

enum class refusal : std::uint8_t {
    none,
    condition_false,
    condition_unknown,
    already_running,
    too_soon,
    once_only,
    stopped,
    queued,  ///< a start of it waits already
    contact_limit,
    quiet_hours,
    outranked,
    draining,   ///< runs of earlier versions are not over
    no_version  ///< it was called, and there is no version for this client: it is gone, or a pilot for others
};

[[nodiscard]] REGLAMENT_API std::string_view to_string(effect_kind k) noexcept;
[[nodiscard]] REGLAMENT_API std::string_view to_string(refusal r) noexcept;

struct effect {
    effect_kind kind{};
    refusal why = refusal::none;
    regulation_index regulation = 0;
    state_index state = 0;
    std::uint16_t transition =
        no_index;  ///< of state_entered: into machine::transitions(); no_index: the start or an exit
    std::uint16_t attempt = 0;
    event_index event = no_index;  ///< the event that caused it (of event_emitted: the one emitted); none: a timer
    part_index part = no_index;    ///< what the run is about; none: the client
    std::uint32_t run = 0;
    std::uint32_t branch = 0;  ///< of the run, where it has divided; 0: the run itself
    std::uint32_t task = 0;    ///< of the end of a run that was called: the number of the step in the record of `whom`
    regulation_index called = no_index;  ///< of run_requested
    feel::value whom;  ///< whose record it concerns, where that is not its own: a text, the key of whom the regulation
                       ///< called or the event emitted is about; of the end of a run that was called the caller's
    std::uint64_t sequence = 0;  ///< of the subject's effects, from 1: with the subject, its stable key
    instant at{};
    instant due = never;  ///< of task_created; of run_started by a silence: since when nothing came, by a date:
                          ///< the date, by a condition: since when it holds
    std::vector<feel::value> data;  ///< of task_created the person, when known, then what stands in the braces of its
                                    ///< instruction (the person null when not known); of event_emitted by attribute; of
                                    ///< task_done the answers by form field; of action_requested and action_done by
                                    ///< input or result of the action; of run_finished by machine::result_names(); of
                                    ///< state_entered by a branch of a loop over a list: its item; by the way out of
                                    ///< a decision: the rows that fitted, from 0
    feel::value origin{};  ///< who caused it, and what is traced: `actor`, `traceparent`, `tracestate`, as the event
                           ///< told; null: it told neither, or time caused it
};

using effects = std::vector<effect>;

}  // namespace reglament
