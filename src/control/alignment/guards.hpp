// Guards: what the conditions on a way say, by the values that a log has told before.
#pragma once

#include "control/alignment/known_slots.hpp"
#include "control/alignment/net.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace reglament::alignment {

/// What is known at a point of a way: a value for each slot, or none. 0: nothing.
using known_index = std::uint32_t;

/// A condition is tested with what was told before the event that comes behind it. Where something it reads is not
/// known it says nothing, and costs nothing.
class guards {
public:
    guards(const rulebook& rules, const net& of);

    /// Whether some way hangs on what a log could tell, and to go it wrongly costs something.
    [[nodiscard]] bool used() const noexcept { return used_; }
    [[nodiscard]] const told_values& told() const noexcept { return told_; }
    [[nodiscard]] told_index tell(std::span<const std::string_view> texts) { return told_.tell(texts); }
    /// What is told, and what is told of facts later.
    [[nodiscard]] told_index overlaid(told_index before, told_index later);
    /// By transition: ways that pass through different ones of these are not the same; up to how often it makes a
    /// difference. What sets a value does so up to twice: then nobody knows it.
    [[nodiscard]] const std::vector<std::uint8_t>& tracked() const noexcept { return tracked_; }

    /// At the start of a case: what is told of it, and of facts by its first event.
    [[nodiscard]] known_index at_start(told_index of_case, told_index first);
    /// After an event: what it tells of facts.
    [[nodiscard]] known_index heard(known_index k, told_index t);

    struct outcome {
        known_index known = 0;
        std::uint32_t cost = 0;
    };
    /// Goes a way. `seen`: what is seen on it, by an event that tells `t`; 0: it was left out, or nothing is seen.
    /// Choices that are known to be wrong cost; into `wrong` goes the transition whose condition each goes against.
    outcome go(known_index k, std::span<const std::uint16_t> way, visible_index seen, told_index t,
               std::vector<std::uint16_t>& wrong);
    /// The same, remembered by where the way lies.
    [[nodiscard]] outcome go(known_index k, std::span<const std::uint16_t> way, std::uint32_t place, visible_index seen,
                             told_index t);
    /// Between cases: forgets what was known, when it is much.
    void rest();

    /// The most that a way may cost.
    [[nodiscard]] std::uint32_t most(std::span<const std::uint16_t> way) const;

private:
    using knowledge = std::vector<value_index>;
    struct walk {
        knowledge now;
        told_index told = 0;  // of the event in hand, where that is seen; else nothing
        std::span<const std::uint16_t> way;
    };

    known_index keep(const knowledge& k);
    void hear(knowledge& k, told_index t);
    void fill(walk& w, std::uint16_t transition, bool seen);
    void leave(walk& w, state_index s, bool again);
    void set(walk& w, const set_definition& what, bool again);
    void decide(walk& w, const decide_definition& d, bool again);
    [[nodiscard]] std::uint16_t contradicted_by(walk& w, std::uint16_t transition);
    [[nodiscard]] bool is_wrong_decision(walk& w, const transition& t);
    void wrong_ways(walk& w, state_index fork, std::vector<std::uint16_t>& wrong);
    [[nodiscard]] bool is_cut_short(const walk& w, state_index fork, std::uint16_t last) const;
    [[nodiscard]] feel::truth test(walk& w, std::uint16_t transition);
    [[nodiscard]] bool all_known(const walk& w, const std::vector<feel::slot>& reads, event_index in_hand);
    [[nodiscard]] feel::frame frame_of(const walk& w);
    void track();

    const net& net_;
    const machine& m_;
    told_values told_;
    known_slots slots_;
    feel::zone zone_;
    bool used_ = false;
    std::uint32_t cost_ = 0;
    std::vector<std::uint8_t> tracked_;
    std::vector<knowledge> known_;
    std::map<knowledge, known_index> index_;
    std::vector<feel::value> facts_, run_, part_, event_;  // of the frame
    struct asked {
        known_index known = 0;
        std::uint32_t place = 0, length = 0;
        told_index told = 0;
        friend bool operator==(const asked&, const asked&) = default;
    };
    struct hash {
        std::size_t operator()(const asked& a) const noexcept;
    };
    std::unordered_map<asked, outcome, hash> gone_;
    std::vector<std::uint16_t> wrong_;
    std::vector<bool> of_facts_;  // by name
};

}  // namespace reglament::alignment
