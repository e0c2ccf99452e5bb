// Temporal: instants, dates, times and time zones.
#pragma once

#include <reglament/export.hpp>
#include <reglament/feel/duration.hpp>

#include <chrono>
#include <compare>
#include <concepts>
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

    // REQUIRES of each: !is_none(). Beyond the years 1 … 9999 a place has the offset that it has at the same time of
    // the nearest year within that has the same calendar.

    /// Seconds to add to UTC at that instant.
    [[nodiscard]] REGLAMENT_API std::chrono::seconds offset_at(std::chrono::sys_seconds when) const;
    [[nodiscard]] std::chrono::seconds offset_at(instant when) const {
        return offset_at(std::chrono::floor<std::chrono::seconds>(when));
    }

    /// The instant of a local time. In a gap: the instant the gap ends at; when it happens twice: the earlier one.
    [[nodiscard]] REGLAMENT_API instant to_instant(std::chrono::local_time<std::chrono::microseconds> local) const;

    /// The same for every year that a date has: the time since 1970, UTC, of a local time and its nanoseconds.
    [[nodiscard]] REGLAMENT_API time_duration to_utc(std::chrono::local_seconds local, std::int32_t nanoseconds) const;

    [[nodiscard]] REGLAMENT_API std::chrono::local_time<std::chrono::microseconds> to_local(instant when) const;

    /// The time around an instant, `end` exclusive, in which the offset stays as it is.
    struct stretch {
        std::chrono::sys_seconds begin, end;
        std::chrono::seconds offset{};
    };
    /// Within the years 1 … 9999; beyond them, that of the year that stands for it.
    [[nodiscard]] REGLAMENT_API stretch stretch_at(std::chrono::sys_seconds when) const;

    friend bool operator==(zone, zone) = default;

private:
    static constexpr std::int32_t none = INT32_MIN;
    static constexpr std::int32_t first_named = 1 << 20;  // above every offset in seconds
    constexpr explicit zone(std::int32_t id) noexcept : id_{id} {}
    std::int32_t id_ = none;
};

/// A point of the calendar; std::chrono::local_days with 64 bits everywhere.
using local_day = std::chrono::local_time<std::chrono::duration<std::int64_t, std::chrono::days::period>>;

/// A calendar day of the years -999999999 … 999999999.
struct date {
    local_day days{};
    friend auto operator<=>(const date&, const date&) = default;
};

/// A time of day with or without a zone. FEEL compares it by the instant of the day when both have an offset.
struct time_of_day {
    std::int64_t nanoseconds = 0;  ///< since local midnight
    feel::zone zone;
    friend bool operator==(const time_of_day&, const time_of_day&) = default;
};

/// A local date and time with or without a zone.
struct date_time {
    std::chrono::local_seconds local{};
    std::int32_t nanoseconds = 0;  ///< 0 … 999999999, of the second
    feel::zone zone;

    constexpr date_time() noexcept = default;
    constexpr date_time(std::chrono::local_seconds l, std::int32_t ns, feel::zone z) noexcept
        : local{l}, nanoseconds{ns}, zone{z} {}
    constexpr date_time(feel::date d, const time_of_day& t) noexcept;
    template <std::integral Rep, whole_nanoseconds Period>
    constexpr date_time(std::chrono::local_time<std::chrono::duration<Rep, Period>> l, feel::zone z) noexcept;

    [[nodiscard]] constexpr feel::date day() const noexcept;    ///< the local one
    [[nodiscard]] constexpr time_of_day time() const noexcept;  ///< of the local day

    /// The time since 1970, UTC; without a zone it is read in `fallback`. Exact: what is earlier gives less.
    [[nodiscard]] REGLAMENT_API time_duration since_epoch(feel::zone fallback = feel::zone::utc()) const;

    /// The instant, cut to a microsecond; beyond the years -99999 … 99999 their first or last one.
    [[nodiscard]] REGLAMENT_API instant at(feel::zone fallback = feel::zone::utc()) const;
    friend bool operator==(const date_time&, const date_time&) = default;
};

// ISO 8601 texts, as FEEL reads and writes them: seconds are written, offsets go up to 18 hours, a zone's name follows
// an @. Parts finer than a nanosecond are cut off. A date and time may be at 24:00:00, the next midnight. Nothing when
// the text is not of that form or no such day exists.
[[nodiscard]] REGLAMENT_API std::optional<date> parse_date(std::string_view text) noexcept;
[[nodiscard]] REGLAMENT_API std::optional<time_of_day> parse_time(std::string_view text);
[[nodiscard]] REGLAMENT_API std::optional<date_time> parse_date_time(
    std::string_view text);  ///< a date alone is midnight

[[nodiscard]] REGLAMENT_API std::string to_string(date d);
[[nodiscard]] REGLAMENT_API std::string to_string(const time_of_day& t);
[[nodiscard]] REGLAMENT_API std::string to_string(const date_time& d);

/// The day that many months later; the last day of the month where that month is shorter. It stays within the years
/// there are.
[[nodiscard]] REGLAMENT_API date add_months(date d, std::int64_t months) noexcept;

constexpr date_time::date_time(feel::date d, const time_of_day& t) noexcept
    : local{d.days + std::chrono::seconds{t.nanoseconds / 1'000'000'000}},
      nanoseconds{static_cast<std::int32_t>(t.nanoseconds % 1'000'000'000)},
      zone{t.zone} {}

template <std::integral Rep, whole_nanoseconds Period>
constexpr date_time::date_time(std::chrono::local_time<std::chrono::duration<Rep, Period>> l, feel::zone z) noexcept
    : zone{z} {
    const time_duration since{l.time_since_epoch()};
    local = std::chrono::local_seconds{std::chrono::seconds{since.seconds}};
    nanoseconds = since.nanoseconds;
}

constexpr date date_time::day() const noexcept {
    return {std::chrono::floor<local_day::duration>(local)};
}

constexpr time_of_day date_time::time() const noexcept {
    return {std::chrono::nanoseconds{local - day().days}.count() + nanoseconds, zone};
}

}  // namespace feel

/// An RFC 3339 instant ("1998-06-30T12:00:00Z", any offset) or a date or local time read in `zone`.
/// With `zone` none a text without an offset gives nothing.
[[nodiscard]] REGLAMENT_API std::optional<instant> parse_instant(std::string_view text,
                                                                 feel::zone zone = feel::zone::utc());

/// RFC 3339, in UTC or as a local time of `zone` with its offset; without fractions when there are none.
[[nodiscard]] REGLAMENT_API std::string to_string(instant when, feel::zone zone = feel::zone::utc());

}  // namespace reglament
