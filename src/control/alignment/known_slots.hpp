// Known slots: which values of a run and facts decide on its ways, and by which names a log tells them.
#pragma once

#include "control/alignment/told_values.hpp"

#include <reglament/machine/rulebook.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace reglament::alignment {

struct known_slot {
    feel::slot where;
    std::uint32_t question = 0;  // by which a log is asked for it: told_values::read
    bool is_fact = false;        // told by any event; else by the step that keeps it
    bool of_case = true;         // what is told of the case holds from the start
};

/// The slots that conditions of ways read, and those from which these are set. Loops' own values are never known.
class known_slots {
public:
    known_slots(const rulebook& rules, const machine& m, told_values& told);

    [[nodiscard]] const std::vector<known_slot>& all() const noexcept { return all_; }
    [[nodiscard]] std::optional<std::uint16_t> find(feel::slot s) const;
    /// The slot of a fact, by its place in the vocabulary.
    [[nodiscard]] std::optional<std::uint16_t> find_fact(std::uint32_t fact) const {
        return find(slot_of(rules_.vocabulary().facts[fact]));
    }
    [[nodiscard]] const feel::type& type_of(std::uint32_t fact) const { return rules_.vocabulary().facts[fact].type; }
    /// Whether a condition can be told to be false; none: no_index.
    [[nodiscard]] bool can_test(std::uint16_t guard) const;
    /// Whether all that it reads is among all(), or the data of the event in hand.
    [[nodiscard]] bool can_run(const std::vector<feel::slot>& reads, bool reads_clock) const;

    /// By which question a log is asked for data of an event that a condition reads.
    [[nodiscard]] std::optional<std::uint32_t> of_event(event_index e, std::uint32_t attribute) const;

    /// Slots that a transition fills, with what is kept in them: told by its event, or not known.
    [[nodiscard]] const std::vector<std::uint16_t>& filled_by(std::uint16_t transition) const {
        return filled_[transition];
    }

private:
    void collect_types();
    void want(feel::slot s);
    void want_all(const std::vector<feel::slot>& reads, event_index in_hand);
    void want_guards();
    void close_over_settings();
    [[nodiscard]] feel::slot slot_of(const fact& f) const;
    void find_fillings();
    void fill(std::uint16_t transition, feel::slot first, std::size_t count);

    const rulebook& rules_;
    const machine& m_;
    told_values& told_;
    std::vector<feel::type> run_types_;
    std::vector<known_slot> all_;
    std::map<std::pair<std::uint8_t, std::uint32_t>, std::uint16_t> index_;
    std::map<std::pair<event_index, std::uint32_t>, std::uint32_t> of_events_;
    std::vector<std::vector<std::uint16_t>> filled_;
};

}  // namespace reglament::alignment
