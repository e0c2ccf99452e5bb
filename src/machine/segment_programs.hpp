// Segment programs: what a segment ranks by, compiled.
#pragma once

#include "machine/derivations.hpp"

#include <reglament/machine/rulebook.hpp>

#include <vector>

namespace reglament {

struct segment_programs {
    feel::program by, when;           ///< `when` empty: everybody
    std::vector<feel::value> bounds;  ///< of each class; null of those without

    [[nodiscard]] static std::vector<segment_programs> compile(const vocabulary& words,
                                                               const std::vector<feel::scope>& facts, issues& found);
};

}  // namespace reglament
