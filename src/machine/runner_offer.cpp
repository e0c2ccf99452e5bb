// Offers: while each way rests as a branch, nothing is chosen; the branch that goes on first takes the place of the
// run.
#include "machine/runner.hpp"

#include <algorithm>
#include <utility>

namespace reglament {

namespace {

// Where an offer goes on when a task of it is skipped; no_index: nowhere.
std::uint16_t skip_of(const machine& m, state_index offer) noexcept {
    const auto ways = m.transitions_of(offer);
    const auto way =
        std::find_if(ways.begin(), ways.end(), [](const transition& t) { return t.on == trigger_kind::skip; });
    return way == ways.end() ? no_index : static_cast<std::uint16_t>(way - m.transitions().begin());
}

}  // namespace

bool runner::is_offered(const cursor& c, const machine& m) {
    const division* const d = find_division(*c.of.details(), c.in->division);
    return d != nullptr && m.quick_states_[d->fork].kind == state_kind::offer;
}

// The innermost offer around a branch that is gone out of when a task is skipped: its division; 0: none.
std::uint32_t runner::refusal_of(const run& at, const branch* in, const machine& m) noexcept {
    while (in != nullptr) {
        const division* const d = find_division(*at.details(), in->division);
        if (d == nullptr || m.states()[d->fork].kind != state_kind::offer) return 0;
        if (skip_of(m, d->fork) != no_index) return d->id;
        in = d->owner == 0 ? nullptr : at.details()->branches.find(d->owner);
    }
    return 0;
}

// What was offered beside it is withdrawn.
cursor runner::choose_way(const cursor& c, const machine& m, instant now) {
    run_details& details = *c.of.details();
    const division chosen = *find_division(details, c.in->division);
    const cursor owner = owner_of(c.of, chosen);
    branch& b = *c.in;
    const token here = b;
    const instant created = b.task_created;
    for (division& d : details.divisions) {
        if (d.owner == b.id) d.owner = owner.id();
    }
    const std::uint32_t index = b.index;
    hand_over(c.of, b.id, owner.id());
    end_branch(b);
    cancel_division(c.of, chosen.id, now);
    owner.here = here;
    (owner.in == nullptr ? details.task_created : owner.in->task_created) = created;
    tell_chosen(owner, m, way_of(m, chosen.fork, index), now);
    return owner;
}

// None of what was offered: the way on is that of the one that begins by itself.
bool runner::refuse_offer(const cursor& c, const machine& m, event_index cause, instant now) {
    const division refused = *find_division(*c.of.details(), refusal_of(c.of, c.in, m));
    const cursor owner = owner_of(c.of, refused);
    cancel_division(c.of, refused.id, now);
    return go(owner, m, skip_of(m, refused.fork), cause, now);
}

// The ways of an offer are begun in their order, each as one branch.
std::uint16_t runner::way_of(const machine& m, state_index offer, std::uint32_t index) noexcept {
    const state& at = m.states()[offer];
    for (std::uint16_t i = at.first; i < at.first + at.count; ++i) {
        if (m.transitions()[i].on == trigger_kind::none && index-- == 0) return i;
    }
    return no_index;
}

void runner::tell_chosen(const cursor& owner, const machine& m, std::uint16_t way, instant now) {
    if (!out_.trace || way == no_index) return;
    effect& e = note(effect_kind::state_entered, owner, now);
    e.state = m.transitions()[way].to;
    e.transition = way;
}

bool may_skip(const machine& m, const run& of, std::uint32_t task) noexcept {
    const token* const at = of.find_task(task);
    if (at == nullptr || m.states()[at->at].kind != state_kind::task) return false;
    if (m.tasks()[m.states()[at->at].detail].optional) return true;
    if (!of.divided()) return false;
    for (const branch& b : of.details()->branches) {
        if (b.task == task) return runner::refusal_of(of, &b, m) != 0;
    }
    return false;
}

}  // namespace reglament
