// Regulation: what a consultant wrote, as a model. Every part keeps its place in the text.
#pragma once

#include <reglament/export.hpp>
#include <reglament/feel/decision.hpp>
#include <reglament/feel/type.hpp>
#include <reglament/regulation/condition.hpp>
#include <reglament/regulation/period.hpp>
#include <reglament/regulation/schedule.hpp>
#include <reglament/regulation/vocabulary.hpp>
#include <reglament/text/source.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace reglament {

struct script;
struct step;
using block = std::vector<step>;

/// A value that is computed, under its name.
struct named_condition {
    located<std::string> name;
    condition value;
};

/// Where a run goes when a deviation is over: on to the next step (empty), into a block, or to the output or the step
/// of a name.
struct continuation {
    std::vector<step> steps;
    located<std::string> target;  ///< an output or a step; empty: none
    bool given = false;
};

/// What starts runs, in BPMN's words: a message, a timer, a condition, or nothing but a call.
enum class start_kind : std::uint8_t {
    event,      ///< an event comes
    silence,    ///< an event fails to come
    schedule,   ///< a time comes, again and again
    date,       ///< a date that is known of the subject comes
    condition,  ///< a condition over facts becomes true
    call        ///< another regulation runs it
};

/// How many runs may start in a day or a week, by each person who holds a role, or by all together.
struct start_limit {
    enum class span_of : std::uint8_t { day, working_day, week };
    std::uint32_t count = 1;
    span_of per = span_of::working_day;
    located<std::string> role;  ///< empty: of all together
    span where{};

    friend bool operator==(const start_limit& a, const start_limit& b) {
        return a.count == b.count && a.per == b.per && a.role.value == b.role.value;
    }
};

/// How a log of what was done tells of a step.
struct observation {
    std::vector<located<std::string>> activities;  ///< any of them; empty: the step's own names
    std::vector<located<std::string>> lifecycles;  ///< which stages count; empty: all
    std::vector<located<std::string>> no_answer;   ///< of a task: attempts that found nobody
    std::optional<std::uint32_t> missing;          ///< the cost of leaving it out; none: the regulation's
    bool hidden = false;                           ///< logs do not tell of it
    span where{};
};

/// How logs are compared with the regulation. Costs are whole numbers.
struct control_rule {
    std::uint32_t missing = 1;                           ///< of a step left out
    std::uint32_t extra = 1;                             ///< of an event that no step expects
    std::uint32_t condition = 1;                         ///< of a way whose condition did not hold
    std::vector<located<std::string>> lifecycles;        ///< only events of these stages count; empty: all
    std::vector<located<std::string>> ignored;           ///< activities that are left aside
    std::vector<located<std::string>> accepted_missing;  ///< ids of steps: left out at no cost
    std::vector<located<std::string>> accepted_extra;    ///< activities: extra at no cost
};

/// «вход»: what starts a run, and for whom.
struct start_rule {
    start_kind what = start_kind::event;
    located<std::string> event;              ///< the event that starts it, or the one that fails to come
    std::optional<located<period>> lasting;  ///< of a silence; of a condition: how long it must have held
    enum class since : std::uint8_t {
        last_event,      ///< a silence is counted from the last event of its kind
        first_seen,      ///< or from when the client was first heard of, when there was none
        segment_entered  ///< or from when `when` became true, if that is later
    };
    since counted = since::last_event;
    std::optional<located<schedule>> at;       ///< of a schedule
    condition date;                            ///< of a date: an expression over facts
    std::optional<located<period>> before;     ///< so long before that date
    std::optional<located<period>> after;      ///< or after it
    bool yearly = false;                       ///< its anniversaries too
    std::optional<std::chrono::minutes> time;  ///< of the day, when the date has none; else when the department opens
    condition becomes;                         ///< of a condition
    condition when;                            ///< over facts and, for an event or a call, its data
    std::vector<attribute> data;               ///< of a call: what is handed over, read as `input.NAME`
    struct again_rule {
        enum class since : std::uint8_t { start, end };
        period after;
        since from = since::start;
        span where{};
    };
    std::optional<again_rule> again;  ///< no new run of the subject sooner than that
    bool once = false;                ///< one run per subject for ever
    std::optional<start_limit> limit;
    bool existing = false;                ///< when it is published, clients already in the situation are started too
    std::optional<observation> observed;  ///< none: logs do not tell of the start
    span where{};
};

/// «выход»: one way a run can end.
struct output {
    located<std::string> name;
    std::string title;
    located<std::string> when;          ///< an event that ends the run at every step, or empty
    reglament::condition condition;     ///< goes with `when`
    reglament::condition stop;          ///< ends the run as soon as it holds, and lets none begin
    located<std::string> emit;          ///< an event emitted at the end, or empty
    std::vector<named_condition> data;  ///< what whoever called the run is given
};

struct task_step {
    std::string instruction;  ///< `do`, as it is written
    /// Of an instruction with braces, "Correct: {fault}": texts, and the expression behind each.
    struct said_part {
        std::string text;
        condition value;  ///< none: nothing
    };
    std::vector<said_part> said;
    located<std::string> by;  ///< role
    std::optional<located<period>> within;
    std::optional<located<period>> norm;
    /// The document that is gone through meanwhile (regulation/script.hpp).
    struct document_named {
        located<std::string> name;  ///< empty: none
        bool questionnaire = false;
        std::shared_ptr<const script> what;  ///< null: none of that name
    };
    document_named goes_by;
    std::vector<attribute> form;  ///< the fields of that document, then its own
    std::vector<located<std::string>> resources;
    located<std::string> contact;  ///< the channel by which the client is contacted, or empty
    std::optional<if_refused> if_not_allowed;
    bool optional = false;  ///< may be skipped
    /// One rung of the ladder.
    struct late_rule {
        std::optional<located<period>> after;  ///< since the rung before; of the first since it was due, or none
        located<std::string> escalate;         ///< role, or empty
        continuation then;                     ///< of the last: the task is cancelled and the run goes there
        span where{};
    };
    std::vector<late_rule> on_late;
    struct no_answer_rule {
        std::optional<located<period>> retry_after;
        std::uint32_t at_most = 1;  ///< attempts in all
        continuation then;
        span where{};
    };
    std::optional<no_answer_rule> on_no_answer;
};

struct if_step {
    reglament::condition condition;
    continuation then, otherwise;
};

struct switch_step {
    reglament::condition value;  ///< empty: each case is a condition (`when:`)
    struct branch {
        located<std::string> label;  ///< the value, as written
        reglament::condition when;   ///< of a switch without a value
        continuation then;
    };
    std::vector<branch> cases;
    std::optional<continuation> otherwise;
};

/// How long a step may rest, and where the run goes then.
struct deadline_rule {
    std::optional<located<period>> within;
    std::optional<continuation> on_timeout;
    span timeout_key{};  ///< where `on timeout` stands
};

struct listen_step : deadline_rule {
    std::vector<located<std::string>> events;  ///< any of them
    std::vector<continuation> ways;            ///< empty, or one for each event: where it leads
    reglament::condition condition;            ///< over the event's data and facts: others are passed over
    bool heard_before = false;                 ///< also one that came earlier in the run and was not heard yet
    located<std::string> keep_as;              ///< the step whose id its data is kept under; empty: its own
};

/// Waits for a period, until a date, or until a condition holds; only that one may have a deadline.
struct wait_step : deadline_rule {
    located<period> duration;
    condition until;  ///< empty: for `duration`; a date, a moment, or true or false
};

/// Sets facts of the subject; all values are computed before the first is set.
struct set_step {
    struct entry {
        located<std::string> fact;  ///< of an assignment: the role
        reglament::condition value;
    };
    std::vector<entry> facts;
    bool assigns = false;  ///< the person who holds a role
};

/// What is done when an event comes while a run is inside a block, or anywhere.
struct handler_rule {
    located<std::string> event;
    reglament::condition condition;
    continuation then;
    bool interrupting = true;  ///< the block is left, what is open in it cancelled; off: done beside it
    span where{};
};

/// Steps that belong together.
struct block_step {
    block steps;
    std::vector<handler_rule> on;
    located<std::string> alone;  ///< of all blocks of the subject's runs with this name one at a time; empty: no matter
};

struct emit_step {
    located<std::string> event;
    reglament::condition to;  ///< the key of another one whom it is about; empty: this one
    std::vector<named_condition> data;
};

/// How the branches of a fork or of a loop over a list come together.
struct join_rule {
    std::uint32_t need = 0;     ///< branches that must end before the run goes on; 0: all
    std::uint16_t share = 0;    ///< that part of all branches, in hundredths; 0: `need` tells
    bool waits = true;          ///< off: the run goes on at once, and the branches are finished beside it
    bool cancel_others = true;  ///< the others, once it goes on; off: they are finished
    span where{};
};

/// Ways that are gone at the same time, or of which people choose one.
struct fork_step : deadline_rule {
    struct way {
        located<std::string> label;
        reglament::condition when;  ///< empty: always
        continuation then;
    };
    std::vector<way> ways;
    join_rule join;
    bool either = false;  ///< one way only is gone: the first in which something happens. No conditions, no join
};

/// Steps that are done again and again. With neither of the conditions nor a number: as long as people go on with them
/// rather than with what follows.
struct repeat_step {
    block steps;
    condition before;           ///< `while`: must hold before each turn
    condition until;            ///< ends it when it holds after a turn
    condition times;            ///< how many turns
    std::uint32_t at_most = 0;  ///< turns; 0: no limit

    [[nodiscard]] bool is_free() const noexcept { return !before && !until && !times && at_most == 0; }
};

/// Steps that are done for each item of a list, one after the other or all at once.
struct for_each_step : deadline_rule {
    located<std::string> item;  ///< what the item is called inside
    condition list;
    block steps;
    bool at_once = false;
    join_rule join;
};

/// Looks something up in a decision table. What it gives is kept under the step's id: each output by its name, the
/// whole as `output`.
struct decide_step {
    feel::decision_table table;             ///< of this file, or of one beside it
    std::optional<continuation> otherwise;  ///< when no row fits
};

/// Asks the host to do something, and waits until it is done. `within`: of each attempt.
struct call_step : deadline_rule {
    located<std::string> action;  ///< of the vocabulary
    std::vector<named_condition> data;
    struct retry_rule {
        std::optional<located<period>> after;
        std::uint32_t at_most = 1;     ///< attempts in all
        std::uint32_t back_off = 100;  ///< how long each pause is, in hundredths of the one before
        span where{};
    };
    std::optional<retry_rule> retry;
    std::optional<continuation> on_failure;  ///< after the last attempt; also when it was too late, unless said apart
};

/// Runs another regulation, and waits until that run has ended. How it ended is kept under the step's id as `output`,
/// and what its outputs give by their names.
struct run_step : deadline_rule {
    located<std::string> regulation;
    condition whom;  ///< the key of whom it is run for; empty: for the same
    std::vector<named_condition> data;
    bool waits = true;
    std::optional<continuation> on_failure;  ///< it did not begin, or was cancelled; else the run just goes on
};

/// Undoes what was done: for each step done that has an `undo`, the last one first, what stands there.
struct compensate_step {
    located<std::string> block;  ///< only of this block; empty: of the one it stands in, or whose event it handles
};

struct output_step {
    located<std::string> name;
};

struct goto_step {
    located<std::string> target;
};

/// One step. `id` is stable: it keys the saved state of runs. A step without one is called by its kind and number.
struct step {
    located<std::string> id;
    bool named = false;  ///< the author gave the id
    span where{};
    block undo;                           ///< of a task, a call, an emit or a set: what undoes it
    std::optional<observation> observed;  ///< none: by its own names, where it is a task or a listen
    std::variant<task_step, if_step, switch_step, listen_step, wait_step, emit_step, output_step, goto_step, fork_step,
                 repeat_step, for_each_step, set_step, block_step, decide_step, call_step, compensate_step, run_step>
        kind;
};

/// How well a regulation could be read. What is wrong is reported. One with gaps lacks parts of what its author wrote:
/// what seems to be missing in it may stand in a part that could not be read.
enum class soundness : std::uint8_t { sound, wrong_in_details, with_gaps };

/// What becomes of runs of earlier versions when this one is published.
enum class running_rule : std::uint8_t {
    keep,     ///< they go on by theirs
    migrate,  ///< they go on by this one, from the step of the same id or the one that a migration names
    drain     ///< they go on by theirs, and nobody begins this one until the last of them has ended
};

/// For whom a version begins first. The others begin the latest earlier version that has no pilot.
struct pilot_rule {
    std::vector<located<std::string>> clients;
    std::uint32_t share = 0;  ///< of all clients, in hundredths of a per cent; 0: the clients named
    span where{};
};

struct regulation {
    located<std::string> id;
    std::string title;
    std::string version = "1";
    int priority = 1;  ///< 1 (now) … 3
    located<std::string> subject{"client", {}};
    located<std::string> owner;  ///< role, or empty
    std::vector<located<std::string>> resources;
    start_rule input;
    std::vector<output> outputs;
    block steps;
    std::vector<handler_rule> on;  ///< wherever a run is
    std::shared_ptr<const source> file;
    running_rule running = running_rule::keep;
    std::optional<pilot_rule> pilot;
    control_rule control;
    std::string definition;  ///< what it says as a UUID made from its text (docs/versions.md); empty: it is not sound
    soundness state = soundness::sound;  ///< only a sound one ever runs
};

}  // namespace reglament
