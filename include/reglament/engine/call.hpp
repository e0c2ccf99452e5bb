// Call: something the host was asked to do.
#pragma once

#include <reglament/feel/temporal.hpp>
#include <reglament/machine/state.hpp>

#include <cstdint>
#include <span>
#include <string_view>

namespace reglament {

/// An open call. Views live as long as the engine and until its next change.
struct call {
    std::string_view subject;  ///< the client's key
    std::uint32_t number = 0;  ///< of the subject's tasks and calls; subject and number are its key, at every attempt
    regulation_index regulation = 0;
    std::uint32_t run = 0;
    std::uint32_t branch = 0;  ///< of the run, where it has divided; 0: the run itself
    const call_definition* what = nullptr;
    std::string_view action;            ///< its name in the vocabulary
    std::span<const feel::value> data;  ///< by input of the action
    instant created{};                  ///< when it was asked for the first time
    instant due = never;                ///< by when something must come of the attempt, or when the next one begins
    std::uint16_t attempt = 1;
    bool waits = false;  ///< for its next attempt, `attempt`
};

}  // namespace reglament
