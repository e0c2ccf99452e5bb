// Host needs: which of the host's facts a step may read, told before it is made.
#pragma once

#include <reglament/machine/rulebook.hpp>
#include <reglament/machine/state.hpp>

#include <memory>
#include <span>
#include <vector>

namespace reglament {

/// One of the host's facts.
struct host_need {
    std::uint16_t fact = 0;
    bool of_all_parts = false;  ///< of a deal's: of every deal of the record, because something adds them up
};

/// What is about to be stepped.
struct coming_step {
    const record* of = nullptr;  ///< null: nothing was heard of it yet
    subject_index subject = 0;   ///< of which kind it is
    event_index event = no_index;
    std::span<const std::uint16_t> facts;  ///< of facts.changed
    regulation_index called = no_index;    ///< of run.start
};

/// The host's facts that a step may read, in their order. Never too few; it may be too many, since it is not known
/// which way a run takes: all conditions are told from where a run is to where it may rest next, of every run that the
/// event concerns, of all it may start, and of what these tell, set and run in turn.
[[nodiscard]] std::vector<host_need> needs_of(const rulebook& rules, const coming_step& step);

}  // namespace reglament
