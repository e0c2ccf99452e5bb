// Fetch: the host's facts, asked for in one batch before events are posted.
#pragma once

#include <reglament/engine/engine.hpp>
#include <reglament/export.hpp>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace reglament {

/// Asks the host: what it is told has one answer a request, in their order. May throw a std::exception: then nothing of
/// it is answered.
using fact_fetcher = std::function<std::vector<fact_answer>(std::span<const fact_request>)>;

/// Posts events in their order. Before that the host is asked, once, for all that engine::to_fetch() gives; events
/// whose subject it has not answered for are set aside, the others go on. `posted::fetched` of each is to be saved with
/// it. One result an event.
REGLAMENT_API std::vector<posted> post_fetching(engine& to, std::span<const event> batch, const fact_fetcher& ask);

}  // namespace reglament
