// Search: the cheapest alignment of a trace, by A* over (marking, position).
#pragma once

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
};

struct aligned {
    bool decided = true;
    std::uint32_t cost = 0;
    std::uint32_t lower = 0;  // when not decided
    node_index last = no_node;
    std::vector<move> moves;
};

class searcher {
public:
    searcher(const net& of, const groups& by, space& over);

    /// `trace` holds indices into `classes`. An open trace need not come to an end. At most `budget` pairs of marking
    /// and position are looked at.
    aligned align(std::span<const std::uint32_t> trace, std::span<const event_class> classes, bool open,
                  std::size_t budget);

private:
    struct state {
        node_index node = 0;
        std::uint32_t position = 0;
        std::uint32_t cost = 0;
        std::uint32_t rest = 0;  // at least so much is still to come
        std::uint32_t parent = 0, by = move::none;
        bool with_event = false;
    };

    void prepare(std::span<const std::uint32_t> trace, std::span<const event_class> classes);
    [[nodiscard]] std::uint32_t at_least(node_index n, std::uint32_t position) const;
    void reach(node_index n, std::uint32_t position, std::uint32_t cost, std::uint32_t parent, std::uint32_t by,
               bool with_event);
    std::uint32_t& slot_of(node_index n, std::uint32_t position);
    void grow();
    [[nodiscard]] aligned told(std::uint32_t goal) const;

    const net& net_;
    const groups& groups_;
    space& space_;
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
