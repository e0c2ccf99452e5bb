// Untold events: what an engine has taken and the files that pay is counted from do not tell.
#pragma once

#include <reglament/engine/engine.hpp>
#include <reglament/export.hpp>
#include <reglament/feel/value.hpp>
#include <reglament/log/event_log.hpp>
#include <reglament/text/issue.hpp>

namespace reglament {

/// A warning when the engine knows events, before a month is closed, that the log does not have: people would be paid
/// too little or too much. An engine, and the store it is in, keeps what came of events and not the events; of them it
/// knows a key, of each client's latest ones (engine_options::remembered_events) and of those that started a run. So
/// nothing found does not prove that nothing is missing. REQUIRES: the log is sorted, and its events have the sources
/// and ids that they were posted with.
[[nodiscard]] REGLAMENT_API issues untold_events(const engine& e, const event_log& log, feel::date month);

}  // namespace reglament
