// Days and time durations as signed parts and as numbers. Internal.
#pragma once

#include <reglament/feel/number.hpp>
#include <reglament/feel/temporal.hpp>

#include <optional>

namespace reglament::feel {

/// A duration as it is written: a sign and the absolute parts.
struct signed_span {
    bool negative = false;
    std::uint64_t seconds = 0;
    std::uint32_t nanoseconds = 0;
};
signed_span to_signed_span(time_duration d) noexcept;

/// All of it in nanoseconds: at most 28 digits, so it is exact.
number to_nanoseconds(time_duration d) noexcept;

/// So many nanoseconds, rounded half-even to a whole one; nothing when it is too long.
std::optional<time_duration> from_nanoseconds(number n) noexcept;

}  // namespace reglament::feel
