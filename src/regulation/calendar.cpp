#include <reglament/regulation/period.hpp>

#include <algorithm>
#include <chrono>

namespace reglament {

namespace {

using namespace std::chrono;
using local_instant = local_time<microseconds>;

// Where counting ends: beyond it no calendar says what is worked.
constexpr local_days last_day{floor<days>(last_instant).time_since_epoch()};
constexpr local_days first_day{floor<days>(first_instant).time_since_epoch()};

// More than there are between the first instant and the last.
constexpr std::int64_t most_months = 10'000LL * 12, most_minutes = 10'000LL * 366 * 24 * 60;

bool contains(const std::vector<feel::date>& days, feel::date d) noexcept {
    return std::binary_search(days.begin(), days.end(), d);
}

instant add_months_to(instant from, std::int64_t months, feel::zone zone) {
    const local_instant local = zone.to_local(from);
    const local_days today = floor<days>(local);
    return zone.to_instant(feel::add_months({today}, months).days + (local - today));
}

instant add_working_days(const calendar& c, instant from, std::int64_t amount) {
    if (amount <= 0) return from;
    const local_instant local = c.zone.to_local(from);
    const local_days today = floor<days>(local);
    local_days at = today;
    while (amount > 0) {
        if (at >= last_day) return never;
        at += days{1};
        if (c.is_working_day({at})) --amount;
    }
    return c.zone.to_instant(at + (local - today));
}

instant add_working_time(const calendar& c, instant from, microseconds left) {
    if (left <= microseconds{0}) return from;
    instant at = from;
    for (local_days today = floor<days>(c.zone.to_local(from)); today < last_day; today += days{1}) {
        if (!c.is_working_day({today})) continue;
        const instant opens = c.zone.to_instant(today + minutes{c.opens});
        const instant closes = c.zone.to_instant(today + minutes{c.closes});
        at = std::max(at, opens);
        if (at >= closes) continue;
        if (left <= closes - at) return at + left;
        left -= closes - at;
    }
    return never;
}

instant subtract_working_days(const calendar& c, instant until, std::int64_t amount) {
    const local_instant local = c.zone.to_local(until);
    const local_days today = floor<days>(local);
    local_days at = today;
    while (amount > 0) {
        if (at <= first_day) return first_instant;
        at -= days{1};
        if (c.is_working_day({at})) --amount;
    }
    return c.zone.to_instant(at + (local - today));
}

instant subtract_working_time(const calendar& c, instant until, microseconds left) {
    if (left <= microseconds{0}) return until;
    instant at = until;
    for (local_days today = floor<days>(c.zone.to_local(until)); today > first_day; today -= days{1}) {
        if (!c.is_working_day({today})) continue;
        const instant opens = c.zone.to_instant(today + minutes{c.opens});
        const instant closes = c.zone.to_instant(today + minutes{c.closes});
        at = std::min(at, closes);
        if (at <= opens) continue;
        if (left <= at - opens) return at - left;
        left -= at - opens;
    }
    return first_instant;
}

instant add_time(instant from, microseconds amount) {
    return amount > last_instant - from ? never : from + amount;
}

instant sum_of(const calendar& c, instant from, const period& p) {
    switch (p.in) {
        case period::unit::microseconds:
            return add_time(from, microseconds{p.amount});
        case period::unit::months:
            return add_months_to(from, std::min(p.amount, most_months), c.zone);
        case period::unit::working_days:
            return add_working_days(c, from, p.amount);
        case period::unit::working_minutes:
            return add_working_time(c, from, minutes{std::min(p.amount, most_minutes)});
    }
    return from;
}

}  // namespace

bool calendar::is_working_day(feel::date d) const noexcept {
    if (contains(holidays, d)) return false;
    const unsigned weekday_bit = weekday{d.days}.iso_encoding() - 1;
    return ((working_weekdays >> weekday_bit) & 1u) != 0 || contains(extra_days, d);
}

instant calendar::add(instant from, const period& p) const {
    if (from > last_instant) return never;
    const instant sum = sum_of(*this, from, p);
    return sum > last_instant ? never : sum;
}

instant calendar::subtract(instant until, const period& p) const {
    instant at = until;
    switch (p.in) {
        case period::unit::microseconds:
            at = microseconds{p.amount} > until - first_instant ? first_instant : until - microseconds{p.amount};
            break;
        case period::unit::months:
            at = add_months_to(until, -std::min(p.amount, most_months), zone);
            break;
        case period::unit::working_days:
            at = subtract_working_days(*this, until, p.amount);
            break;
        case period::unit::working_minutes:
            at = subtract_working_time(*this, until, minutes{std::min(p.amount, most_minutes)});
            break;
    }
    return std::max(at, first_instant);
}

}  // namespace reglament
