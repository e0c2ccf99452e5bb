#include "feel/calendar.hpp"

namespace reglament::feel {

namespace {

// The calendar repeats itself every 400 years, so the standard's one serves for every year.
constexpr std::int64_t period_years = 400;
constexpr std::chrono::days period{146'097};

constexpr std::int64_t floor_divide(std::int64_t a, std::int64_t b) noexcept {
    return a / b - (a % b < 0 ? 1 : 0);
}

constexpr std::chrono::year year_within(std::int64_t year) noexcept {
    return std::chrono::year{static_cast<int>(year - floor_divide(year, period_years) * period_years)};
}

}  // namespace

std::optional<std::chrono::local_days> to_days(const civil& c) noexcept {
    const std::chrono::year_month_day ymd{year_within(c.year), std::chrono::month{c.month}, std::chrono::day{c.day}};
    if (!ymd.ok()) return std::nullopt;
    return std::chrono::local_days{ymd} + floor_divide(c.year, period_years) * period;
}

civil to_civil(std::chrono::local_days days) noexcept {
    const std::int64_t periods = floor_divide(days.time_since_epoch().count(), period.count());
    const std::chrono::year_month_day ymd{days - periods * period};
    return {int{ymd.year()} + periods * period_years, unsigned{ymd.month()}, unsigned{ymd.day()}};
}

unsigned last_day(std::int64_t year, unsigned month) noexcept {
    const std::chrono::year_month_day_last last{year_within(year),
                                                std::chrono::month_day_last{std::chrono::month{month}}};
    return unsigned{last.day()};
}

}  // namespace reglament::feel
