// The part of `reglament control` that looks at one week.
#pragma once

#include "cli/replay.hpp"

namespace reglament::cli {

/// What became of the tasks due in the week of a day, for each person. `replay.until` may be empty: then it is the end
/// of the events.
void control_of_week(const std::string& day, const replay_options& replay, bool json, session& s);

}  // namespace reglament::cli
