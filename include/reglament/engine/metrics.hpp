// Metrics: what an engine has done since it was made, and what it holds, in numbers that cost nothing to keep.
#pragma once

#include <reglament/engine/event.hpp>
#include <reglament/export.hpp>
#include <reglament/feel/temporal.hpp>
#include <reglament/machine/effect.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace reglament {

struct engine_metrics {
    // Since the engine was made.
    std::array<std::uint64_t, post_statuses> posted{};  ///< events, by post_status
    std::array<std::uint64_t, effect_kinds> effects{};  ///< by effect_kind; without `trace` only those for the host
    // As it is.
    std::uint64_t clients = 0;
    std::uint64_t timers = 0;      ///< clients with something due, and some whose timer was called off
    std::uint64_t waiting = 0;     ///< effects that the host has not taken
    instant now = instant::min();  ///< the latest time it was told of; min: none
    // Of a durable engine, since it was opened, and as the store is.
    bool durable = false;
    std::uint64_t commits = 0, failed_commits = 0;
    std::uint64_t journal_bytes = 0, page_bytes = 0;  ///< written
    std::uint64_t last_commit = 0;                    ///< the number of the last one
    std::uint64_t unfolded = 0;                       ///< pages that recovery would bring up to date from the journal
};

/// In Prometheus' text format, version 0.0.4: counters and gauges whose names begin with "reglament_". `labels` stand
/// in every line, as `shard="3",host="a"`, escaped already.
[[nodiscard]] REGLAMENT_API std::string to_prometheus(const engine_metrics& m, std::string_view labels = {});

}  // namespace reglament
