// Schedule: read from words, or from the lines of RFC 5545.
#include "regulation/day_time.hpp"
#include "regulation/schedule_rule.hpp"
#include "text/characters.hpp"

#include <reglament/regulation/schedule.hpp>
#include <reglament/text/names.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace reglament {

namespace {

using namespace std::chrono;

constexpr std::size_t longest = 300;                              // bytes of a text
constexpr local_seconds counted_from{local_days{2024y / 1 / 1}};  // a Monday

template <std::size_t N>
std::optional<unsigned> find_word(const std::array<std::array<std::string_view, 6>, N>& rows, std::string_view word) {
    for (unsigned i = 0; i < N; ++i) {
        if (!word.empty() && std::find(rows[i].begin(), rows[i].end(), word) != rows[i].end()) return i;
    }
    return std::nullopt;
}

constexpr std::array<std::array<std::string_view, 6>, 7> weekdays{{
    {"monday", "mon", "mondays", "понедельник", "понедельникам", "пн"},
    {"tuesday", "tue", "tuesdays", "вторник", "вторникам", "вт"},
    {"wednesday", "wed", "wednesdays", "среду", "средам", "ср"},
    {"thursday", "thu", "thursdays", "четверг", "четвергам", "чт"},
    {"friday", "fri", "fridays", "пятницу", "пятницам", "пт"},
    {"saturday", "sat", "saturdays", "субботу", "субботам", "сб"},
    {"sunday", "sun", "sundays", "воскресенье", "воскресеньям", "вс"},
}};
constexpr std::array<std::string_view, 7> weekday_codes{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

constexpr std::array<std::array<std::string_view, 6>, 12> months{{
    {"january", "jan", "января"},
    {"february", "feb", "февраля"},
    {"march", "mar", "марта"},
    {"april", "apr", "апреля"},
    {"may", "мая"},
    {"june", "jun", "июня"},
    {"july", "jul", "июля"},
    {"august", "aug", "августа"},
    {"september", "sep", "сентября"},
    {"october", "oct", "октября"},
    {"november", "nov", "ноября"},
    {"december", "dec", "декабря"},
}};

enum class unit : unsigned { day, week, month, quarter, year };
constexpr std::array<std::array<std::string_view, 6>, 5> units{{
    {"day", "days", "день", "дня", "дней"},
    {"week", "weeks", "неделю", "недели", "недель"},
    {"month", "months", "месяц", "месяца", "месяцев"},
    {"quarter", "quarters", "квартал", "квартала", "кварталов"},
    {"year", "years", "год", "года", "лет"},
}};

enum class mark : unsigned { every, filler, working, first, last, from };
constexpr std::array<std::array<std::string_view, 6>, 6> marks{{
    {"every", "each", "каждый", "каждую", "каждое", "каждые"},
    {"on", "at", "the", "and", "of", "в"},
    {"working", "business", "рабочий", "рабочих", "рабочие", "рабочего"},
    {"first", "первый", "первого"},
    {"last", "последний", "последнего"},
    {"from", "since", "с", "начиная"},
}};
constexpr std::array<std::array<std::string_view, 6>, 1> more_fillers{{{"во", "и", "по", "числа", "числам", "число"}}};

std::optional<unsigned> number_of(std::string_view word) {
    for (const std::string_view ending : {"st", "nd", "rd", "th", "-го", "-е", "."}) {
        if (word.size() > ending.size() && word.ends_with(ending)) {
            word.remove_suffix(ending.size());
            break;
        }
    }
    unsigned n = 0;
    const auto [at, error] = std::from_chars(word.data(), word.data() + word.size(), n);
    return error == std::errc{} && at == word.data() + word.size() ? std::optional{n} : std::nullopt;
}

// A time needs its colon: a number alone is a day.
std::optional<minutes> time_of(std::string_view word) {
    if (word.find(':') == word.npos) return std::nullopt;
    const auto time = minutes_of_day(word);
    return time && *time < 24 * 60 ? std::optional{minutes{*time}} : std::nullopt;
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> out;
    bool inside = false;
    for (std::size_t at = 0; at < text.size();) {
        const character c = decode(text, at);
        at += c.length;
        const bool part = !is_blank(c.code) && c.code != ',';
        if (part && !inside) out.emplace_back();
        if (part) append_utf8(out.back(), to_lower(c.code));
        inside = part;
    }
    return out;
}

}  // namespace

class schedule_reader {
public:
    std::optional<schedule> read(std::string_view text) {
        if (text.size() > longest) return std::nullopt;
        const auto words = words_of(text);
        out_.text_ = normal_name(text);
        out_.start_ = counted_from;
        const bool good = text.find("FREQ=") != text.npos ? read_lines(text) : read_words(words);
        if (!good || !is_rule(out_.rule_, out_.start_)) return std::nullopt;
        return std::move(out_);
    }

private:
    // `DTSTART:20250113T090000` and `RRULE:FREQ=…`, or the rule alone.
    bool read_lines(std::string_view text) {
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
            std::string_view line = text.substr(at, end - at);
            at = end + 1;
            if (line.empty()) continue;
            if (line.starts_with("DTSTART:")) {
                if (!read_start(line.substr(8))) return false;
            } else {
                if (line.starts_with("RRULE:")) line.remove_prefix(6);
                if (!out_.rule_.empty()) return false;
                out_.rule_ = line;
            }
        }
        out_.timed_ = out_.timed_ || out_.rule_.find("BYHOUR=") != std::string::npos;
        out_.counted_ = out_.rule_.find("COUNT=") != std::string::npos;
        return !out_.rule_.empty();
    }

    // 20250113T090000, local; or 20250113
    bool read_start(std::string_view text) {
        if (text.size() != 8 && (text.size() != 15 || text[8] != 'T')) return false;
        const auto part = [&](std::size_t from, std::size_t length) { return number_of(text.substr(from, length)); };
        const auto y = part(0, 4), m = part(4, 2), d = part(6, 2);
        if (!y || !m || !d) return false;
        const year_month_day date{year{static_cast<int>(*y)}, month{*m}, day{*d}};
        if (!date.ok() || *y < 1) return false;
        out_.start_ = local_days{date};
        if (text.size() == 8) return true;
        const auto h = part(9, 2), min = part(11, 2), s = part(13, 2);
        if (!h || !min || !s || *h > 23 || *min > 59 || *s > 59) return false;
        out_.start_ += hours{*h} + minutes{*min} + seconds{*s};
        out_.timed_ = true;
        return true;
    }

    bool read_words(const std::vector<std::string>& words) {
        if (words.empty() || find_word(marks, words.front()) != static_cast<unsigned>(mark::every)) return false;
        for (std::size_t i = 1; i < words.size(); ++i) {
            const std::string_view next = i + 1 < words.size() ? std::string_view{words[i + 1]} : std::string_view{};
            if (!take(words[i], next, i)) return false;
        }
        return make_rule();
    }

    bool take(std::string_view word, std::string_view next, std::size_t& i) {
        if (const auto time = time_of(word)) return once(time_, *time);
        if (const auto n = find_word(weekdays, word)) {
            by_day_ |= 1U << *n;
            return true;
        }
        if (const auto n = find_word(units, word)) return take_unit(static_cast<unit>(*n));
        if (const auto n = find_word(months, word)) return once(month_, *n + 1);
        if (const auto n = find_word(marks, word)) return take_mark(static_cast<mark>(*n), next, i);
        if (find_word(more_fillers, word)) return true;
        const auto number = number_of(word);
        if (!number || *number == 0) return false;
        const bool counts = !unit_ && (find_word(units, next) || next == "working" || next == "рабочих");
        return counts ? *number <= 1'000 && once(interval_, *number) : *number <= 31 && once(day_, *number);
    }

    // A day that is picked stands before or after the month it is picked from.
    bool take_unit(unit u) {
        if (u == unit::day && (first_ || last_)) return once(picked_, true);
        if (u == unit::day && unit_) return true;  // "every month on day 15"
        if (working_ && u != unit::day && !picked_) return false;
        return once(unit_, u);
    }

    bool take_mark(mark m, std::string_view next, std::size_t& i) {
        switch (m) {
            case mark::every:
                return false;
            case mark::filler:
                return true;
            case mark::working:
                return once(working_, true);
            case mark::first:
                return once(first_, true);
            case mark::last:
                return once(last_, true);
            case mark::from: {
                const auto from = parse_moment(next, feel::zone::utc());
                if (!from) return false;
                out_.start_ = local_seconds{floor<std::chrono::days>(from->time_since_epoch())};
                ++i;
                return true;
            }
        }
        return false;
    }

    template <class T>
    static bool once(std::optional<T>& into, T value) {
        if (into) return false;
        into = value;
        return true;
    }

    bool make_rule() {
        using enum schedule::days;
        const unsigned every = interval_.value_or(1);
        if (first_ && last_) return false;
        if (first_ || last_) {
            const bool by_month = !unit_ || *unit_ == unit::month || *unit_ == unit::quarter;
            if (!picked_ || !by_month || day_ || month_ || by_day_ != 0) return false;
            const unsigned step = every * (unit_ == unit::quarter ? 3U : 1U);
            out_.rule_ =
                "FREQ=MONTHLY;INTERVAL=" + std::to_string(step) + (first_ ? ";BYMONTHDAY=1" : ";BYMONTHDAY=-1");
            if (working_) out_.days_ = first_ ? first_working_of_month : last_working_of_month;
        } else if (!make_simple(every)) {
            return false;
        }
        if (time_) out_.start_ += *time_;
        out_.timed_ = time_.has_value();
        return true;
    }

    bool make_simple(unsigned every) {
        if (!unit_ && by_day_ == 0) return false;
        const unit of = unit_.value_or(unit::week);
        if (by_day_ != 0 && of != unit::week) return false;
        if (day_ && of < unit::month) return false;
        if (of == unit::year ? day_.has_value() != month_.has_value() : month_.has_value()) return false;
        if (working_) {
            if (of != unit::day || every != 1) return false;
            out_.days_ = schedule::days::working_only;
        }
        out_.rule_ = frequency(of, every);
        if (of == unit::week) add_weekdays();
        if (of >= unit::month) add_day();
        if (of == unit::year) out_.rule_ += ";BYMONTH=" + std::to_string(month_.value_or(1));
        return true;
    }

    static std::string frequency(unit of, unsigned every) {
        static constexpr std::array<std::string_view, 5> names{"DAILY", "WEEKLY", "MONTHLY", "MONTHLY", "YEARLY"};
        return "FREQ=" + std::string{names[static_cast<unsigned>(of)]} +
               ";INTERVAL=" + std::to_string(of == unit::quarter ? every * 3 : every);
    }

    void add_weekdays() {
        std::string_view separator = ";BYDAY=";
        for (unsigned i = 0; i < 7; ++i) {
            if (((by_day_ == 0 ? 1U : by_day_) >> i & 1U) == 0) continue;
            out_.rule_.append(separator).append(weekday_codes[i]);
            separator = ",";
        }
    }

    // The 31st is the last day of a shorter month, as people mean it.
    void add_day() {
        const unsigned day = day_.value_or(1);
        std::string days = std::to_string(std::min(day, 28U));
        for (unsigned d = 29; d <= day; ++d) days.append(1, ',').append(std::to_string(d));
        out_.rule_ += ";BYMONTHDAY=" + days;
        if (day > 28) out_.rule_ += ";BYSETPOS=-1";
    }

    schedule out_;
    std::optional<minutes> time_;
    std::optional<unit> unit_;
    std::optional<unsigned> interval_, day_, month_;
    std::optional<bool> working_, first_, last_, picked_;
    unsigned by_day_ = 0;  // bit 0 is Monday
};

std::optional<schedule> schedule::parse(std::string_view text) {
    return schedule_reader{}.read(text);
}

}  // namespace reglament
