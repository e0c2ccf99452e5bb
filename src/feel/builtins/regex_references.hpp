// Back-references without a matcher for them. Internal.
#pragma once

#include "feel/builtins/regex_syntax.hpp"

namespace reglament::feel::regex {

/// Writes patterns with back-references as patterns without. A group that can match few texts only becomes a choice of
/// these, each followed by the rest of the pattern with that text in place of the references: `("|').\1` is `(").["]`
/// or `(').[']`. The order in which alternatives are tried stays. A group may then stand there several times.
/// False when a reference is left: to a group of many texts, or from outside of the sequence that the group stands in.
[[nodiscard]] bool write_out_references(node& root, bool any_case);

}  // namespace reglament::feel::regex
