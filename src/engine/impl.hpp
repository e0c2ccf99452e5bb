// The inside of an engine: all its clients, what is due, and what is told. Each group of functions has a file of its
// own.
#pragma once

#include "engine/admission.hpp"
#include "engine/change_log.hpp"
#include "engine/client_store.hpp"
#include "engine/effect_log.hpp"
#include "engine/intake.hpp"
#include "engine/publish.hpp"
#include "engine/taken_keys.hpp"
#include "engine/timer_queue.hpp"
#include "engine/untaken.hpp"

#include <reglament/engine/engine.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reglament {

// From one record to another.
struct letter {
    std::string to;
    event_index event = no_index;
    std::vector<feel::value> data;
    std::uint32_t task = 0;
    regulation_index called = no_index;
    run_caller by;
    std::uint32_t hops = 0;  // messages that led to it, one after the other
    std::optional<rolled_change> rolled{};
};

// Subjects that answer each other for ever are stopped there: a loop over a list of the longest, one after the other,
// is twice 10,000.
inline constexpr std::uint32_t most_hops = 25'000;
inline constexpr std::size_t most_letters = 1'000'000;  // that one event leads to

/// Events about an open task, call or run.
[[nodiscard]] bool speaks_of_task(std::string_view type) noexcept;

struct engine::impl {
    impl(std::shared_ptr<const rulebook> r, engine_options o)
        : rules{std::move(r)}, options{o}, in{*rules}, starts{*rules} {
        out.trace = options.trace;
        note_kinds();
        warn_of_pilots();
    }

    // Without an earlier version those who are not in the pilot begin none (changeover.cpp).
    void warn_of_pilots();

    void note_kinds() {
        const auto& all = rules->vocabulary().subjects;
        const auto owns = [&](const subject_type& s) {
            return !s.is_part() && static_cast<subject_index>(&s - all.data()) != rules->vocabulary().desk;
        };
        several_kinds = std::any_of(all.begin() + 1, all.end(), owns);
    }

    // Intake of events (engine.cpp).

    posted post(const event& e);
    posted post(const bound_event& e);
    // By the host's policy.
    bool is_refused(const event& e, issues& found) const;
    bool is_refused_command(const event& command, issues& found) const;
    [[nodiscard]] std::optional<posted> out_of_time(std::string_view type, instant time) const;
    // Whether the event was here before, or is too old to tell.
    std::optional<posted> seen_before(std::uint32_t which, std::uint64_t key, instant time) const;
    // Whether it comes late, and is refused then.
    [[nodiscard]] std::optional<posted> too_late(std::uint32_t which, event_index type, instant time) const;
    // Says which facts were left out, because a later revision of them is known. True: nothing else is left.
    bool tell_older(const resolved& facts, issues& found) const;
    // An event as if it named its record by kind and key; nothing when it need not.
    [[nodiscard]] std::optional<event> addressed(const event& e, issues& found) const;
    // The event as if it named its client; nothing when it is known of nobody.
    [[nodiscard]] std::optional<event> with_owner(const event& e) const;

    // What the host is asked for (fetching.cpp).

    // The event as it names its record, whoever it named at first; nothing: it will be rejected.
    [[nodiscard]] std::optional<event> settled(const event& e) const;
    [[nodiscard]] bool is_fresh(const record* r, std::uint16_t fact, part_index part, instant at) const;
    // False: what was fetched is wrong.
    bool resolve_fetched(const event& e, const record* r, std::vector<resolved>& all, issues& found) const;

    // Records and time (records.cpp).

    std::uint32_t find_or_add(std::string_view key);
    // The queue holds one entry a client at least as early as its next due time; entries found stale go in again.
    void queue(std::uint32_t which, kept_client& c);
    // Whether the client is due when its entry says; a stale entry goes in again.
    bool is_due(timer t);
    instant first_due();
    // Fires what is due at or before `until`, client by client in the order of due times.
    std::size_t fire(instant until);
    // What a step brought about: `c` is the open client.
    void keep(std::uint32_t which, kept_client& c);
    void tell(std::uint32_t which, kept_client& c);
    [[nodiscard]] static std::string key_of_part(const kept_client& c, part_index part);
    // Where a start waits: by the version that the client begins now, and by the person it is with now.
    [[nodiscard]] admission::desk_key desk_of(const kept_client& c, const queued_start& q) const;
    // Of each condition once: what was missing, else what the evaluation itself says.
    void warn(std::string_view client);
    void apply(std::uint32_t which, std::uint64_t key, const signal& s);
    // Starts that waited and may begin now. One that does not begin leaves its place to the next.
    void admit(instant at);
    void move_to(instant time);
    // What was shown to the host may be another from now on.
    void forget_shown();

    // Between records (letters.cpp).

    // By the name and number it was first asked under, should that be those of one that was merged into this.
    [[nodiscard]] static run_caller asked_by(std::string_view key, const record& from, std::uint32_t number);
    // Whether the run that a call waits for is open here: nobody else can say how it ended.
    [[nodiscard]] bool is_run_here(std::uint32_t from, std::uint32_t call);
    [[nodiscard]] letter letter_to(std::string_view key, const record& from, const effect& e) const;
    // What a record adds to facts of others is on its way.
    void send_rolled();
    // What records tell each other, first in, first out, at the time it was told.
    void deliver(instant at);

    // Merging (merging.cpp).

    // What became of a subject that was merged into another one; the letter or the event is about that one then.
    [[nodiscard]] const merger* merged(std::string_view key) const;
    [[nodiscard]] std::uint32_t who_is_left(std::uint32_t which);
    // Numbers of tasks, calls and runs are those of the subject they were told of.
    [[nodiscard]] std::optional<event> redirected(const event& e) const;
    posted merge(const event& e, std::uint64_t event_key);
    // The keys of events lie beside the records, but what is merged is whole.
    void give_keys(std::uint32_t which, record& r);
    void take_keys(std::uint32_t which, record& r);

    // What is kept elsewhere, too (restore.cpp).

    // From now on `changed` tells what changes, and neither history nor outbox are kept here.
    void record_changes();
    // Clients as they were kept, who are not known by their keys before resume(). What is given packed goes by the
    // origin, and is queued as it is due. REQUIRES: nobody is here.
    void begin_restoring(instant origin) { clients.set_origin(origin); }
    // `keys`: of events, as taken_keys writes them. REQUIRES: the key is not there.
    void restore(std::string_view key, record&& state, std::string_view keys);
    void restore(std::string_view key, std::string_view packed, instant due, std::string_view keys);
    // All clients are there: time goes on from `at`. False: two have the same key.
    [[nodiscard]] bool resume(instant at);
    [[nodiscard]] std::string save_clock() const;
    [[nodiscard]] bool load_clock(std::string_view bytes);

    // Segments (segments.cpp).

    void schedule_segments();
    void compute_segments(instant at);
    void compute_segment(std::size_t which, instant at);
    void change_class(const segment& s, std::uint32_t who, const feel::value& before, const feel::value& after,
                      instant at);

    // What is open (tasks.cpp).

    // Calls `visit(key, record)` for those with runs: all, or one. What they view is shown.
    template <class Visit>
    void each_with_tasks(std::string_view subject, Visit&& visit) const;
    [[nodiscard]] task task_at(const machine& m, const run& r, const token& at) const;
    // Who holds the role of a task: whom it was given to, where tasks stay; else whom the fact names now.
    [[nodiscard]] std::string_view person_of(const task_definition& what, const run& r, const record& state,
                                             std::uint32_t number) const;
    [[nodiscard]] std::string_view holder_of(const role& of, const record& state, part_index part) const;
    [[nodiscard]] call call_at(const run& r, const machine& m, const token& at) const;

    // Other people are in force: whoever has tasks, and the desk, look at them again (tasks.cpp).
    void change_people();

    // Publishing (changeover.cpp).

    // Of each version with runs that the current one waits for: how many there are.
    void count_earlier();
    void drain(const effects& told);
    [[nodiscard]] std::vector<version_use> uses() const;
    // False: what is not taken cannot be told in terms of the new rules.
    [[nodiscard]] bool can_tell(const effect_translator& by, issues& found) const;
    // Histories and what is not taken yet, in terms of the new rules; `after`: the records of all clients.
    void translate(const effect_translator& by, record_store& after);
    void roll_up();
    // All is ready: the records take their places.
    void put_in_place(record_store&& after, std::map<std::uint32_t, effects>&& done);

    std::shared_ptr<const rulebook> rules;
    engine_options options;
    intake in;
    admission starts;
    instant now = instant::min();
    client_store clients;
    taken_keys taken_in;                                      // by client; their records have none
    boost::unordered_flat_map<std::uint32_t, merger> became;  // clients who turned out to be others
    timer_queue timers;
    std::vector<instant> segments_due;  // of each segment: when it is computed next
    instant first_segment = never;
    std::vector<segment_figures> segments_computed;
    step_output out;
    effect_log log;  // the history, or without trace what is not taken yet
    untaken to_take{log};
    std::unique_ptr<change_log> changed;  // null: nobody asks
    // What the host looks at, which lies packed. Records are shown until the next change; of histories some are kept,
    // because they only grow.
    mutable boost::unordered_flat_map<std::uint32_t, std::unique_ptr<record>> shown;
    struct shown_history {
        effect_log::place until = 0;
        std::vector<effect> all;
    };
    mutable boost::unordered_flat_map<std::uint32_t, shown_history> shown_histories;
    [[nodiscard]] const record& show(std::uint32_t which) const;
    [[nodiscard]] std::span<const effect> show_history(std::uint32_t which) const;
    engine_metrics counted;
    feel::value caused_by;  // of the event in hand: what its effects carry
    issues warnings;
    std::set<std::pair<regulation_index, std::uint16_t>> warned;
    std::set<std::pair<std::uint16_t, int>> warned_years;  // calendar, year
    std::deque<letter> letters;
    std::uint32_t hops = 0;              // of the letter in hand
    bool several_kinds = false;          // not only clients own records
    std::optional<refusal> not_started;  // of the start that was asked for last
    std::vector<bool> draining;          // by regulation: it waits for the runs of its earlier versions
    std::vector<std::uint64_t> left;     // by family: runs in earlier versions
    boost::unordered_flat_map<std::string, std::uint32_t> owners;  // of "deal/D-17": the client it was last heard with
};

}  // namespace reglament
