// The words of FEEL and of the regulation dialect: keywords with their aliases, units of time. Internal.
#pragma once

#include <reglament/feel/value.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace reglament::feel {

enum class keyword : std::uint8_t {
    none,
    and_,
    or_,
    not_,
    in,
    between,
    if_,
    then,
    else_,
    true_,
    false_,
    null,
    for_,
    return_,
    some,
    every,
    satisfies,
    function,
    instance,
    of
};

/// The keyword a whole word is. `aliases`: also the Russian ones.
[[nodiscard]] keyword find_keyword(std::string_view word, bool aliases) noexcept;

/// The keyword as FEEL writes it.
[[nodiscard]] std::string_view spelling(keyword k) noexcept;

/// A comparison as people say it: "не больше" for `<=`.
struct comparison_words {
    std::string_view text, feel;
};

/// The one that a text begins with, or null.
[[nodiscard]] const comparison_words* find_comparison(std::string_view text) noexcept;

/// A unit of time in words, in any grammatical number.
struct unit {
    bool months = false;    ///< else microseconds
    std::int64_t size = 0;  ///< months or microseconds
};
[[nodiscard]] std::optional<unit> find_unit(std::string_view word) noexcept;

/// Every unit's spelling, for "did you mean".
[[nodiscard]] std::span<const std::string_view> unit_words() noexcept;

/// Words of working time ("working", "рабочих"), which only periods know.
[[nodiscard]] bool is_working(std::string_view word) noexcept;

}  // namespace reglament::feel
