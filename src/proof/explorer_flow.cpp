// Forks, loops, and what blocks handle. Branches that all have to end are gone one after the other, which is one of
// the orders they can go in; of others it is forgotten what they keep.
#include "proof/explorer.hpp"

#include <algorithm>

namespace reglament::proof_stage {

namespace {

constexpr std::size_t most_guarded = 4;  // ways of a fork with conditions, gone in every combination

}  // namespace

std::set<state_index> explorer::steps_between(const std::vector<state_index>& from, state_index to) const {
    std::set<state_index> seen;
    std::vector<state_index> open = from;
    while (!open.empty()) {
        const state_index s = open.back();
        open.pop_back();
        if (s == to || !seen.insert(s).second) continue;
        for (const transition& t : m_.transitions_of(s)) open.push_back(t.to);
    }
    return seen;
}

std::set<state_index> explorer::steps_in(std::uint16_t region) const {
    std::set<state_index> out;
    for (std::size_t s = 0; s < m_.states().size(); ++s)
        if (region == no_index || m_.is_inside(static_cast<state_index>(s), region))
            out.insert(static_cast<state_index>(s));
    return out;
}

// What steps keep may be there or not.
void explorer::forget(path& p, const std::set<state_index>& steps) {
    p.guessed = true;
    const auto any = [&](feel::slot at) { keep(p, at, fresh("v" + std::to_string(at.index), type_of(at), p.given)); };
    const auto several = [&](feel::slot first, std::size_t count) {
        for (std::uint32_t i = 0; i < count; ++i) any({first.bank, first.index + i});
    };
    for (const state_index s : steps) {
        const state& here = m_.states()[s];
        for (const transition& t : m_.transitions_of(s)) {
            if (t.capture == no_index) continue;
            for (const auto& [attribute, slot] : m_.captures()[t.capture]) any(slot);
        }
        if (here.detail == no_index) continue;
        if (here.kind == state_kind::task)
            several(m_.tasks()[here.detail].first_value, m_.tasks()[here.detail].form.size());
        if (here.kind == state_kind::call) {
            const call_definition& c = m_.calls()[here.detail];
            several(c.first_value, rules_.vocabulary().actions[c.action].result.size());
        }
        if (here.kind == state_kind::run && m_.calls_of_runs()[here.detail].waits)
            several(m_.calls_of_runs()[here.detail].first_value,
                    std::size_t{m_.calls_of_runs()[here.detail].results} + 1);
        if (here.kind == state_kind::decide) {
            const decide_definition& d = m_.decisions()[here.detail];
            if (d.whole) any(*d.whole);
            for (const auto& [name, slot] : d.outputs) any(slot);
        }
        if (here.kind == state_kind::fork) {
            for (const auto& g : m_.forks()[here.detail].gathered) any(g.into);
            for (const auto& g : m_.forks()[here.detail].picked) any(g.into);
        }
    }
}

const feel::type& explorer::type_of(feel::slot at) const {
    return (at.bank == static_cast<std::uint8_t>(bank::item) ? item_types_ : value_types_)[at.index];
}

void explorer::divide(path p) {
    handlers(p, p.at);
    const state& here = m_.states()[p.at];
    const fork_definition& f = m_.forks()[here.detail];
    for (std::uint16_t i = here.first; i < here.first + here.count; ++i) {
        const transition& t = m_.transitions()[i];
        if (t.on != trigger_kind::timer) continue;
        path late = p;
        forget(late, steps_between({t.from}, f.join));
        go_on(late, i);
    }
    switch (f.what) {
        case fork_definition::form::ways:
            return ways(std::move(p));
        case fork_definition::form::turns:
            return first_turn(std::move(p), true);
        case fork_definition::form::items:
            return each_item(std::move(p));
        case fork_definition::form::undone:
            return undo(std::move(p));
    }
}

void explorer::ways(path p) {
    const state& here = m_.states()[p.at];
    const fork_definition& f = m_.forks()[here.detail];
    std::vector<std::uint16_t> all;
    std::size_t guarded = 0;
    for (std::uint16_t i = here.first; i < here.first + here.count; ++i) {
        if (m_.transitions()[i].on != trigger_kind::none) continue;
        all.push_back(i);
        guarded += m_.transitions()[i].guard != no_index ? 1U : 0U;
    }
    std::vector<symbol> guards;
    for (const std::uint16_t i : all) guards.push_back(guard_of(p, m_.transitions()[i].guard));
    std::vector<state_index> first;
    for (std::size_t k = 0; k < all.size(); ++k) {
        first.push_back(m_.transitions()[all[k]].to);
        if (asked(p, {guards[k].yes()}) != answer::no) taken_[all[k]] = true;
    }
    const bool in_turn = f.waits && f.need == 0 && f.share == 0 && guarded <= most_guarded;
    if (in_turn) {
        for (std::uint32_t which = 0; which < (1U << guarded); ++which) {
            path one = p;
            within w{p.at, f.join, within::then::go_on, {}};
            std::size_t g = 0;
            for (std::size_t k = 0; k < all.size(); ++k) {
                const bool conditional = m_.transitions()[all[k]].guard != no_index;
                const bool goes = !conditional || ((which >> g++) & 1U) != 0;
                if (conditional) one.given.push_back(goes ? guards[k].yes() : !guards[k].yes());
                if (goes) w.left.push_back(first[k]);
            }
            if (asked_since(one, p.given.size()) == answer::no) continue;
            if (w.left.empty()) {
                join(std::move(one), f.join);
                continue;
            }
            const state_index to = w.left.front();
            w.left.erase(w.left.begin());
            one.around.push_back(std::move(w));
            go(one, to);
        }
        return;
    }
    for (std::size_t k = 0; k < all.size(); ++k) {
        path one = p;
        forget(one, steps_between(first, f.join));
        one.given.push_back(guards[k].yes());
        if (asked_since(one, one.given.size() - 1) == answer::no) continue;
        one.around.push_back({p.at, f.join, f.waits ? within::then::go_on : within::then::stop, {}});
        go(one, first[k]);
    }
    if (f.waits && guarded < all.size()) return;
    forget(p, steps_between(first, f.join));
    join(std::move(p), f.join);
}

// A turn of a loop, or on behind it.
void explorer::first_turn(path p, bool may_skip) {
    const state& here = m_.states()[p.at];
    const fork_definition& f = m_.forks()[here.detail];
    const symbol before = guard_of(p, f.before);
    const bool counted = f.list != no_index;
    if (f.before != no_index || (counted && may_skip)) {
        path over = p;
        if (!counted) over.given.push_back(!before.yes());
        if (counted || asked_since(over, p.given.size()) != answer::no) join(std::move(over), f.join);
    }
    path turn = p;
    turn.given.push_back(before.yes());
    if (asked_since(turn, p.given.size()) == answer::no) return;
    turn.around.push_back({p.at, f.join, within::then::turn, {}});
    for (std::uint16_t i = here.first; i < here.first + here.count; ++i) {
        if (m_.transitions()[i].on != trigger_kind::none) continue;
        taken_[i] = true;
        go(turn, m_.transitions()[i].to);
    }
}

// One item stands for all; what is gathered of them is not followed.
void explorer::each_item(path p) {
    const state& here = m_.states()[p.at];
    const fork_definition& f = m_.forks()[here.detail];
    const auto out = [&](path over) {
        for (const auto& g : f.gathered) keep(over, g.into, fresh("list", type_of(g.into), over.given));
        for (const auto& g : f.picked) keep(over, g.into, fresh("item", type_of(g.into), over.given));
        over.guessed = true;
        join(std::move(over), f.join);
    };
    for (std::uint16_t i = here.first; i < here.first + here.count; ++i) {
        if (m_.transitions()[i].on == trigger_kind::skip) out(p);
        if (m_.transitions()[i].on != trigger_kind::none) continue;
        path one = p;
        one.items.clear();
        keep(one, f.item, fresh("item", type_of(f.item), one.given));
        one.around.push_back({p.at, f.join, f.waits ? within::then::go_on : within::then::stop, {}});
        taken_[i] = true;
        go(one, m_.transitions()[i].to);
        if (!f.waits) out(p);
    }
}

void explorer::undo(path p) {
    const fork_definition& f = m_.forks()[m_.states()[p.at].detail];
    for (std::uint16_t i = 0; i < m_.transitions().size(); ++i) {
        const transition& t = m_.transitions()[i];
        if (t.on != trigger_kind::undo || (f.region != no_index && !m_.is_inside(t.from, f.region))) continue;
        path one = p;
        forget(one, steps_in(f.region));
        one.around.push_back({p.at, no_index, within::then::stop, {}});
        taken_[i] = true;
        go(one, t.to);
    }
    join(std::move(p), f.join);
}

void explorer::arrive(path p) {
    if (p.around.empty()) {
        ended_at_[p.from] = true;
        return;
    }
    within w = std::move(p.around.back());
    p.around.pop_back();
    if (w.what == within::then::stop || w.join != p.at) {
        ended_at_[p.from] = true;
        return;
    }
    if (!w.left.empty()) {
        const state_index to = w.left.front();
        w.left.erase(w.left.begin());
        p.around.push_back(std::move(w));
        return go(p, to);
    }
    const fork_definition& f = m_.forks()[m_.states()[w.fork].detail];
    if (w.what != within::then::turn && f.what == fork_definition::form::items) {
        for (const auto& g : f.gathered) keep(p, g.into, fresh("list", type_of(g.into), p.given));
        for (const auto& g : f.picked) keep(p, g.into, fresh("item", type_of(g.into), p.given));
        p.guessed = true;
        p.items.clear();
    }
    if (f.what != fork_definition::form::turns) return join(std::move(p), w.join);
    const symbol until =
        f.until == no_index ? words_.boolean(words_.truth(false), words_.truth(false)) : guard_of(p, f.until);
    path over = p;
    const bool limited = f.most != 0 || f.list != no_index;
    if (!limited) over.given.push_back(until.yes());
    const bool leaves = limited || (f.until != no_index && asked_since(over, p.given.size()) != answer::no);
    path again = p;
    again.given.push_back(!until.yes());
    if (asked_since(again, p.given.size()) != answer::no) {
        again.at = w.fork;
        first_turn(std::move(again), false);
    }
    if (leaves) join(std::move(over), w.join);
}

void explorer::join(path p, state_index join) {
    const state& here = m_.states()[join];
    if (here.count == 0) return;
    taken_[here.first] = true;
    reached_[join] = true;
    go(p, m_.transitions()[here.first].to);
}

// What a block handles: at any moment while the run is inside, whatever has been kept until then.
void explorer::handlers(const path& p, state_index block) {
    if (most_ways_ != 0) return;
    if (block == no_index) {
        for (std::uint16_t r = 0; r < m_.regions().size(); ++r)
            if (m_.states()[m_.regions()[r].block].id == "/") handle(p, r);
        return;
    }
    for (std::uint16_t r = 0; r < m_.regions().size(); ++r)
        if (m_.regions()[r].block == block && handled_.insert(r).second) handle(p, r);
}

void explorer::handle(const path& p, std::uint16_t region) {
    const state& here = m_.states()[m_.regions()[region].block];
    for (std::uint16_t i = here.first; i < here.first + here.count; ++i) {
        const transition& t = m_.transitions()[i];
        if (t.on != trigger_kind::event && t.on != trigger_kind::beside) continue;
        path from = p;
        from.at = m_.regions()[region].block;
        forget(from, steps_in(region));
        path heard = happen(from, t.on, i, t.event);
        heard.given.push_back(guard_of(heard, t.guard).yes());
        if (asked(heard, {heard.given.back()}) == answer::no) continue;
        taken_[i] = true;
        if (t.capture != no_index)
            for (const auto& [attribute, slot] : m_.captures()[t.capture])
                keep(heard, slot, heard.last().data.at(attribute));
        if (t.on == trigger_kind::beside) heard.around.push_back({from.at, no_index, within::then::stop, {}});
        go(heard, t.to);
    }
}

}  // namespace reglament::proof_stage
