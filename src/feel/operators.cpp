#include "feel/operators.hpp"

#include <algorithm>
#include <chrono>

namespace reglament::feel {
namespace {

using std::chrono::microseconds;

std::strong_ordering order(std::int64_t a, std::int64_t b) noexcept {
    return a <=> b;
}

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

date_time midnight(date d, zone z) noexcept {
    return {std::chrono::local_time<microseconds>{d.days.time_since_epoch()}, z};
}

// A day that meets a date and time begins at its local midnight.
date_time as_date_time(const value& v, zone local) noexcept {
    if (v.kind() != value_kind::date) return v.as_date_time();
    return midnight(v.as_date(), local.is_none() ? zone::utc() : local);
}

// A local time and one of a zone have nothing in common unless the frame says where "local" is.
bool apart(zone a, zone b, zone local) noexcept {
    return local.is_none() && a.is_none() != b.is_none();
}

std::strong_ordering order(const date_time& a, const date_time& b, zone local) {
    if (a.zone == b.zone && !a.zone.is_named())
        return order(a.local.time_since_epoch().count(), b.local.time_since_epoch().count());
    return order(a.at(local).time_since_epoch().count(), b.at(local).time_since_epoch().count());
}

std::int64_t utc_microseconds(const time_of_day& t, zone local) {
    const zone z = t.zone.is_none() ? local : t.zone;
    return t.microseconds - (z.is_none() ? 0 : microseconds{z.offset_at(instant{})}.count());
}

std::strong_ordering order(const time_of_day& a, const time_of_day& b, zone local) {
    if (a.zone == b.zone) return order(a.microseconds, b.microseconds);
    return order(utc_microseconds(a, local), utc_microseconds(b, local));
}

truth compare(const date_time& a, sign s, const date_time& b, zone local) {
    return apart(a.zone, b.zone, local) ? truth::unknown : by_order(order(a, b, local), s);
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

// The whole part of a number, as durations count it.
std::optional<std::int64_t> whole_part(std::optional<number> n) {
    if (!n) return std::nullopt;
    if (const auto exact = n->to_int64()) return exact;
    const auto text = n->to_string();
    if (text.find_first_of("eE") != std::string::npos) return std::nullopt;
    const auto cut = number::parse(text.substr(0, text.find('.')));
    return cut ? cut->to_int64() : std::nullopt;
}

// What the calendar can hold; beyond it is null.
constexpr std::int64_t max_day = 11'000'000;
constexpr std::int64_t microseconds_of_day = 86'400'000'000;

value shifted_days(date d, std::int64_t by_days) noexcept {
    const auto days = sum(d.days.time_since_epoch().count(), by_days);
    if (!days || *days > max_day || *days < -max_day) return {};
    return value{date{std::chrono::local_days{std::chrono::days{static_cast<int>(*days)}}}};
}

value shifted(date d, months_duration by) noexcept {
    constexpr std::int64_t most = max_day / 28;
    if (by.months > most || by.months < -most) return {};
    const auto moved = add_months(d, by.months);
    return shifted_days(moved, 0);
}

value shifted(const date_time& t, months_duration by) noexcept {
    const auto day = std::chrono::floor<std::chrono::days>(t.local);
    const auto moved = shifted(date{day}, by);
    if (moved.is_null()) return {};
    return value{date_time{moved.as_date().days + (t.local - day), t.zone}};
}

value shifted(const date_time& t, time_duration by) {
    const auto moved = sum(t.local.time_since_epoch().count(), by.count());
    if (!moved || *moved / microseconds_of_day > max_day || *moved / microseconds_of_day < -max_day) return {};
    if (!t.zone.is_named())
        return value{date_time{std::chrono::local_time<microseconds>{microseconds{*moved}}, t.zone}};
    return value{date_time{t.zone.to_local(t.at() + by), t.zone}};
}

value shifted(const time_of_day& t, time_duration by) noexcept {
    const auto within = (t.microseconds + by.count() % microseconds_of_day + microseconds_of_day) % microseconds_of_day;
    return value{time_of_day{within, t.zone}};
}

value shifted(date d, time_duration by) noexcept {
    return shifted_days(d, std::chrono::floor<std::chrono::days>(by).count());
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
            const auto all = sum(v.as_time_duration().count(), moved.as_time_duration().count());
            return all ? value{time_duration{*all}} : value{};
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
        if (x.zone == y.zone && !x.zone.is_named()) return value{time_duration{x.local - y.local}};
        if (apart(x.zone, y.zone, local)) return {};
        return value{time_duration{x.at(local) - y.at(local)}};
    }
    if (a.kind() == value_kind::time && b.kind() == value_kind::time) {
        const auto x = a.as_time();
        const auto y = b.as_time();
        if (x.zone == y.zone) return value{time_duration{x.microseconds - y.microseconds}};
        return value{time_duration{utc_microseconds(x, local) - utc_microseconds(y, local)}};
    }
    return shifted(a, b, true);
}

std::int64_t count_of(const value& v) noexcept {
    return v.kind() == value_kind::months_duration ? v.as_months_duration().months : v.as_time_duration().count();
}

value duration_like(const value& v, std::optional<std::int64_t> count) noexcept {
    if (!count) return {};
    return v.kind() == value_kind::months_duration ? value{months_duration{*count}} : value{time_duration{*count}};
}

value times(const value& a, const value& b) {
    if (a.kind() == value_kind::number && b.kind() == value_kind::number)
        return to_value(multiply(a.as_number(), b.as_number()));
    if (is_duration(a.kind()) && b.kind() == value_kind::number)
        return duration_like(a, whole_part(multiply(number{count_of(a)}, b.as_number())));
    if (is_duration(b.kind()) && a.kind() == value_kind::number) return times(b, a);
    return {};
}

value divided(const value& a, const value& b) {
    if (a.kind() == value_kind::number && b.kind() == value_kind::number)
        return to_value(divide(a.as_number(), b.as_number()));
    if (is_duration(a.kind()) && b.kind() == value_kind::number)
        return duration_like(a, whole_part(divide(number{count_of(a)}, b.as_number())));
    if (is_duration(a.kind()) && a.kind() == b.kind())
        return to_value(divide(number{count_of(a)}, number{count_of(b)}));
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

truth equal(const value& a, const value& b, zone local) {
    if (a.is_null() || b.is_null()) return to_truth(a.is_null() && b.is_null());
    return compare(a, sign::equal, b, local);
}

truth compare(const value& a, sign s, const value& b, zone local) {
    const bool equality = s == sign::equal || s == sign::unequal;
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
            return by_order(order(a.as_time(), b.as_time(), local), s);
        case value_kind::date_time:
            return by_order(order(a.as_date_time(), b.as_date_time(), local), s);
        case value_kind::time_duration:
        case value_kind::months_duration:
            return by_order(order(count_of(a), count_of(b)), s);
        case value_kind::boolean:
            return equality ? to_truth((a.as_boolean() == b.as_boolean()) == (s == sign::equal)) : truth::unknown;
        case value_kind::list:
        case value_kind::context: {
            if (!equality) return truth::unknown;
            const auto same = a.kind() == value_kind::list ? equal_lists(a.as_list(), b.as_list(), local)
                                                           : equal_contexts(a.as_context(), b.as_context(), local);
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
    if (!is_duration(v.kind()) || count_of(v) == INT64_MIN) return {};
    return duration_like(v, -count_of(v));
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
