// Duration: days and shorter units, or years and months. Never both: FEEL's two duration types.
#pragma once

#include <reglament/export.hpp>

#include <chrono>
#include <compare>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace reglament::feel {

/// The ticks that are whole nanoseconds: seconds and their multiples, milliseconds, microseconds, nanoseconds.
template <class Period>
concept whole_nanoseconds = Period::den == 1 || (Period::num == 1 && 1'000'000'000 % Period::den == 0);

/// A duration of days and shorter units, exact to the nanosecond. It holds the difference of any two dates and
/// times.
struct time_duration {
    std::int64_t seconds = 0;      ///< rounded down: -0.25 s are -1 s and 750000000 ns
    std::int32_t nanoseconds = 0;  ///< 0 … 999999999

    constexpr time_duration() noexcept = default;
    constexpr time_duration(std::int64_t s, std::int32_t ns) noexcept : seconds{s}, nanoseconds{ns} {}

    /// REQUIRES: it fits 64 bits of seconds.
    template <std::integral Rep, whole_nanoseconds Period>
    constexpr time_duration(std::chrono::duration<Rep, Period> d) noexcept;  // NOLINT(google-explicit-constructor)

    [[nodiscard]] constexpr bool is_negative() const noexcept { return seconds < 0; }

    /// What is finer than a microsecond is cut off; nothing beyond what 64 bits hold, 292 thousand years.
    [[nodiscard]] REGLAMENT_API std::optional<std::chrono::microseconds> to_microseconds() const noexcept;

    friend constexpr auto operator<=>(const time_duration&, const time_duration&) = default;
};

// Nothing on overflow.
[[nodiscard]] REGLAMENT_API std::optional<time_duration> add(time_duration a, time_duration b) noexcept;
[[nodiscard]] REGLAMENT_API std::optional<time_duration> subtract(time_duration a, time_duration b) noexcept;
[[nodiscard]] REGLAMENT_API std::optional<time_duration> negate(time_duration d) noexcept;

/// A duration of years and months.
struct months_duration {
    std::int64_t months = 0;
    friend auto operator<=>(const months_duration&, const months_duration&) = default;
};

// ISO 8601 texts, as FEEL reads and writes them: only seconds have a fraction, what is finer than a nanosecond is cut
// off. Nothing when the text is not of that form or is too long a duration.
[[nodiscard]] REGLAMENT_API std::optional<time_duration> parse_time_duration(
    std::string_view text) noexcept;  ///< P2DT3H
[[nodiscard]] REGLAMENT_API std::optional<months_duration> parse_months_duration(
    std::string_view text) noexcept;  ///< P1Y6M

[[nodiscard]] REGLAMENT_API std::string to_string(time_duration d);    ///< in days, hours, minutes, seconds; "PT0S"
[[nodiscard]] REGLAMENT_API std::string to_string(months_duration d);  ///< in years and months; "P0M"

template <std::integral Rep, whole_nanoseconds Period>
constexpr time_duration::time_duration(std::chrono::duration<Rep, Period> d) noexcept {
    const auto count = static_cast<std::int64_t>(d.count());
    if constexpr (Period::den == 1) {
        seconds = count * Period::num;
    } else {
        const std::int64_t rest = count % Period::den;
        seconds = count / Period::den - (rest < 0 ? 1 : 0);
        nanoseconds = static_cast<std::int32_t>((rest < 0 ? rest + Period::den : rest) * (1'000'000'000 / Period::den));
    }
}

}  // namespace reglament::feel
