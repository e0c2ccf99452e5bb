// Writes patterns as RE2 reads them. Internal.
#pragma once

#include "feel/builtins/regex_syntax.hpp"

#include <string>

namespace reglament::feel::regex {

/// How the lines of the text are written.
enum class line_ends : std::uint8_t {
    plain,
    marked  ///< "\n" is "\n", a mark, "\n"; the last of the text is "\n" and the mark. See regex.cpp
};

/// A surrogate, which no text has.
constexpr std::string_view line_mark = "\xED\xA0\x80";

struct written {
    std::string pattern;
    std::vector<std::uint32_t> groups;  ///< of each group of RE2, from 1 on, the number of ours
};

/// No pattern when it becomes too long.
[[nodiscard]] std::optional<written> write_pattern(const node& root, bool lines, line_ends ends);

[[nodiscard]] bool has_kind(const node& root, node_kind kind) noexcept;

}  // namespace reglament::feel::regex
