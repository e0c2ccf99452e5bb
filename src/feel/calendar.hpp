// Civil calendar over more years than std::chrono::year holds, and the bounds of what temporal values reach.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace reglament::feel {

/// Read years lie within ±this, so that the difference of any two dates fits 64 bits of microseconds.
constexpr std::int64_t max_year = 99'999;

struct civil {
    std::int64_t year = 1970;
    unsigned month = 1;
    unsigned day = 1;
};

/// Nothing when there is no such day.
std::optional<std::chrono::local_days> to_days(const civil& c) noexcept;
civil to_civil(std::chrono::local_days days) noexcept;

/// The last day of that month of that year.
unsigned last_day(std::int64_t year, unsigned month) noexcept;

}  // namespace reglament::feel
