// Segments, computed: what came of ranking all clients.
#pragma once

#include <reglament/feel/value.hpp>
#include <reglament/regulation/period.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

/// One class of a segment.
struct class_figures {
    std::string name;
    std::uint64_t clients = 0;
    feel::number total;          ///< the sum of their values; 0 when they are no numbers
    feel::value best, last;      ///< the values at both ends; null when there is nobody
    std::uint64_t declared = 0;  ///< of the clients those who were declared to be in it
};

/// A segment as it was computed last.
struct segment_figures {
    std::string_view name;               ///< lives as long as the rulebook
    instant at = never;                  ///< when; never: not yet
    std::vector<class_figures> classes;  ///< the best first
    std::uint64_t clients = 0;           ///< who took part or were declared
    std::uint64_t moved = 0;             ///< whose class changed
    feel::number total;                  ///< the sum of all values
};

}  // namespace reglament
