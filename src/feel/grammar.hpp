// Grammar: which sequences of tokens are expressions. Internal.
#pragma once

#include "feel/reader.hpp"

namespace reglament::feel {

/// Reads the whole text into the reader's tree. False, with at least one finding, when it is no expression.
bool parse(reader& from);

/// The same for a cell of a decision table: tests of the value the scope calls `?`. The tree is a condition.
bool parse_tests(reader& from);

}  // namespace reglament::feel
