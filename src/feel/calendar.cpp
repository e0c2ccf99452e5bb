#include "feel/calendar.hpp"

#include <algorithm>

namespace reglament::feel {

namespace {

// The calendar repeats itself every 400 years, so the standard's one serves for every year.
constexpr std::int64_t period_years = 400;
constexpr std::int64_t period_days = 146'097;

constexpr std::int64_t floor_divide(std::int64_t a, std::int64_t b) noexcept {
    return a / b - (a % b < 0 ? 1 : 0);
}

constexpr std::chrono::year year_within(std::int64_t year) noexcept {
    return std::chrono::year{static_cast<int>(year - floor_divide(year, period_years) * period_years)};
}

// A month counted from January of year 0, and the day of `d` in it or the last there is.
date in_month(std::int64_t month_count, unsigned day) noexcept {
    const std::int64_t year = floor_divide(month_count, 12);
    const auto month = static_cast<unsigned>(month_count - year * 12) + 1;
    return {*to_days({year, month, std::min(day, last_day(year, month))})};
}

constexpr std::int64_t first_month = -max_year * 12;
constexpr std::int64_t final_month = max_year * 12 + 11;

}  // namespace

std::optional<local_day> to_days(const civil& c) noexcept {
    if (c.month > 12 || c.day > 31) return std::nullopt;  // the standard's types would wrap around
    const std::chrono::year_month_day ymd{year_within(c.year), std::chrono::month{c.month}, std::chrono::day{c.day}};
    if (!ymd.ok()) return std::nullopt;
    return std::chrono::local_days{ymd} + local_day::duration{floor_divide(c.year, period_years) * period_days};
}

civil to_civil(local_day days) noexcept {
    const std::int64_t count = days.time_since_epoch().count();
    const std::int64_t periods = floor_divide(count, period_days);
    const auto within = static_cast<int>(count - periods * period_days);
    const std::chrono::year_month_day ymd{std::chrono::local_days{std::chrono::days{within}}};
    return {int{ymd.year()} + periods * period_years, unsigned{ymd.month()}, unsigned{ymd.day()}};
}

unsigned iso_weekday(local_day days) noexcept {
    const std::int64_t since_monday = days.time_since_epoch().count() + 3;  // 1970 began on a Thursday
    return static_cast<unsigned>(since_monday - floor_divide(since_monday, 7) * 7) + 1;
}

unsigned last_day(std::int64_t year, unsigned month) noexcept {
    const std::chrono::year_month_day_last last{year_within(year),
                                                std::chrono::month_day_last{std::chrono::month{month}}};
    return unsigned{last.day()};
}

std::optional<date> months_later(date d, std::int64_t months) noexcept {
    const civil from = to_civil(d.days);
    const std::int64_t month = from.year * 12 + from.month - 1;
    if (months < first_month - month || months > final_month - month) return std::nullopt;
    return in_month(month + months, from.day);
}

date add_months(date d, std::int64_t months) noexcept {
    const civil from = to_civil(d.days);
    const std::int64_t month = from.year * 12 + from.month - 1;
    return in_month(month + std::clamp(months, first_month - month, final_month - month), from.day);
}

}  // namespace reglament::feel
