#include "feel/calendar.hpp"

#include <reglament/feel/temporal.hpp>

#include <algorithm>

namespace reglament::feel {

instant date_time::at(feel::zone fallback) const {
    if (!zone.is_none()) return zone.to_instant(local);
    return (fallback.is_none() ? feel::zone::utc() : fallback).to_instant(local);
}

date add_months(date d, std::int64_t months) noexcept {
    constexpr std::int64_t reach = max_year * 12 + 11;
    const civil from = to_civil(d.days);
    months = std::clamp(months, -2 * reach, 2 * reach);
    const std::int64_t total = std::clamp(from.year * 12 + from.month - 1 + months, -max_year * 12, reach);
    const std::int64_t year = total / 12 - (total % 12 < 0 ? 1 : 0);
    const auto month = static_cast<unsigned>(total - year * 12) + 1;
    return {*to_days({year, month, std::min(from.day, last_day(year, month))})};
}

}  // namespace reglament::feel
