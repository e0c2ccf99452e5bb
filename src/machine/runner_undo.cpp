// What was done and can be undone. Only steps with an `undo`, of regulations that undo something, are remembered.
#include "machine/runner.hpp"

#include <algorithm>

namespace reglament {

namespace {

constexpr std::size_t most_done = 10'000;  // that a run remembers; the oldest are dropped

}  // namespace

// The way to what undoes a step; no_index: it has none.
std::uint16_t runner::undo_of(const machine& m, state_index s) noexcept {
    const state& here = m.states()[s];
    for (unsigned i = here.first; i < static_cast<unsigned>(here.first) + here.count; ++i) {
        if (m.transitions()[i].on == trigger_kind::undo) return static_cast<std::uint16_t>(i);
    }
    return no_index;
}

// The step in hand is done. What its branch of a loop knows by itself is kept, for the branch will be gone.
void runner::remember(const cursor& c, const machine& m) {
    if (!m.undoes_ || undo_of(m, c.here.at) == no_index) return;
    auto& all = c.of.need_details().done;
    if (all.size() >= most_done) all.erase(all.begin());
    done_step& d = all.emplace_back();
    d.at = c.here.at;
    d.branch = c.id();
    if (const branch* holder = c.in == nullptr ? nullptr : holder_of(c.of, c.in)) d.values = holder->values;
}

// What a branch has done is its owner's to undo, once it is over.
void runner::hand_over(run& at, std::uint32_t branch, std::uint32_t owner) {
    for (done_step& d : at.details()->done) {
        if (d.branch == branch) d.branch = owner;
    }
}

// The last step done of those in question: a branch goes the way that undoes it. When there is none left, on.
bool runner::undo_next(const cursor& owner, const machine& m, std::uint32_t which, instant now) {
    const std::uint16_t region = m.forks()[m.states()[owner.here.at].detail].region;
    auto& all = owner.of.need_details().done;
    const auto last = std::find_if(all.rbegin(), all.rend(), [&](const done_step& d) {
        return d.branch == owner.id() && (region == no_index || m.is_inside(d.at, region)) &&
               undo_of(m, d.at) != no_index;
    });
    if (last == all.rend()) return join(owner, m, which, no_index, now);
    const std::uint16_t way = undo_of(m, last->at);
    std::rotate(last.base() - 1, last.base(), all.end());  // to the end, from where it is taken
    return begin_branch(owner, m, which, way, no_index, now);
}

}  // namespace reglament
