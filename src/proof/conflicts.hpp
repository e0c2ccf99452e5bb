// Conflicts: regulations that one client begins at the same time, and that want opposite things. Internal.
#pragma once

#include "proof/explorer.hpp"

#include <memory>
#include <vector>

namespace reglament::proof_stage {

/// REQUIRES: each has explored.
void find_conflicts(const rulebook& rules, const std::vector<std::unique_ptr<explorer>>& by_regulation,
                    std::vector<finding>& found);

}  // namespace reglament::proof_stage
