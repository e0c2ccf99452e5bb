// State: what is kept of one client: facts, runs, armed silences, keys of events. Plain data, saved under stable ids.
#pragma once

#include <reglament/export.hpp>
#include <reglament/machine/event_keys.hpp>
#include <reglament/machine/machine.hpp>

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

class rulebook;

/// `open` rests in a state; `stuck` is an incident: no branch applied; it rests visibly until someone resumes it.
enum class run_status : std::uint8_t { open, stuck };

/// What only some runs have: answers, and an open task. Copied with the run, absent until needed: most runs of a large
/// base rest without either, and must be small.
struct run_details {
    instant task_created{};
    std::vector<feel::value>
        values;  ///< answers and data listened for, by machine::value_names(); empty until the first
};

/// One run of a regulation, alive, in 32 bytes. A finished run leaves the record.
struct alignas(32) run {  // never across two cache lines
    regulation_index regulation = 0;
    state_index at = 0;
    std::uint16_t attempt = 1;  ///< of the open task
    run_status status = run_status::open;
    bool late = false;         ///< the open task is past its due time
    std::uint32_t number = 0;  ///< of the subject's runs, from 1
    std::uint32_t task = 0;    ///< number of the open task among the subject's tasks, 0 none
    instant due = never;       ///< when the state's timer fires; of a late task: when it was due

    run() = default;
    run(const run& other) { *this = other; }
    run(run&&) noexcept = default;
    run& operator=(run&&) noexcept = default;
    REGLAMENT_API run& operator=(const run& other);
    ~run() = default;

    /// When the timer will fire; never when it has.
    [[nodiscard]] instant next_due() const noexcept { return late ? never : due; }

    /// Null until the run has some.
    [[nodiscard]] const run_details* details() const noexcept { return details_.get(); }
    [[nodiscard]] REGLAMENT_API run_details& need_details();

private:
    std::unique_ptr<run_details> details_;
};

/// What a regulation remembers of a subject between runs.
struct regulation_memory {
    regulation_index regulation = 0;
    instant last_start{};  ///< of the open run, when there is one
    instant last_end{};
    std::uint32_t starts = 0;
    std::uint32_t open = 0;  ///< runs alive: 0 or 1
};

/// An armed silence: fires at `due` unless its event comes.
struct silence {
    regulation_index regulation = 0;
    instant since{};
    instant due = never;
};

/// The record of one root subject. Everything in it is a function of its events and their times.
struct record {
    std::vector<feel::value> facts;  ///< by fact index; empty until the first is set
    std::vector<run> runs;           ///< in the order of (priority, regulation, number)
    std::vector<silence> silences;   ///< one a regulation at most
    std::vector<regulation_memory> memories;
    instant seen = instant::min();  ///< the latest `now` it was stepped with
    instant due = never;            ///< the earliest due time of runs and silences
    std::uint32_t last_run = 0;
    std::uint32_t last_task = 0;
    std::uint64_t sequence = 0;  ///< effects produced so far
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
