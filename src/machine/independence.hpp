// Independence: whether the clients of a rulebook can be told apart from each other for good.
#pragma once

#include <reglament/machine/rulebook.hpp>

namespace reglament {

/// Whether nothing that happens to one client can move another one: no limit is shared, nobody is told or run for
/// somebody else, no fact is gathered from others, nobody is ranked among them, and no task is given out by the desk.
/// Who hears their events apart from the others, in the order of time, then does what they would have done among them.
[[nodiscard]] bool are_clients_independent(const rulebook& rules);

}  // namespace reglament
