// Segment: a division of all subjects of a kind into classes, by their rank or by a value.
#pragma once

#include <reglament/feel/number.hpp>
#include <reglament/feel/value.hpp>
#include <reglament/regulation/condition.hpp>
#include <reglament/regulation/fact.hpp>
#include <reglament/regulation/schedule.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace reglament {

/// One class of a segment. Which of the three it is stands in segment::cut, but for the last two.
struct segment_class {
    located<std::string> name;
    enum class what : std::uint8_t {
        share,     ///< while those ahead have less than `upto` per cent of all
        from,      ///< whose value is `from` or better
        rest,      ///< all others
        declared,  ///< only who is declared to be in it
        unknown    ///< wrongly written
    };
    what by = what::rest;
    feel::number upto;
    condition from;  ///< an expression without names: a number, a date, a duration
    span where{};
};

/// "A while those ahead have brought less than 80 per cent of the revenue, B while less than 95, else C."
struct segment {
    located<std::string> name;  ///< also of the fact that tells a client's class
    std::string title;
    condition by;                 ///< what they are ranked by: an expression over facts
    condition when;               ///< who takes part; empty: everybody whose rank is known
    bool least_first = false;     ///< the least value is the best
    bool share_of_count = false;  ///< shares are of the number of those who take part, not of the sum of their values
    bool cut_below = false;       ///< who stands on a cut belongs to the class below it
    bool ties_together = false;   ///< equal values belong to one class; else their keys decide, in ascending order
    std::vector<segment_class> classes;  ///< the best first
    std::uint32_t into = 0;  ///< instead of classes: so many of equal size, called by numbers, the best by the highest
    located<std::string> declared;        ///< the fact that names the class of some beforehand, or empty
    std::optional<located<schedule>> at;  ///< when it is recomputed
    std::shared_ptr<const source> file;

    std::uint16_t fact = UINT16_MAX, declared_fact = UINT16_MAX;  ///< into vocabulary::facts
    std::uint32_t entered = 0, left = 0;                          ///< into vocabulary::events
};

}  // namespace reglament
