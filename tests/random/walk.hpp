// A walk: random happenings over one client's record, and what must hold of every step.
#pragma once

#include "random_rules.hpp"

#include <reglament/reglament.hpp>

#include <string>
#include <vector>

namespace reglament::testing {

/// One happening: an event, an answer to some open task, or time that passes.
struct happening {
    enum class what : std::uint8_t { event, done, unanswered, pass } kind = what::pass;
    std::string type;          ///< of an event
    feel::value data;          ///< of an event
    std::uint32_t which = 0;   ///< of answers: of the open tasks
    std::int64_t minutes = 0;  ///< later than the one before
};

[[nodiscard]] std::vector<happening> make_happenings(dice& d);

/// What does not hold, in words; empty when all does. Counts what was gone through.
struct walked {
    std::size_t steps = 0, runs = 0, ended = 0, tasks = 0, divisions = 0, saved = 0, called = 0, left = 0, packed = 0,
                recounted = 0;
};
[[nodiscard]] std::string walk(const rulebook& rules, const std::vector<happening>& all, walked& count);

[[nodiscard]] std::string to_string(const happening& h);

}  // namespace reglament::testing
