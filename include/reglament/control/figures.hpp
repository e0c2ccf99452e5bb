// Figures: what happened in an engine, counted.
#pragma once

#include <reglament/engine/engine.hpp>
#include <reglament/export.hpp>
#include <reglament/feel/value.hpp>
#include <reglament/machine/draw.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace reglament {

struct run_figures {
    std::uint64_t started = 0, open = 0, stuck = 0;
    std::uint64_t moved = 0;                        ///< begun by an earlier version, and moved to this one
    std::map<std::string, std::uint64_t> finished;  ///< by output; every output of the regulation is there
    std::uint64_t waiting = 0;                      ///< starts that wait for their day
    std::uint64_t cancelled = 0;  ///< by the host, or by who called them: started = open + finished + cancelled
};

struct task_figures {
    std::uint64_t created = 0, done = 0, cancelled = 0, open = 0;  ///< each attempt at a task is one
    std::uint64_t unanswered = 0;                                  ///< ended because nobody answered
    std::uint64_t skipped = 0;  ///< optional ones: created = done + cancelled + unanswered + skipped + open
    std::uint64_t late = 0;     ///< that were once past their due time, whatever came of them
};

/// What came of a decision table.
struct row_figures {
    std::vector<std::uint64_t> fitted;  ///< how often each row did; those behind the last that did are left out
    std::uint64_t none = 0;             ///< how often none did: its row `else`, if it has one, gave the outputs
};

/// By the state of the decision.
using row_counts = std::map<state_index, row_figures>;

struct regulation_figures {
    std::string id, title, version;
    bool earlier = false;  ///< an earlier version, kept for the runs in it or for those who are not in a pilot
    run_figures runs;
    task_figures tasks;
    std::uint64_t clients = 0;                     ///< that had a run
    std::map<std::string, std::uint64_t> refused;  ///< starts that did not come about, by reason
    traffic counts;
    row_counts rows;
};

struct event_figures {
    std::uint64_t read = 0, applied = 0, rejected = 0, duplicate = 0, after_until = 0;
};

struct figures {
    event_figures events;  ///< filled in by who read them
    std::uint64_t clients = 0;
    run_figures runs;
    task_figures tasks;
    std::vector<regulation_figures> regulations;
};

/// Counts a traced engine's history. REQUIRES: the engine keeps its trace.
[[nodiscard]] REGLAMENT_API figures count(const engine& e);

/// The figures as JSON-like data: {"total": {...}, "regulations": {"<id>": {...,
/// "version": ..., "earlier": [{"version": ..., ...}]}}}; earlier versions count by themselves.
[[nodiscard]] REGLAMENT_API feel::value to_value(const figures& f);

}  // namespace reglament
