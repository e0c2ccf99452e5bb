#include "regulation/scalar_place.hpp"

#include <algorithm>

namespace reglament::yaml {

namespace {

constexpr bool is_blank(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// The offset of the quotation mark that closes a scalar whose text begins at `at`.
std::size_t closing_quote(std::string_view text, std::size_t at, char quote) noexcept {
    for (; at < text.size(); ++at) {
        if (quote == '"' && text[at] == '\\') {
            ++at;
        } else if (text[at] == quote) {
            if (quote == '"' || at + 1 == text.size() || text[at + 1] != '\'') return at;
            ++at;
        }
    }
    return text.size();
}

// Line breaks are folded and indentation is dropped, but every other character of the value stands in the text.
std::size_t end_of_folded(std::string_view text, std::size_t at, std::string_view value) noexcept {
    std::size_t end = at;
    for (const char c : value) {
        if (is_blank(c)) continue;
        while (at < text.size() && is_blank(text[at])) ++at;
        if (at == text.size() || text[at] != c) break;
        end = ++at;
    }
    return end;
}

std::size_t next_line(std::string_view text, std::size_t at) noexcept {
    const std::size_t line_end = text.find('\n', at);
    return line_end == text.npos ? text.size() : line_end + 1;
}

scalar_place block_scalar(std::string_view text, std::size_t header, std::string_view value) noexcept {
    std::size_t begin = next_line(text, header);
    while (begin < text.size() && is_blank(text[begin])) ++begin;
    const std::size_t end = end_of_folded(text, begin, value);
    const bool whole = end == begin;
    return {{static_cast<std::uint32_t>(whole ? header : begin), static_cast<std::uint32_t>(whole ? header + 1 : end)},
            text.substr(begin, end - begin) == value};
}

}  // namespace

scalar_place find_scalar(std::string_view text, std::uint32_t begin, std::string_view value) noexcept {
    const char first = begin < text.size() ? text[begin] : '\0';
    if (first == '"' || first == '\'') {
        const std::size_t end = std::min(closing_quote(text, begin + 1, first), text.size());
        return {{begin + 1, static_cast<std::uint32_t>(end)}, text.substr(begin + 1, end - begin - 1) == value};
    }
    if (text.substr(begin, value.size()) == value)
        return {{begin, begin + static_cast<std::uint32_t>(value.size())}, true};
    if (first == '|' || first == '>') return block_scalar(text, begin, value);
    return {{begin, static_cast<std::uint32_t>(end_of_folded(text, begin, value))}, false};
}

}  // namespace reglament::yaml
