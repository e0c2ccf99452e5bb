// Statement programs: the lines of a statement, compiled.
#pragma once

#include <reglament/machine/rulebook.hpp>

#include <array>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace reglament {

/// What is known of a person's month, in bank::run; what a monthly table gives follows it.
enum class month_value : std::uint8_t {
    total,
    times,
    average,
    clients,
    share,
    figure,
    total_before,
    times_before,
    average_before,
    clients_before,
    share_before
};
inline constexpr std::size_t month_values = 11;
struct month_name {
    std::string_view en, ru;
};
/// What lines call them.
[[nodiscard]] const std::array<month_name, month_values>& month_names() noexcept;

/// What is known of a task, where events have their data.
enum class task_value : std::uint8_t { step, done, late };

/// The programs for one type of event.
struct event_programs {
    event_index event = no_index;      ///< none: of tasks
    feel::program when, amount, each;  ///< amounts may be empty: 1
    feel::program share;
    feel::decision table;  ///< only of `each`
    /// Facts that are times, of which the programs read the day in the calendar's zone, `day of FACT`: in bank::item,
    /// by fact index.
    std::vector<std::uint16_t> days;
};

struct line_programs {
    std::vector<event_programs> events;
    std::vector<regulation_index> tasks;  ///< families; empty: all
    event_index back = no_index;
    std::uint16_t back_key = no_index;                           ///< the attribute that names what is taken back
    feel::program back_amount;                                   ///< empty: all of it is taken back
    std::vector<std::uint16_t> keys;                             ///< the same attribute, of each of `events`
    std::vector<std::pair<std::uint16_t, feel::number>> owners;  ///< facts, per cents
    feel::program figure, figure_if;                             ///< over the facts of a person
    feel::decision table;                                        ///< of the month
    feel::program pay;
};

struct statement_programs {
    std::uint16_t role = no_index;
    subject_index subject = no_index;  ///< of a person's record; none: nothing is kept of them
    std::vector<line_programs> lines;

    [[nodiscard]] static std::vector<statement_programs> compile(
        const vocabulary& words, const std::vector<statement>& all,
        const std::unordered_map<std::string, regulation_index>& regulations, const std::vector<feel::scope>& facts,
        issues& found);
};

}  // namespace reglament
