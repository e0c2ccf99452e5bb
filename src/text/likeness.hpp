// Likeness: internal helpers around near_names.
#pragma once

#include <reglament/text/issue.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

/// Whether two words look the same on a screen: letters of different scripts that look alike count as equal.
[[nodiscard]] bool looks_like(std::string_view a, std::string_view b);

/// The same text for all words that look the same.
[[nodiscard]] std::string look_of(std::string_view word);

/// Reports a name that is none of those known: as `code` with the nearest of them, or as one with letters of another
/// alphabet when only these are wrong. After `before` others, no nearest one is looked for any more in a long list:
/// that would take its square.
issue& report_unknown(issues& found, std::string_view code, place at, std::string_view name,
                      std::span<const std::string_view> known, std::vector<std::string> arguments, std::size_t before);

}  // namespace reglament
