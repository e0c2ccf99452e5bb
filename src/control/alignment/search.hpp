// Search: the cheapest alignment of a trace, by A* over (marking, position).
#pragma once

#include "control/alignment/guards.hpp"
#include "control/alignment/space.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace reglament::alignment {

/// What events of one name are to a net. Classes are made once and told by index.
struct event_class {
    std::vector<std::uint64_t> matches;  // bits over visibles
    std::uint16_t group = 0xFFFF;        // of those; none: no step is observed by it
    std::uint32_t cost = 1;              // of its being extra

    [[nodiscard]] bool is(visible_index v) const noexcept { return (matches[v / 64u] >> (v % 64u) & 1u) != 0; }
};

/// One move: with an event (`event` an index), a step (`by` an edge of `at`), or both.
struct move {
    static constexpr std::uint32_t none = 0xFFFF'FFFF;
    std::uint32_t event = none;
    node_index at = no_node;
    std::uint32_t by = none;
    std::uint32_t cost = 0;
    std::uint32_t guards = 0;  // of conditions that did not hold, beside `cost`
};

struct aligned {
    bool decided = true;
    bool too_wide = false;  // not decided, because too much is passed through between two things seen
    std::uint32_t cost = 0;
    std::uint32_t lower = 0;  // when not decided
    node_index last = no_node;
    space::way end;  // passed through behind the last move
    std::vector<move> moves;
};

/// A trace as it is compared: events by their classes, and what each of them tells.
struct traced {
    std::span<const std::uint32_t> classes;
    std::span<const told_index> told;  // empty: nothing
    told_index of_case = 0;
};

class searcher {
public:
    /// `tests`: of what `over` tells apart; none: conditions are not looked at.
    searcher(const net& of, const groups& by, space& over, guards* tests);

    /// `trace` holds indices into `classes`. An open trace need not come to an end. At most `budget` pairs of marking
    /// and position are looked at, with what is known.
    aligned align(const traced& trace, std::span<const event_class> classes, bool open, std::size_t budget);

private:
    struct state {
        node_index node = 0;
        std::uint32_t position = 0;
        std::uint32_t cost = 0;
        std::uint32_t rest = 0;  // at least so much is still to come
        known_index known = 0;
        std::uint32_t guards = 0;  // of the last move
        std::uint32_t parent = 0, by = move::none;
        enum class how : std::uint8_t { alone, with_event, to_end } how = how::alone;
    };
    // Where a state is come to, and what that costs.
    struct arrival {
        node_index node = 0;
        std::uint32_t position = 0;
        std::uint32_t cost = 0;
        guards::outcome way;
    };

    void prepare(std::span<const std::uint32_t> trace, std::span<const event_class> classes);
    [[nodiscard]] std::uint32_t at_least(node_index n, std::uint32_t position) const;
    void reach(const arrival& at, std::uint32_t parent, std::uint32_t by, enum state::how how);
    void go_on(std::uint32_t from, const traced& trace, std::span<const event_class> classes);
    void end(std::uint32_t from);
    [[nodiscard]] space::way end_of_open(const state& s) const;
    [[nodiscard]] aligned undecided(bool too_wide) const;
    [[nodiscard]] guards::outcome went(const state& s, const edge& e, told_index t);
    [[nodiscard]] told_index told_at(const traced& trace, std::uint32_t position) const noexcept {
        return trace.told.empty() ? 0 : trace.told[position];
    }
    std::uint32_t& slot_of(node_index n, std::uint32_t position, known_index known);
    void grow();
    [[nodiscard]] aligned told(std::uint32_t goal) const;

    const net& net_;
    const groups& groups_;
    space& space_;
    guards* guards_;
    std::vector<std::uint32_t> model_cost_;  // by group, the least
    std::vector<std::uint32_t> log_cost_;    // by group, of this trace, the least
    std::vector<std::uint16_t> left_;        // by position and group: events still to come
    std::vector<std::uint32_t> strange_;     // by position: cost of events to come that no step is observed by
    std::vector<state> states_;
    std::vector<std::uint32_t> table_;               // open addressing: index of a state + 1
    std::vector<std::vector<std::uint32_t>> queue_;  // by cost and rest
    std::uint32_t front_ = 0;
    bool open_ = false;
};

}  // namespace reglament::alignment
