// Prove: what is wrong with regulations before anybody works by them, each with a client it happens to.
#pragma once

#include <reglament/export.hpp>
#include <reglament/feel/value.hpp>
#include <reglament/machine/rulebook.hpp>
#include <reglament/text/issue.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reglament {

/// What was found. Of the first three and the last two some client is an example.
enum class flaw : std::uint8_t {
    gap,          ///< a client whom no branch, or no row of a table, fits
    overlap,      ///< a client whom two fit, where one is meant to
    conflict,     ///< two regulations that fight over one client
    dead_branch,  ///< a branch or a row that nobody ever takes
    lost_output,  ///< an output that no run comes to
    livelock,     ///< a loop that no run leaves
    late,         ///< a task that can be late, and nobody hears of it
    unknown       ///< what could not be proved, because a part of it cannot be treated
};

[[nodiscard]] REGLAMENT_API std::string_view to_string(flaw f) noexcept;

/// One thing that happens on the way of an example, in the order of time.
struct example_step {
    std::string what;     ///< "start", or a trigger as to_string(trigger_kind) has it: "done", "timer", "event" …
    std::string name;     ///< of the event; else the id of the step
    feel::context data;   ///< of the event; the answers of a form, the result of a call
    feel::context facts;  ///< what has to be known of the client just before
};

struct finding {
    flaw kind = flaw::gap;
    regulation_index regulation = 0;
    state_index state = no_index;   ///< where it is; none: of the whole
    issue what;                     ///< in words, at its place
    std::vector<place> others;      ///< further places: the other branch, the other regulation
    feel::context client;           ///< the example: what the conditions there read, by its name; null: not known
    std::vector<example_step> way;  ///< what leads the example there; empty: nobody comes there
    std::string scenario;           ///< the same as a scenario that can be run; empty: it cannot be told as one
};

/// Bounds of the work. They count steps of the solver, not time: the same rules give the same findings everywhere.
struct proof_limits {
    std::uint32_t effort = 2'000'000;  ///< of one question
    std::uint32_t questions = 20'000;  ///< of one regulation
    std::uint32_t places = 4'000;      ///< of one regulation: steps, each as often as it differs what is known there
};

struct proof {
    std::vector<finding> findings;  ///< by regulation, then by place
    bool complete = true;           ///< nothing was left out: see the findings that are `unknown`

    /// What they say, without what `already` says of the same places.
    [[nodiscard]] REGLAMENT_API issues found(const issues& already = {}) const;
};

/// Whether the library was built with the solver.
[[nodiscard]] REGLAMENT_API bool can_prove() noexcept;

/// Looks at every way through every current regulation. After each rest all facts may have changed, within what the
/// vocabulary says of them; what a run keeps stays. Without the solver nothing is found, and it is not complete.
[[nodiscard]] REGLAMENT_API proof prove(const std::shared_ptr<const rulebook>& rules, const proof_limits& limits = {});

}  // namespace reglament
