// Feedback paths: what of a machine lies between two steps that logs tell of.
#pragma once

#include <reglament/control/conformance.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace reglament {

/// Ways that pass no step a log would tell of, looked up for every pair of steps once.
class feedback_paths {
public:
    explicit feedback_paths(const conformance& of);

    struct lead {
        std::uint16_t arrow = no_index;  // the transition by which the second is come to; none: the start
        std::vector<state_index> waits;  // that take their time on the way
    };
    /// The shortest from one done to the next; null: another step lies between. REQUIRES: states, or no_index of `from`
    /// for the start.
    [[nodiscard]] const lead* between(state_index from, state_index to) const;

    /// The first transition to a state; none: the start.
    [[nodiscard]] std::uint16_t arrow_into(state_index s) const { return into_[s]; }

    /// The outputs that may come next after a step, "a / b"; empty: others lie between.
    [[nodiscard]] const std::string& output_after(state_index from) const;
    /// All that may be told so: the outputs as the regulation has them, then those that no log tells apart.
    [[nodiscard]] const std::vector<std::string>& outputs() const { return names_; }

private:
    struct place {
        state_index at;
        lead by;
    };
    void look_from(state_index from, std::size_t row);
    void take(const place& p, std::size_t row, std::vector<place>& waiting, std::vector<bool>& known);
    void go_on(const place& p, bool all, std::vector<place>& waiting) const;
    [[nodiscard]] bool is_optional(state_index s) const;
    [[nodiscard]] std::size_t row_of(state_index s) const { return s == no_index ? 0 : rows_[s]; }

    const machine& m_;
    std::vector<std::size_t> rows_;    // by state: 1 + which of the steps; 0: no log tells of it
    std::vector<state_index> forks_;   // by fork: its state
    std::vector<std::uint16_t> into_;  // by state
    std::vector<std::int32_t> index_;  // rows × rows, into leads_; negative: none
    std::vector<lead> leads_;
    std::vector<std::vector<state_index>> ends_;  // by row
    std::vector<std::string> outputs_;            // by row
    std::vector<std::string> names_;
    std::size_t count_ = 1;
};

}  // namespace reglament
