// Net: a machine as logs see it. Which of its transitions a log tells of, by which names, and what they cost.
#pragma once

#include <reglament/machine/rulebook.hpp>
#include <reglament/text/issue.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reglament::alignment {

using visible_index = std::uint16_t;
inline constexpr visible_index silent = 0xFFFF;

/// Something that logs tell of: a step is done, an event is heard, an attempt found nobody.
struct visible {
    std::string id;  // of the step, the output, or the event handled
    state_index state = no_index;
    std::vector<std::string> activities;
    std::vector<std::string> lifecycles;  // empty: any
    std::uint32_t cost = 1;               // of leaving it out
    bool only_told = false;               // it is never left out: it came about when a log says so, and only then
};

/// How many branches or turns a fork has, where that is a constant.
struct fork_count {
    bool known = true;
    std::uint16_t count = 0;  // of items, and of turns; 0 of turns: no number is said
};

struct net {
    explicit net(const machine& of) : m{of} {}

    [[nodiscard]] visible_index seen(std::uint16_t transition) const noexcept { return of_transition[transition]; }
    [[nodiscard]] bool is_seen(std::uint16_t transition) const noexcept { return of_transition[transition] != silent; }

    const machine& m;
    std::vector<visible> visibles;
    std::vector<visible_index> of_transition;  // by transition
    std::vector<visible_index> of_exit;        // by exit
    visible_index start = silent;
    std::vector<fork_count> counts;  // by fork
    std::vector<bool> may_skip;      // by state: an optional task
};

/// What of the machine is not treated, or only roughly, is told as notes.
[[nodiscard]] net make_net(const rulebook& rules, const machine& m, issues& found);

}  // namespace reglament::alignment
