// Texts of values for people. Internal.
#pragma once

#include <reglament/feel/value.hpp>

#include <string>

namespace reglament::feel {

/// FEEL's text of a value, cut off where it becomes too long to be read.
[[nodiscard]] std::string to_short_string(const value& v);

}  // namespace reglament::feel
