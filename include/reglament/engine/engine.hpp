// Engine: the records of all clients, and time. Starts no thread, reads no clock.
#pragma once

#include <reglament/engine/backfill.hpp>
#include <reglament/engine/call.hpp>
#include <reglament/engine/event.hpp>
#include <reglament/engine/metrics.hpp>
#include <reglament/engine/operation.hpp>
#include <reglament/engine/publish.hpp>
#include <reglament/engine/segments.hpp>
#include <reglament/engine/task.hpp>
#include <reglament/export.hpp>
#include <reglament/machine/effect.hpp>
#include <reglament/machine/rulebook.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

struct engine_options {
    std::size_t remembered_events =
        256;  ///< keys kept per client to recognise repeated events; older events than the oldest dropped are refused
    bool trace = true;     ///< keep the whole history; off: only effects the host must carry out
    bool segments = true;  ///< compute segments when their schedule says so; off: only by recompute_segments()
    /// Asked before any event that the language has itself (`task.…`, `action.…`, `run.…`, `facts.changed`,
    /// `subject.merged`), whoever posts it: why it may not be, for people; empty: it may. So it is before what is no
    /// event but a command, as though it were one (see engine/audit.hpp). It may be asked more than once about the
    /// same: dry runs ask, too. It changes nothing in the engine, and must not throw.
    std::function<std::string(const event&)> policy{};
    /// No event may be of a later time than it gives: one that is (a year was mistyped) would move the time of all
    /// clients, for good. Empty: any may. The host's clock, and some leeway.
    std::function<instant()> latest{};
};

/// An effect with the client it belongs to. (subject, effect.sequence) is its stable key. Both point into the engine
/// and live until its next change: copy what outlasts a post, an advance or `taken`.
struct delivered {
    std::string_view subject;
    const reglament::effect* effect = nullptr;
};

/// A start that waits, because only so many may start in a day. Views live until the engine's next change.
struct waiting_start {
    std::string_view subject;
    std::string_view part;  ///< the key of the deal, request … it is about; empty: the subject
    regulation_index regulation = 0;
    std::string_view person;  ///< whose day it is counted to; empty: of all together
    instant since{};
    std::size_t place = 1;  ///< in that person's line
};

/// Runs a rulebook over events, in memory. Not thread-safe: one thread at a time, which may change.
/// Clients are independent of each other, so shards of clients may each have an engine of their own; those who run
/// regulations for each other, or tell each other events, must share one.
/// Subjects other than clients that own a record go by their kind and key, "employee/Anna".
class REGLAMENT_API engine {
public:
    explicit engine(std::shared_ptr<const rulebook> rules, engine_options options = {});
    engine(engine&&) noexcept;
    engine& operator=(engine&&) noexcept;
    ~engine();

    /// Another engine with the same clients at the same time, which goes on by itself: what may come can be tried on
    /// it. Its history and outbox are empty, and no policy of the host is asked unless `options` name one.
    [[nodiscard]] engine copy(engine_options options = {}) const;

    [[nodiscard]] const rulebook& rules() const noexcept;
    [[nodiscard]] const std::shared_ptr<const rulebook>& shared_rules() const noexcept;

    /// The latest time the engine was told of.
    [[nodiscard]] instant now() const noexcept;

    /// Takes in an event. Its `now` is the later of its time and now(). Timers of any client that are due *before* it
    /// fire first; an event comes before a timer of the same instant. A time before first_instant or after last_instant
    /// is rejected.
    posted post(const event& e);
    posted post(const bound_event& e);

    /// The host's facts that stepping these events may read, by subject in the order of events: never too few, as the
    /// records stand now, for the first event of each subject. Those known for less long than `fresh for` are left out,
    /// and of events that were told before (event::fetched) nothing is asked.
    [[nodiscard]] std::vector<fact_request> to_fetch(std::span<const event> batch) const;

    /// Puts into events what the host answered, one answer a request. Gives for each event why it cannot be posted;
    /// empty: it can. Post it then.
    std::vector<issues> put_fetched(std::span<event> batch, std::span<const fact_request> asked,
                                    std::span<const fact_answer> told) const;

    /// Moves time to `now` and fires every timer due at or before it. Earlier than now(): nothing happens. Later than
    /// last_instant, such as instant::max(): time ends there, and what would be due beyond has the due time `never`.
    /// Gives the number of clients that had something due.
    std::size_t advance(instant now);

    /// When the next timer is due; nothing when none is armed.
    [[nodiscard]] std::optional<instant> next_due() const;

    /// Open tasks by (due, subject, number).
    [[nodiscard]] std::vector<task> tasks(const task_filter& which = {}) const;

    /// The task is done at time `at`, with its form filled in. An unknown task, a missing or wrong answer: rejected.
    /// `actor`, here and below: who says so, as the host names them; it stands in the history.
    posted complete(std::string_view subject, std::uint32_t number, const feel::value& answers, instant at,
                    std::string_view actor = {});

    /// An attempt at the task found nobody.
    posted unanswered(std::string_view subject, std::uint32_t number, instant at, std::string_view actor = {});

    /// An optional task is skipped: the run goes on as if it were done. Another one: rejected.
    posted skipped(std::string_view subject, std::uint32_t number, instant at, std::string_view actor = {});

    /// Somebody takes a task of a staffed role that nobody has. Rejected when they have not the role or the skill, or
    /// somebody else has it.
    posted claim(std::string_view subject, std::uint32_t number, std::string_view person, instant at,
                 std::string_view actor = {});

    /// Whoever has the task gives it back: it is given to somebody else, and to the same one only when nobody else is
    /// there.
    posted give_back(std::string_view subject, std::uint32_t number, std::string_view reason, instant at,
                     std::string_view actor = {});

    /// The task is given to somebody by name, who must have the role and the skill, and not be absent.
    posted hand_on(std::string_view subject, std::uint32_t number, std::string_view to, std::string_view reason,
                   instant at, std::string_view actor = {});

    /// How many open tasks each person has, by id; those without are left out.
    [[nodiscard]] std::map<std::string, std::uint32_t> loads() const;

    /// Open calls by (subject, number); with a subject only its own.
    [[nodiscard]] std::vector<call> calls(std::string_view subject = {}) const;

    /// The host has done what it was asked for, at time `at`. An unknown call, a missing or wrong result: rejected.
    posted answered(std::string_view subject, std::uint32_t number, const feel::value& result, instant at,
                    std::string_view actor = {});

    /// An attempt at it failed; `final`: there is no use in another one.
    posted failed(std::string_view subject, std::uint32_t number, std::string_view error, instant at,
                  bool final = false, std::string_view actor = {});

    /// Starts that wait for their day, by regulation and person, each line in its order.
    [[nodiscard]] std::vector<waiting_start> waiting() const;

    /// Runs a regulation for a subject, at time `at`; `data` is what it is handed over. Accepted with a warning when it
    /// does not begin, because the one before is not over yet, or its `if` does not hold.
    posted start(std::string_view subject, std::string_view regulation, const feel::value& data, instant at,
                 std::string_view actor = {});

    /// Cancels a run, with all that is open in it. `reason` stands in the history.
    posted cancel(std::string_view subject, std::uint32_t run, std::string_view reason, instant at,
                  std::string_view actor = {});

    /// Nothing is due in a run, and nothing that comes moves it, until it is resumed; but what would end it ends it.
    /// Its tasks cannot be done meanwhile.
    posted pause(std::string_view subject, std::uint32_t run, std::string_view reason, instant at,
                 std::string_view actor = {});

    /// A paused run goes on: what was due is due so much later (of working time: as much is left as was), then what
    /// came meanwhile is heard in its order. What was stuck is tried again, and may be stuck again.
    posted resume(std::string_view subject, std::uint32_t run, std::string_view reason, instant at,
                  std::string_view actor = {});

    /// What is open in a run is cancelled, and it goes on at a step, or ends by an output. Rejected for a step inside a
    /// branch or a loop (see may_jump), and while the run is paused.
    posted jump(std::string_view subject, std::uint32_t run, std::string_view to, std::string_view reason, instant at,
                std::string_view actor = {});

    /// Why an event would be rejected, were it posted now; empty: it would not be, as far as can be told without
    /// moving time.
    [[nodiscard]] issues check(const event& e) const;

    /// Open runs, by subject in the order first seen, then by number.
    [[nodiscard]] std::vector<open_run> runs(const run_filter& which = {}) const;

    /// The subject turned out to be the other one, of the same kind (see step_merge). What is told of it later, its
    /// tasks and runs by their old numbers too, concerns that one.
    posted merge(std::string_view subject, std::string_view into, instant at, std::string_view actor = {});

    /// Ranks all clients anew at now(), for every segment; those whose class changes are told by events. It is done by
    /// itself when the schedule of a segment says so: then before the timers of that instant.
    void recompute_segments();

    /// What came of it the last time, by segment of the vocabulary.
    [[nodiscard]] const std::vector<segment_figures>& segments() const noexcept;

    /// Puts changed rules in the place of those it runs, at now(), unless the policy refuses it. Runs go on by the
    /// version they began in, unless the new one moves them; histories and the outbox are kept. When something is wrong
    /// nothing is changed. rules() are then `next` with the earlier versions that are still needed: indices, and events
    /// bound to them, change. Of versions without runs that do not fit the new vocabulary the history is told no more.
    /// REQUIRES: `next` was read; no view into the engine is used afterwards.
    publish_report publish(const std::shared_ptr<const rulebook>& next, const publish_options& how = {});

    /// Effects not yet taken, in the order they came about; `taken` forgets the first `count` of them. With the trace
    /// kept, history() still tells them.
    [[nodiscard]] std::vector<delivered> outbox(std::size_t at_most = SIZE_MAX) const;
    void taken(std::size_t count);

    /// The history of a client, oldest first; empty without `trace`. It lives until the next change of the engine.
    [[nodiscard]] std::span<const effect> history(std::string_view subject) const;

    [[nodiscard]] engine_metrics metrics() const;

    /// Conditions that were neither true nor false, each once, with the place and the first values it happened with.
    [[nodiscard]] const issues& warnings() const noexcept;

    /// All clients, in the order first seen. Keys live as long as the engine. A record is shown as it stands, until the
    /// next change; those shown take memory as long, some hundred bytes each, because at rest they are packed.
    [[nodiscard]] std::size_t client_count() const noexcept;
    [[nodiscard]] std::string_view client(std::size_t i) const;
    [[nodiscard]] const record& state(std::size_t i) const;
    [[nodiscard]] std::optional<std::size_t> find_client(std::string_view subject) const;

    /// What is known of a client at now(), by fact index: unlike in state(), what has left a window is not counted, and
    /// what is computed from today's date is of today. Those of its parts are null.
    [[nodiscard]] std::vector<feel::value> facts(std::size_t client) const;

    /// Since when a fact that is gathered from events counts them: first_instant when from the beginning; later when it
    /// was added, or changed, while the client was known already.
    [[nodiscard]] instant counted_since(std::size_t client, std::uint16_t fact) const;

    /// Facts that do not count from the beginning are counted from history, at now(), as though they had always been
    /// there. What has happened stays: runs go on, and effects are neither taken back nor told again; but whatever
    /// waits for such a fact sees its new value, as when an event moves it. A client whose latest event is not in the
    /// history, or who is not in it at all, is left as he is. REQUIRES: the history was begun with these rules.
    backfill_report backfill(history_count all);

private:
    friend class durable_engine;
    friend class history_count;
    struct impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace reglament
