// Plain text: columns and bars for a terminal.
#pragma once

#include <reglament/text/source.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace reglament {

/// The blanks that make a text so many characters wide.
inline std::string blanks_behind(std::string_view text, std::size_t width) {
    const std::size_t length = count_characters(text);
    return std::string(width > length ? width - length : 0, ' ');
}

inline std::string flush_left(std::string_view text, std::size_t width) {
    return std::string{text} + blanks_behind(text, width);
}

inline std::string flush_right(std::string_view text, std::size_t width) {
    return blanks_behind(text, width) + std::string{text};
}

/// `n` beside `of`, at most thirty characters; what is there at all is seen.
inline std::string text_bar(std::uint64_t n, std::uint64_t of) {
    constexpr std::uint64_t width = 30;
    std::string out;
    for (std::uint64_t i = 0; i < (of == 0 ? 0 : (n * width + of / 2) / of); ++i) out += "█";
    return out.empty() && n > 0 ? "▏" : out;
}

/// What a terminal would act upon is no text.
inline std::string printable(std::string_view text) {
    std::string out{text};
    std::replace_if(
        out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, '?');
    return out;
}

}  // namespace reglament
