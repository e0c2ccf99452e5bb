// Markdown: texts of people in it.
#pragma once

#include <string>
#include <string_view>

namespace reglament {

/// What Markdown would take for its own is escaped.
inline std::string markdown_text(std::string_view text) {
    constexpr std::string_view signs = "\\*_`<[#";
    std::string out;
    for (const char c : text) {
        if (signs.find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

}  // namespace reglament
