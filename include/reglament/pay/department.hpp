// Department: all that a page tells a head of department once a month.
#pragma once

#include <reglament/control/overview.hpp>
#include <reglament/control/performance.hpp>
#include <reglament/control/section.hpp>
#include <reglament/engine/engine.hpp>
#include <reglament/export.hpp>
#include <reglament/text/issue.hpp>

#include <vector>

namespace reglament {

/// The overview; then what was measured; then, when there is a log, what people are paid for the last month that is
/// closed at e.now(). `how.log` is what was run, read with the engine's rules. `found` gets what `measured` asks for in
/// vain. REQUIRES: the engine keeps its trace.
[[nodiscard]] REGLAMENT_API std::vector<report_section> department(const engine& e, const overview_options& how,
                                                                   const performance_options& measured, issues& found);

}  // namespace reglament
