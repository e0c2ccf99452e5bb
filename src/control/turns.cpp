#include "control/turns.hpp"

#include <algorithm>

namespace reglament {

void turn_counter::take(const effect& e) {
    if (m_.forks().empty()) return;
    if (e.kind == effect_kind::run_finished || e.kind == effect_kind::run_cancelled)
        std::erase_if(open_, [&](const division& d) { return d.run == e.run; });
    if (e.kind == effect_kind::run_started) come(e, m_.initial());
    if (e.kind == effect_kind::state_entered && e.transition != no_index) go(e, m_.transitions()[e.transition]);
}

void turn_counter::go(const effect& e, const transition& t) {
    const state& from = m_.states()[t.from];
    if (from.kind == state_kind::fork && t.on == trigger_kind::none) begin(e.run, t.from);
    if (from.kind == state_kind::join) {
        const auto states = m_.states();
        const auto at = std::find_if(states.begin(), states.end(), [&](const state& s) {
            return s.kind == state_kind::fork && s.detail == from.detail;
        });
        if (at != states.end()) join(e.run, e.branch, static_cast<state_index>(at - states.begin()));
    }
    come(e, t.to);
}

void turn_counter::come(const effect& e, state_index here) {
    if (m_.states()[here].kind != state_kind::fork) return;
    std::erase_if(open_, [&](const division& d) { return d.run == e.run && d.owner == e.branch && d.fork == here; });
    open_.push_back({e.run, e.branch, here, 0});
}

// Whoever came to a fork last begins first.
void turn_counter::begin(std::uint32_t run, state_index fork) {
    const auto mine = [&](const division& d) { return d.run == run && d.fork == fork; };
    auto at = std::find_if(open_.rbegin(), open_.rend(), [&](const division& d) { return mine(d) && d.begun == 0; });
    if (at == open_.rend()) at = std::find_if(open_.rbegin(), open_.rend(), mine);
    if (at == open_.rend()) return;
    const fork_definition& f = m_.forks()[m_.states()[fork].detail];
    if (at->begun++ > 0) count(f.join, trigger_kind::none, fork);
}

void turn_counter::join(std::uint32_t run, std::uint32_t owner, state_index fork) {
    const auto at = std::find_if(open_.begin(), open_.end(),
                                 [&](const division& d) { return d.run == run && d.owner == owner && d.fork == fork; });
    if (at == open_.end()) return;
    if (at->begun == 0) count(fork, trigger_kind::skip, m_.forks()[m_.states()[fork].detail].join);
    open_.erase(at);
}

void turn_counter::count(state_index from, trigger_kind on, state_index to) {
    const state& s = m_.states()[from];
    for (std::uint16_t i = s.first; i < s.first + s.count; ++i) {
        const transition& t = m_.transitions()[i];
        if (t.on == on && t.to == to) ++counts_.transitions[i];
    }
}

}  // namespace reglament
