// Runner: moves one run through its machine. Used by the step of a record and by the step of a run alone.
#pragma once

#include "machine/contact_desk.hpp"

#include <reglament/machine/step.hpp>

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace reglament {

struct computation;

/// One token of a run in hand.
struct cursor {
    run& of;
    token& here;
    branch* in = nullptr;  ///< null: the run itself

    explicit cursor(run& whole) noexcept : of{whole}, here{whole} {}
    cursor(run& whole, branch& part) noexcept : of{whole}, here{part}, in{&part} {}

    [[nodiscard]] std::uint32_t id() const noexcept { return in == nullptr ? 0 : in->id; }
};

/// One run in hand, with all it may read and write.
class runner {
public:
    runner(const rulebook& rules, run_context& context, step_output& out) noexcept
        : rules_{rules}, context_{context}, out_{out} {}

    // Each is true when the run has ended.

    /// Begins a run in the machine's first state.
    bool begin(run& at, event_index cause, instant now);

    /// Reacts to an event that moves the run at most from listen to listen. False: it may do more, nothing was done.
    [[nodiscard]] static bool only_moves(const rulebook& rules, const run_context& context, run& at, const signal& e,
                                         const step_output& out) noexcept;

    /// Reacts to an event: where the run divided, each branch that was there when it came.
    bool react(run& at, const signal& e, instant now);

    /// The run is cancelled, wherever it is. `why` of these: the reason, or null, or nothing.
    void cancel(run& at, std::span<const feel::value> why, instant now);

    /// Nothing is due in the run any more, and what comes for it is held.
    void pause(run& at, std::span<const feel::value> why, instant now);
    /// What was due is due so much later, what was held is heard, what was stuck is tried again. True when it has
    /// ended.
    bool resume(run& at, std::span<const feel::value> why, instant now);
    /// What is open in it is cancelled, and it goes on in a state. REQUIRES: may_jump; not paused.
    bool jump(run& at, state_index to, std::span<const feel::value> why, instant now);

    /// Fires the timers of all positions that are due at `due`. REQUIRES: at.next_due() == due <= now.
    bool fire(run& at, instant due, instant now);

    /// Of a run that came from another record: where it is in a block that is entered one at a time, and another run of
    /// `all` is in it too, it goes back to the door.
    void send_out(run& at, std::span<const run> all, instant now);

    /// Lets the first token go on whose await is over, and re-arms the others: facts may have changed. `others`: all
    /// runs of the record.
    enum class release : std::uint8_t { none, moved, ended };
    release release_one(run& at, std::span<run> others, instant now);

    /// The first exit without an event that holds, none: no_index.
    [[nodiscard]] std::uint16_t stop_of(const machine& m, regulation_index which, instant now);

    /// Of programs that read facts alone; what is unknown does not hold, and nothing is said of it.
    [[nodiscard]] feel::value evaluate_of_facts(const machine& m, regulation_index which, std::uint16_t program,
                                                instant now);
    [[nodiscard]] bool holds_of_facts(const machine& m, regulation_index which, std::uint16_t program, instant now);

    /// Facts that were set and that some start hangs on; taken, they are forgotten.
    struct touch {
        std::uint16_t fact = 0;
        part_index part = no_index;
    };
    [[nodiscard]] bool touched() const noexcept { return !touched_.empty(); }
    [[nodiscard]] std::vector<touch> take_touched() noexcept { return std::exchange(touched_, {}); }

    /// Tells whose open tasks have gone over to somebody else, because a fact changed that names who holds a role.
    /// Of all runs, since the step began.
    [[nodiscard]] std::size_t branches_begun() const noexcept { return begun_; }
    [[nodiscard]] bool persons_changed() const noexcept { return !persons_.empty(); }
    void reassign(std::span<run> all, instant now);

    /// Who holds a role for the record, or the part looked at. Null: not known.
    [[nodiscard]] feel::value holder_of_role(const machine& m, std::uint16_t role) const;

    /// Other people are in force: tasks that have come to need somebody ask for them.
    void ask_again(run& at, instant now);

    /// Whose task is done, or tried again, in a state; nobody's: no_index.
    [[nodiscard]] static std::uint16_t role_of(const machine& m, state_index s);
    /// Which calendar the deadline of a state is counted in: that of the role whose task it is; else the default one.
    /// The one of a person who holds the role would come before that, see holder_of_role().
    [[nodiscard]] std::uint16_t calendar_of(const machine& m, state_index s) const;
    /// When a period is over that begins at `from`; a warning when that reaches a year whose holidays are not known.
    [[nodiscard]] instant due_after(std::uint16_t calendar, instant from, const period& p);
    /// The period of a state's timer; of a pause before a call's next attempt, that of the attempt. REQUIRES: it has
    /// one.
    [[nodiscard]] static const period& timer_of(const machine& m, const token& t);

    /// The host made a contact with the client.
    void note_contact(std::uint16_t channel, instant at);

    /// Sets a fact of the record, or of its part that is looked at, at once.
    void set_fact(std::uint16_t index, const feel::value& v);

    /// A fact of the record, or of its part that is looked at.
    [[nodiscard]] const feel::value& fact_value(std::uint16_t index) const;

    /// Computes what is computed from facts that were set, or from the clock.
    void compute(instant now) {
        if (!stale_.empty()) compute_stale(now);
    }
    /// What is computed from the clock, or everything that is computed at all, is computed anew next time.
    void wake();
    void wake_all();
    /// So is what hangs on a part that has just become known.
    void meet_part(part_index which);

    /// From now on the facts of a part are those of this one; of none: unknown.
    void look_at(part_index part) noexcept {
        if (part != part_) change_part(part);
    }

    /// An effect with what every effect has; the caller fills in the rest before the next one.
    effect& note(effect_kind kind, const run& at, instant now);

    /// Whether the guard holds for a run, or for none; a null counts as no and leaves a note.
    [[nodiscard]] feel::truth test(const machine& m, regulation_index which, std::uint16_t guard,
                                   const feel::value* event, const run* at, const branch* in, instant now);

    /// The run cannot go on by itself any more.
    void stick(run& at, instant now);

private:
    friend class version_mover;

    [[nodiscard]] const machine& machine_of(const run& at) const noexcept { return rules_.machines()[at.regulation]; }
    effect& note(effect_kind kind, const cursor& c, instant now);
    [[nodiscard]] feel::frame frame_of(const feel::value* event, const run* at, const branch* in,
                                       instant now) const noexcept;
    [[nodiscard]] bool holds(const cursor& c, const machine& m, std::uint16_t guard, const feel::value* event,
                             instant now) {
        return test(m, c.of.regulation, guard, event, &c.of, c.in, now) == feel::truth::yes;
    }
    feel::truth test_framed(const machine& m, regulation_index which, std::uint16_t guard, const feel::value* event,
                            const run* at, const branch* in, instant now);
    void note_unknown(regulation_index which, std::uint16_t guard, const feel::program& p, const feel::frame& f);
    feel::value evaluate(const cursor& c, const machine& m, std::uint16_t program, instant now);

    bool go(cursor c, const machine& m, std::uint16_t transition, event_index cause, instant now);
    bool enter(cursor c, const machine& m, state_index to, event_index cause, instant now);
    void take(const cursor& c, const machine& m, std::uint16_t transition, event_index cause, instant now);
    [[nodiscard]] std::uint16_t choose(const cursor& c, const machine& m, instant now);
    bool follow(cursor c, const machine& m, trigger_kind on, event_index cause, instant now);
    bool take_exit(run& at, const machine& m, const signal& e, instant now);
    bool hear(cursor c, const machine& m, std::uint16_t transition, const signal& e, instant now);
    static void come_to(token& at, state_index to) noexcept;
    void set_due(const cursor& c, const machine& m, instant now);
    bool listen(cursor c, const machine& m, const signal& e, instant now);
    bool answer(run& at, const machine& m, const signal& e, instant now);
    bool answer(cursor c, const machine& m, const signal& e, instant now);
    bool fire(cursor c, const machine& m, instant now);
    void begin_task(const cursor& c, const machine& m, instant now);
    void create_task(const cursor& c, instant now);
    void cancel_task(const cursor& c, instant now);
    void emit(const cursor& c, const emit_definition& what, const machine& m, instant now);
    void keep(const cursor& c, const machine& m, feel::slot first, std::span<const feel::value> answers);
    bool finish(run& at, const machine& m, state_index end, event_index cause, std::uint16_t exit, instant now);
    void stick(const cursor& c, instant now);

    // runner_await.cpp: what is awaited, what blocks handle, what is kept for later.
    feel::value fitting(const cursor& c, std::uint16_t fact, std::uint16_t program, feel::value v);
    void set_facts(const cursor& c, const machine& m, instant now);
    bool begin_await(cursor c, const machine& m, event_index cause, instant now);
    [[nodiscard]] bool arm(const cursor& c, const machine& m, const await_definition& what, instant now);
    bool handle(run& at, const machine& m, const signal& e, instant now, std::vector<std::uint32_t>& moved);
    bool handle(cursor c, const machine& m, const signal& e, instant now, std::vector<std::uint32_t>& moved);
    bool react_inside(run& at, const machine& m, const signal& e, instant now);
    bool begin_beside(const cursor& owner, const machine& m, std::uint16_t transition, const signal& e, instant now);
    void leave(const cursor& c, const machine& m, std::uint16_t left, instant now);
    bool recall(cursor c, const machine& m, instant now);
    void keep_event(run& at, const machine& m, const signal& e);

    // runner_contacts.cpp: tasks that contact the client wait until that is allowed.
    [[nodiscard]] bool waits_for_contact(const cursor& c, const machine& m) const;
    [[nodiscard]] bool try_contact(const cursor& c, const machine& m, std::span<run> others, instant now, bool& ended);
    [[nodiscard]] bool outrank(const run& at, const contact_desk& desk, std::uint16_t channel, std::span<run> others,
                               instant now);
    void reserve(const cursor& c, std::uint16_t channel, instant now);
    void made_contact(const cursor& c, instant now);
    void release_contact(std::uint32_t task);
    // runner_call.cpp: what the host is asked to do.
    void request(const cursor& c, const machine& m, instant now);
    void lengthen_pause(const cursor& c, const machine& m, instant now);
    bool answer_call(cursor c, const machine& m, const signal& e, instant now);
    bool time_out(cursor c, const machine& m, instant now);
    bool try_again(cursor c, const machine& m, trigger_kind last, bool final, event_index cause, instant now);
    static void close_call(const cursor& c);
    void cancel_call(const cursor& c, instant now);

    // runner_task.cpp: who does a task, and what becomes of one that nobody does.
    bool skip_task(cursor c, const machine& m, event_index cause, instant now);
    [[nodiscard]] feel::value person_of(const cursor& c);
    void say(const cursor& c, effect& created, instant now);
    void close_task(const cursor& c, const task_definition& what, instant now);
    bool fire_late(cursor c, const machine& m, instant now);
    bool climb(cursor c, const machine& m, std::size_t rung, instant now);
    void escalate(const cursor& c, const machine& m, std::uint16_t role, instant now);
    static void forget_late(const cursor& c);
    [[nodiscard]] std::uint16_t rung_calendar(const cursor& c, const machine& m) const;

    // runner_people.cpp: tasks that the desk gives to somebody.
    [[nodiscard]] static asked_call* given(const cursor& c) noexcept;
    [[nodiscard]] const task_definition& task_of(const cursor& c) const noexcept;
    [[nodiscard]] feel::value ways_of(const cursor& c, instant now);
    void ask_desk(const cursor& c, std::string_view unwanted, std::string_view taken, instant now);
    void release_person(const cursor& c, instant now);
    void change_person(const cursor& c, const signal& e, instant now);
    void take_person(const cursor& c, asked_call& its, const signal& e, instant now);
    [[nodiscard]] std::uint16_t person_calendar(const cursor& c) const noexcept;

    // runner_run.cpp: other regulations that are run.
    bool request_run(cursor c, const machine& m, event_index cause, instant now);
    bool answer_run(cursor c, const machine& m, const signal& e, instant now);
    bool give_up_run(cursor c, const machine& m, instant now);
    void call_off_run(const cursor& c, const machine& m, instant now);
    void give_results(run& at, const machine& m, state_index end, instant now);
    static void tell_caller(const run& at, effect& e);
    [[nodiscard]] feel::value key_of(const cursor& c, const machine& m, std::uint16_t program, instant now);

    // runner_pause.cpp: runs that are paused.
    bool react_paused(run& at, const machine& m, const signal& e, instant now);
    static void hold(run& at, const signal& e);
    void go_on_due(const cursor& c, const machine& m, instant since, instant due, instant now);
    bool try_stuck(cursor c, const machine& m, instant now);

    // runner_undo.cpp: what was done and can be undone.
    static std::uint16_t undo_of(const machine& m, state_index s) noexcept;
    static void remember(const cursor& c, const machine& m);
    static void hand_over(run& at, std::uint32_t branch, std::uint32_t owner);
    bool undo_next(const cursor& owner, const machine& m, std::uint32_t which, instant now);

    // runner_decide.cpp: what is looked up in tables.
    [[nodiscard]] std::uint16_t decide(const cursor& c, const machine& m, instant now);
    void tell_rules();

    // runner_offer.cpp: of several ways the one that people choose.
    [[nodiscard]] static bool is_offered(const cursor& c, const machine& m);
    [[nodiscard]] static std::uint32_t refusal_of(const run& at, const branch* in, const machine& m) noexcept;
    [[nodiscard]] static std::uint16_t way_of(const machine& m, state_index offer, std::uint32_t index) noexcept;
    [[nodiscard]] cursor choose_way(const cursor& c, const machine& m, instant now);
    bool refuse_offer(const cursor& c, const machine& m, event_index cause, instant now);
    void tell_chosen(const cursor& owner, const machine& m, std::uint16_t way, instant now);
    friend bool may_skip(const machine& m, const run& of, std::uint32_t task) noexcept;

    // runner_divide.cpp: runs that are in several places.
    bool divide(cursor c, const machine& m, event_index cause, instant now);
    static void plan(division& fresh, const fork_definition& f, const feel::value& given);
    bool divide_ways(const cursor& c, const machine& m, std::uint32_t which, event_index cause, instant now);
    bool go_on(const cursor& c, const machine& m, std::uint32_t which, event_index cause, instant now);
    bool arrive(const cursor& c, const machine& m, event_index cause, instant now);
    bool join(cursor owner, const machine& m, std::uint32_t which, event_index cause, instant now);
    bool begin_branch(const cursor& owner, const machine& m, std::uint32_t which, std::uint16_t transition,
                      event_index cause, instant now);
    bool next_turns(run& at, const machine& m, instant now);
    bool next_turn(run& at, const machine& m, std::uint32_t which, instant now);
    void cancel_division(run& at, std::uint32_t which, instant now);
    void end_division(const cursor& owner, const machine& m, std::uint32_t which, instant now);
    void cancel_branch(run& at, branch& b, instant now);
    void cancel_all(run& at, instant now);
    static void gather(const branch& b, const fork_definition& f, division& into);
    void keep_gathered(const cursor& owner, const machine& m, const fork_definition& f, const division& from);

    const rulebook& rules_;
    run_context& context_;
    step_output& out_;
    void change_part(part_index part) noexcept;

    // runner_facts.cpp: facts that are computed from others.
    void make_stale(std::uint16_t place, part_index whose);
    void compute_stale(instant now);
    void compute(std::uint16_t place, instant now);
    [[nodiscard]] feel::value gather_parts(const computation& what, const fact& f, instant now) const;

    std::vector<std::pair<std::uint16_t, part_index>> stale_;  // places among derivations::computed(), whose; sorted

    std::vector<touch> touched_;
    std::vector<touch> persons_;
    const feel::value* part_facts_ = rules_.nulls().data();
    part_index part_ = no_index;
    bool heard_ = false;                 // the event in hand moved somebody
    std::vector<std::uint32_t> fitted_;  // rows that fitted in the decision in hand
    std::vector<std::uint32_t> turns_;   // divisions whose next turn is to begin when what is in hand is done
    std::size_t begun_ = 0;              // branches
};

/// The instant of a date or a date and time; `time` is that of a date. Nothing when it is neither.
[[nodiscard]] std::optional<instant> moment_of(const feel::value& v, const feel::zone& zone,
                                               std::chrono::minutes time = {});

/// Notes it when a deadline between two instants reaches a year whose holidays the calendar does not know.
void note_unknown_year(step_output& out, const calendar& in, std::uint16_t which, instant from, instant to);

/// Puts the reason into an effect, if there is one.
void tell_why(effect& e, std::span<const feel::value> why);

/// The beginning of the next day.
[[nodiscard]] instant next_midnight(const feel::zone& zone, instant now);

/// A branch that is over is marked so, and dropped when nobody walks over the branches.
[[nodiscard]] inline bool is_over(const token& t) noexcept {
    return t.at == no_index;
}

inline void end_branch(branch& b) noexcept {
    b.at = no_index;
    b.due = never;
    b.task = 0;
}

/// Whether a run can have so many more branches at the same time.
[[nodiscard]] bool has_room(const run_details& details, std::uint32_t more) noexcept;

/// Null when it is over.
[[nodiscard]] division* find_division(run& at, std::uint32_t which) noexcept;

/// Where the run divided: a branch, or the run itself.
[[nodiscard]] cursor owner_of(run& at, const division& d);

/// The branch whose values one sees in a branch: its own, or those of the branch it divided from. Null: none.
[[nodiscard]] const branch* holder_of(const run& at, const branch* in) noexcept;
[[nodiscard]] branch* holder_of(run& at, branch* in) noexcept;

}  // namespace reglament

#include "machine/runner_body.hpp"  // IWYU pragma: export
