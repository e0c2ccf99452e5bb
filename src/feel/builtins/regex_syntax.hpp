// Reads the regular expressions of XPath (Functions and Operators 3.1, section 5.6.1): those of XML Schema 1.1 with
// anchors, reluctant quantifiers, groups that are not captured, and back-references. Internal.
#pragma once

#include "feel/builtins/regex_classes.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace reglament::feel::regex {

struct flag_set {
    bool dot_all = false;   ///< s: `.` takes line ends too
    bool lines = false;     ///< m: `^` and `$` stand at line ends too
    bool any_case = false;  ///< i
    bool spaced = false;    ///< x: blanks in the pattern do not count
    bool literal = false;   ///< q: no character is special
};

/// Nothing when there is another letter among them.
[[nodiscard]] std::optional<flag_set> read_flags(std::string_view letters) noexcept;

enum class node_kind : std::uint8_t { characters, begin, end, sequence, choice, repeat, group, reference };

constexpr std::uint32_t no_limit = UINT32_MAX;

/// A part of a pattern. Case is dealt with already: sets hold both.
struct node {
    node_kind kind = node_kind::sequence;
    bool reluctant = false;     ///< of a repeat
    std::uint32_t number = 0;   ///< of a group, 0 when it is not captured; what a reference refers to
    std::uint32_t least = 0;    ///< of a repeat
    std::uint32_t most = 0;     ///< of a repeat; `no_limit`
    code_set set{};             ///< of characters
    std::vector<node> parts{};  ///< one of a group and a repeat
};

struct syntax {
    node root;
    std::uint32_t groups = 0;  ///< how many are captured
    std::string_view refusal;  ///< why it is no pattern; empty when it is one
};

[[nodiscard]] syntax read_pattern(std::string_view pattern, const flag_set& flags);

}  // namespace reglament::feel::regex
