// Temporal: instants, dates, times, durations and time zones.
#pragma once

#include <reglament/export.hpp>

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace reglament {

/// A point of time, UTC, in microseconds since 1970 (finer parts of an input are cut off). Years 1 to 9999 are read.
using instant = std::chrono::sys_time<std::chrono::microseconds>;

namespace feel {

/// A time zone: none ("local"), a fixed offset from UTC, or a zone of the IANA database by its name.
class zone {
public:
    constexpr zone() noexcept = default;  ///< none

    /// REQUIRES: |offset| < 24 h.
    static constexpr zone fixed(std::chrono::seconds offset) noexcept {
        return zone{static_cast<std::int32_t>(offset.count())};
    }
    static constexpr zone utc() noexcept { return zone{0}; }

    /// The zone of a name ("Europe/Moscow", "UTC", "+03:00", "Z"); nothing when there is none of that name.
    [[nodiscard]] REGLAMENT_API static std::optional<zone> find(std::string_view name);

    [[nodiscard]] constexpr bool is_none() const noexcept { return id_ == none; }
    [[nodiscard]] constexpr bool is_named() const noexcept { return id_ >= first_named; }
    [[nodiscard]] REGLAMENT_API std::string name() const;  ///< "" for none, "Z", "+03:00" or the IANA name

    /// Seconds to add to UTC at that instant. REQUIRES: !is_none().
    [[nodiscard]] REGLAMENT_API std::chrono::seconds offset_at(instant when) const;

    /// The instant of a local time. In a gap: the instant the gap ends at; when it happens twice: the earlier one.
    [[nodiscard]] REGLAMENT_API instant to_instant(std::chrono::local_time<std::chrono::microseconds> local) const;
    [[nodiscard]] REGLAMENT_API std::chrono::local_time<std::chrono::microseconds> to_local(instant when) const;

    friend bool operator==(zone, zone) = default;

private:
    static constexpr std::int32_t none = INT32_MIN;
    static constexpr std::int32_t first_named = 1 << 20;  // above every offset in seconds
    constexpr explicit zone(std::int32_t id) noexcept : id_{id} {}
    std::int32_t id_ = none;
};

/// A calendar day.
struct date {
    std::chrono::local_days days{};
    friend auto operator<=>(const date&, const date&) = default;
};

/// A time of day with or without a zone. Compared by the instant of the day when both have an offset.
struct time_of_day {
    std::int64_t microseconds = 0;  ///< since local midnight
    feel::zone zone;
    friend bool operator==(const time_of_day&, const time_of_day&) = default;
};

/// A local date and time with or without a zone.
struct date_time {
    std::chrono::local_time<std::chrono::microseconds> local{};
    feel::zone zone;

    /// The instant; without a zone it is read in `fallback`.
    [[nodiscard]] REGLAMENT_API instant at(feel::zone fallback = feel::zone::utc()) const;
    friend bool operator==(const date_time&, const date_time&) = default;
};

/// A duration of years and months, or one of days and shorter units. Never both: FEEL's two duration types.
struct months_duration {
    std::int64_t months = 0;
    friend auto operator<=>(const months_duration&, const months_duration&) = default;
};
using time_duration = std::chrono::microseconds;

// ISO 8601 texts, as FEEL reads and writes them: seconds are written, offsets go up to 18 hours, a zone's name follows
// an @. Parts finer than a microsecond are cut off. A date and time may be at 24:00:00, the next midnight. Nothing when
// the text is not of that form or no such day exists.
[[nodiscard]] REGLAMENT_API std::optional<date> parse_date(std::string_view text) noexcept;
[[nodiscard]] REGLAMENT_API std::optional<time_of_day> parse_time(std::string_view text);
[[nodiscard]] REGLAMENT_API std::optional<date_time> parse_date_time(
    std::string_view text);  ///< a date alone is midnight
[[nodiscard]] REGLAMENT_API std::optional<time_duration> parse_time_duration(
    std::string_view text) noexcept;  ///< P2DT3H
[[nodiscard]] REGLAMENT_API std::optional<months_duration> parse_months_duration(
    std::string_view text) noexcept;  ///< P1Y6M

[[nodiscard]] REGLAMENT_API std::string to_string(date d);
[[nodiscard]] REGLAMENT_API std::string to_string(const time_of_day& t);
[[nodiscard]] REGLAMENT_API std::string to_string(const date_time& d);
[[nodiscard]] REGLAMENT_API std::string to_string(time_duration d);
[[nodiscard]] REGLAMENT_API std::string to_string(months_duration d);

/// The day that many months later; the last day of the month where that month is shorter. It stays within the years
/// -99999 … 99999, which is also what is read.
[[nodiscard]] REGLAMENT_API date add_months(date d, std::int64_t months) noexcept;

}  // namespace feel

/// An RFC 3339 instant ("1998-06-30T12:00:00Z", any offset) or a date or local time read in `zone`.
/// With `zone` none a text without an offset gives nothing.
[[nodiscard]] REGLAMENT_API std::optional<instant> parse_instant(std::string_view text,
                                                                 feel::zone zone = feel::zone::utc());

/// RFC 3339, in UTC or as a local time of `zone` with its offset; without fractions when there are none.
[[nodiscard]] REGLAMENT_API std::string to_string(instant when, feel::zone zone = feel::zone::utc());

}  // namespace reglament
