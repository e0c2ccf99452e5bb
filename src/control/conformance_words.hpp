// Words of control: what kinds of deviations are called.
#pragma once

#include <reglament/control/conformance.hpp>

#include <string>

namespace reglament {

[[nodiscard]] std::string kind_name(deviation_kind k, language lang);
/// "0.941 169"
[[nodiscard]] std::string six_digits(double x);
/// "1 − cost / (cost of the events + 4)"
[[nodiscard]] std::string fitness_formula(std::uint32_t shortest_run, language lang);

}  // namespace reglament
