// Scenario events: what happens in a step of a scenario, as an engine is told.
#pragma once

#include <reglament/engine/event.hpp>
#include <reglament/machine/rulebook.hpp>
#include <reglament/regulation/scenario.hpp>

#include <string>

namespace reglament {

/// Of the step, or of its scenario.
[[nodiscard]] const std::string& client_of(const scenario& of, const scenario_step& s);
[[nodiscard]] regulation_index regulation_of(const rulebook& rules, const scenario& of, const scenario_step& s);

[[nodiscard]] feel::context context_of(const std::vector<given_value>& values);

/// The facts that are given before the first step. REQUIRES: there are some.
[[nodiscard]] event given_event(const scenario& of);

/// REQUIRES: something happens in the step.
[[nodiscard]] event event_of(const rulebook& rules, const scenario& of, const scenario_step& s);

}  // namespace reglament
