// GCC 12 takes a variable of the date library's reader for one that may be read before it is set.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include "feel/time_format.hpp"

#include <date/date.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <utility>

namespace reglament::feel {

namespace {

using namespace std::chrono;

constexpr std::string_view digit_letters = "YymdHMS";
constexpr std::string_view name_letters = "bBhaAjIpe";
constexpr std::string_view epoch_letters = "sQ";  // say it all by themselves

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}
bool is_blank(char c) noexcept {
    return c == ' ' || c == '\t';
}

// Writes out the letters that stand for several; nothing when there is an unknown one.
std::optional<std::string> expand(std::string_view pattern) {
    static constexpr std::array<std::pair<char, std::string_view>, 4> joined{
        {{'F', "%Y-%m-%d"}, {'T', "%H:%M:%S"}, {'D', "%m/%d/%y"}, {'R', "%H:%M"}}};
    std::string out;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] != '%') {
            out += pattern[i];
            continue;
        }
        if (++i == pattern.size()) return std::nullopt;
        const char letter = pattern[i];
        const auto* found =
            std::find_if(joined.begin(), joined.end(), [&](const auto& j) { return j.first == letter; });
        const bool known = letter == '%' || letter == 'z' || epoch_letters.find(letter) != std::string_view::npos ||
                           digit_letters.find(letter) != std::string_view::npos ||
                           name_letters.find(letter) != std::string_view::npos;
        if (found == joined.end() && !known) return std::nullopt;
        out += found != joined.end() ? std::string{found->second} : std::string{'%', letter};
    }
    return out;
}

bool has(std::string_view pattern, std::string_view letters) {
    for (std::size_t i = 0; i + 1 < pattern.size(); ++i) {
        if (pattern[i] == '%' && letters.find(pattern[++i]) != std::string_view::npos) return true;
    }
    return false;
}

std::size_t letters_in(std::string_view pattern) {
    std::size_t count = 0;
    for (std::size_t i = 0; i + 1 < pattern.size(); ++i) {
        if (pattern[i] == '%' && pattern[++i] != '%') ++count;
    }
    return count;
}

bool makes_a_day(std::string_view pattern) {
    if (has(pattern, epoch_letters)) return letters_in(pattern) == 1;
    return has(pattern, "Yy") && (has(pattern, "j") || (has(pattern, "mbBh") && has(pattern, "de")));
}

struct fields {
    int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0;
    std::int64_t fraction = 0;  // microseconds
    std::optional<std::chrono::seconds> offset;
    std::optional<instant> since_epoch;
};

// A reader of a text from its left.
struct cursor {
    std::string_view rest;

    bool number(int& out, std::size_t least, std::size_t most) {
        std::size_t n = 0;
        int sum = 0;
        for (; n < most && n < rest.size() && is_digit(rest[n]); ++n) sum = sum * 10 + (rest[n] - '0');
        if (n < least) return false;
        rest.remove_prefix(n);
        out = sum;
        return true;
    }

    bool literal(char c) {
        if (is_blank(c)) {
            rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
            return true;
        }
        if (rest.empty() || rest.front() != c) return false;
        rest.remove_prefix(1);
        return true;
    }

    // Finer parts than microseconds are cut off.
    bool fraction(std::int64_t& out) {
        if (rest.size() < 2 || (rest[0] != '.' && rest[0] != ',') || !is_digit(rest[1])) return true;
        std::int64_t unit = 100'000;
        for (rest.remove_prefix(1); !rest.empty() && is_digit(rest.front()); rest.remove_prefix(1), unit /= 10) {
            out += (rest.front() - '0') * unit;
        }
        return true;
    }

    // A count of units since 1970, of at most `most` digits, so that it cannot overflow.
    bool since_epoch(std::optional<instant>& out, microseconds unit, std::size_t most) {
        const bool before = !rest.empty() && rest.front() == '-';
        if (before) rest.remove_prefix(1);
        std::int64_t count = 0, part = 0;
        std::size_t n = 0;
        for (; n < most && n < rest.size() && is_digit(rest[n]); ++n) count = count * 10 + (rest[n] - '0');
        if (n == 0) return false;
        rest.remove_prefix(n);
        fraction(part);
        const microseconds since = count * unit + microseconds{part * unit.count() / 1'000'000};
        out = instant{before ? -since : since};
        return true;
    }

    bool offset(std::optional<std::chrono::seconds>& out) {
        if (rest.empty()) return false;
        const char sign = rest.front();
        rest.remove_prefix(1);
        if (sign == 'Z' || sign == 'z') return out = std::chrono::seconds{0}, true;
        int h = 0, m = 0;
        if ((sign != '+' && sign != '-') || !number(h, 2, 2)) return false;
        if (!rest.empty() && rest.front() == ':') rest.remove_prefix(1);
        if (!rest.empty() && is_digit(rest.front()) && !number(m, 2, 2)) return false;
        out = (sign == '-' ? -1 : 1) * (hours{h} + minutes{m});
        return h < 24 && m < 60;
    }
};

bool read_letter(char letter, cursor& in, std::size_t least, std::size_t most, fields& out) {
    switch (letter) {
        case 'Y':
            return in.number(out.year, least, most);
        case 'y':
            if (!in.number(out.year, least, most)) return false;
            out.year += out.year < 69 ? 2000 : 1900;  // as POSIX has it
            return true;
        case 'm':
            return in.number(out.month, least, most);
        case 'd':
            return in.number(out.day, least, most);
        case 'H':
            return in.number(out.hour, least, most);
        case 'M':
            return in.number(out.minute, least, most);
        case 'S':
            return in.number(out.second, least, most) && in.fraction(out.fraction);
        case 's':
            return in.since_epoch(out.since_epoch, seconds{1}, 12);
        case 'Q':
            return in.since_epoch(out.since_epoch, milliseconds{1}, 15);
        default:
            return in.offset(out.offset);
    }
}

instant place(local_time<microseconds> local, const std::optional<std::chrono::seconds>& offset, zone where) {
    return offset ? zone::fixed(*offset).to_instant(local) : where.to_instant(local);
}

std::optional<instant> within_years(instant when) {
    constexpr instant first{sys_days{year{1} / 1 / 1}}, end{sys_days{year{10'000} / 1 / 1}};
    return when >= first && when < end ? std::optional{when} : std::nullopt;
}

std::optional<instant> assemble(const fields& f, zone where) {
    if (f.since_epoch) return within_years(*f.since_epoch);
    const year_month_day day{year{f.year}, month{static_cast<unsigned>(f.month)},
                             std::chrono::day{static_cast<unsigned>(f.day)}};
    if (f.year < 1 || f.year > 9999 || !day.ok() || f.hour > 23 || f.minute > 59 || f.second > 59) return std::nullopt;
    const auto local = local_days{day} + hours{f.hour} + minutes{f.minute} + std::chrono::seconds{f.second};
    return place(local + microseconds{f.fraction}, f.offset, where);
}

}  // namespace

std::optional<time_format> time_format::compile(std::string_view pattern) {
    std::optional<std::string> whole = expand(pattern);
    if (!whole || !makes_a_day(*whole)) return std::nullopt;
    time_format out;
    out.pattern_ = std::move(*whole);
    out.only_digits_ = !has(out.pattern_, name_letters);
    for (std::size_t i = 0; i < out.pattern_.size(); ++i) {
        const bool lettered = out.pattern_[i] == '%' && out.pattern_[i + 1] != '%';
        if (out.pattern_[i] == '%') ++i;
        const char c = out.pattern_[i];
        out.parts_.push_back(lettered ? part{c, 0, 1, std::uint8_t(c == 'Y' ? 4 : 2)} : part{0, c, 0, 0});
    }
    // Where numbers touch, only their full widths tell them apart; a year has four digits anyhow.
    const auto number = [](const part& p) { return p.letter != 0 && p.letter != 'z'; };
    for (std::size_t i = 0; i < out.parts_.size(); ++i) {
        const bool touches =
            (i > 0 && number(out.parts_[i - 1])) || (i + 1 < out.parts_.size() && number(out.parts_[i + 1]));
        const char c = out.parts_[i].letter;
        if (number(out.parts_[i]) && (touches || c == 'Y' || c == 'y')) out.parts_[i].least = out.parts_[i].most;
    }
    return out;
}

std::optional<instant> time_format::read(std::string_view text, zone where) const {
    if (!only_digits_) return read_by_stream(text, where);
    cursor in{text};
    fields found;
    for (const part& p : parts_) {
        const bool fits = p.letter == 0 ? in.literal(p.literal) : read_letter(p.letter, in, p.least, p.most, found);
        if (!fits) return std::nullopt;
    }
    if (!in.rest.empty()) return std::nullopt;
    return assemble(found, where);
}

std::optional<instant> time_format::read_by_stream(std::string_view text, zone where) const {
    std::istringstream in{std::string{text}};
    in.imbue(std::locale::classic());
    ::date::local_time<microseconds> local{};
    minutes offset{0};
    ::date::from_stream(in, pattern_.c_str(), local, static_cast<std::string*>(nullptr), &offset);
    if (in.fail() || (in.peek() != std::istringstream::traits_type::eof())) return std::nullopt;
    const std::chrono::local_time<microseconds> found{local.time_since_epoch()};
    return place(found, has(pattern_, "z") ? std::optional<std::chrono::seconds>{offset} : std::nullopt, where);
}

}  // namespace reglament::feel
