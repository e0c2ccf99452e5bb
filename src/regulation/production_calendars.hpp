// Production calendars of countries: which days are not worked, which days off are moved, which days are shorter.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace reglament {

struct production_year {
    std::chrono::year year;
    std::span<const std::chrono::month_day> off;      ///< besides the holidays of every year
    std::span<const std::chrono::month_day> worked;   ///< days of the weekend
    std::span<const std::chrono::month_day> shorter;  ///< by an hour
};

struct production_calendar {
    std::span<const std::string_view> names;  ///< in English first
    std::span<const std::chrono::month_day> yearly;
    std::span<const production_year> years;
};

/// Null when none of that name is shipped. Letter case does not count.
[[nodiscard]] const production_calendar* find_production_calendar(std::string_view name);
[[nodiscard]] std::vector<std::string_view> production_calendar_names();

}  // namespace reglament
