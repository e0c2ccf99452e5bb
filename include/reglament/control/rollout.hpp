// Rollout: how far a department is with its regulations, person by person, and what comes next.
#pragma once

#include <reglament/control/section.hpp>
#include <reglament/control/training.hpp>
#include <reglament/engine/engine.hpp>
#include <reglament/export.hpp>
#include <reglament/feel/value.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace reglament {

struct rollout_options {
    instant as_of{};                        ///< what was later is not looked at
    std::uint32_t needed = 20;              ///< clean repetitions in a row that accredit
    std::uint32_t habit_weeks = 4;          ///< that are looked back on, before as_of
    std::uint32_t habit_share = 90;         ///< of the tasks that were due then, in per cent, made in time
    std::uint32_t habit_tasks = 5;          ///< at least so many must have been due
    std::uint32_t at_once = 3;              ///< regulations in a sprint
    std::uint16_t headquarters = no_index;  ///< the role of its members; none: nobody
    std::uint32_t least = 15, most = 20;    ///< of their working time, in per cent
};

/// The role that is called `headquarters` or `штаб`; none: no_index.
[[nodiscard]] REGLAMENT_API std::uint16_t usual_headquarters(const rulebook& rules);

/// «Знают, умеют, делают не думая», and what lies before and between.
enum class rollout_stage : std::uint8_t { nothing, knows, changed, can, habit };
[[nodiscard]] REGLAMENT_API std::string_view to_string(rollout_stage s) noexcept;

/// One person with one role in one regulation.
struct rollout_row {
    regulation_index regulation = 0;
    std::uint16_t role = no_index;
    std::string person;  ///< by id, or as the results name them
    rollout_stage stage = rollout_stage::nothing;
    accreditation how;
    std::uint64_t due = 0, made = 0;  ///< tasks of the last weeks, and how many of them were made in time
};

/// What is to be done about a regulation in a week.
struct sprint_row {
    instant week{};  ///< its Monday
    regulation_index regulation = 0;
    std::vector<std::size_t> who;  ///< into rollout::rows
    std::chrono::seconds needs{};  ///< that repetitions take: as long as those before, or as their norms say
};

struct headquarters_row {
    std::string person;
    std::chrono::seconds week{};           ///< worked in the week of as_of
    std::chrono::seconds least{}, most{};  ///< of it for the rollout
};

struct rollout {
    std::shared_ptr<const rulebook> rules;
    rollout_options how;
    bool with_history = false;        ///< it is known how tasks were made
    std::vector<rollout_row> rows;    ///< by (priority, regulation, role, person)
    std::vector<sprint_row> sprints;  ///< from the week of as_of on, by priority
    std::vector<headquarters_row> headquarters;
    std::chrono::seconds spent{};  ///< on repetitions in the seven days before as_of
};

/// `records` in the order of time. `history`: of what people did, null: it is not known; then nobody has the habit.
/// Whoever holds a role (document `people`), has repeated, or had tasks is looked at in every regulation in which that
/// role has something to do. REQUIRES: `history` keeps its trace.
[[nodiscard]] REGLAMENT_API rollout plan_rollout(std::shared_ptr<const rulebook> rules,
                                                 std::span<const drill_record> records, const engine* history,
                                                 const rollout_options& how);

/// The stages, the sprints, the hours.
[[nodiscard]] REGLAMENT_API std::vector<report_section> to_sections(const rollout& r, language lang = language::en);

[[nodiscard]] REGLAMENT_API std::string to_text(const rollout& r, language lang = language::en);

/// One self-contained HTML page.
[[nodiscard]] REGLAMENT_API std::string to_html(const rollout& r, language lang = language::en);

/// {"as of", "people": [{"regulation", "priority", "role", "person", "stage", "in a row", "needed", "version", "asked",
/// "due", "made"}], "sprints": [{"week", "regulation", "people", "hours"}], "headquarters": {"people": [{"person",
/// "week", "least", "most"}], "spent"}}; hours are numbers.
[[nodiscard]] REGLAMENT_API feel::value to_value(const rollout& r);

}  // namespace reglament
