// Instruction: what a task tells people to do, with the values that stand in it: "Correct: {fault}".
#pragma once

#include <reglament/export.hpp>
#include <reglament/feel/value.hpp>
#include <reglament/machine/rulebook.hpp>
#include <reglament/machine/state.hpp>
#include <reglament/text/issue.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace reglament {

/// The instruction, or the task's id when it has none. `values`: of its braces, in their order, as effect::data of
/// task_created has them behind the person, and task::values as they are now; one that is null, or not given, is "…".
[[nodiscard]] REGLAMENT_API std::string instruction_text(const rulebook& rules, const task_definition& of,
                                                         std::span<const feel::value> values,
                                                         language lang = language::en);

/// Those values now, of an open task of a run in a record.
[[nodiscard]] REGLAMENT_API std::vector<feel::value> instruction_values(const rulebook& rules, const record& r,
                                                                        const run& at, std::uint32_t branch,
                                                                        const task_definition& of, instant now);

}  // namespace reglament
