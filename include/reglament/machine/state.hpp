// State: what is kept of one client: facts, runs, armed silences. Plain data, saved under stable ids.
#pragma once

#include <reglament/export.hpp>
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

inline constexpr instant never = instant::max();

/// `open` rests in a state; `stuck` is an incident: no branch applied; it rests visibly until someone resumes it.
enum class run_status : std::uint8_t { open, stuck };

/// One run of a regulation, alive. A finished run leaves the record.
struct run {
    regulation_index regulation = 0;
    state_index at = 0;
    std::uint32_t number = 0;          ///< of the subject's runs, from 1
    run_status status = run_status::open;
    bool late = false;                 ///< the open task is past its due time
    std::uint16_t attempt = 1;         ///< of the open task
    instant started{};
    instant entered{};                 ///< when it came to the state it rests in
    instant due = never;               ///< when the state's timer fires
    instant deadline = never;          ///< by when the open task is to be done; stays when it is late
    std::uint32_t task = 0;            ///< number of the open task among the subject's tasks, 0 none
    std::vector<feel::value> values;   ///< answers and data listened for; empty until the first
};

/// What a regulation remembers of a subject between runs.
struct regulation_memory {
    regulation_index regulation = 0;
    instant last_start{};
    instant last_end{};
    std::uint32_t starts = 0;
    std::uint32_t open = 0;            ///< runs alive: 0 or 1
};

/// An armed silence: fires at `due` unless its event comes.
struct silence {
    regulation_index regulation = 0;
    instant since{};
    instant due = never;
};

/// The record of one root subject. Everything in it is a function of its events and their times.
struct record {
    std::vector<feel::value> facts;    ///< by fact index; empty until the first is set
    std::vector<run> runs;             ///< in the order of (priority, regulation, number)
    std::vector<silence> silences;     ///< one a regulation at most
    std::vector<regulation_memory> memories;
    instant seen = instant::min();     ///< the latest `now` it was stepped with
    instant due = never;               ///< the earliest due time of runs and silences
    std::uint32_t last_run = 0;
    std::uint32_t last_task = 0;
    std::uint64_t sequence = 0;        ///< effects produced so far
};

/// The bytes of a record: a format version, then content keyed by the ids of regulations, states and facts. The same
/// record gives the same bytes on every platform.
[[nodiscard]] REGLAMENT_API std::string encode(const rulebook& rules, const record& r);

/// The record of such bytes; nothing when they are damaged, of a newer format, or name what the rulebook has not.
/// `why` then says it in English.
[[nodiscard]] REGLAMENT_API std::optional<record> decode(const rulebook& rules, std::string_view bytes,
                                                         std::string* why = nullptr);

}  // namespace reglament
