// Reads one document into a migration.
#pragma once

#include "regulation/section_reader.hpp"

#include <reglament/regulation/migration.hpp>

namespace reglament {

/// A migration as far as it can be read; its names are checked when the rules are compiled. REQUIRES: the root is a
/// mapping.
[[nodiscard]] migration read_migration(const yaml::tree& tree, const std::shared_ptr<const source>& file,
                                       issues& found);

}  // namespace reglament
