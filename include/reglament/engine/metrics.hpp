// Metrics: what an engine has done since it was made, and what it holds, in numbers that cost nothing to keep.
#pragma once

#include <reglament/engine/event.hpp>
#include <reglament/export.hpp>
#include <reglament/feel/temporal.hpp>
#include <reglament/machine/effect.hpp>
#include <reglament/store/directory.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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

/// Of a delivery (engine/delivery.hpp).
struct delivery_metrics {
    std::uint64_t done = 0, failed = 0;  ///< attempts, since it was opened
    std::uint64_t failing = 0;           ///< effects that are tried again later
    std::uint64_t aside = 0;             ///< that were set aside
};

/// Of a host (engine/host.hpp), and of what it shares with others.
struct host_metrics {
    // Of this one, since it joined.
    std::uint64_t stepped = 0, queued = 0,
                  rejected = 0;                       ///< events it was given: the last two by its partition, or not
    std::uint64_t worked = 0, refused = 0;            ///< events of the intake
    std::uint64_t taken = 0, given_up = 0, lost = 0;  ///< partitions
    // As it is, of all.
    std::uint64_t hosts = 0;
    std::vector<partition_state> partitions;
};

/// In Prometheus' text format, version 0.0.4: counters and gauges whose names begin with "reglament_". `labels` stand
/// in every line, as `shard="3",host="a"`, escaped already.
[[nodiscard]] REGLAMENT_API std::string to_prometheus(const engine_metrics& m, std::string_view labels = {});
[[nodiscard]] REGLAMENT_API std::string to_prometheus(const delivery_metrics& m, std::string_view labels = {});
[[nodiscard]] REGLAMENT_API std::string to_prometheus(const host_metrics& m, std::string_view labels = {});

}  // namespace reglament
