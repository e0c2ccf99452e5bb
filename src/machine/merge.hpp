// Merge: two records of what turned out to be one subject become one.
#pragma once

#include <reglament/machine/step.hpp>

#include <vector>

namespace reglament {

/// Whether one record can hold the parts of both: no more than most_parts.
[[nodiscard]] REGLAMENT_API bool parts_fit(const record& from, const record& into);

/// Moves everything of `from`; no run of it is of a regulation that runs in `into` for the same. Gives the facts of
/// `into` that are known by that.
[[nodiscard]] std::vector<std::uint16_t> merge_records(const rulebook& rules, record& from, record& into,
                                                       const merger& by, instant now);

/// Adds up what is gathered: `value` and `from` are those of the other one, null when it keeps nothing. True when the
/// fact has another value by that. REQUIRES: the facts of `into` are there.
[[nodiscard]] bool merge_gathered(const rulebook& rules, std::uint16_t fact, const feel::value& value,
                                  const gathered_fact* from, record& into, part_index part, instant now);

/// The part of `into` that a part of `from` becomes; none of one: the subject itself.
[[nodiscard]] part_index part_in(const record& from, part_index part, const record& into) noexcept;

}  // namespace reglament
