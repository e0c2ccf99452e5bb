// Dates, times, durations and their properties.
#include "feel/builtins/builtins.hpp"
#include "feel/calendar.hpp"
#include "feel/duration.hpp"
#include "feel/operators.hpp"

#include <array>

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

value today(argument_list, surroundings& where) {
    return value{local_now(where).day()};
}

// The value when it is a whole number of `least` … `most`.
std::optional<std::int64_t> whole_within(const value& v, std::int64_t least, std::int64_t most) noexcept {
    const auto n = whole(v);
    return n && *n >= least && *n <= most ? n : std::nullopt;
}

value to_date(argument_list a, surroundings&) {
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

value time_of_parts(argument_list a) {
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
        case value_kind::date_time:
            return value{a[0].as_date_time().time()};
        default:
            return {};
    }
}

value to_date_time(argument_list a, surroundings&) {
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

value to_duration(argument_list a, surroundings&) {
    if (a[0].kind() == value_kind::months_duration || a[0].kind() == value_kind::time_duration) return a[0];
    if (a[0].kind() != value_kind::string) return {};
    if (const auto months = parse_months_duration(a[0].as_string())) return value{*months};
    return to_value(parse_time_duration(a[0].as_string()));
}

// The day a date, or a date and time, stands for.
std::optional<date> day_of(const value& v) noexcept {
    if (v.kind() == value_kind::date) return v.as_date();
    if (v.kind() == value_kind::date_time) return v.as_date_time().day();
    return std::nullopt;
}

value years_and_months(argument_list a, surroundings&) {
    const auto first = day_of(a[0]);
    const auto last = day_of(a[1]);
    if (!first || !last) return {};
    const civil from = to_civil(first->days);
    const civil to = to_civil(last->days);
    const auto months = [](const civil& d) { return d.year * 12 + d.month; };
    auto between = months(to) - months(from);
    if (between > 0 && to.day < from.day) --between;
    if (between < 0 && to.day > from.day) ++between;
    return value{months_duration{between}};
}

std::int64_t day_number(const civil& c) {
    return (*to_days(c) - *to_days({c.year, 1, 1})).count() + 1;
}

value day_of_year(argument_list a, surroundings&) {
    const auto day = day_of(a[0]);
    return day ? value{day_number(to_civil(day->days))} : value{};
}

value day_of_week(argument_list a, surroundings&) {
    constexpr std::array<std::string_view, 7> names{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                    "Friday", "Saturday", "Sunday"};
    const auto day = day_of(a[0]);
    return day ? value{names[iso_weekday(day->days) - 1]} : value{};
}

value month_of_year(argument_list a, surroundings&) {
    constexpr std::array<std::string_view, 12> names{"January",   "February", "March",    "April",
                                                     "May",       "June",     "July",     "August",
                                                     "September", "October",  "November", "December"};
    const auto day = day_of(a[0]);
    return day ? value{names[to_civil(day->days).month - 1]} : value{};
}

// ISO 8601: the week of the year that the Thursday of the day's week lies in.
value week_of_year(argument_list a, surroundings&) {
    const auto day = day_of(a[0]);
    if (!day) return {};
    const auto thursday = day->days + local_day::duration{4 - static_cast<std::int64_t>(iso_weekday(day->days))};
    return value{(day_number(to_civil(thursday)) - 1) / 7 + 1};
}

constexpr parameter anything[] = {{"from"}};
constexpr parameter text_from[] = {{"from"}};
constexpr parameter date_only[] = {{"date"}};
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
    {.name = "day of year", .parameters = date_only, .result = k::number, .apply = day_of_year},
    {.name = "day of week", .parameters = date_only, .result = k::string, .apply = day_of_week},
    {.name = "month of year", .parameters = date_only, .result = k::string, .apply = month_of_year},
    {.name = "week of year", .parameters = date_only, .result = k::number, .apply = week_of_year},
};

constexpr std::array<std::string_view, 19> properties{
    "year",   "month", "day",   "weekday", "hour",    "minute", "second", "time offset",    "timezone",    "years",
    "months", "days",  "hours", "minutes", "seconds", "start",  "end",    "start included", "end included"};

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
