// Generate: a scenario for each way through a regulation, as somebody might have written it.
#pragma once

#include <reglament/export.hpp>
#include <reglament/machine/rulebook.hpp>
#include <reglament/proof/prove.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace reglament {

struct generated_scenarios {
    std::string text;          ///< documents of YAML, one a way; empty: there is none that can be told
    std::size_t written = 0;   ///< so many
    std::size_t left_out = 0;  ///< ways that a scenario cannot tell, or that went otherwise when they were tried
    bool complete = true;      ///< there were not more ways than the limits allow
};

/// One scenario for each way that some client can go, with values that take it, loops gone twice at most, each
/// expecting the output it ends with. Each has been run and passes. Without the solver there are none.
[[nodiscard]] REGLAMENT_API generated_scenarios generate_scenarios(const std::shared_ptr<const rulebook>& rules,
                                                                   const proof_limits& limits = {});

}  // namespace reglament
