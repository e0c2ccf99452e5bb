// Dates, times, durations and their properties.
#include "feel/builtins/builtins.hpp"
#include "feel/operators.hpp"

#include <string>

namespace reglament::feel {
namespace {

using k = type_kind;

date_time local_now(surroundings& where) {
    const zone z = where.zone.is_none() ? zone::utc() : where.zone;
    return {z.to_local(where.now), z};
}

value now(argument_list, surroundings& where) {
    return value{local_now(where)};
}

date day_of(const date_time& t) noexcept {
    return date{std::chrono::floor<std::chrono::days>(t.local)};
}

value today(argument_list, surroundings& where) {
    return value{day_of(local_now(where))};
}

std::string padded(std::int64_t n, std::size_t digits) {
    auto text = std::to_string(n < 0 ? -n : n);
    if (text.size() < digits) text.insert(0, digits - text.size(), '0');
    return n < 0 ? "-" + text : text;
}

value to_date(argument_list a, surroundings&) {
    if (a.size() == 3) {
        const auto year = whole(a[0]);
        const auto month = whole(a[1]);
        const auto day = whole(a[2]);
        if (!year || !month || !day || *month < 1 || *day < 1) return {};
        return to_value(parse_date(padded(*year, 4) + "-" + padded(*month, 2) + "-" + padded(*day, 2)));
    }
    if (a.size() != 1) return {};
    if (a[0].kind() == value_kind::string) return to_value(parse_date(a[0].as_string()));
    if (a[0].kind() == value_kind::date_time) return value{day_of(a[0].as_date_time())};
    return a[0].kind() == value_kind::date ? a[0] : value{};
}

constexpr std::int64_t microseconds_of_second = 1'000'000;

value time_of_parts(argument_list a) {
    const auto hour = whole(a[0]);
    const auto minute = whole(a[1]);
    if (!hour || !minute || a[2].kind() != value_kind::number) return {};
    const auto fine = multiply(a[2].as_number(), number{microseconds_of_second});
    const auto second = fine ? fine->to_int64() : std::nullopt;
    if (!second || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59 || *second < 0 ||
        *second >= 60 * microseconds_of_second)
        return {};
    time_of_day t{(*hour * 60 + *minute) * 60 * microseconds_of_second + *second, {}};
    if (a.size() == 4 && !a[3].is_null()) {
        if (a[3].kind() != value_kind::time_duration) return {};
        const auto offset = std::chrono::floor<std::chrono::seconds>(a[3].as_time_duration());
        if (offset >= std::chrono::hours{24} || offset <= std::chrono::hours{-24}) return {};
        t.zone = zone::fixed(offset);
    }
    return value{t};
}

value to_time(argument_list a, surroundings&) {
    if (a.size() >= 3) return time_of_parts(a);
    if (a.size() != 1) return {};
    switch (a[0].kind()) {
        case value_kind::string:
            return to_value(parse_time(a[0].as_string()));
        case value_kind::time:
            return a[0];
        case value_kind::date:
            return value{time_of_day{0, zone::utc()}};
        case value_kind::date_time: {
            const auto t = a[0].as_date_time();
            return value{time_of_day{(t.local - std::chrono::floor<std::chrono::days>(t.local)).count(), t.zone}};
        }
        default:
            return {};
    }
}

value to_date_time(argument_list a, surroundings&) {
    if (a.size() == 1) {
        if (a[0].kind() == value_kind::string) return to_value(parse_date_time(a[0].as_string()));
        if (a[0].kind() == value_kind::date)
            return value{date_time{
                std::chrono::local_time<std::chrono::microseconds>{a[0].as_date().days.time_since_epoch()}, {}}};
        return a[0].kind() == value_kind::date_time ? a[0] : value{};
    }
    const bool dated = a[0].kind() == value_kind::date || a[0].kind() == value_kind::date_time;
    if (!dated || a[1].kind() != value_kind::time) return {};
    const auto day = a[0].kind() == value_kind::date ? a[0].as_date() : day_of(a[0].as_date_time());
    const auto t = a[1].as_time();
    return value{date_time{day.days + std::chrono::microseconds{t.microseconds}, t.zone}};
}

value to_duration(argument_list a, surroundings&) {
    if (a[0].kind() == value_kind::months_duration || a[0].kind() == value_kind::time_duration) return a[0];
    if (a[0].kind() != value_kind::string) return {};
    if (const auto months = parse_months_duration(a[0].as_string())) return value{*months};
    return to_value(parse_time_duration(a[0].as_string()));
}

value years_and_months(argument_list a, surroundings&) {
    const auto dated = [](const value& v) { return v.kind() == value_kind::date || v.kind() == value_kind::date_time; };
    if (!dated(a[0]) || !dated(a[1])) return {};
    const auto day = [](const value& v) {
        return v.kind() == value_kind::date ? v.as_date() : day_of(v.as_date_time());
    };
    const std::chrono::year_month_day from{day(a[0]).days};
    const std::chrono::year_month_day to{day(a[1]).days};
    const auto months = [](const std::chrono::year_month_day& d) {
        return static_cast<std::int64_t>(static_cast<int>(d.year())) * 12 + static_cast<unsigned>(d.month());
    };
    auto between = months(to) - months(from);
    if (between > 0 && to.day() < from.day()) --between;
    if (between < 0 && to.day() > from.day()) ++between;
    return value{months_duration{between}};
}

constexpr parameter anything[] = {{"from"}};
constexpr parameter text_from[] = {{"from"}};
constexpr parameter year_month_day[] = {{"year", k::number}, {"month", k::number}, {"day", k::number}};
constexpr parameter parts_of_time[] = {
    {"hour", k::number}, {"minute", k::number}, {"second", k::number}, {"offset", k::any, true}};
constexpr parameter date_and_time_parts[] = {{"date"}, {"time"}};
constexpr parameter from_to[] = {{"from"}, {"to"}};

constexpr function functions[] = {
    {.name = "now", .parameters = {}, .result = k::date_time, .apply = now, .reads_clock = true},
    {.name = "today", .parameters = {}, .result = k::date, .apply = today, .reads_clock = true},
    {.name = "date", .parameters = anything, .result = k::date, .apply = to_date},
    {.name = "date", .parameters = year_month_day, .result = k::date, .apply = to_date},
    {.name = "time", .parameters = anything, .result = k::time, .apply = to_time},
    {.name = "time", .parameters = parts_of_time, .result = k::time, .apply = to_time, .takes_null = true},
    {.name = "date and time", .parameters = anything, .result = k::date_time, .apply = to_date_time},
    {.name = "date and time", .parameters = date_and_time_parts, .result = k::date_time, .apply = to_date_time},
    {.name = "duration", .parameters = text_from, .result = k::any, .apply = to_duration},
    {.name = "years and months duration",
     .parameters = from_to,
     .result = k::months_duration,
     .apply = years_and_months},
};

constexpr std::array<std::string_view, 19> properties{
    "year",   "month", "day",   "weekday", "hour",    "minute", "second", "time offset",    "timezone",    "years",
    "months", "days",  "hours", "minutes", "seconds", "start",  "end",    "start included", "end included"};

value counted(std::int64_t n) noexcept {
    return value{number{n}};
}

value date_property(date d, property p) {
    const std::chrono::year_month_day parts{d.days};
    switch (p) {
        case property::year:
            return counted(static_cast<int>(parts.year()));
        case property::month:
            return counted(static_cast<unsigned>(parts.month()));
        case property::day:
            return counted(static_cast<unsigned>(parts.day()));
        case property::weekday:
            return counted(std::chrono::weekday{d.days}.iso_encoding());
        default:
            return {};
    }
}

value zone_property(zone z, property p, instant when) {
    if (z.is_none()) return {};
    if (p == property::time_offset) return value{time_duration{z.offset_at(when)}};
    return z.is_named() ? value{z.name()} : value{};
}

value time_property(const time_of_day& t, property p, instant when) {
    const auto seconds = t.microseconds / microseconds_of_second;
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

value range_property(const range& r, property p) {
    switch (p) {
        case property::start:
            return r.low;
        case property::end:
            return r.high;
        case property::start_included:
            return value{!r.low_open && !r.low.is_null()};
        case property::end_included:
            return value{!r.high_open && !r.high.is_null()};
        default:
            return {};
    }
}

value time_duration_property(time_duration d, property p) {
    const auto seconds = d.count() / microseconds_of_second;
    switch (p) {
        case property::days:
            return counted(seconds / 86'400);
        case property::hours:
            return counted(seconds / 3600 % 24);
        case property::minutes:
            return counted(seconds / 60 % 60);
        case property::seconds:
            return counted(seconds % 60);
        default:
            return {};
    }
}

}  // namespace

std::span<const function> temporal_functions() noexcept {
    return functions;
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
            return time_property(v.as_time(), p, instant{});
        case value_kind::date_time: {
            const auto t = v.as_date_time();
            if (p <= property::weekday) return date_property(day_of(t), p);
            const auto midnight = std::chrono::floor<std::chrono::days>(t.local);
            return time_property({(t.local - midnight).count(), t.zone}, p, t.at());
        }
        case value_kind::months_duration:
            if (p == property::years) return counted(v.as_months_duration().months / 12);
            return p == property::months ? counted(v.as_months_duration().months % 12) : value{};
        case value_kind::time_duration:
            return time_duration_property(v.as_time_duration(), p);
        case value_kind::range:
            return range_property(v.as_range(), p);
        default:
            return {};
    }
}

std::optional<type_kind> property_kind(type_kind owner, property p) noexcept {
    const bool of_date = p <= property::weekday;
    const bool of_time = p >= property::hour && p <= property::timezone;
    if (p == property::start || p == property::end) return owner == k::range ? std::optional{k::any} : std::nullopt;
    if (p == property::start_included || p == property::end_included)
        return owner == k::range ? std::optional{k::boolean} : std::nullopt;
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
            has = p >= property::days && p <= property::seconds;
            break;
        default:
            break;
    }
    return has ? std::optional{result} : std::nullopt;
}

}  // namespace reglament::feel
