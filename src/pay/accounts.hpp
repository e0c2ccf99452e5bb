// Accounts: everything that counts for people, gathered by running events through the engine.
#pragma once

#include "control/task_ledger.hpp"

#include <reglament/feel/number.hpp>
#include <reglament/log/event_log.hpp>
#include <reglament/machine/rulebook.hpp>

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace reglament::pay {

inline constexpr std::uint32_t nobody = UINT32_MAX, no_entry = UINT32_MAX;

/// Months since year 0.
using month_number = std::int32_t;
[[nodiscard]] month_number month_of(feel::date day) noexcept;
[[nodiscard]] feel::date first_of(month_number m) noexcept;

/// What an event counts for one person in one line.
struct item {
    std::uint16_t statement = 0, line = 0;
    month_number month = 0;  ///< that it is paid in
    std::uint32_t person = nobody, client = 0, part = nobody;
    std::uint32_t entry = no_entry;  ///< of the log
    event_index type = no_index;
    std::int8_t count = 1;  ///< less: it takes one back
    bool shares = false, back = false;
    instant at{}, known{};
    feel::number amount, percent, each;
};

/// What is known of people at the end of a month: their facts, by person.
using snapshot = std::unordered_map<std::uint32_t, std::vector<feel::value>>;

struct accounts {
    std::deque<std::string> names;  ///< people, clients and parts, each once
    std::unordered_map<std::string_view, std::uint32_t> known_names;
    std::vector<item> items;
    std::map<month_number, snapshot> months;  ///< of statements that read facts of people
    std::vector<task_fate> tasks;
    std::vector<std::string> clients;  ///< of tasks
    instant as_of = instant::min();    ///< the last event
    bool late_between = false;         ///< see gather
    issues found;

    std::uint32_t name(std::string_view text);
};

/// To the nearest whole number of units, a half away from zero.
[[nodiscard]] feel::number rounded(feel::number n, feel::number unit);

/// The statement of an id that is in force in a month; of each id one, by their places in the rulebook.
[[nodiscard]] std::vector<std::uint16_t> in_force(const rulebook& rules, month_number month);

/// When a month is closed by a statement.
[[nodiscard]] instant closing(const rulebook& rules, const statement& s, month_number month);

/// Runs all events that occurred and were recorded before `until`, and tells in `late_between` whether one of them was
/// recorded later than it occurred, and after `since`.
[[nodiscard]] accounts gather(const std::shared_ptr<const rulebook>& rules, const event_log& log, instant until,
                              instant since);

}  // namespace reglament::pay
