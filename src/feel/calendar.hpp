// Civil calendar over more years than std::chrono::year holds, and the bounds of what temporal values reach.
#pragma once

#include <reglament/feel/temporal.hpp>

#include <cstdint>
#include <optional>

namespace reglament::feel {

/// The years of dates lie within ±this.
constexpr std::int64_t max_year = 999'999'999;

/// The first day of the first year and the last one of the last, in days since 1970.
constexpr std::int64_t first_day = -365'243'219'162;
constexpr std::int64_t final_day = 365'241'780'471;

/// Offsets from UTC lie within ±this.
constexpr std::chrono::seconds max_offset = std::chrono::hours{18};

constexpr std::int64_t seconds_of_day = 86'400;
constexpr std::int64_t nanoseconds_of_second = 1'000'000'000;

struct civil {
    std::int64_t year = 1970;
    unsigned month = 1;
    unsigned day = 1;
};

/// Nothing when there is no such day.
std::optional<local_day> to_days(const civil& c) noexcept;
civil to_civil(local_day days) noexcept;

/// 1 is Monday.
unsigned iso_weekday(local_day days) noexcept;

/// The last day of that month of that year.
unsigned last_day(std::int64_t year, unsigned month) noexcept;

constexpr bool is_within_years(local_day days) noexcept {
    return days.time_since_epoch().count() >= first_day && days.time_since_epoch().count() <= final_day;
}

/// As add_months, but nothing when it is beyond the years there are.
std::optional<date> months_later(date d, std::int64_t months) noexcept;

}  // namespace reglament::feel
