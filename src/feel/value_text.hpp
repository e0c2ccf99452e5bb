// Texts of values for people. Internal.
#pragma once

#include <reglament/feel/value.hpp>
#include <reglament/text/issue.hpp>

#include <string>

namespace reglament::feel {

/// FEEL's text of a value, cut off where it becomes too long to be read.
[[nodiscard]] std::string to_short_string(const value& v);

/// A value as people write it: text without quotation marks, "12 March 2025, 09:30" with times in `local`, yes and no
/// for truth, the items of a list with commas, "…" for null.
[[nodiscard]] std::string in_words(const value& v, language lang, zone local);

}  // namespace reglament::feel
