// Reads one document into a statement.
#pragma once

#include "regulation/section_reader.hpp"

#include <reglament/regulation/statement.hpp>

namespace reglament {

/// A statement as far as it can be read; its names are checked when the rules are compiled. REQUIRES: the root is a
/// mapping.
[[nodiscard]] statement read_statement(const yaml::tree& tree, const std::shared_ptr<const source>& file,
                                       issues& found);

}  // namespace reglament
