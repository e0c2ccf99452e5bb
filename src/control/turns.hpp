// Turns: ways that runs go without an effect of their own, back for another turn of a loop and past a fork that begins
// nothing.
#pragma once

#include <reglament/machine/draw.hpp>
#include <reglament/machine/effect.hpp>
#include <reglament/machine/machine.hpp>

#include <cstdint>
#include <vector>

namespace reglament {

/// Takes the effects of one client on one machine, in their order, and adds to `counts` what follows from them.
class turn_counter {
public:
    turn_counter(const machine& m, traffic& counts) : m_{m}, counts_{counts} {}

    void take(const effect& e);
    void forget() { open_.clear(); }  ///< before the next client

private:
    struct division {
        std::uint32_t run, owner;
        state_index fork;
        std::uint32_t begun;
    };

    void go(const effect& e, const transition& t);
    void come(const effect& e, state_index here);
    void begin(std::uint32_t run, state_index fork);
    void join(std::uint32_t run, std::uint32_t owner, state_index fork);
    void count(state_index from, trigger_kind on, state_index to);

    const machine& m_;
    traffic& counts_;
    std::vector<division> open_;  // the latest last
};

}  // namespace reglament
