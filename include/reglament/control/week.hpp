// Week: what became of the tasks that were due in a stretch of time, for each person.
#pragma once

#include <reglament/engine/engine.hpp>
#include <reglament/export.hpp>
#include <reglament/feel/value.hpp>
#include <reglament/text/issue.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

enum class task_end : std::uint8_t {
    made,        ///< done, or tried without an answer, when it was due or before
    late,        ///< the same, but later
    missed,      ///< due, and not done: it is open still, was skipped, or its run went on without it
    open,        ///< not due yet
    called_off,  ///< its run ended, or it was skipped, before it was due
};
inline constexpr std::size_t task_ends = 5;
[[nodiscard]] REGLAMENT_API std::string_view to_string(task_end e) noexcept;

/// A task that was due in the stretch.
struct judged_task {
    std::string subject, part;
    std::string person;             ///< who had it when it was over, or when it was due; empty: nobody known
    std::uint16_t role = no_index;  ///< into vocabulary::roles
    regulation_index regulation = 0;
    const task_definition* what = nullptr;  ///< lives as long as week::rules
    std::vector<feel::value> values;        ///< of the braces in its instruction
    std::uint32_t number = 0;
    instant due{};
    instant over = never;  ///< never: it is open
    task_end end = task_end::open;
};

struct person_week {
    std::string person;             ///< empty: of the role, nobody known
    std::uint16_t role = no_index;  ///< of tasks that nobody is known for
    std::uint64_t counts[task_ends]{};
    [[nodiscard]] std::uint64_t of(task_end e) const noexcept { return counts[static_cast<std::size_t>(e)]; }
};

struct week {
    std::shared_ptr<const rulebook> rules;
    instant from{}, to{};             ///< `to` excluded
    instant as_of{};                  ///< how far the history goes
    std::vector<person_week> people;  ///< by name
    std::vector<judged_task> tasks;   ///< by (due, subject, number)
};

/// Judges the tasks that were due from `from` on and before `to`, as is known at now(). REQUIRES: the engine keeps its
/// trace.
[[nodiscard]] REGLAMENT_API week control_week(const engine& e, instant from, instant to);

[[nodiscard]] REGLAMENT_API std::string to_text(const week& w, language lang = language::en);

/// {"from", "to", "as of", "people": [{"person", "role", "made", "late", "missed", "open", "called off"}],
/// "tasks": [{"due", "over", "end", "person", "client", "regulation", "task", …}]}.
[[nodiscard]] REGLAMENT_API feel::value to_value(const week& w, language lang = language::en);

}  // namespace reglament
