// Merge: two records of what turned out to be one subject become one.
#pragma once

#include <reglament/machine/step.hpp>

#include <vector>

namespace reglament {

/// Moves everything of `from`; no run of it is of a regulation that runs in `into` for the same. Gives the facts of
/// `into` that are known by that.
[[nodiscard]] std::vector<std::uint16_t> merge_records(const rulebook& rules, record& from, record& into,
                                                       const merger& by);

/// The part of `into` that a part of `from` becomes; none of one: the subject itself.
[[nodiscard]] part_index part_in(const record& from, part_index part, const record& into) noexcept;

}  // namespace reglament
