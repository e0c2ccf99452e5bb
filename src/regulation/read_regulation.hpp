// Reads one document into a regulation.
#pragma once

#include "regulation/section_reader.hpp"

#include <reglament/regulation/regulation.hpp>

namespace reglament {

/// A regulation as far as it can be read; `state` tells how far. REQUIRES: the root is a mapping.
[[nodiscard]] regulation read_regulation(const yaml::tree& tree, const std::shared_ptr<const source>& file,
                                         issues& found);

/// Gives every step without an id one of its kind and number ("wait-1"), and reports ids that are there twice.
void name_steps(regulation& r, issues& found);

}  // namespace reglament
