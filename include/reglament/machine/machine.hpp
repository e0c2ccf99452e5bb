// Machine: a regulation compiled to states and transitions over slots. What runs, what is drawn, what is proved.
#pragma once

#include <reglament/export.hpp>
#include <reglament/feel/decision.hpp>
#include <reglament/feel/expression.hpp>
#include <reglament/regulation/regulation.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace reglament {

using event_index = std::uint16_t;       ///< into vocabulary::events
using state_index = std::uint16_t;       ///< into machine::states()
using regulation_index = std::uint16_t;  ///< into rulebook::machines()
inline constexpr std::uint16_t no_index = 0xFFFF;

/// What a run does in a state. It rests in those up to offer, and passes through the others in one step. In an await it
/// rests until something is so: see await_definition. In an offer it rests while each of its ways rests in its first
/// state, as a branch: the first one that goes on is the run's way from then on. In a fork it waits while its branches
/// run; a branch that comes to a join is over.
enum class state_kind : std::uint8_t {
    task,
    call,
    run,
    retry,
    listen,
    wait,
    await,
    offer,
    choice,
    decide,
    emit,
    set,
    group,
    fork,
    join,
    end
};

[[nodiscard]] constexpr bool rests(state_kind k) noexcept {
    return k <= state_kind::offer;
}

/// What makes a transition happen.
enum class trigger_kind : std::uint8_t {
    none,       ///< at once, on passing through
    event,      ///< an event of `event` comes; of a block: while a run is inside
    beside,     ///< the same, of a block; the run goes on, and a branch goes this way beside it
    condition,  ///< what was awaited is so
    task_done,  ///< the task is completed with its form, the call with its result; the run that was called has ended
    no_answer,  ///< an attempt found nobody; of a call: it failed, or nothing came of it in time
    exhausted,  ///< the last attempt found nobody, or failed; the run that was called did not begin, or was cancelled
    late,       ///< the task is not done by its due time
    skip,       ///< of a fork: there is no branch to begin; of an offer: a task of it was skipped
    undo,       ///< of a step that was done: a compensation undoes it
    no_rule,    ///< of a decision: no row of its table fits
    timer       ///< the wait, the deadline of a listen, of a fork or of a call's last attempt or the pause before a
                ///< retry is over
};

[[nodiscard]] REGLAMENT_API std::string_view to_string(state_kind k) noexcept;
[[nodiscard]] REGLAMENT_API std::string_view to_string(trigger_kind k) noexcept;

struct state {
    std::string id;     ///< the step's id; of an end, the output's name; stable
    std::string label;  ///< for people
    state_kind kind = state_kind::choice;
    span where{};             ///< in the regulation's file
    std::uint16_t first = 0;  ///< its transitions: machine::transitions()[first, first + count)
    std::uint16_t count = 0;
    std::uint16_t detail =
        no_index;  ///< into machine::tasks() or machine::calls() of a task, a call and their retry, machine::emits() of
                   ///< an emit and of an end that emits, machine::forks() of a fork and a join, machine::sets(),
                   ///< machine::awaits(), machine::decisions(), machine::calls_of_runs(), else none
    std::uint16_t region = no_index;  ///< the innermost block it lies in: into machine::regions()
    std::optional<period> timer;      ///< due time of a task, deadline, wait, pause before a retry
};

struct transition {
    state_index from = 0;
    state_index to = 0;
    trigger_kind on = trigger_kind::none;
    event_index event = no_index;
    std::uint16_t guard = no_index;    ///< into machine::programs(); none: always
    std::uint16_t capture = no_index;  ///< into machine::captures(): which data of the event the run keeps
    std::string label;                 ///< for people: the condition, the case, the event, the output's name
    span where{};
};

/// The banks of the frame in which a machine's conditions run (see feel::frame). `run` holds what a run keeps, `item`
/// what each branch of a loop over a list keeps for itself, `part` the facts of the deal, request … a run is about.
enum class bank : std::uint8_t { facts, event, run, item, part };

/// Attributes of an event and the values they are kept in.
using capture = std::vector<std::pair<std::uint16_t, feel::slot>>;

/// A task as runs create it. Answers of its form lie in consecutive values from `first_value` on.
struct task_definition {
    std::string id;
    std::string instruction;  ///< as it is written, "Correct: {fault}"
    /// Of an instruction with braces: texts, and the program whose value stands behind each. See instruction_text().
    struct said_part {
        std::string text;
        std::uint16_t program = no_index;  ///< none: nothing
    };
    std::vector<said_part> said;
    std::uint16_t role = no_index;  ///< into vocabulary::roles
    std::optional<period> norm;
    std::shared_ptr<const script> goes_by;  ///< the script or questionnaire that fills the first fields, or null
    std::vector<attribute> form;
    feel::slot first_value;
    std::vector<std::string> resources;
    /// What becomes of it when it is late, in order: who is told, so long after the rung before.
    struct rung {
        std::optional<period> after;        ///< of the first: since it was due; none: as soon as it is late
        std::uint16_t escalate = no_index;  ///< role
    };
    std::vector<rung> ladder;
    /// Whom the desk may give it to: its role, then who is asked otherwise. Empty: its role is not staffed.
    struct way {
        std::uint16_t role = no_index;
        std::uint16_t skill = no_index;  ///< program
    };
    std::vector<way> ways;
    std::uint16_t attempts = 1;                ///< in all
    std::uint16_t channel = no_index;          ///< by which the client is contacted: into vocabulary::channels
    if_refused otherwise = if_refused::later;  ///< what becomes of it when the client may not be contacted
    bool optional = false;                     ///< may be skipped
    bool lapses = false;                       ///< is skipped when its time is over
};

struct emit_definition {
    event_index event = no_index;
    std::uint16_t whom = no_index;                              ///< program: who else it is told; none: oneself
    std::vector<std::pair<std::uint16_t, std::uint16_t>> data;  ///< attribute index of the event, program
    std::uint16_t attributes = 0;                               ///< of the event, in all
};

/// What the host is asked to do. Results lie in consecutive values from `first_value` on.
struct call_definition {
    std::string id;
    std::uint16_t action = no_index;                            ///< into vocabulary::actions
    std::vector<std::pair<std::uint16_t, std::uint16_t>> data;  ///< input of the action, program
    feel::slot first_value;
    std::uint16_t attempts = 1;  ///< in all
    std::vector<period> pauses;  ///< before the second attempt, the third …
};

/// A regulation that is run by another one. How it ended and what it gave lie in consecutive values from `first_value`
/// on.
struct run_definition {
    std::string id;
    regulation_index of = no_index;
    std::uint16_t whom = no_index;  ///< program: the key of whom it is run for; none: the same
    std::vector<std::pair<std::uint16_t, std::uint16_t>> data;  ///< input of the regulation, program
    std::uint16_t inputs = 0;                                   ///< of the regulation, in all
    feel::slot first_value;
    std::uint16_t results = 0;  ///< of the regulation, in all
    bool waits = true;          ///< until it has ended
};

/// How a run divides, and comes together again. Its transitions without a trigger lead to the branches; the way on is
/// the first transition of the join.
struct fork_definition {
    enum class form : std::uint8_t {
        ways,   ///< the branches are written side by side; one with a guard is begun only when that holds
        turns,  ///< one branch again and again
        items,  ///< one branch for each item of a list
        undone  ///< one branch after the other, for each step done that can be undone, the last one first
    };
    form what = form::ways;
    bool at_once = true;        ///< all items at the same time; off: one after the other
    bool cancel_others = true;  ///< once joined; off: they are finished, and the run does not wait for them
    bool waits = true;          ///< off: the run goes on as soon as the branches are begun
    std::uint16_t need = 0;     ///< branches that must end before the run goes on; 0: all that were begun
    std::uint16_t share = 0;    ///< of all branches, in hundredths, rounded up; 0: `need` tells
    state_index join = 0;
    std::uint16_t before = no_index;  ///< of turns: a program that must hold before each one
    std::uint16_t until = no_index;   ///< of turns: a program that ends them when it holds after one
    std::uint16_t list = no_index;    ///< of items: a program that gives the list; of turns: how many, or none
    std::uint32_t most = 0;           ///< turns at most; 0: no limit
    feel::slot item;                  ///< where a branch finds its item
    std::uint16_t region = no_index;  ///< of undone: of which block; none: of all

    /// What the branches keep of a step, gathered into one list of contexts for those who go on.
    struct gathering {
        feel::slot into;
        std::string step;
        std::vector<std::pair<std::string, feel::slot>> entries;  ///< name and place in the branch
    };
    std::vector<gathering> gathered;

    /// Of a list written in the regulation: what one item's branch keeps, under a name of its own,
    /// `proof[client manager].competence`.
    struct pick {
        feel::slot into;
        std::uint32_t index = 0;
        std::string step, entry;
    };
    std::vector<pick> picked;
};

/// What is awaited: a moment, or a condition, or that no other run of the subject is in a block of the same name.
struct await_definition {
    std::uint16_t program = no_index;  ///< a date, a date and time, or true or false
    std::string alone;                 ///< without a program
};

/// Facts that a run sets, with the programs of their values.
using set_definition = std::vector<std::pair<std::uint16_t, std::uint16_t>>;

/// A decision table as runs look things up in it, and the values that what it gives is kept in.
struct decide_definition {
    feel::decision table;
    std::uint16_t program = no_index;                         ///< an empty one, whose origin is the table's place
    std::vector<std::pair<std::string, feel::slot>> outputs;  ///< of one rule with several outputs: each by its name
    std::optional<feel::slot> whole;
};

/// A block of steps. While a run is inside, events that are transitions of its state are handled.
struct region {
    std::uint16_t around = no_index;  ///< the block it lies in
    state_index block = 0;
    std::string alone;  ///< one at a time of this name; empty: no matter
};

/// An interrupting way out that holds in every resting state.
struct exit_rule {
    event_index event = no_index;  ///< none: as soon as the guard holds
    std::uint16_t guard = no_index;
    state_index to = 0;  ///< an end
};

struct start_definition {
    start_kind what = start_kind::event;
    event_index event = no_index;   ///< of an event and a silence
    std::optional<period> lasting;  ///< of a silence; of a condition: how long it must have held
    start_rule::since counted = start_rule::since::last_event;
    std::optional<occurrences> at;     ///< of a schedule
    std::uint16_t program = no_index;  ///< of a date: the date; of a condition: the condition
    std::optional<period> offset;      ///< of a date: how far from it
    bool before = false;               ///< before it; else after
    bool yearly = false;               ///< its anniversaries too
    std::chrono::minutes time{};       ///< of a date without a time
    std::uint16_t guard = no_index;
    std::optional<start_rule::again_rule> again;
    bool once = false;
    std::optional<start_limit> limit;  ///< a run that time or an event starts is queued first
    std::uint16_t role = no_index;     ///< of the limit
};

/// A compiled regulation. Immutable.
/// Conditions are tested in their order; a run takes the first transition whose guard is true.
class REGLAMENT_API machine {
public:
    [[nodiscard]] const reglament::regulation& regulation() const noexcept { return *regulation_; }
    [[nodiscard]] std::span<const state> states() const noexcept { return states_; }
    [[nodiscard]] std::span<const transition> transitions() const noexcept { return transitions_; }
    [[nodiscard]] std::span<const transition> transitions_of(state_index s) const noexcept {
        return std::span{transitions_}.subspan(states_[s].first, states_[s].count);
    }
    [[nodiscard]] std::span<const exit_rule> exits() const noexcept { return exits_; }
    /// Whether some exit needs no event.
    [[nodiscard]] bool stops() const noexcept { return stops_; }
    /// Whether some task contacts the client.
    [[nodiscard]] bool contacts() const noexcept { return contacts_; }
    [[nodiscard]] std::span<const task_definition> tasks() const noexcept { return tasks_; }
    [[nodiscard]] std::span<const call_definition> calls() const noexcept { return calls_; }
    /// The call that is open in a state, or waits there to be asked again; null when it is another state.
    [[nodiscard]] const call_definition* call_at(state_index s) const noexcept;
    [[nodiscard]] std::span<const emit_definition> emits() const noexcept { return emits_; }
    [[nodiscard]] std::span<const run_definition> calls_of_runs() const noexcept { return calls_of_runs_; }
    /// What whoever calls it hands over: values from `first_input` on. Of several outputs, what any of them gives.
    [[nodiscard]] std::size_t input_count() const noexcept { return regulation_->input.data.size(); }
    [[nodiscard]] std::span<const std::string> result_names() const noexcept { return result_names_; }
    [[nodiscard]] std::span<const fork_definition> forks() const noexcept { return forks_; }
    [[nodiscard]] std::span<const await_definition> awaits() const noexcept { return awaits_; }
    [[nodiscard]] std::span<const set_definition> sets() const noexcept { return sets_; }
    [[nodiscard]] std::span<const decide_definition> decisions() const noexcept { return decisions_; }
    [[nodiscard]] std::span<const region> regions() const noexcept { return regions_; }
    /// Events that a run keeps until it listens for them.
    [[nodiscard]] std::span<const event_index> kept_events() const noexcept { return kept_events_; }
    /// Whether a state lies in a region, at any depth.
    [[nodiscard]] bool is_inside(state_index s, std::uint16_t region) const noexcept;
    [[nodiscard]] std::span<const feel::program> programs() const noexcept { return programs_; }
    /// Where a program stands, and the event in hand when it is run; none: no_index.
    struct program_origin {
        place where;
        event_index event = no_index;
        bool is_table = false;  ///< of a decision: places of its notes are those of its file
    };
    [[nodiscard]] const program_origin& origin_of(std::uint16_t program) const noexcept { return origins_[program]; }
    [[nodiscard]] const start_definition& start() const noexcept { return start_; }
    /// Whom its runs are about.
    [[nodiscard]] subject_index subject() const noexcept { return subject_; }
    /// Whether that is a part of the client's record.
    [[nodiscard]] bool about_part() const noexcept { return about_part_; }
    [[nodiscard]] state_index initial() const noexcept { return initial_; }
    [[nodiscard]] const calendar& working_time() const noexcept { return *calendar_; }

    /// What a run keeps: answers and data of events listened for, by names like "survey.reason".
    [[nodiscard]] std::span<const std::string> value_names() const noexcept { return value_names_; }
    [[nodiscard]] std::size_t value_count() const noexcept { return value_names_.size(); }

    /// What branches of loops over lists keep: the item under its name, answers.
    [[nodiscard]] std::span<const std::string> item_names() const noexcept { return item_names_; }

    [[nodiscard]] std::span<const capture> captures() const noexcept { return captures_; }

    /// The state of a step id or an output's name.
    [[nodiscard]] std::optional<state_index> find_state(std::string_view id) const noexcept;

private:
    friend class machine_builder;
    friend class runner;

    // What runs read at every event, apart from what only people read.
    struct quick_state {
        std::uint16_t first = 0, count = 0;
        state_kind kind = state_kind::choice;
        bool timed = false;
        bool recalls = false;  // a listen that also hears what came before
    };
    // From a listen to a listen on a comparison with a number, in one place: the whole of such a step.
    struct quick_move {
        event_index event = no_index;  // none: it is not that simple
        state_index to = 0;
        feel::number_limit limit;
    };
    struct quick_transition {
        state_index to = 0;
        event_index event = no_index;
        std::uint16_t guard = no_index, capture = no_index;
    };

    std::shared_ptr<const reglament::regulation> regulation_;
    std::shared_ptr<const calendar> calendar_;
    std::vector<state> states_;
    std::vector<transition> transitions_;
    std::vector<quick_state> quick_states_;
    std::vector<quick_move> quick_moves_;
    std::vector<quick_transition> quick_transitions_;
    std::vector<exit_rule> exits_;
    std::vector<task_definition> tasks_;
    std::vector<call_definition> calls_;
    std::vector<emit_definition> emits_;
    std::vector<run_definition> calls_of_runs_;
    std::vector<std::string> result_names_;
    std::vector<std::vector<std::pair<std::uint16_t, std::uint16_t>>> results_;  // by end: result, program
    std::vector<feel::program> programs_;
    std::vector<fork_definition> forks_;
    std::vector<await_definition> awaits_;
    std::vector<set_definition> sets_;
    std::vector<decide_definition> decisions_;
    std::vector<region> regions_;
    std::vector<event_index> kept_events_;
    bool handles_ = false;   // some block handles an event
    bool stops_ = false;     // some exit needs no event
    bool contacts_ = false;  // some task contacts the client
    bool undoes_ = false;    // some step undoes others
    std::vector<std::string> value_names_, item_names_;
    std::vector<capture> captures_;
    std::vector<program_origin> origins_;
    start_definition start_;
    state_index initial_ = 0;
    subject_index subject_ = 0;
    bool about_part_ = false;
};

}  // namespace reglament
