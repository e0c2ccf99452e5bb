// Back-test: two versions of the rules over the same history, and what changed.
#pragma once

#include <reglament/engine/engine.hpp>
#include <reglament/export.hpp>
#include <reglament/log/event_log.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

/// The stretches of time that are told apart, so that a season is not taken for an effect of the rules.
enum class backtest_period : std::uint8_t { week, month, quarter, year };
[[nodiscard]] REGLAMENT_API std::string_view to_string(backtest_period p) noexcept;

struct backtest_options {
    std::optional<instant> until;  ///< events later than that are not heard; none: until the last event
    backtest_period by = backtest_period::month;
    std::size_t most_clients = 1'000;  ///< so many clients are listed, those who changed most first
    unsigned threads = 0;              ///< at most; 0: as many as the machine has processors. It changes no answer
    /// Events that both versions have heard, now and then; called by any thread, one at a time.
    std::function<void(std::uint64_t done, std::uint64_t all)> progress{};
};

/// What one version did with one regulation. Outputs are counted in the period in which they came, by name.
struct backtest_counts {
    // Decided: by the rules alone.
    std::uint64_t starts = 0, tasks = 0;
    std::uint64_t contacts = 0;  ///< of the tasks: those that contact the client
    // Observed: outputs that followed from events of the log, and from time after them.
    std::map<std::string, std::uint64_t> observed;
    // Not supported by the log: outputs behind a task, or a call, that the log has no reply to because it was never
    // made: only the new version makes it.
    std::map<std::string, std::uint64_t> unsupported;

    friend bool operator==(const backtest_counts&, const backtest_counts&) = default;
};

/// One regulation in one period.
struct backtest_row {
    std::string regulation, title;
    std::string period;  ///< "2025-03", "2025-Q1", "2025", of a week its Monday; empty: all together
    backtest_counts before, after;
};

/// One regulation of one client, where the two versions differ.
struct backtest_client {
    std::string client, regulation;
    backtest_counts before, after;
};

/// What one version made of the log.
struct backtest_side {
    std::uint64_t applied = 0, rejected = 0, duplicate = 0;
    std::uint64_t by_number = 0;  ///< of the new version: replies by number to what only the other one had open; they
                                  ///< were left out
    std::uint64_t open = 0;       ///< runs in the end
};

struct backtest {
    std::uint64_t events = 0, after_until = 0;
    instant until = never;
    backtest_side before, after;
    std::vector<backtest_row> rows;        ///< by regulation, then by period, all together last
    std::vector<backtest_client> clients;  ///< who changed most first
    std::uint64_t changed = 0;             ///< clients with whom something differs, also those not listed
    std::uint64_t left_out = 0;            ///< rows of clients that are not listed
};

/// Runs both versions over the log: engines, fed event by event, with their timers. Where no client of either version
/// can have to do with another one (no limits, no messages, no ranking …), some thousands of them are heard at a time:
/// the answer is the same, and much sooner there. `before` is the version that the log came about under: what it asked
/// people for and got no reply to, they did not do. A reply that names a task, a call or a run by its number is taken
/// for the same step's, whatever number that has in `after`. REQUIRES: each log was read with the rules beside it from
/// the same files, and is sorted.
[[nodiscard]] REGLAMENT_API backtest run_backtest(const std::shared_ptr<const rulebook>& before,
                                                  const event_log& log_before,
                                                  const std::shared_ptr<const rulebook>& after,
                                                  const event_log& log_after, const backtest_options& how = {});

/// In words, for people. Ends with a line break.
[[nodiscard]] REGLAMENT_API std::string to_text(const backtest& b, language lang = language::en);

/// For feel::write_json (docs/backtest.md).
[[nodiscard]] REGLAMENT_API feel::value to_value(const backtest& b);

}  // namespace reglament
