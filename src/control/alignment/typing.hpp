// Typing: what an alignment says of a case in words of deviations, and when each step was come to.
#pragma once

#include "control/alignment/search.hpp"

#include <reglament/control/conformance.hpp>

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace reglament::alignment {

/// A transition as the aligned run took it.
struct passed_step {
    std::uint16_t transition = no_index;         // none: the start
    std::uint32_t event = alignment_move::none;  // the event seen with it; none: it was passed through, or left out
    bool left_out = false;
};
using timeline = std::vector<passed_step>;

class typing {
public:
    typing(const net& of, const space& over) : net_{of}, space_{over} {}

    /// Fills the moves and deviations of `into`.
    void type(const aligned& found, std::span<const std::uint32_t> trace, std::span<const event_class> classes,
              const std::vector<std::string>& activities, case_conformance& into) const;

    /// What is to be done next; `may`: whether a way may be gone, for all that is known.
    void add_pending(const aligned& found, const std::function<bool(const edge&)>& may, case_conformance& into) const;

    [[nodiscard]] timeline timeline_of(const aligned& found) const;

private:
    [[nodiscard]] visible_index seen_by(const move& one) const;
    [[nodiscard]] deviation extra_of(const event_class& c, const std::string& activity, const aligned& found,
                                     const std::vector<bool>& visited) const;
    void add_missing(const aligned& found, const std::vector<bool>& paired, case_conformance& into) const;
    [[nodiscard]] std::vector<bool> visited_by(const aligned& found) const;
    [[nodiscard]] bool is_on_other_way(const event_class& c, const std::vector<bool>& visited) const;

    const net& net_;
    const space& space_;
};

/// Looks at times and people of single cases: neither changes what is aligned.
class timing {
public:
    timing(const rulebook& rules, const machine& m);

    void look_at(const observed_case& c, std::span<const std::uint32_t> places, const timeline& when,
                 std::span<const alignment_move> moves, std::vector<deviation>& out);

private:
    void look_at_times(const observed_case& c, std::span<const std::uint32_t> places, const timeline& when,
                       std::vector<deviation>& out);
    void look_at_people(const observed_case& c, std::span<const std::uint32_t> places,
                        std::span<const alignment_move> moves, std::vector<deviation>& out) const;
    [[nodiscard]] bool is_wrong(const case_event& e, const task_definition& task) const;
    [[nodiscard]] bool is_wrong(const case_event& e, std::uint16_t role) const;
    [[nodiscard]] const calendar& calendar_of(state_index s) const;

    const rulebook& rules_;
    const machine& m_;
    bool times_ = false;
    std::vector<std::optional<instant>> entered_;  // by state
};

}  // namespace reglament::alignment
