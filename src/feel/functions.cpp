#include "feel/functions.hpp"

#include "feel/calendar.hpp"
#include "feel/duration.hpp"
#include "feel/operators.hpp"
#include "text/characters.hpp"

#include <reglament/text/source.hpp>

#include <algorithm>
#include <string>

namespace reglament::feel {
namespace {

using arguments = std::span<const value>;
using k = type_kind;

value negation(arguments a, const surroundings&) {
    return to_value(negated(to_truth(a[0])));
}

date_time local_now(const surroundings& where) {
    const zone z = where.zone.is_none() ? zone::utc() : where.zone;
    return {z.to_local(where.now), z};
}

value now(arguments, const surroundings& where) {
    return value{local_now(where)};
}

value today(arguments, const surroundings& where) {
    return value{local_now(where).day()};
}

template <class T>
value to_value(const std::optional<T>& parsed) {
    return parsed ? value{*parsed} : value{};
}

std::optional<std::int64_t> whole(const value& v) noexcept {
    return v.kind() == value_kind::number ? v.as_number().to_int64() : std::nullopt;
}

// The value when it is a whole number of `least` … `most`.
std::optional<std::int64_t> whole_within(const value& v, std::int64_t least, std::int64_t most) noexcept {
    const auto n = whole(v);
    return n && *n >= least && *n <= most ? n : std::nullopt;
}

value to_date(arguments a, const surroundings&) {
    if (a.size() == 3) {
        const auto year = whole_within(a[0], -max_year, max_year);
        const auto month = whole_within(a[1], 1, 12);
        const auto day = whole_within(a[2], 1, 31);
        if (!year || !month || !day) return {};
        const auto found = to_days({*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day)});
        return found ? value{date{*found}} : value{};
    }
    if (a.size() != 1) return {};
    if (a[0].kind() == value_kind::string) return to_value(parse_date(a[0].as_string()));
    if (a[0].kind() == value_kind::date_time) return value{a[0].as_date_time().day()};
    return a[0].kind() == value_kind::date ? a[0] : value{};
}

// The nanoseconds of a second's number; what is finer is cut off, as in texts.
std::optional<std::int64_t> within_minute(const value& v) noexcept {
    if (v.kind() != value_kind::number) return std::nullopt;
    const auto fine = multiply(v.as_number(), number{nanoseconds_of_second});
    const auto cut_off = fine ? round(*fine, 0, rounding::floor) : std::nullopt;
    return cut_off ? whole_within(value{*cut_off}, 0, 60 * nanoseconds_of_second - 1) : std::nullopt;
}

value time_of_parts(arguments a) {
    const auto hour = whole_within(a[0], 0, 23);
    const auto minute = whole_within(a[1], 0, 59);
    const auto second = within_minute(a[2]);
    if (!hour || !minute || !second) return {};
    time_of_day t{(*hour * 60 + *minute) * 60 * nanoseconds_of_second + *second, {}};
    if (a.size() == 4 && !a[3].is_null()) {
        if (a[3].kind() != value_kind::time_duration) return {};
        const auto offset = a[3].as_time_duration();
        if (offset > max_offset || offset < -max_offset) return {};
        t.zone = zone::fixed(std::chrono::seconds{offset.seconds});
    }
    return value{t};
}

value to_time(arguments a, const surroundings&) {
    if (a.size() >= 3) return time_of_parts(a);
    if (a.size() != 1) return {};
    switch (a[0].kind()) {
        case value_kind::string:
            return to_value(parse_time(a[0].as_string()));
        case value_kind::time:
            return a[0];
        case value_kind::date:
            return value{time_of_day{0, zone::utc()}};
        case value_kind::date_time:
            return value{a[0].as_date_time().time()};
        default:
            return {};
    }
}

value to_date_time(arguments a, const surroundings&) {
    if (a.size() == 1) {
        if (a[0].kind() == value_kind::string) return to_value(parse_date_time(a[0].as_string()));
        if (a[0].kind() == value_kind::date) return value{date_time{a[0].as_date(), {}}};
        return a[0].kind() == value_kind::date_time ? a[0] : value{};
    }
    const bool dated = a[0].kind() == value_kind::date || a[0].kind() == value_kind::date_time;
    if (!dated || a[1].kind() != value_kind::time) return {};
    const auto day = a[0].kind() == value_kind::date ? a[0].as_date() : a[0].as_date_time().day();
    return value{date_time{day, a[1].as_time()}};
}

value to_duration(arguments a, const surroundings&) {
    if (a[0].kind() == value_kind::months_duration || a[0].kind() == value_kind::time_duration) return a[0];
    if (a[0].kind() != value_kind::string) return {};
    if (const auto months = parse_months_duration(a[0].as_string())) return value{*months};
    return to_value(parse_time_duration(a[0].as_string()));
}

value years_and_months(arguments a, const surroundings&) {
    const auto dated = [](const value& v) { return v.kind() == value_kind::date || v.kind() == value_kind::date_time; };
    if (!dated(a[0]) || !dated(a[1])) return {};
    const auto day = [](const value& v) {
        return to_civil((v.kind() == value_kind::date ? v.as_date() : v.as_date_time().day()).days);
    };
    const civil from = day(a[0]);
    const civil to = day(a[1]);
    const auto months = [](const civil& d) { return d.year * 12 + d.month; };
    auto between = months(to) - months(from);
    if (between > 0 && to.day < from.day) --between;
    if (between < 0 && to.day > from.day) ++between;
    return value{months_duration{between}};
}

value to_number(arguments a, const surroundings&) {
    if (a[0].kind() == value_kind::number) return a.size() == 1 ? a[0] : value{};
    if (a[0].kind() != value_kind::string) return {};
    if (a.size() == 1) return to_value(number::parse(a[0].as_string()));
    if (a.size() != 3) return {};
    std::string digits;
    const auto is = [](const value& v, char c) {
        return v.kind() == value_kind::string && v.as_string().size() == 1 && v.as_string()[0] == c;
    };
    if (!(a[1].is_null() || is(a[1], ' ') || is(a[1], ',') || is(a[1], '.'))) return {};
    if (!(a[2].is_null() || is(a[2], ',') || is(a[2], '.')) || (!a[1].is_null() && a[1] == a[2])) return {};
    for (const char c : a[0].as_string()) {
        if (is(a[1], c)) continue;
        digits += is(a[2], c) ? '.' : c;
    }
    return to_value(number::parse(digits));
}

value to_string_value(arguments a, const surroundings&) {
    if (a[0].is_null()) return {};
    if (a[0].kind() == value_kind::string) return a[0];
    return value{to_string(a[0])};
}

template <bool (*Test)(std::string_view, std::string_view)>
value string_test(arguments a, const surroundings&) {
    return value{Test(a[0].as_string(), a[1].as_string())};
}
bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}
bool begins(std::string_view text, std::string_view part) {
    return text.starts_with(part);
}
bool ends(std::string_view text, std::string_view part) {
    return text.ends_with(part);
}

template <char32_t (*Map)(char32_t) noexcept>
value mapped(arguments a, const surroundings&) {
    std::string result;
    const auto text = a[0].as_string();
    for (std::size_t at = 0; at < text.size();) {
        const auto c = decode(text, at);
        append_utf8(result, Map(c.code));
        at += c.length;
    }
    return value{result};
}

value string_length(arguments a, const surroundings&) {
    return value{number{static_cast<std::int64_t>(count_characters(a[0].as_string()))}};
}

value absolute(arguments a, const surroundings&) {
    switch (a[0].kind()) {
        case value_kind::number:
            return a[0].as_number().is_negative() ? negate(a[0]) : a[0];
        case value_kind::months_duration:
            return a[0].as_months_duration().months < 0 ? negate(a[0]) : a[0];
        case value_kind::time_duration:
            return a[0].as_time_duration().is_negative() ? negate(a[0]) : a[0];
        default:
            return {};
    }
}

// The number with `scale` decimals, cut towards zero, and whether anything was cut off.
std::optional<std::pair<number, bool>> cut(number n, std::int64_t scale) {
    const auto shifted = multiply(n, number::of(1, static_cast<int>(scale)));
    if (!shifted) return std::nullopt;
    const auto text = shifted->to_string();
    number result = *shifted;
    if (text.find_first_of("eE") != std::string::npos) {
        if (text.find("e-") != std::string::npos || text.find("E-") != std::string::npos) result = number{};
    } else if (const auto parsed = number::parse(text.substr(0, text.find('.')))) {
        result = *parsed;
    }
    return std::pair{result, result != *shifted};
}

template <bool Up>
value rounded(arguments a, const surroundings&) {
    const auto scale = a.size() == 2 ? whole(a[1]) : std::optional<std::int64_t>{0};
    if (!scale || *scale > 6111 || *scale < -6111) return {};
    const auto part = cut(a[0].as_number(), *scale);
    if (!part) return {};
    auto result = std::optional{part->first};
    if (part->second && a[0].as_number().is_negative() != Up) result = add(part->first, Up ? number{1} : number{-1});
    return to_value(result ? multiply(*result, number::of(1, static_cast<int>(-*scale))) : result);
}

arguments items(arguments a) noexcept {
    return a.size() == 1 && a[0].kind() == value_kind::list ? arguments{a[0].as_list()} : a;
}

template <sign Better>
value best(arguments a, const surroundings& where) {
    const auto all = items(a);
    if (all.empty()) return {};
    const value* found = &all[0];
    for (const auto& each : all) {
        const auto better = compare(each, Better, *found, where.zone);
        if (better == truth::unknown) return {};
        if (better == truth::yes) found = &each;
    }
    return *found;
}

value sum(arguments a, const surroundings& where) {
    const auto all = items(a);
    if (all.empty()) return {};
    value total = all[0];
    if (total.kind() != value_kind::number) return {};
    for (const auto& each : all.subspan(1)) total = calculate(total, sign::plus, each, where.zone);
    return total;
}

value count(arguments a, const surroundings&) {
    if (a[0].is_null()) return {};
    const auto size = a[0].kind() == value_kind::list ? a[0].as_list().size() : 1;
    return value{number{static_cast<std::int64_t>(size)}};
}

value list_contains(arguments a, const surroundings& where) {
    if (a[0].kind() != value_kind::list) return {};
    for (const auto& each : a[0].as_list())
        if (equal(each, a[1], where.zone) == truth::yes) return value{true};
    return value{false};
}

value is_defined(arguments a, const surroundings&) {
    return value{!a[0].is_null()};
}

constexpr std::uint8_t many = function::any_number;

constexpr std::array functions{
    function{"not", 1, 1, {"negand"}, {k::any}, k::boolean, false, true, negation},
    function{"now", 0, 0, {}, {}, k::date_time, true, true, now},
    function{"today", 0, 0, {}, {}, k::date, true, true, today},
    function{"date", 1, 3, {"from"}, {k::any, k::number, k::number}, k::date, false, false, to_date},
    function{"time", 1, 4, {"from"}, {k::any, k::any, k::any}, k::time, false, true, to_time},
    function{"date and time", 1, 2, {"from"}, {k::any, k::any}, k::date_time, false, false, to_date_time},
    function{"duration", 1, 1, {"from"}, {k::string}, k::any, false, false, to_duration},
    function{"years and months duration",
             2,
             2,
             {"from", "to"},
             {k::any, k::any},
             k::months_duration,
             false,
             false,
             years_and_months},
    function{"number",
             1,
             3,
             {"from", "grouping separator", "decimal separator"},
             {k::any, k::string, k::string},
             k::number,
             false,
             true,
             to_number},
    function{"string", 1, 1, {"from"}, {k::any}, k::string, false, false, to_string_value},
    function{"contains", 2, 2, {"string", "match"}, {k::string, k::string}, k::boolean, false, false, string_test<has>},
    function{"starts with",
             2,
             2,
             {"string", "match"},
             {k::string, k::string},
             k::boolean,
             false,
             false,
             string_test<begins>},
    function{
        "ends with", 2, 2, {"string", "match"}, {k::string, k::string}, k::boolean, false, false, string_test<ends>},
    function{"upper case", 1, 1, {"string"}, {k::string}, k::string, false, false, mapped<to_upper>},
    function{"lower case", 1, 1, {"string"}, {k::string}, k::string, false, false, mapped<to_lower>},
    function{"string length", 1, 1, {"string"}, {k::string}, k::number, false, false, string_length},
    function{"abs", 1, 1, {"n"}, {k::any}, k::any, false, false, absolute},
    function{"floor", 1, 2, {"n", "scale"}, {k::number, k::number}, k::number, false, false, rounded<false>},
    function{"ceiling", 1, 2, {"n", "scale"}, {k::number, k::number}, k::number, false, false, rounded<true>},
    function{"min", 1, many, {"list"}, {k::any, k::any, k::any}, k::any, false, false, best<sign::less>},
    function{"max", 1, many, {"list"}, {k::any, k::any, k::any}, k::any, false, false, best<sign::greater>},
    function{"sum", 1, many, {"list"}, {k::any, k::any, k::any}, k::any, false, false, sum},
    function{"count", 1, 1, {"list"}, {k::any}, k::number, false, false, count},
    function{"list contains", 2, 2, {"list", "element"}, {k::list, k::any}, k::boolean, false, true, list_contains},
    function{"is defined", 1, 1, {"value"}, {k::any}, k::boolean, false, true, is_defined},
};

constexpr std::array<std::string_view, 15> properties{"year",   "month",  "day",         "weekday",  "hour",
                                                      "minute", "second", "time offset", "timezone", "years",
                                                      "months", "days",   "hours",       "minutes",  "seconds"};

value counted(std::int64_t n) noexcept {
    return value{number{n}};
}

value date_property(date d, property p) {
    const civil parts = to_civil(d.days);
    switch (p) {
        case property::year:
            return counted(parts.year);
        case property::month:
            return counted(parts.month);
        case property::day:
            return counted(parts.day);
        case property::weekday:
            return counted(iso_weekday(d.days));
        default:
            return {};
    }
}

// At a time since 1970, UTC.
value zone_property(zone z, property p, time_duration when) {
    if (z.is_none()) return {};
    if (p == property::time_offset)
        return value{z.offset_at(std::chrono::sys_seconds{std::chrono::seconds{when.seconds}})};
    return z.is_named() ? value{z.name()} : value{};
}

value time_property(const time_of_day& t, property p, time_duration when) {
    const auto seconds = t.nanoseconds / nanoseconds_of_second;
    switch (p) {
        case property::hour:
            return counted(seconds / 3600);
        case property::minute:
            return counted(seconds / 60 % 60);
        case property::second:
            return counted(seconds % 60);
        case property::time_offset:
        case property::timezone:
            return zone_property(t.zone, p, when);
        default:
            return {};
    }
}

value time_duration_property(time_duration d, property p) {
    const auto [negative, seconds, fine] = to_signed_span(d);
    const auto signed_part = [minus = negative](std::uint64_t n) {
        return counted(minus ? -static_cast<std::int64_t>(n) : static_cast<std::int64_t>(n));
    };
    switch (p) {
        case property::days:
            return signed_part(seconds / 86'400);
        case property::hours:
            return signed_part(seconds / 3600 % 24);
        case property::minutes:
            return signed_part(seconds / 60 % 60);
        case property::seconds:
            return signed_part(seconds % 60);
        default:
            return {};
    }
}

}  // namespace

const function& function_at(std::uint32_t id) noexcept {
    return functions[id];
}

const name_table& function_names() {
    static const name_table names = [] {
        name_table all;
        for (std::uint32_t id = 0; id < functions.size(); ++id) all.add(functions[id].name, id);
        return all;
    }();
    return names;
}

std::uint32_t not_function() noexcept {
    return 0;
}

const name_table& property_names() {
    static const name_table names = [] {
        name_table all;
        for (std::uint32_t id = 0; id < properties.size(); ++id) all.add(properties[id], id);
        return all;
    }();
    return names;
}

value get_property(const value& v, property p) {
    switch (v.kind()) {
        case value_kind::date:
            return date_property(v.as_date(), p);
        case value_kind::time:
            return time_property(v.as_time(), p, {});
        case value_kind::date_time: {
            const auto t = v.as_date_time();
            if (p <= property::weekday) return date_property(t.day(), p);
            return time_property(t.time(), p, t.since_epoch());
        }
        case value_kind::months_duration:
            if (p == property::years) return counted(v.as_months_duration().months / 12);
            return p == property::months ? counted(v.as_months_duration().months % 12) : value{};
        case value_kind::time_duration:
            return time_duration_property(v.as_time_duration(), p);
        default:
            return {};
    }
}

std::optional<type_kind> property_kind(type_kind owner, property p) noexcept {
    const bool of_date = p <= property::weekday;
    const bool of_time = p >= property::hour && p <= property::timezone;
    const auto result = p == property::time_offset ? k::time_duration : p == property::timezone ? k::string : k::number;
    bool has = false;
    switch (owner) {
        case k::any:
            has = true;
            break;
        case k::date:
            has = of_date;
            break;
        case k::time:
            has = of_time;
            break;
        case k::date_time:
            has = of_date || of_time;
            break;
        case k::months_duration:
            has = p == property::years || p == property::months;
            break;
        case k::time_duration:
            has = p >= property::days;
            break;
        default:
            break;
    }
    return has ? std::optional{result} : std::nullopt;
}

}  // namespace reglament::feel
