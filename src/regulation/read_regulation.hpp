// Reads one document into a regulation.
#pragma once

#include "regulation/section_reader.hpp"

#include <reglament/regulation/regulation.hpp>

namespace reglament {

/// A regulation, also one with errors if they are in details only; nothing when part of it is missing. REQUIRES: the
/// root is a mapping.
[[nodiscard]] std::optional<regulation> read_regulation(const yaml::tree& tree,
                                                        const std::shared_ptr<const source>& file, issues& found);

/// Gives every step without an id one of its kind and number ("wait-1"), and reports ids that are there twice.
void name_steps(regulation& r, issues& found);

}  // namespace reglament
