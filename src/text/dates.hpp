// Dates as people write them.
#pragma once

#include <reglament/text/issue.hpp>

#include <chrono>
#include <string>

namespace reglament {

/// "12 March 2025", "12 марта 2025".
[[nodiscard]] std::string in_words(std::chrono::year_month_day day, language lang);

/// "09:30", of the time since midnight; seconds are left out.
[[nodiscard]] std::string clock_text(std::chrono::minutes since_midnight);

}  // namespace reglament
