#include "feel/number_range.hpp"

namespace reglament::feel {

namespace {

std::string_view trimmed(std::string_view text) noexcept {
    const std::size_t begin = text.find_first_not_of(' ');
    return begin == text.npos ? std::string_view{} : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

std::optional<range> read_comparison(std::string_view text) {
    const bool below = text.front() == '<';
    const bool itself = text.size() > 1 && text[1] == '=';
    const auto bound = number::parse(trimmed(text.substr(itself ? 2 : 1)));
    if (!bound) return std::nullopt;
    return below ? range{{}, value{*bound}, false, !itself} : range{value{*bound}, {}, !itself, false};
}

// FEEL's open brackets are those that look away, too: `]0..1[`.
std::optional<range> read_interval(std::string_view text) {
    constexpr std::string_view open = "[(]", closed = "])[";
    const std::size_t dots = text.find("..");
    if (dots == text.npos || open.find(text.front()) == open.npos || closed.find(text.back()) == closed.npos)
        return std::nullopt;
    const auto low = number::parse(trimmed(text.substr(1, dots - 1)));
    const auto high = number::parse(trimmed(text.substr(dots + 2, text.size() - dots - 3)));
    if (!low || !high) return std::nullopt;
    return range{value{*low}, value{*high}, text.front() != '[', text.back() != ']'};
}

bool is_empty(const range& r) noexcept {
    if (r.low.is_null() || r.high.is_null()) return false;
    const auto order = r.low.as_number() <=> r.high.as_number();
    return order > 0 || (order == 0 && (r.low_open || r.high_open));
}

}  // namespace

std::optional<range> parse_number_range(std::string_view text) {
    constexpr std::size_t shortest = 2;
    text = trimmed(text);
    if (text.size() < shortest) return std::nullopt;
    const bool compares = text.front() == '<' || text.front() == '>';
    auto read = compares ? read_comparison(text) : read_interval(text);
    return read && !is_empty(*read) ? read : std::nullopt;
}

std::string number_range_text(const range& r) {
    if (r.low.is_null()) return (r.high_open ? "< " : "<= ") + r.high.as_number().to_string();
    if (r.high.is_null()) return (r.low_open ? "> " : ">= ") + r.low.as_number().to_string();
    return (r.low_open ? "(" : "[") + r.low.as_number().to_string() + ".." + r.high.as_number().to_string() +
           (r.high_open ? ")" : "]");
}

bool is_in(const number& n, const range& r) noexcept {
    if (!r.low.is_null()) {
        const auto order = n <=> r.low.as_number();
        if (order < 0 || (order == 0 && r.low_open)) return false;
    }
    if (r.high.is_null()) return true;
    const auto order = n <=> r.high.as_number();
    return order < 0 || (order == 0 && !r.high_open);
}

bool includes(const range& all, const range& some) noexcept {
    const auto bounds = [](const value& outer, bool outer_open, const value& inner, bool inner_open, bool low) {
        if (outer.is_null()) return true;
        if (inner.is_null()) return false;
        const auto order = inner.as_number() <=> outer.as_number();
        if (order == 0) return !outer_open || inner_open;
        return low ? order > 0 : order < 0;
    };
    return bounds(all.low, all.low_open, some.low, some.low_open, true) &&
           bounds(all.high, all.high_open, some.high, some.high_open, false);
}

number some_number_in(const range& r, const number& wanted) {
    if (is_in(wanted, r)) return wanted;
    if (!r.low.is_null() && is_in(r.low.as_number(), r)) return r.low.as_number();
    if (!r.high.is_null() && is_in(r.high.as_number(), r)) return r.high.as_number();
    if (r.low.is_null()) return subtract(r.high.as_number(), number{1}).value_or(wanted);
    if (r.high.is_null()) return add(r.low.as_number(), number{1}).value_or(wanted);
    const auto sum = add(r.low.as_number(), r.high.as_number());
    return sum ? divide(*sum, number{2}).value_or(wanted) : wanted;
}

}  // namespace reglament::feel
