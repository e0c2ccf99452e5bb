// Likeness: internal helpers around near_names.
#pragma once

#include <string_view>

namespace reglament {

/// Whether two words look the same on a screen: letters of different scripts that look alike count as equal.
[[nodiscard]] bool looks_like(std::string_view a, std::string_view b);

}  // namespace reglament
