// The reader's literals: numbers, durations in words, strings, temporal literals.
#include "feel/reader.hpp"
#include "text/characters.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace reglament::feel {
namespace {

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

struct quotes {
    std::string_view open;
    std::array<std::string_view, 2> close;
    bool feel;  // FEEL's own, the others belong to the dialect
};

constexpr std::array all_quotes{
    quotes{"\"", {"\"", "\""}, true},
    quotes{"«", {"»", "»"}, false},
    quotes{"“", {"”", "”"}, false},
    quotes{"„", {"“", "”"}, false},
};

std::optional<value> temporal(std::string_view text) {
    if (const auto d = parse_date(text)) return value{*d};
    if (const auto d = parse_date_time(text)) return value{*d};
    if (const auto t = parse_time(text)) return value{*t};
    if (const auto d = parse_months_duration(text)) return value{*d};
    if (const auto d = parse_time_duration(text)) return value{*d};
    return std::nullopt;
}

bool hexadecimal(std::string_view digits, char32_t& code) noexcept {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
    code = number;
    return error == std::errc{} && end == digits.data() + digits.size();
}

}  // namespace

bool reader::number(iterator& at, node_id& out) {
    const auto from = skip(at);
    auto p = from;
    while (is_digit(peek(p))) ++p;
    const bool whole = p != from;
    if (peek(p) == '.' && p + 1 < end() && is_digit(p[1]))
        for (++p; is_digit(peek(p));) ++p;
    if (stopped_ || p == from) return fail(from, expected::value);
    auto exponent = p;
    if (peek(p) == 'e' || peek(p) == 'E') {
        ++exponent;
        if (peek(exponent) == '+' || peek(exponent) == '-') ++exponent;
        if (is_digit(peek(exponent)))
            for (p = exponent; is_digit(peek(p));) ++p;
    }
    const std::string_view digits{from, static_cast<std::size_t>(p - from)};
    if (names_.has_digits() && declared(from) > digits.size()) return fail(from, expected::value);  // "2nd call"
    const auto read = feel::number::parse(digits);
    if (!read) add("feel-number-range", between(from, p), {std::string{digits}});
    value v = read ? value{*read} : value{};
    if (how_.regulation) {
        if (whole) p = thousands(from, p);
        if (!unit_after(p, digits, v)) return false;
    }
    return literal(at, from, p, std::move(v), out);
}

// "10 000" is one number to a person and two to FEEL.
reader::iterator reader::thousands(iterator from, iterator p) {
    std::string joined{from, p};
    auto last = p;
    for (;;) {
        const auto group = begin() + skip_blanks(text_, offset(last));
        auto stop_at = group;
        while (is_digit(peek(stop_at))) ++stop_at;
        if (group == last || stop_at - group != 3) break;
        joined.append(group, stop_at);
        last = stop_at;
    }
    if (last != p) add("feel-number-blank", between(from, last), {std::string{from, last}}, joined);
    return last;
}

// A unit of time makes the number a duration. False when the reading cannot go on.
bool reader::unit_after(iterator& p, std::string_view digits, value& v) {
    const auto word = skip(p);
    if (!at_letter(word) || (word != p && stops_name(word))) return true;
    const auto word_stop = end_of_word(word);
    const std::string name = normal_name({word, static_cast<std::size_t>(word_stop - word)});
    const auto u = find_unit(name);
    const auto where = between(p - digits.size(), word_stop);
    if (!u) {
        if (is_working(name)) return stop("feel-working-duration", between(word, word_stop));
        const auto near = near_names(name, unit_words());
        if (near.empty() || word == p) return true;  // some other word: an operator is missing
        add("feel-unknown-unit", between(word, word_stop), {name}, std::string{near.front()});
        p = word_stop;
        v = value{};
        return true;
    }
    p = word_stop;
    if (v.is_null()) return true;
    const auto size = multiply(v.as_number(), feel::number{u->size});
    const auto exact = size ? size->to_int64() : std::nullopt;
    if (!exact) {
        add("feel-duration-range", where, {std::string{digits}, name});
        v = value{};
    } else {
        v = u->months ? value{months_duration{*exact}} : value{std::chrono::microseconds{*exact}};
    }
    return true;
}

bool reader::string(iterator& at, node_id& out) {
    const auto from = skip(at);
    if (stopped_ || from == end()) return fail(from, expected::value);
    auto p = from;
    std::string text;
    if (!quoted_text(p, text)) return fail(from, expected::value);
    return literal(at, from, p, value{std::string_view{text}}, out);
}

bool reader::quoted_text(iterator& p, std::string& text) {
    const auto from = p;
    const auto left = rest(p);
    const quotes* q = nullptr;
    for (const auto& each : all_quotes)
        if ((each.feel || how_.regulation) && left.starts_with(each.open)) q = &each;
    const bool single = q == nullptr && left.starts_with('\'');
    if (q == nullptr && !single) return false;
    const std::array<std::string_view, 2> close = single ? std::array<std::string_view, 2>{"'", "'"} : q->close;
    p += single ? 1 : q->open.size();
    while (p < end() && !rest(p).starts_with(close[0]) && !rest(p).starts_with(close[1])) {
        if (*p == '\\' && p + 1 < end()) {
            if (escape(p, text)) continue;
        }
        text += *p++;
    }
    if (p == end()) return stop("feel-unclosed-string", between(from, from + (single ? 1 : q->open.size())));
    p += rest(p).starts_with(close[0]) ? close[0].size() : close[1].size();
    if (single) add("feel-single-quotes", between(from, p), {std::string{from, p}}, "\"" + text + "\"");
    return true;
}

// What is no escape stands for itself, the backslash too.
bool reader::escape(iterator& p, std::string& text) {
    constexpr std::string_view letters = "nrt\"\\'";
    constexpr std::string_view meanings = "\n\r\t\"\\'";
    if (const auto i = letters.find(p[1]); i != std::string_view::npos) {
        text += meanings[i];
        p += 2;
        return true;
    }
    const std::size_t length = p[1] == 'u' ? 4 : p[1] == 'U' ? 6 : 0;
    char32_t code = 0;
    if (length == 0 || rest(p).size() < 2 + length || !hexadecimal(rest(p).substr(2, length), code)) return false;
    auto used = 2 + length;
    char32_t low = 0;
    const auto pair = rest(p).substr(used);
    if (code >= 0xD800 && code < 0xDC00 && pair.size() >= 6 && pair.starts_with("\\u") &&
        hexadecimal(pair.substr(2, 4), low) && low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        used += 6;
    }
    if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return false;
    append_utf8(text, code);
    p += used;
    return true;
}

bool reader::at_literal(iterator& at, node_id& out) {
    const auto from = skip(at);
    if (stopped_ || peek(from) != '@') return fail(from, expected::value);
    auto p = skip(from + 1);
    std::string text;
    if (!quoted_text(p, text)) return fail(p, expected::value);
    auto v = temporal(text);
    if (!v) add("feel-bad-literal", between(from, p), {text});
    return literal(at, from, p, v ? std::move(*v) : value{}, out);
}

}  // namespace reglament::feel
