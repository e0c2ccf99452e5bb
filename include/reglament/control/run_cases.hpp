// Run cases: the runs of a regulation that an engine has kept, as a log of cases.
#pragma once

#include <reglament/engine/engine.hpp>
#include <reglament/export.hpp>
#include <reglament/log/case_log.hpp>
#include <reglament/machine/rulebook.hpp>

#include <cstdint>
#include <functional>

namespace reglament {

/// What was handed over, and what was left out.
struct run_case_figures {
    std::uint64_t cases = 0, events = 0;
    std::uint64_t open = 0;       ///< of the cases: not over yet
    std::uint64_t cancelled = 0;  ///< left out: what was still to be done nobody had to do
    std::uint64_t beheaded = 0;   ///< left out: the history no longer has their beginning
    std::uint64_t others = 0;     ///< left out: runs of other versions of the regulation, or moved from one to another
};

/// Clients done, of so many; now and then.
using run_progress = std::function<void(std::uint64_t done, std::uint64_t total)>;

/// Hands over each run of a regulation as a case, a client's in the order they began. Its events are what conformance
/// looks for: a task that was done, with the person who had it and its role; an attempt that found nobody; an event
/// that moved the run; of calls, waits, emitted events and the start those that are to be observed. Each has a name by
/// which its step is observed, its id where that is one. A task that was skipped and steps that were jumped over are no
/// events. A case is named after its subject, the part it is about, and, where that had several runs of the regulation,
/// the number of the run: "C-17", "C-17, D-3", "C-17 #2".
/// Of subjects that were merged, a run that went on is a case of the one that is left.
/// REQUIRES: `which` is one of e.rules().machines(); the engine keeps its trace.
REGLAMENT_API run_case_figures read_runs(const engine& e, regulation_index which, const case_sink& sink,
                                         const run_progress& progress = {});

}  // namespace reglament
