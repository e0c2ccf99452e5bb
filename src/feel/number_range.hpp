// Ranges of numbers that a type allows, written as unary tests: `[0..100]`, `(0..1]`, `>= 0`, `< 10`. Internal.
#pragma once

#include <reglament/feel/number.hpp>
#include <reglament/feel/value.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace reglament::feel {

/// Nothing when it is no range of numbers, or no number is in it.
[[nodiscard]] std::optional<range> parse_number_range(std::string_view text);

/// As parse_number_range reads it.
[[nodiscard]] std::string number_range_text(const range& r);

// REQUIRES of all: bounds are numbers or null.

[[nodiscard]] bool is_in(const number& n, const range& r) noexcept;

/// Whether all of `some` lies in `all`.
[[nodiscard]] bool includes(const range& all, const range& some) noexcept;

/// The wanted number where it is allowed, else one that is.
[[nodiscard]] number some_number_in(const range& r, const number& wanted);

}  // namespace reglament::feel
