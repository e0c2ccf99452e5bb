#include "feel/operators.hpp"

#include "feel/calendar.hpp"
#include "feel/duration.hpp"

#include <algorithm>
#include <chrono>

namespace reglament::feel {
namespace {

truth by_order(std::strong_ordering o, sign s) noexcept {
    switch (s) {
        case sign::less:
            return to_truth(o < 0);
        case sign::less_equal:
            return to_truth(o <= 0);
        case sign::greater:
            return to_truth(o > 0);
        case sign::greater_equal:
            return to_truth(o >= 0);
        case sign::unequal:
            return to_truth(o != 0);
        default:
            return to_truth(o == 0);
    }
}

// A day that meets a date and time begins at its local midnight.
date_time as_date_time(const value& v, zone local) noexcept {
    if (v.kind() != value_kind::date) return v.as_date_time();
    return {v.as_date(), {0, local.is_none() ? zone::utc() : local}};
}

// A local time and one of a zone have nothing in common unless the frame says where "local" is.
bool apart(zone a, zone b, zone local) noexcept {
    return local.is_none() && a.is_none() != b.is_none();
}

// Where no rule of a place comes between them, the local times tell as much as the instants.
bool side_by_side(const date_time& a, const date_time& b) noexcept {
    return a.zone == b.zone && !a.zone.is_named();
}

time_duration local_span(const date_time& t) noexcept {
    return {t.local.time_since_epoch().count(), t.nanoseconds};
}

std::strong_ordering order(const date_time& a, const date_time& b, zone local) {
    if (side_by_side(a, b)) return local_span(a) <=> local_span(b);
    return a.since_epoch(local) <=> b.since_epoch(local);
}

std::int64_t utc_nanoseconds(const time_of_day& t, zone local) {
    const zone z = t.zone.is_none() ? local : t.zone;
    return t.nanoseconds - (z.is_none() ? 0 : std::chrono::nanoseconds{z.offset_at(instant{})}.count());
}

std::strong_ordering order(const time_of_day& a, const time_of_day& b, zone local) {
    if (a.zone == b.zone) return a.nanoseconds <=> b.nanoseconds;
    return utc_nanoseconds(a, local) <=> utc_nanoseconds(b, local);
}

date_time whole_second(date_time t) noexcept {
    t.nanoseconds = 0;
    return t;
}

time_of_day whole_second(time_of_day t) noexcept {
    t.nanoseconds -= t.nanoseconds % nanoseconds_of_second;
    return t;
}

bool is_equality(sign s) noexcept {
    return s == sign::equal || s == sign::unequal;
}

// The standard equates times by their components, whose seconds are whole; it orders them by all they have.
template <class Time>
truth compare_times(const Time& a, sign s, const Time& b, zone local) {
    return by_order(is_equality(s) ? order(whole_second(a), whole_second(b), local) : order(a, b, local), s);
}

truth compare(const date_time& a, sign s, const date_time& b, zone local) {
    return apart(a.zone, b.zone, local) ? truth::unknown : compare_times(a, s, b, local);
}

bool is_instant(value_kind k) noexcept {
    return k == value_kind::date || k == value_kind::date_time;
}

truth equal_lists(const list& a, const list& b, zone local) {
    if (a.size() != b.size()) return truth::no;
    truth all = truth::yes;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const auto one = equal(a[i], b[i], local);
        if (one == truth::no) return truth::no;
        if (one == truth::unknown) all = truth::unknown;
    }
    return all;
}

truth equal_contexts(const context& a, const context& b, zone local) {
    if (a.size() != b.size()) return truth::no;
    truth all = truth::yes;
    for (const auto& [name, v] : a) {
        const auto other = std::ranges::find(b, name, &context::value_type::first);
        const auto one = other == b.end() ? truth::no : equal(v, other->second, local);
        if (one == truth::no) return truth::no;
        if (one == truth::unknown) all = truth::unknown;
    }
    return all;
}

std::optional<std::int64_t> sum(std::int64_t a, std::int64_t b) noexcept {
    if (b > 0 ? a > INT64_MAX - b : a < INT64_MIN - b) return std::nullopt;
    return a + b;
}

value to_value(std::optional<number> n) noexcept {
    return n ? value{*n} : value{};
}

template <class T>
value or_null(const std::optional<T>& found) noexcept {
    return found ? value{*found} : value{};
}

value shifted(date d, months_duration by) noexcept {
    return or_null(months_later(d, by.months));
}

value shifted(const date_time& t, months_duration by) noexcept {
    const auto day = months_later(t.day(), by.months);
    return day ? value{date_time{*day, t.time()}} : value{};
}

value shifted(date d, time_duration by) noexcept {
    const auto span = add(time_duration{d.days.time_since_epoch()}, by);
    if (!span) return {};
    const local_day day{std::chrono::floor<local_day::duration>(std::chrono::seconds{span->seconds})};
    return is_within_years(day) ? value{date{day}} : value{};
}

value shifted(const date_time& t, time_duration by) {
    const bool at_a_place = t.zone.is_named();
    const auto moved = add(at_a_place ? t.since_epoch() : local_span(t), by);
    // An offset is less than a day: it brings nothing back from further off.
    constexpr std::int64_t least = (first_day - 1) * seconds_of_day, most = (final_day + 2) * seconds_of_day;
    if (!moved || moved->seconds < least || moved->seconds > most) return {};
    std::chrono::seconds local{moved->seconds};
    if (at_a_place) local += t.zone.offset_at(std::chrono::sys_seconds{local});
    const date_time found{std::chrono::local_seconds{local}, moved->nanoseconds, t.zone};
    return is_within_years(found.day().days) ? value{found} : value{};
}

value shifted(const time_of_day& t, time_duration by) noexcept {
    constexpr std::int64_t day = seconds_of_day * nanoseconds_of_second;
    const auto within = t.nanoseconds + by.seconds % seconds_of_day * nanoseconds_of_second + by.nanoseconds;
    return value{time_of_day{(within % day + day) % day, t.zone}};
}

// `v` moved by a duration, or null.
value shifted(const value& v, const value& by, bool back) {
    const auto moved = back ? negate(by) : by;
    const auto by_months = moved.kind() == value_kind::months_duration;
    if (!by_months && moved.kind() != value_kind::time_duration) return {};
    switch (v.kind()) {
        case value_kind::date:
            return by_months ? shifted(v.as_date(), moved.as_months_duration())
                             : shifted(v.as_date(), moved.as_time_duration());
        case value_kind::date_time:
            return by_months ? shifted(v.as_date_time(), moved.as_months_duration())
                             : shifted(v.as_date_time(), moved.as_time_duration());
        case value_kind::time:
            return by_months ? value{} : shifted(v.as_time(), moved.as_time_duration());
        case value_kind::months_duration: {
            if (!by_months) return {};
            const auto all = sum(v.as_months_duration().months, moved.as_months_duration().months);
            return all ? value{months_duration{*all}} : value{};
        }
        case value_kind::time_duration: {
            if (by_months) return {};
            return or_null(add(v.as_time_duration(), moved.as_time_duration()));
        }
        default:
            return {};
    }
}

bool is_duration(value_kind k) noexcept {
    return k == value_kind::time_duration || k == value_kind::months_duration;
}

value plus(const value& a, const value& b) {
    if (a.kind() == value_kind::number && b.kind() == value_kind::number)
        return to_value(add(a.as_number(), b.as_number()));
    if (a.kind() == value_kind::string && b.kind() == value_kind::string) {
        std::string joined{a.as_string()};
        joined += b.as_string();
        return value{joined};
    }
    return is_duration(b.kind()) ? shifted(a, b, false) : shifted(b, a, false);
}

value minus(const value& a, const value& b, zone local) {
    if (a.kind() == value_kind::number && b.kind() == value_kind::number)
        return to_value(subtract(a.as_number(), b.as_number()));
    if (is_instant(a.kind()) && is_instant(b.kind())) {
        if (a.kind() == value_kind::date && b.kind() == value_kind::date)
            return value{time_duration{a.as_date().days - b.as_date().days}};
        const auto x = as_date_time(a, local);
        const auto y = as_date_time(b, local);
        if (side_by_side(x, y)) return or_null(subtract(local_span(x), local_span(y)));
        if (apart(x.zone, y.zone, local)) return {};
        return or_null(subtract(x.since_epoch(local), y.since_epoch(local)));
    }
    if (a.kind() == value_kind::time && b.kind() == value_kind::time) {
        const auto x = a.as_time();
        const auto y = b.as_time();
        const auto apart_by =
            x.zone == y.zone ? x.nanoseconds - y.nanoseconds : utc_nanoseconds(x, local) - utc_nanoseconds(y, local);
        return value{time_duration{std::chrono::nanoseconds{apart_by}}};
    }
    return shifted(a, b, true);
}

// A duration in its smallest unit.
number count_of(const value& v) noexcept {
    return v.kind() == value_kind::months_duration ? number{v.as_months_duration().months}
                                                   : to_nanoseconds(v.as_time_duration());
}

// So many of the unit of `v`: whole months are counted, nanoseconds rounded.
value duration_like(const value& v, const std::optional<number>& count) noexcept {
    if (!count) return {};
    if (v.kind() == value_kind::time_duration) return or_null(from_nanoseconds(*count));
    const auto whole = round(*count, 0, rounding::down);
    const auto months = whole ? whole->to_int64() : std::nullopt;
    return months ? value{months_duration{*months}} : value{};
}

value times(const value& a, const value& b) {
    if (a.kind() == value_kind::number && b.kind() == value_kind::number)
        return to_value(multiply(a.as_number(), b.as_number()));
    if (is_duration(a.kind()) && b.kind() == value_kind::number)
        return duration_like(a, multiply(count_of(a), b.as_number()));
    if (is_duration(b.kind()) && a.kind() == value_kind::number) return times(b, a);
    return {};
}

value divided(const value& a, const value& b) {
    if (a.kind() == value_kind::number && b.kind() == value_kind::number)
        return to_value(divide(a.as_number(), b.as_number()));
    if (is_duration(a.kind()) && b.kind() == value_kind::number)
        return duration_like(a, divide(count_of(a), b.as_number()));
    if (is_duration(a.kind()) && a.kind() == b.kind()) return to_value(divide(count_of(a), count_of(b)));
    return {};
}

bool is_duration(type_kind k) noexcept {
    return k == type_kind::time_duration || k == type_kind::months_duration;
}
bool is_instant(type_kind k) noexcept {
    return k == type_kind::date || k == type_kind::date_time;
}

std::optional<type_kind> shifted_kind(type_kind a, type_kind by) noexcept {
    if (is_duration(a)) return a == by ? std::optional{a} : std::nullopt;
    if (is_instant(a) && is_duration(by)) return a;
    if (a == type_kind::time && by == type_kind::time_duration) return a;
    return std::nullopt;
}

}  // namespace

bool comparable(value_kind a, value_kind b) noexcept {
    return a == b || (is_instant(a) && is_instant(b));
}

namespace {

truth equal_ranges(const range& a, const range& b, zone local) {
    if (a.low_open != b.low_open || a.high_open != b.high_open) return truth::no;
    const auto low = equal(a.low, b.low, local);
    const auto high = equal(a.high, b.high, local);
    if (low == truth::no || high == truth::no) return truth::no;
    return low == truth::unknown || high == truth::unknown ? truth::unknown : truth::yes;
}

// REQUIRES: the same kind, of values that are made of others.
truth equal_parts(const value& a, const value& b, zone local) {
    switch (a.kind()) {
        case value_kind::list:
            return equal_lists(a.as_list(), b.as_list(), local);
        case value_kind::context:
            return equal_contexts(a.as_context(), b.as_context(), local);
        case value_kind::range:
            return equal_ranges(a.as_range(), b.as_range(), local);
        default:
            return to_truth(a == b);
    }
}

}  // namespace

truth equal(const value& a, const value& b, zone local) {
    if (a.is_null() || b.is_null()) return to_truth(a.is_null() && b.is_null());
    return compare(a, sign::equal, b, local);
}

truth compare(const value& a, sign s, const value& b, zone local) {
    const bool equality = is_equality(s);
    if (a.is_null() || b.is_null())
        return equality ? to_truth((a.is_null() && b.is_null()) == (s == sign::equal)) : truth::unknown;
    if (!comparable(a.kind(), b.kind())) return truth::unknown;
    if (is_instant(a.kind()) && a.kind() != value_kind::date)
        return compare(a.as_date_time(), s, as_date_time(b, local), local);
    if (is_instant(b.kind()) && b.kind() != value_kind::date)
        return compare(as_date_time(a, local), s, b.as_date_time(), local);
    switch (a.kind()) {
        case value_kind::number:
            return by_order(a.as_number() <=> b.as_number(), s);
        case value_kind::string:
            if (equality) return to_truth((a.as_string() == b.as_string()) == (s == sign::equal));
            return by_order(a.as_string() <=> b.as_string(), s);
        case value_kind::date:
            return by_order(a.as_date() <=> b.as_date(), s);
        case value_kind::time:
            return compare_times(a.as_time(), s, b.as_time(), local);
        case value_kind::time_duration:
            return by_order(a.as_time_duration() <=> b.as_time_duration(), s);
        case value_kind::months_duration:
            return by_order(a.as_months_duration() <=> b.as_months_duration(), s);
        case value_kind::boolean:
            return equality ? to_truth((a.as_boolean() == b.as_boolean()) == (s == sign::equal)) : truth::unknown;
        case value_kind::list:
        case value_kind::context:
        case value_kind::range:
        case value_kind::function: {
            if (!equality) return truth::unknown;
            const auto same = equal_parts(a, b, local);
            return s == sign::equal ? same : negated(same);
        }
        default:
            return truth::unknown;
    }
}

value calculate(const value& a, sign s, const value& b, zone local) {
    switch (s) {
        case sign::plus:
            return plus(a, b);
        case sign::minus:
            return minus(a, b, local);
        case sign::times:
            return times(a, b);
        case sign::divide:
            return divided(a, b);
        case sign::power:
            if (a.kind() != value_kind::number || b.kind() != value_kind::number) return {};
            return to_value(power(a.as_number(), b.as_number()));
        default:
            return {};
    }
}

value negate(const value& v) {
    if (v.kind() == value_kind::number) return value{-v.as_number()};
    if (v.kind() == value_kind::time_duration) return or_null(negate(v.as_time_duration()));
    if (v.kind() != value_kind::months_duration || v.as_months_duration().months == INT64_MIN) return {};
    return value{months_duration{-v.as_months_duration().months}};
}

std::optional<type_kind> result_kind(type_kind a, sign s, type_kind b) noexcept {
    if (a == type_kind::any || b == type_kind::any) return type_kind::any;
    if (a == type_kind::number && b == type_kind::number) return type_kind::number;
    switch (s) {
        case sign::plus:
            if (a == type_kind::string && b == type_kind::string) return a;
            return is_duration(b) ? shifted_kind(a, b) : shifted_kind(b, a);
        case sign::minus:
            if ((is_instant(a) && is_instant(b)) || (a == type_kind::time && b == a)) return type_kind::time_duration;
            return shifted_kind(a, b);
        case sign::times:
            if (is_duration(a) && b == type_kind::number) return a;
            return is_duration(b) && a == type_kind::number ? std::optional{b} : std::nullopt;
        case sign::divide:
            if (is_duration(a) && b == type_kind::number) return a;
            return is_duration(a) && a == b ? std::optional{type_kind::number} : std::nullopt;
        default:
            return std::nullopt;
    }
}

std::string_view spelling(sign s) noexcept {
    switch (s) {
        case sign::equal:
            return "=";
        case sign::unequal:
            return "!=";
        case sign::less:
            return "<";
        case sign::less_equal:
            return "<=";
        case sign::greater:
            return ">";
        case sign::greater_equal:
            return ">=";
        case sign::plus:
            return "+";
        case sign::minus:
            return "-";
        case sign::times:
            return "*";
        case sign::divide:
            return "/";
        case sign::power:
            return "**";
        default:
            return "";
    }
}

}  // namespace reglament::feel
