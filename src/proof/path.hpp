// Path: one way through a machine, with what must be so of whoever goes it. Internal.
#pragma once

#include "proof/solver.hpp"

#include <reglament/machine/rulebook.hpp>

#include <map>
#include <optional>
#include <vector>

namespace reglament::proof_stage {

/// Something a run rested for, and what was known then: facts change between two of them.
struct happening {
    trigger_kind on = trigger_kind::none;  ///< none: the start
    state_index at = 0;                    ///< where the run rested
    std::uint16_t transition = no_index;   ///< the way it went on
    event_index event = no_index;
    std::map<std::uint32_t, symbol> facts, part_facts;  ///< as far as they were looked at
    std::map<std::uint32_t, symbol> data;               ///< of the event, of a call; answers of a form
    std::optional<symbol> today, now;
    std::uint32_t number = 0;  ///< of all there are
};

/// A fork or a loop that the path is in.
struct within {
    state_index fork = 0;
    state_index join = 0;
    enum class then : std::uint8_t { stop, go_on, turn } what = then::go_on;
    std::vector<state_index> left;  ///< branches to be gone yet, one after the other
};

struct path {
    state_index at = 0;
    std::map<std::uint32_t, symbol> values, items;         ///< of the run, of the branch; what is not there is null
    std::map<std::uint32_t, symbol> set_facts, set_parts;  ///< since the last happening
    std::map<std::uint32_t, symbol> computed, computed_parts;
    terms given;
    std::vector<happening> happenings;
    std::vector<reglament::proof_stage::within> around;
    std::uint32_t from = UINT32_MAX;   ///< the place it came from
    std::map<state_index, int> times;  ///< it was in a state, where every way is gone
    bool guessed = false;              ///< not every value in it has been followed from its step

    [[nodiscard]] happening& last() { return happenings.back(); }
    [[nodiscard]] const happening& last() const { return happenings.back(); }
};

}  // namespace reglament::proof_stage
