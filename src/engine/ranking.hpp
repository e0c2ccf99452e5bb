// Ranking: which class each of many belongs to, by their values. Pure.
#pragma once

#include "machine/segment_programs.hpp"

#include <reglament/engine/segments.hpp>

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace reglament {

inline constexpr std::uint16_t no_class = UINT16_MAX;

/// One who takes part.
struct candidate {
    feel::value value;  ///< not null
    std::uint32_t who = 0;
    std::uint16_t of = 0;  ///< out: the class, by index into segment::classes; with `into` the number of the part, from
                           ///< 0 the best
};

/// Puts all in the order of their rank, the best first, and says the class of each. `key_of` gives the key of one: the
/// order of equal values. Values that cannot be compared, because they are of
/// different kinds, stand kind by kind.
void rank(const segment& s, const segment_programs& by, feel::zone zone,
          const std::function<std::string_view(std::uint32_t)>& key_of, std::vector<candidate>& all);

/// What a class has, in numbers. REQUIRES: `all` was ranked.
[[nodiscard]] std::vector<class_figures> figures_of(const segment& s, const std::vector<candidate>& all);

}  // namespace reglament
