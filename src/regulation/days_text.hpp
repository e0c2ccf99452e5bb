// Days as people write them in lists: one, some in a row, or those that come every year.
#pragma once

#include <reglament/feel/temporal.hpp>

#include <chrono>
#include <optional>
#include <string_view>

namespace reglament {

/// Days in a row, both ends included: of one year and the next, or of every year ("31 December to 8 January").
struct day_range {
    bool yearly = false;
    feel::date first, last;                                // unless yearly
    std::chrono::month_day yearly_first{}, yearly_last{};  // they may go round the end of the year
};

/// "2025-12-31", "31.12.2025", every year: "01-07", "07.01", "7 january", «7 января»; with "..", " - ", "–", " to ",
/// « по » between two of them, some in a row, at most 366. Nothing when it is none of these, or there is no such day.
[[nodiscard]] std::optional<day_range> days_of(std::string_view text);

}  // namespace reglament
