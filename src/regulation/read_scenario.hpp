// Reads one document into a scenario.
#pragma once

#include "regulation/section_reader.hpp"

#include <reglament/regulation/scenario.hpp>

namespace reglament {

/// A scenario as far as it can be read; names and values are checked when the rules are compiled. REQUIRES: the root is
/// a mapping.
[[nodiscard]] scenario read_scenario(const yaml::tree& tree, const std::shared_ptr<const source>& file, issues& found);

}  // namespace reglament
