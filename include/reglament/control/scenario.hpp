// Scenario runs: a rehearsal on the engine itself, and what came otherwise than its author expected.
#pragma once

#include <reglament/control/figures.hpp>
#include <reglament/export.hpp>
#include <reglament/machine/draw.hpp>
#include <reglament/machine/effect.hpp>
#include <reglament/machine/rulebook.hpp>
#include <reglament/regulation/scenario.hpp>
#include <reglament/text/issue.hpp>

#include <cstddef>
#include <memory>
#include <vector>

namespace reglament {

/// An expectation that was not met, or a step that the engine refused.
struct scenario_failure {
    issue what;            ///< at the expectation, or at what the step does
    std::size_t step = 0;  ///< from 1
    instant at{};
    effects happened;  ///< of the step's client since the step before, oldest first
};

/// What became of one scenario.
struct scenario_result {
    const scenario* of = nullptr;  ///< lives as long as its rulebook
    std::vector<scenario_failure> failures;
    issues warnings;               ///< of conditions that were neither true nor false
    std::vector<traffic> counts;   ///< by regulation: the ways that were taken
    std::vector<row_counts> rows;  ///< by regulation: the rows of decision tables that fitted

    [[nodiscard]] bool passed() const noexcept { return failures.empty(); }
};

/// Runs a scenario in an engine of its own, to its end whatever fails on the way. In a step, what it does comes before
/// the timers of its instant, as with any event; then these fire, then it is looked at what came of it. REQUIRES: `s`
/// is one of rules->scenarios().
[[nodiscard]] REGLAMENT_API scenario_result run_scenario(std::shared_ptr<const rulebook> rules, const scenario& s);

}  // namespace reglament
