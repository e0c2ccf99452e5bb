// Explain: why a task is there, why a regulation began for a client, and why it did not. Nothing is guessed: what
// cannot be known any more is said to be so.
#pragma once

#include <reglament/engine/engine.hpp>
#include <reglament/export.hpp>
#include <reglament/feel/explanation.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

/// Why no run begins: what there is to wait for, or what is in the way.
enum class start_reason_kind : std::uint8_t {
    // What would start it next.
    on_event,          ///< an event: it begins when one comes
    silence_lasts,     ///< `since`: nothing came from then on; `until`: when that has lasted long enough
    silence_unarmed,   ///< the event has never come, so that no silence is counted
    silence_over,      ///< of the silence since `since` the start is used up: another event must come first
    outside_segment,   ///< a silence is counted only while the condition holds
    on_schedule,       ///< `until`: the next time
    on_date,           ///< `since`: the date, `until`: when it begins
    date_unknown,      ///< what the date is computed from is not known
    date_over,         ///< `since`: the date; it is over, or has had its start
    becomes_true,      ///< the condition does not hold; it begins when it does
    holds_not_long,    ///< it holds since `since`, and must until `until`
    used_up,           ///< it holds since `since` and has had its start: it must cease to hold first
    existing_ignored,  ///< the subject was in the situation since `since`, before the regulation was published, and
                       ///< that
                       ///< begins none of those
    on_call,           ///< other regulations run it: `names`
    never_called,      ///< nothing does but people
    not_armed,         ///< nothing was heard of the subject since the regulation is in force
    // What is in the way.
    already_running,     ///< run `run`, since `since`
    too_soon,            ///< the last run began or ended at `since`, the next may at `until`
    once_only,           ///< run at `since`
    stopped,             ///< `stop when`: the condition holds
    condition_false,     ///< `if`
    condition_unknown,   ///< `if`; too little is known
    condition_of_event,  ///< `if` speaks of the event that is to come, so it cannot be told before
    queued,              ///< a start waits since `since`; `place` in the line, of `names` if that is one person's
    draining,            ///< `place` runs of earlier versions are not over
    no_version           ///< the version is a pilot for others: `names`
};
[[nodiscard]] REGLAMENT_API std::string_view to_string(start_reason_kind k) noexcept;

/// A name that would have to have another value: any of `to`.
struct fact_change {
    std::string name;
    feel::value is;
    std::vector<feel::value> to;
    bool derived = false;  ///< nobody sets it: it follows from events and other facts
};

/// A condition as it came out, part by part.
struct tested_condition {
    std::string text;
    feel::truth came = feel::truth::unknown;
    feel::explanation parts;
    std::vector<std::vector<fact_change>> changes;  ///< each would let it begin by itself; see feel/nearest.hpp
    bool all_tried = true;
};

struct start_reason {
    start_reason_kind what = start_reason_kind::on_event;
    instant since = never, until = never;
    std::uint32_t run = 0;
    std::size_t place = 0;
    std::vector<std::string> names{};
    std::optional<tested_condition> condition{};  ///< with the values then
};

/// One time that it came to a start: it began, was refused, or stood in line.
struct start_attempt {
    effect told;                                ///< run_started, start_refused or start_queued
    std::string part;                           ///< the key of the deal, request … it was about; empty: the subject
    std::optional<start_reason> why_not;        ///< of a refusal
    std::optional<tested_condition> condition;  ///< of one that began: its `if`, with the values then
    bool values_told = true;  ///< false: there was a condition, and the values then are not known any more
};

/// An open task.
struct explained_task {
    std::uint32_t number = 0;
    const task_definition* what = nullptr;
    std::vector<feel::value> values;  ///< see task::values
    std::string person, why;          ///< see task::person and task::why
    bool unassigned = false;
    std::uint16_t person_fact = no_index;  ///< the fact that names who holds the role; none: no fact does
    instant created{}, due = never;
    bool late = false, paused = false;
    std::vector<effect> cause;  ///< what led to it, the oldest first: what ended the rest before, then each step since
};

/// Where a run rests.
struct explained_rest {
    state_index at = 0;
    std::uint32_t branch = 0;
    instant since = never, due = never;  ///< since: never: not known
    bool stuck = false;
    std::uint32_t task = 0;                                 ///< the open task, if there is one
    refusal contact = refusal::none;                        ///< why the client may not be contacted now
    std::vector<std::pair<std::string, instant>> contacts;  ///< those that count then: channel, when
};

struct explained_run {
    std::uint32_t number = 0;
    regulation_index regulation = 0;
    std::string part;
    effect started;               ///< kind run_started; `at` never: the history does not tell
    std::optional<effect> ended;  ///< run_finished or run_cancelled
    run_state state = run_state::going;
    std::optional<instant> paused_since;
    std::vector<effect> told;           ///< pauses, contacts not made, incidents, other versions
    std::vector<explained_rest> rests;  ///< of an open one, as it is now
    std::vector<explained_task> tasks;  ///< likewise
};

/// Of the subject, or of one of its deals, requests …: what would start it, and what would be in the way then.
struct start_outlook {
    std::string part;
    start_reason trigger;
    std::vector<start_reason> in_the_way;
};

/// What cannot be told, and why.
enum class untold : std::uint8_t {
    values_then,   ///< nobody saw the starts: the values then are not kept. Explain from files of events
    state_then,    ///< at that earlier time: facts, open tasks and what was waited for are not kept
    history_gone,  ///< the history tells less than has happened: it was forgotten, or kept without `trace`
    no_part        ///< it is about deals, requests …, and none is known
};
[[nodiscard]] REGLAMENT_API std::string_view to_string(untold u) noexcept;

struct explained {
    std::shared_ptr<const rulebook> rules;
    std::string subject;              ///< who is left, should it have been merged
    std::string asked_for;            ///< as it was asked for
    regulation_index regulation = 0;  ///< the version that the subject begins
    instant as_of = never;
    bool known = false;                   ///< something was heard of the subject
    std::vector<explained_run> runs;      ///< by number
    std::vector<start_attempt> attempts;  ///< the oldest first
    std::uint64_t left_out = 0;           ///< older attempts
    bool watched = false;                 ///< somebody watched from the beginning
    std::uint64_t heard = 0;              ///< then: how often the event that starts it came
    instant last_heard = never;
    std::vector<start_outlook> outlook;  ///< empty where `state_then` is not told
    std::vector<untold> limits;
};

/// Sees what starts, and with which values. Of one subject and one regulation. Post through it, and move time through
/// it; the engine does the same as without, save that an event bound to the rulebook moves time even when it is
/// refused.
class REGLAMENT_API start_witness {
public:
    start_witness(std::string subject, std::string regulation);
    start_witness(start_witness&&) noexcept;
    start_witness& operator=(start_witness&&) noexcept;
    ~start_witness();

    posted post(engine& to, const event& e);
    posted post(engine& to, const bound_event& e);
    void advance(engine& to, instant now);

private:
    friend class explainer;
    struct impl;
    std::unique_ptr<impl> impl_;
};

struct explain_query {
    std::string_view subject, regulation;  ///< the regulation by its id or its title
    std::string_view part{};               ///< only of this deal, request …; empty: all
    std::optional<instant> as_of{};        ///< earlier than the engine's time: what the history tells of it alone
    std::size_t most_attempts = 100;
};

/// Why it is as it is with a subject and a regulation. `seen`: who watched from the beginning; null: nobody, so values
/// then are untold. Nothing: there is no such regulation.
[[nodiscard]] REGLAMENT_API std::optional<explained> explain(const engine& e, const explain_query& what,
                                                             const start_witness* seen = nullptr);

/// The same of an engine that keeps no histories. `history`: of the subject, or of who is left of it after a merge, as
/// durable_engine::history gives it.
[[nodiscard]] REGLAMENT_API std::optional<explained> explain(const engine& e, const explain_query& what,
                                                             std::span<const effect> history,
                                                             const start_witness* seen = nullptr);

/// In words, for people. Ends with a line break.
[[nodiscard]] REGLAMENT_API std::string to_text(const explained& what, language lang = language::en);

/// For feel::write_json (docs/explain.md): names and kinds as the program has them, and each thing in words too.
[[nodiscard]] REGLAMENT_API feel::value to_value(const explained& what, language lang = language::en);

}  // namespace reglament
