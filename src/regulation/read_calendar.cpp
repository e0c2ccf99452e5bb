#include "regulation/calendar_reader.hpp"
#include "regulation/day_time.hpp"
#include "regulation/holiday_file.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <system_error>

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

constexpr std::uintmax_t most_bytes = 1U << 20;

namespace fs = std::filesystem;

fs::path path_of(std::string_view utf8) {
    return fs::path{std::u8string{utf8.begin(), utf8.end()}};
}

std::optional<working_span> span_of(std::string_view text) {
    const auto range = split_range(text);
    const auto opens = range ? minutes_of_day(range->first) : std::nullopt;
    const auto closes = range ? minutes_of_day(range->second) : std::nullopt;
    if (!opens || !closes || *opens >= *closes) return std::nullopt;
    return working_span{*opens, *closes};
}

// In order and apart; false: some overlap.
bool put_in_order(working_hours& hours) {
    std::sort(hours.begin(), hours.end(),
              [](const working_span& a, const working_span& b) { return a.opens < b.opens; });
    for (std::size_t i = 1; i < hours.size(); ++i) {
        if (hours[i].opens < hours[i - 1].closes) return false;
    }
    return true;
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

calendar_draft calendar_reader::read_calendar(const entry& e) {
    static const key_set keys{context_of::calendar};
    calendar_draft draft;
    draft.file = file_;
    draft.where = e.key.where;
    if (!is_map(e)) return draft;
    span week = e.key.where;
    each_key(e.value, keys, [&](const entry& inner) {
        read_calendar_key(inner, draft);
        if (inner.is("week")) week = inner.value.is_scalar() ? inner.value.where : inner.key.where;
    });
    const auto [yearly, single] = count_days(draft.marks);
    if (yearly > most_yearly_days || single > most_single_days) {
        report("too-large", e.key.where,
               {std::to_string(yearly > most_yearly_days ? most_yearly_days : most_single_days), "days", "дней"});
        draft.marks.clear();
    }
    const bool some = std::any_of(draft.hours.begin(), draft.hours.end(), [](const auto& h) { return h.has_value(); });
    const bool all = std::all_of(draft.hours.begin(), draft.hours.end(), [](const auto& h) { return h.has_value(); });
    if (!some || all || !draft.like.value.empty()) return draft;
    // Hours of some days alone: these are the week, or it says which others there are and has no hours for them.
    std::uint8_t given = 0;
    working_hours usual;
    for (std::size_t day = draft.hours.size(); day-- > 0;) {
        if (!draft.hours[day]) continue;
        given = static_cast<std::uint8_t>(given | (1U << day));
        usual = *draft.hours[day];
    }
    if (!draft.weekdays) draft.weekdays = given;
    if ((*draft.weekdays & ~given) != 0) report("hours-missing", week);
    for (auto& h : draft.hours) h = h.value_or(usual);
    return draft;
}

void calendar_reader::read_calendar_key(const entry& e, calendar_draft& into) {
    if (e.is("zone")) {
        read_zone(e, into);
    } else if (e.is("week")) {
        read_week(e, into);
    } else if (e.is("hours")) {
        read_hours(e, into);
    } else if (e.is("breaks")) {
        into.breaks = read_spans(e, e.value, "bad-break");
        into.breaks_where = e.value.is_scalar() ? e.value.where : e.key.where;
    } else if (e.is("like")) {
        into.like = read_name(e);
    } else if (e.is("holidays")) {
        read_holidays(e, into);
    } else if (e.is("short days")) {
        read_short_days(e, into);
    } else {
        read_days(e, day_mark::kind::worked, into);
    }
}

void calendar_reader::read_zone(const entry& e, calendar_draft& into) {
    if (!is_text(e)) return;
    if (const auto zone = feel::zone::find(e.value.text)) {
        into.zone = *zone;
    } else {
        report("bad-zone", e.value.where, {std::string{e.value.text}}, near_zone(e.value.text));
    }
}

std::uint8_t calendar_reader::read_weekdays(std::string_view text, span where) {
    std::uint8_t bits = 0;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const auto days = text.substr(begin, end - begin);
        const auto some = weekdays_of(days);
        if (!some) report("bad-week", where, {std::string{days}}, near_weekdays(days));
        bits = static_cast<std::uint8_t>(bits | some.value_or(0));
        begin = end + 1;
    }
    return bits;
}

void calendar_reader::read_week(const entry& e, calendar_draft& into) {
    std::uint8_t bits = 0;
    for (const auto& part : read_names(e))
        bits = static_cast<std::uint8_t>(bits | read_weekdays(part.value, part.where));
    if (bits != 0) into.weekdays = bits;
}

std::optional<working_hours> calendar_reader::read_spans(std::string_view text, span where, std::string_view code) {
    working_hours all;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const auto one = span_of(text.substr(begin, end - begin));
        if (!one) {
            report(code, where, {std::string{text.substr(begin, end - begin)}});
            return std::nullopt;
        }
        all.push_back(*one);
        begin = end + 1;
    }
    if (all.size() <= most_spans && put_in_order(all)) return all;
    report("hours-overlap", where, {std::string{text}});
    return std::nullopt;
}

// One text, with commas, or a list.
std::optional<working_hours> calendar_reader::read_spans(const entry& e, const node& value, std::string_view code) {
    const entry here{e.word, e.key, value};
    std::string text;
    span where{};
    for (const auto& part : read_names(here)) {
        text += (text.empty() ? "" : ",") + part.value;
        where = text == part.value ? part.where : span{where.begin, part.where.end};
    }
    return text.empty() ? std::nullopt : read_spans(text, where, code);
}

void calendar_reader::read_hours(const entry& e, calendar_draft& into) {
    if (!e.value.is_map()) {
        if (const auto hours = read_spans(e, e.value, "bad-hours")) into.hours.fill(hours);
        return;
    }
    each_name(e.value, [&](const node& key, const node& value) {
        const std::uint8_t days = read_weekdays(key.text, key.where);
        const auto hours = read_spans({e.word, key, value}, value, "bad-hours");
        for (std::size_t day = 0; hours && day < into.hours.size(); ++day) {
            if (((days >> day) & 1U) == 0) continue;
            if (into.hours[day]) report("hours-twice", key.where, {std::string{key.text}});
            into.hours[day] = hours;
        }
    });
}

std::optional<day_range> calendar_reader::read_range(const located<std::string>& written) {
    auto read = days_of(written.value);
    if (!read) report("bad-date", written.where, {written.value});
    return read;
}

// Days, the name of a country, or a file.
void calendar_reader::read_holidays(const entry& e, calendar_draft& into) {
    for (const auto& written : read_names(e)) {
        if (const auto days = days_of(written.value)) {
            into.marks.push_back({day_mark::kind::off, *days, {}});
        } else if (const production_calendar* country = find_production_calendar(written.value)) {
            into.countries.push_back(country);
        } else if (written.value.ends_with(".ics")) {
            read_holiday_file(written, into);
        } else if (written.value.find_first_of("0123456789") != std::string::npos) {
            report("bad-date", written.where, {written.value});
        } else {
            const auto near = near_names(written.value, production_calendar_names());
            report("unknown-holidays", written.where, {written.value},
                   near.empty() ? std::string{} : std::string{near.front()});
        }
    }
}

// Only a file in the folder of a vocabulary that is a file itself: a text from elsewhere opens nothing.
void calendar_reader::read_holiday_file(const located<std::string>& name, calendar_draft& into) {
    std::error_code error;
    const fs::path home = path_of(file_->name()), path = home.parent_path() / path_of(name.value);
    const bool beside = name.value.find_first_of("/\\:") == std::string::npos;
    if (!beside || !fs::is_regular_file(home, error))
        return (void)report("holidays-not-beside", name.where, {name.value});
    if (!fs::is_regular_file(path, error)) return (void)report("no-holidays-file", name.where, {name.value});
    const std::uintmax_t size = fs::file_size(path, error);
    if (error || size > most_bytes)
        return (void)report("file-too-large", name.where, {name.value, std::to_string(most_bytes >> 20)});
    std::ifstream stream{path, std::ios::binary};
    std::string text(static_cast<std::size_t>(size), '\0');
    stream.read(text.data(), static_cast<std::streamsize>(size));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    const std::size_t invalid = find_invalid_utf8(text);
    const auto file = std::make_shared<const source>(name.value, std::move(text));
    if (invalid != std::string_view::npos) {
        const auto at = static_cast<std::uint32_t>(invalid);
        found_.add("not-utf8", place{file, {at, at + 1}});
        return;
    }
    issues told;
    reglament::read_holidays(file, into, told);
    adopt(told);
}

void calendar_reader::read_days(const entry& e, day_mark::kind what, calendar_draft& into) {
    for (const auto& written : read_names(e)) {
        if (const auto days = read_range(written)) into.marks.push_back({what, *days, {}});
    }
}

// A list: an hour less; with hours behind each: these.
void calendar_reader::read_short_days(const entry& e, calendar_draft& into) {
    if (!e.value.is_map()) return read_days(e, day_mark::kind::shorter, into);
    each_name(e.value, [&](const node& key, const node& value) {
        const auto days = read_range(name_of(key));
        auto hours = read_spans({e.word, key, value}, value, "bad-hours");
        if (days && hours) into.marks.push_back({day_mark::kind::hours, *days, *std::move(hours)});
    });
}

}  // namespace reglament
