#include "regulation/calendar_reader.hpp"
#include "regulation/day_time.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>
#include <array>

namespace reglament {

namespace {

std::optional<std::size_t> weekday_of(std::string_view text) {
    static constexpr std::array<std::string_view, 7> days{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    const std::string word = normal_name(text);
    const keyword* k = find_keyword(word, context_of::weekday);
    const auto matches = [&](std::string_view day) {
        return k != nullptr ? k->en == day : word.size() > 5 && word.starts_with(day) && word.ends_with("day");
    };
    const auto at = std::find_if(days.begin(), days.end(), matches);
    return at == days.end() ? std::nullopt : std::optional{static_cast<std::size_t>(at - days.begin())};
}

// The bits of a day or of a range of days, which may go round the weekend.
std::optional<std::uint8_t> weekdays_of(std::string_view text) {
    const auto range = split_range(text);
    const auto first = weekday_of(range ? range->first : text);
    const auto last = weekday_of(range ? range->second : text);
    if (!first || !last) return {};
    unsigned bits = 0;
    for (std::size_t day = *first;; day = (day + 1) % 7) {
        bits |= 1u << day;
        if (day == *last) return static_cast<std::uint8_t>(bits);
    }
}

// A day or a range of days as it was most likely meant.
std::string near_weekdays(std::string_view text) {
    std::vector<std::string_view> known;
    for (const keyword& k : keywords()) {
        if (k.where != context_of::weekday) continue;
        known.push_back(k.en);
        known.insert(known.end(), k.ru.begin(), k.ru.end());
    }
    const auto nearest = [&](std::string_view day, std::string_view taken = {}) {
        const auto near = near_names(normal_name(day), known);
        const auto other = std::find_if(near.begin(), near.end(), [&](auto name) { return name != taken; });
        return other == near.end() ? std::string{} : std::string{*other};
    };
    const auto range = split_range(text);
    if (!range) return nearest(text);
    const std::string first = nearest(range->first), last = nearest(range->second, first);
    return first.empty() || last.empty() ? std::string{} : first + "-" + last;
}

// The zone that was most likely meant, of those that departments work in.
std::string near_zone(std::string_view text) {
    static constexpr std::array<std::string_view, 24> zones{
        "Europe/Moscow",      "Europe/Kaliningrad", "Europe/Samara",    "Europe/Saratov",   "Europe/Volgograd",
        "Europe/Minsk",       "Europe/Kiev",        "Europe/Berlin",    "Europe/Paris",     "Europe/London",
        "Asia/Yekaterinburg", "Asia/Omsk",          "Asia/Novosibirsk", "Asia/Krasnoyarsk", "Asia/Irkutsk",
        "Asia/Yakutsk",       "Asia/Vladivostok",   "Asia/Magadan",     "Asia/Kamchatka",   "Asia/Almaty",
        "Asia/Tashkent",      "Asia/Tbilisi",       "Asia/Yerevan",     "Asia/Baku"};
    const auto near = near_names(text, zones);
    return near.empty() ? std::string{} : std::string{near.front()};
}

// ISO, or 31.12.2025.
std::optional<feel::date> date_of(std::string_view text) {
    const bool dotted = text.size() == 10 && text[2] == '.' && text[5] == '.';
    if (!dotted) return feel::parse_date(text);
    return feel::parse_date(std::string{text.substr(6)} + "-" + std::string{text.substr(3, 2)} + "-" +
                            std::string{text.substr(0, 2)});
}

}  // namespace

std::optional<std::pair<std::string_view, std::string_view>> split_range(std::string_view text) noexcept {
    constexpr std::array<std::string_view, 3> dashes{"–", "—", "-"};
    for (const std::string_view dash : dashes) {
        const std::size_t at = text.find(dash);
        if (at != text.npos) return std::pair{text.substr(0, at), text.substr(at + dash.size())};
    }
    return {};
}

std::optional<std::int32_t> minutes_of_day(std::string_view text) {
    const std::string time = normal_name(text);
    const std::size_t colon = time.find(':');
    const auto digits = [](std::string_view part) {
        return !part.empty() && part.size() <= 2 && part.find_first_not_of("0123456789") == part.npos;
    };
    const std::string_view hours = std::string_view{time}.substr(0, colon);
    const std::string_view minutes = colon == time.npos ? "00" : std::string_view{time}.substr(colon + 1);
    if (!digits(hours) || !digits(minutes)) return {};
    const std::int32_t h = std::stoi(std::string{hours}), m = std::stoi(std::string{minutes});
    return m > 59 || h * 60 + m > 24 * 60 ? std::nullopt : std::optional{h * 60 + m};
}

calendar calendar_reader::read_calendar(const entry& e) {
    static const key_set keys{context_of::calendar};
    calendar result;
    if (is_map(e)) each_key(e.value, keys, [&](const entry& inner) { read_calendar_key(inner, result); });
    return result;
}

void calendar_reader::read_calendar_key(const entry& e, calendar& into) {
    if (e.is("zone")) {
        read_zone(e, into);
    } else if (e.is("week")) {
        read_week(e, into);
    } else if (e.is("hours")) {
        read_hours(e, into);
    } else if (e.is("holidays")) {
        into.holidays = read_dates(e);
    } else {
        into.extra_days = read_dates(e);
    }
}

void calendar_reader::read_zone(const entry& e, calendar& into) {
    if (!is_text(e)) return;
    if (const auto zone = feel::zone::find(e.value.text)) {
        into.zone = *zone;
    } else {
        report("bad-zone", e.value.where, {std::string{e.value.text}}, near_zone(e.value.text));
    }
}

void calendar_reader::read_week(const entry& e, calendar& into) {
    std::uint8_t bits = 0;
    for (const auto& part : read_names(e)) {
        for (std::size_t begin = 0; begin <= part.value.size();) {
            const std::size_t end = std::min(part.value.find(',', begin), part.value.size());
            const auto days = std::string_view{part.value}.substr(begin, end - begin);
            const auto some = weekdays_of(days);
            if (!some) report("bad-week", part.where, {std::string{days}}, near_weekdays(days));
            bits = static_cast<std::uint8_t>(bits | some.value_or(1));
            begin = end + 1;
        }
    }
    if (bits != 0) into.working_weekdays = bits;
}

void calendar_reader::read_hours(const entry& e, calendar& into) {
    if (!is_text(e)) return;
    const auto range = split_range(e.value.text);
    const auto opens = range ? minutes_of_day(range->first) : std::nullopt;
    const auto closes = range ? minutes_of_day(range->second) : std::nullopt;
    if (opens && closes && *opens < *closes) {
        into.opens = *opens;
        into.closes = *closes;
    } else {
        report("bad-hours", e.value.where, {std::string{e.value.text}});
    }
}

std::vector<feel::date> calendar_reader::read_dates(const entry& e) {
    std::vector<feel::date> dates;
    for (const auto& written : read_names(e)) {
        if (const auto date = date_of(written.value)) {
            dates.push_back(*date);
        } else {
            report("bad-date", written.where, {written.value});
        }
    }
    std::sort(dates.begin(), dates.end());
    dates.erase(std::unique(dates.begin(), dates.end()), dates.end());
    return dates;
}

}  // namespace reglament
