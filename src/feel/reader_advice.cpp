// What people write out of habit where the language writes otherwise: found when nothing else fits.
#include "feel/reader.hpp"
#include "text/characters.hpp"

#include <algorithm>
#include <array>

namespace reglament::feel {
namespace {

constexpr std::array<std::string_view, 9> units_of_amounts{"%", "₽", "$", "€", "рублей", "рубля", "рубль", "руб", "шт"};

constexpr bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

// How many digits stand at the end, or at the beginning, of a text.
std::size_t digits_behind(std::string_view text) {
    const auto last = std::find_if_not(text.rbegin(), text.rend(), is_digit);
    return static_cast<std::size_t>(last - text.rbegin());
}
std::size_t digits_before(std::string_view text) {
    return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) - text.begin());
}

bool is_whole_word(std::string_view text, std::size_t length) {
    return length == text.size() || !is_word(decode(text, length).code);
}

}  // namespace

// A word that only conditions of regulations know, or one written in capitals.
bool reader::report_spelling(std::string_view found, span where) {
    const auto known = find_keyword(found, true);
    if (!how_.regulation && (known != keyword::none || find_unit(found) || found == "«")) {
        const bool own = find_keyword(found, false) != keyword::none;
        if (!own) add("feel-regulations-only", where, {std::string{found}}, std::string{spelling(known)});
        return !own;
    }
    std::string small;
    for (std::size_t at = 0; at < found.size();) {
        const auto c = decode(found, at);
        append_utf8(small, to_lower(c.code));
        at += c.length;
    }
    if (small == found || find_keyword(small, how_.regulation) == keyword::none) return false;
    add("feel-word-small", where, {std::string{found}}, small);
    return true;
}

// `amount больше 1000`, `1000 руб`, `10%`, `1,5`.
bool reader::report_habit(iterator at) {
    const std::string_view left = rest(at);
    const auto behind = [&](std::size_t length) { return between(at, at + length); };
    if (const auto* words = find_comparison(left)) {
        add("feel-foreign-operator", behind(words->text.size()), {std::string{words->text}}, std::string{words->feel});
        return true;
    }
    const std::string_view before{begin(), at};
    const auto last = before.find_last_not_of(' ');
    if (last == before.npos || !is_digit(before[last])) return false;
    for (const std::string_view u : units_of_amounts) {
        if (!left.starts_with(u) || (!is_whole_word(left, u.size()) && u.size() > 3)) continue;
        add("feel-amount-unit", behind(u.size()), {std::string{u}});
        return true;
    }
    const std::size_t whole = digits_behind(before), part = left.starts_with(',') ? digits_before(left.substr(1)) : 0;
    if (whole == 0 || part == 0) return false;
    const std::string number{before.substr(before.size() - whole)};
    add("feel-number-comma", between(at - whole, at + 1 + part), {}, number + "." + std::string{left.substr(1, part)});
    return true;
}

// `01.02.2025`: read as a number, a dot and no name.
bool reader::report_date(iterator at) {
    const std::string_view before{begin(), at}, left = rest(at);
    if (before.size() < 6 || digits_before(left) != 4 || before.back() != '.') return false;
    const std::string_view date = before.substr(before.size() - 6);
    if (digits_before(date) != 2 || date[2] != '.' || digits_before(date.substr(3)) != 2) return false;
    add("feel-date-plain", between(at - 6, at + 4), {},
        "@\"" + std::string{left.substr(0, 4)} + "-" + std::string{date.substr(3, 2)} + "-" +
            std::string{date.substr(0, 2)} + "\"");
    return true;
}

}  // namespace reglament::feel
