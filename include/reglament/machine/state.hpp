// State: what is kept of one client: facts, runs, armed starts, keys of events. Plain data, saved under stable ids.
#pragma once

#include <reglament/export.hpp>
#include <reglament/machine/event_keys.hpp>
#include <reglament/machine/machine.hpp>
#include <reglament/machine/people_desk.hpp>

#include <cstdint>
#include <iterator>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reglament {

class rulebook;

using part_index = std::uint16_t;  ///< into record::parts; no_index: the client
inline constexpr std::size_t most_parts = 60'000;

/// `open` rests in a state; `stuck` is an incident: no branch applied; it rests visibly until someone resumes it.
enum class run_status : std::uint8_t { open, stuck };

/// Where a run is, in the words of BPMN: a token. A run has one; where it divides that one waits, and each branch has
/// one
struct token {
    instant due = never;     ///< when the state's timer fires; of a late task: when it was due
    std::uint32_t task = 0;  ///< number of the open task, call or called run among the subject's, 0 none
    state_index at = 0;
    std::uint16_t attempt : 11 = 1;  ///< of the open task
    std::uint16_t rung : 3 = 0;      ///< of a late task: the rung of its ladder that `due` is the time of; 0: none
    bool late : 1 = false;           ///< the open task is past its due time
    bool stuck : 1 = false;          ///< an incident

    /// When the timer will fire; never when it has.
    [[nodiscard]] instant next_due() const noexcept { return late && rung == 0 ? never : due; }
};

/// A branch of a run that has divided: of a fork, a turn of a loop, an item of a list.
struct branch : token {
    std::uint32_t id = 0;             ///< of the run's branches, from 1
    std::uint32_t division = 0;       ///< the id of the division it is part of
    std::uint32_t index = 0;          ///< which way of the fork, which turn, which item; from 0
    instant task_created{};           ///< of an await: since when
    std::vector<feel::value> values;  ///< what it knows by itself, by machine::item_names(): the item, answers
};

/// The branches of a run, by id. A branch stays where it is while others come, and who walks over them meets those that
/// came meanwhile.
class branch_list {
    template <class List, class Branch>
    struct walk {
        List* of;
        std::size_t at;

        Branch& operator*() const noexcept { return *of->all_[at]; }
        walk& operator++() noexcept {
            ++at;
            return *this;
        }
        bool operator!=(std::default_sentinel_t) const noexcept { return at < of->all_.size(); }
    };

public:
    branch_list() = default;
    REGLAMENT_API branch_list(const branch_list& other);
    branch_list(branch_list&&) noexcept = default;
    branch_list& operator=(branch_list other) noexcept {
        all_.swap(other.all_);
        return *this;
    }
    ~branch_list() = default;

    [[nodiscard]] bool empty() const noexcept { return all_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }
    [[nodiscard]] auto begin() const noexcept { return walk<const branch_list, const branch>{this, 0}; }
    [[nodiscard]] auto begin() noexcept { return walk<branch_list, branch>{this, 0}; }
    [[nodiscard]] static std::default_sentinel_t end() noexcept { return {}; }

    /// The branch of an id, over or not; null: none.
    [[nodiscard]] REGLAMENT_API branch* find(std::uint32_t id) noexcept;
    [[nodiscard]] const branch* find(std::uint32_t id) const noexcept {
        return const_cast<branch_list*>(this)->find(id);
    }

    /// REQUIRES: `id` is higher than all before.
    REGLAMENT_API branch& add(std::uint32_t id);

    template <class Test>
    void remove_if(Test&& test) {
        std::erase_if(all_, [&](const std::unique_ptr<branch>& b) { return test(*b); });
    }
    void clear() noexcept { all_.clear(); }

private:
    std::vector<std::unique_ptr<branch>> all_;
};

/// A run, or a branch of it, that waits where it divided.
struct division {
    std::uint32_t id = 0;     ///< of the run's divisions, from 1
    std::uint32_t owner = 0;  ///< the branch that divided; 0: the run itself
    state_index fork = 0;     ///< where
    bool joined = false;      ///< the owner has gone on; branches left over are being finished
    std::uint32_t limit = 0;  ///< of turns and items: how many there are to be; of turns 0: no limit
    std::uint32_t begun = 0;  ///< branches so far
    std::uint32_t ended = 0;  ///< branches that reached the end
    feel::list items;         ///< of a loop over a list: its items
    feel::list results;       ///< of a loop: what each branch gathered, by its index
};

/// An event that a run keeps until it listens for it.
struct kept_event {
    event_index event = no_index;
    std::vector<feel::value> data;
};

/// What the host was asked for by an open call: the same at every attempt. Of a task: who does it, if that is kept;
/// given by the desk, also which role they do it as, which skill is asked for, and why it is them (see given_task).
struct asked_call {
    std::uint32_t number = 0;
    std::vector<feel::value> data;  ///< by input of the action
};

/// A late task with rungs of its ladder still to come: when it was due.
struct late_task {
    std::uint32_t number = 0;
    instant due = never;
};

/// What is kept of a task that the desk gives to somebody, as asked_call::data.
struct given_task {
    enum entry : std::size_t { person, role, skill, why, entries };
};

/// Who called a run: the step of another run that waits for its end.
struct run_caller {
    std::uint32_t number = 0;  ///< of that step, among its record's tasks; 0: nobody waits
    feel::value subject;       ///< whose record that is, as `effect::whom`; null: this one

    friend bool operator==(const run_caller&, const run_caller&) = default;
};

/// A step that was done and can be undone.
struct done_step {
    state_index at = 0;
    std::uint32_t branch = 0;         ///< whose it is: a branch's, until it comes to its join; 0: the run's
    std::vector<feel::value> values;  ///< what its branch of a loop over a list knew by itself then
};

/// What came for a run while it was paused.
struct held_event {
    event_index event = no_index;
    std::uint32_t task = 0;         ///< of the end of a call: its number; 0: of none
    std::vector<feel::value> data;  ///< by attribute; of the end of a call as a signal has it
};
inline constexpr std::size_t most_held = 1'000;  ///< what comes beyond makes it an incident

/// A run that is paused: nothing is due in it, and what comes for it is held until it is resumed.
struct run_pause {
    instant since{};
    std::vector<std::pair<std::uint32_t, instant>> due;  ///< by branch, 0 the run itself: when it was due
    std::vector<held_event> held;                        ///< the oldest first
};

/// What only some runs have: answers, an open task, branches. Copied with the run, absent until needed: most runs of a
/// large base rest without any, and must be small.
struct run_details {
    instant task_created{};  ///< of an await: since when
    std::vector<feel::value>
        values;  ///< answers and data listened for, by machine::value_names(); empty until the first
    branch_list branches;
    std::vector<division> divisions;  ///< by id
    std::uint32_t last_branch = 0, last_division = 0;
    std::vector<kept_event> kept;  ///< the oldest first
    std::vector<asked_call> asked;
    std::vector<done_step> done;  ///< the last one at the end
    std::vector<late_task> late;
    run_caller by;
    std::optional<run_pause> pause;
};

/// Null when there is none of that id, or it is over.
[[nodiscard]] REGLAMENT_API const division* find_division(const run_details& of, std::uint32_t id) noexcept;

/// One run of a regulation, alive, in 32 bytes. A finished run leaves the record.
struct alignas(32) run : token {  // never across two cache lines
    std::uint32_t number = 0;     ///< of the client's runs, from 1
    regulation_index regulation = 0;
    part_index part = no_index;  ///< what it is about; none: the client

    run() = default;
    run(const run& other) : token{other} { *this = other; }
    run(run&&) noexcept = default;
    run& operator=(run&&) noexcept = default;
    REGLAMENT_API run& operator=(const run& other);
    ~run() = default;

    /// Null until the run has some.
    [[nodiscard]] const run_details* details() const noexcept { return details_.get(); }
    [[nodiscard]] run_details* details() noexcept { return details_.get(); }
    [[nodiscard]] REGLAMENT_API run_details& need_details();

    [[nodiscard]] bool divided() const noexcept { return details_ != nullptr && !details_->branches.empty(); }

    [[nodiscard]] bool is_paused() const noexcept { return details_ != nullptr && details_->pause.has_value(); }

    /// Calls `visit(token, id, task_created)` for the run itself (id 0) and each branch.
    template <class Visit>
    void each_token(Visit&& visit) const {
        const instant created = details_ == nullptr ? instant{} : details_->task_created;
        visit(static_cast<const token&>(*this), std::uint32_t{0}, created);
        if (!divided()) return;
        for (const branch& b : details_->branches) visit(static_cast<const token&>(b), b.id, b.task_created);
    }

    /// The earliest due time of all positions.
    [[nodiscard]] instant next_due() const noexcept { return divided() ? earliest_due() : token::next_due(); }

    /// Stuck when any token is.
    [[nodiscard]] REGLAMENT_API run_status status() const noexcept;

    /// The token of an open task or call, or null.
    [[nodiscard]] REGLAMENT_API const token* find_task(std::uint32_t number) const noexcept;

private:
    [[nodiscard]] REGLAMENT_API instant earliest_due() const noexcept;

    std::unique_ptr<run_details> details_;
};
static_assert(sizeof(run) == 32);

/// What a regulation remembers of a subject between runs.
struct regulation_memory {
    regulation_index regulation = 0;
    part_index part = no_index;
    instant last_start{};  ///< of the open run, when there is one
    instant last_end{};
    std::uint32_t starts = 0;
    std::uint32_t open = 0;  ///< runs alive: 0 or 1
};

/// What time or facts will start.
struct armed_start {
    regulation_index regulation = 0;
    part_index part = no_index;
    bool holds = false;              ///< of a condition, or of the segment a silence is counted from: it is true now
    bool fired = false;              ///< of a condition: since it is true
    instant since = instant::min();  ///< of a silence: counted from; of a condition: true since; of a date: the last
                                     ///< that fired
    instant due = never;
};

/// A start that waits until it is admitted, because only so many may start in a day.
struct queued_start {
    regulation_index regulation = 0;
    part_index part = no_index;
    event_index cause = no_index;  ///< the event; none: time or facts
    instant since{};               ///< when it was queued
    instant due = never;           ///< as `effect::due` of its run_started
};

/// A deal, a request, a contact of the client: facts of its own, and runs about it (run::part).
struct part {
    subject_index subject = 0;
    std::string key;                 ///< "D-17"; unique among those of its kind
    std::vector<feel::value> facts;  ///< by fact::slot
};

/// What a fact that is gathered from events keeps of them besides its value.
struct gathered_fact {
    std::uint16_t fact = 0;
    part_index part = no_index;              ///< whose fact it is; none: the record's own
    instant since = instant::min();          ///< what came before is not in it; min: everything is
    instant unknown_until = instant::min();  ///< it held more than fits until then: no value
    instant next = never;                    ///< of a window: when the oldest event leaves it
    std::uint64_t count = 0;                 ///< of an average
    feel::number sum;                        ///< of a sum over a window, of an average
    std::uint32_t gone = 0;                  ///< so many at the front of the lists have left
    std::vector<instant> times;  ///< when the events of a window occurred, in the order they leave, as it needs them
    std::vector<feel::value> values;  ///< theirs, for those that need them; over all time: the first, the last, the
                                      ///< different ones
};
inline constexpr std::size_t most_gathered = 100'000;  ///< events of one window
inline constexpr std::size_t most_distinct = 10'000;   ///< different values of one fact

/// When a host's fact was told, kept only of those that came with a revision or stay fresh for some time.
struct told_fact {
    std::uint16_t fact = 0;
    part_index part = no_index;  ///< whose fact it is; none: the record's own
    std::uint64_t revision = 0;  ///< the highest it came with; 0: with none
    instant at{};                ///< the last time
};

/// What a record adds to a fact of another one, as it was told there last.
struct contribution {
    std::uint16_t fact = 0;    ///< that fact
    std::string to;            ///< the other record's key, as `by` names it; empty: it adds nothing
    feel::value value;         ///< null: it is counted, and adds no value
    std::uint64_t number = 0;  ///< how often that has changed
};

/// A contact with the client that was made, or that an open task will make.
struct contact {
    std::uint16_t channel = 0;  ///< into vocabulary::channels
    bool made = false;          ///< off: reserved
    std::uint32_t task = 0;     ///< the task that reserved it; 0: the host made it
    instant at{};               ///< when it was made, or reserved
};

/// A subject that turned out to be another one: what was told under its key belongs to that one. Its tasks, calls and
/// runs have the same numbers there, so much higher.
struct merger {
    std::string key;
    std::uint32_t tasks = 0, runs = 0;
    std::uint32_t last_task = 0;  ///< the highest number it had given until then
};

/// The record of one subject that owns one: a client, an employee, a campaign … Everything in it is a function of its
/// events and their times.
struct record {
    subject_index subject = 0;         ///< of which kind: the client unless another one
    std::uint64_t who = 0;             ///< client_hash() of its key, which pilots go by; set by who keeps the record
    std::vector<feel::value> facts;    ///< by fact index; empty until the first is set
    std::vector<run> runs;             ///< in the order of (priority, regulation, number)
    std::vector<part> parts;           ///< in the order first heard of
    std::vector<armed_start> armed;    ///< one a regulation and part at most
    std::vector<queued_start> queued;  ///< likewise
    std::vector<regulation_memory> memories;
    std::vector<contact> contacts;            ///< as far back as the contact policy looks, the oldest first
    std::vector<gathered_fact> gathered;      ///< by (fact, part); only those that need more than their value
    std::vector<contribution> contributions;  ///< by fact
    std::vector<told_fact> told;              ///< by (fact, part)
    instant leaving = never;                  ///< when the first event leaves a window
    instant seen = instant::min();            ///< the latest `now` it was stepped with
    instant due = never;                      ///< the earliest due time of runs and of what is armed
    merger merged_into;                       ///< empty: it is itself
    std::vector<merger> merged;               ///< those that turned out to be this one
    std::uint32_t last_run = 0;
    std::uint32_t last_task = 0;
    std::uint64_t sequence = 0;  ///< effects produced so far
    desk_holder desk;            ///< of the one record of vocabulary::desk
    event_keys events;           ///< kept by who takes events in; a step neither reads nor writes them
};

/// The bytes of a record: a format version, then content keyed by the ids of regulations, states and facts. The same
/// record gives the same bytes on every platform.
[[nodiscard]] REGLAMENT_API std::string encode(const rulebook& rules, const record& r);

/// The record of such bytes, of this format version or an older one; nothing when they are damaged, of a newer format,
/// or name what the rulebook has not. `why` then says it in English.
[[nodiscard]] REGLAMENT_API std::optional<record> decode(const rulebook& rules, std::string_view bytes,
                                                         std::string* why = nullptr);

}  // namespace reglament
