// Period: spans of time as regulations speak of them, and the instants there are.
#pragma once

#include <reglament/export.hpp>
#include <reglament/feel/temporal.hpp>
#include <reglament/text/issue.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace reglament {

/// "90 days", "P90D", "15 min", "2 months", "2 working days", "4 working hours"; in Russian in every plural form.
struct period {
    enum class unit : std::uint8_t { microseconds, months, working_days, working_minutes };
    unit in = unit::microseconds;
    std::int64_t amount = 0;

    [[nodiscard]] bool is_working() const noexcept { return in >= unit::working_days; }
    friend bool operator==(const period&, const period&) = default;
};

/// Reads a period, ISO 8601 or words of either language; nothing when it is none, negative, or above 1,000 years.
[[nodiscard]] REGLAMENT_API std::optional<period> parse_period(std::string_view text);

/// A period `percent` hundredths as long, rounded up, at most the longest that can be read. REQUIRES: p.amount >= 0 and
/// percent <= 10'000.
[[nodiscard]] REGLAMENT_API period scaled(const period& p, std::uint32_t percent) noexcept;

[[nodiscard]] REGLAMENT_API std::string to_string(const period& p, language lang = language::en);

/// The instants an engine knows of. Both are of the years 1 to 9999 in every time zone.
inline constexpr instant first_instant{std::chrono::sys_days{std::chrono::year{1} / 1 / 2}};
inline constexpr instant last_instant{std::chrono::sys_days{std::chrono::year{9999} / 12 / 31}};

/// An instant as people type it: "2025-03-12", "2025-03-12 18:00", "12.03.2025 18:00", or any text that parse_instant
/// takes; without an offset it is read in `zone`. Nothing when it is none, or not within the bounds above.
[[nodiscard]] REGLAMENT_API std::optional<instant> parse_moment(std::string_view text, feel::zone zone);

/// The due time of what never comes.
inline constexpr instant never = instant::max();

}  // namespace reglament
