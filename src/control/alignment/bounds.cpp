#include "control/alignment/bounds.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <string>

namespace reglament::alignment {

namespace {

using row = std::vector<std::uint16_t>;
constexpr std::uint16_t never_there = 50'000;

void add_to(row& to, const row& what, std::uint32_t times = 1) {
    for (std::size_t g = 0; g < to.size(); ++g)
        to[g] = static_cast<std::uint16_t>(std::min<std::uint32_t>(to[g] + what[g] * times, never_there));
}

bool take_least(row& to, const row& what) {
    bool changed = false;
    for (std::size_t g = 0; g < to.size(); ++g) {
        if (what[g] >= to[g]) continue;
        to[g] = what[g];
        changed = true;
    }
    return changed;
}

bool take_most(row& to, const row& what) {
    bool changed = false;
    for (std::size_t g = 0; g < to.size(); ++g) {
        const std::uint16_t capped = std::min(what[g], bounds::endless);
        if (capped <= to[g]) continue;
        to[g] = capped;
        changed = true;
    }
    return changed;
}

bool anything(const row& r) {
    return std::any_of(r.begin(), r.end(), [](std::uint16_t x) { return x != 0; });
}

}  // namespace

groups::groups(const net& of) : of_(of.visibles.size()) {
    std::vector<std::uint16_t> parent(of.visibles.size());
    std::iota(parent.begin(), parent.end(), std::uint16_t{0});
    const auto root = [&](std::uint16_t v) {
        while (parent[v] != v) v = parent[v] = parent[parent[v]];
        return v;
    };
    std::map<std::string, std::uint16_t> by_name;
    for (std::uint16_t v = 0; v < of.visibles.size(); ++v) {
        for (const std::string& name : of.visibles[v].activities) {
            const auto [known, fresh] = by_name.try_emplace(name, v);
            if (!fresh) parent[root(v)] = root(known->second);
        }
    }
    std::map<std::uint16_t, std::uint16_t> numbers;
    for (std::uint16_t v = 0; v < of.visibles.size(); ++v) {
        const auto next = static_cast<std::uint16_t>(numbers.size());
        of_[v] = numbers.try_emplace(root(v), next).first->second;
    }
    count_ = numbers.size();
}

bounds::bounds(const net& of, const groups& by)
    : net_{of},
      m_{of.m},
      groups_{by},
      n_{by.count()},
      join_(of.m.states().size(), row(n_, never_there)),
      end_(join_),
      most_(of.m.states().size(), row(n_, 0)) {
    settle_least();
    settle_most();
}

bounds::row bounds::weight(visible_index v) const {
    row w(n_, 0);
    if (v != silent) w[groups_.of(v)] = 1;
    return w;
}

// Turns of a loop that have to be made, whatever the conditions say.
std::uint32_t bounds::turns_at_least(const fork_definition& f, const fork_count& c) const {
    if (f.before != no_index || !c.known) return 0;
    if (f.what == fork_definition::form::items) return c.count;
    if (f.what == fork_definition::form::turns) return f.until != no_index ? 1 : c.count;
    return 0;
}

// From the ends backwards until nothing gets less.
void bounds::settle_least() {
    for (bool changed = true; changed;) {
        changed = false;
        for (std::size_t s = m_.states().size(); s-- > 0;) changed = lower(static_cast<state_index>(s)) || changed;
    }
}

bool bounds::lower(state_index s) {
    const state& at = m_.states()[s];
    bool changed = false;
    if (at.kind == state_kind::end) changed = take_least(end_[s], row(n_, 0)) || changed;
    if (at.kind == state_kind::join) return take_least(join_[s], row(n_, 0)) || changed;
    const auto by = [&](std::uint16_t i, bool free) {
        const transition& t = m_.transitions()[i];
        row w = weight(free ? silent : net_.seen(i));
        row e = w;
        add_to(w, join_[t.to]);
        add_to(e, end_[t.to]);
        changed = take_least(join_[s], w) || changed;
        changed = take_least(end_[s], e) || changed;
    };
    const bool fork = at.kind == state_kind::fork;
    for (std::uint16_t i = at.first; i < at.first + at.count; ++i) {
        const trigger_kind on = m_.transitions()[i].on;
        if (on == trigger_kind::undo || on == trigger_kind::beside) continue;
        const bool of_block = on == trigger_kind::event && at.kind != state_kind::listen;
        if (of_block || (fork && on != trigger_kind::timer)) continue;
        by(i, on == trigger_kind::task_done && net_.may_skip[s]);
    }
    for (std::uint16_t r = at.region; r != no_index; r = m_.regions()[r].around) {
        const state& block = m_.states()[m_.regions()[r].block];
        for (std::uint16_t i = block.first; i < block.first + block.count; ++i) {
            if (m_.transitions()[i].on == trigger_kind::event) by(i, false);
        }
    }
    if (!fork) return changed;
    const fork_definition& f = m_.forks()[at.detail];
    row inside(n_, 0);
    const std::uint32_t turns = turns_at_least(f, net_.counts[at.detail]);
    for (std::uint16_t i = at.first; i < at.first + at.count; ++i) {
        const transition& t = m_.transitions()[i];
        if (t.on != trigger_kind::none) continue;
        changed = take_least(end_[s], end_[t.to]) || changed;  // an output inside a branch ends the run
        if (!whole_join(f)) continue;
        if (f.what != fork_definition::form::ways) {
            if (turns != 0) add_to(inside, join_[t.to], turns);
        } else if (t.guard == no_index) {
            add_to(inside, join_[t.to]);
        }
    }
    const state_index next = m_.transitions()[m_.states()[f.join].first].to;
    row on_join = inside, on_end = inside;
    add_to(on_join, join_[next]);
    add_to(on_end, end_[next]);
    changed = take_least(join_[s], on_join) || changed;
    return take_least(end_[s], on_end) || changed;
}

void bounds::settle_most() {
    for (bool changed = true; changed;) {
        changed = false;
        for (std::size_t s = m_.states().size(); s-- > 0;) changed = raise(static_cast<state_index>(s)) || changed;
    }
}

bool bounds::raise(state_index s) {
    const state& at = m_.states()[s];
    bool changed = false;
    const bool fork = at.kind == state_kind::fork;
    row ways(n_, 0);
    const auto times_of = [&](const fork_definition& f, const fork_count& c) -> std::uint32_t {
        if (f.what == fork_definition::form::ways) return 1;
        return c.known && c.count != 0 ? c.count : bounds::endless;
    };
    for (std::uint16_t i = at.first; i < at.first + at.count; ++i) {
        const transition& t = m_.transitions()[i];
        const bool of_block = t.on == trigger_kind::event && at.kind != state_kind::listen;
        if (t.on == trigger_kind::undo || t.on == trigger_kind::beside || of_block) continue;
        row w = weight(net_.seen(i));
        add_to(w, most_[t.to]);
        if (fork && t.on == trigger_kind::none) {
            add_to(ways, w, times_of(m_.forks()[at.detail], net_.counts[at.detail]));
        } else if (at.kind != state_kind::join) {
            changed = take_most(most_[s], w) || changed;
        }
    }
    if (fork) {
        const transition& onward = m_.transitions()[m_.states()[m_.forks()[at.detail].join].first];
        for (std::uint16_t i = at.first; i < at.first + at.count; ++i) {
            const transition& t = m_.transitions()[i];  // what goes on beside may go on when the time is over
            if (t.on == trigger_kind::timer) add_to(ways, most_[t.to]);
        }
        add_to(ways, most_[onward.to]);
        changed = take_most(most_[s], ways) || changed;
    }
    for (std::uint16_t r = at.region; r != no_index; r = m_.regions()[r].around) {
        const state& block = m_.states()[m_.regions()[r].block];
        for (std::uint16_t i = block.first; i < block.first + block.count; ++i) {
            const transition& t = m_.transitions()[i];
            if (t.on != trigger_kind::event && t.on != trigger_kind::beside) continue;
            row w = weight(net_.seen(i));
            add_to(w, most_[t.to]);
            if (t.on == trigger_kind::beside) add_to(w, w, bounds::endless);
            add_to(w, most_[s]);  // it may be done beside all that is here
            if (t.on == trigger_kind::beside || anything(w)) changed = take_most(most_[s], w) || changed;
        }
    }
    return changed;
}

// A thread that has divided goes on when its branches have come together, or by its time or an event.
bounds::pair bounds::least_of(const thread& t) const {
    pair out{join_[t.at], end_[t.at]};
    for (const division& d : t.divisions) {
        if (d.joined || d.fork != t.at) continue;
        const std::uint16_t detail = m_.states()[d.fork].detail;
        const fork_definition& f = m_.forks()[detail];
        row inside(n_, 0);
        if (d.need == 0 && f.waits) {
            for (const thread& b : d.branches) add_to(inside, least_of(b).join);
            const std::uint32_t turns = turns_at_least(f, net_.counts[detail]);
            const state_index body = m_.transitions()[m_.states()[d.fork].first].to;
            if (f.what != fork_definition::form::ways && d.limit != 0 && turns > d.begun && f.until == no_index)
                add_to(inside, join_[body], turns - d.begun);
        }
        const state_index next = m_.transitions()[m_.states()[f.join].first].to;
        out.join = out.end = inside;
        add_to(out.join, join_[next]);
        add_to(out.end, end_[next]);
        lower_by_ways(t, out);
        const state_index body = m_.transitions()[m_.states()[d.fork].first].to;
        if (f.what != fork_definition::form::ways) take_least(out.end, end_[body]);  // a later turn may end the run
    }
    return out;
}

// By the deadline of a fork, and by what blocks around it handle.
void bounds::lower_by_ways(const thread& t, pair& out) const {
    const auto by = [&](std::uint16_t i) {
        row to_join = weight(net_.seen(i));
        row to_end = to_join;
        add_to(to_join, join_[m_.transitions()[i].to]);
        add_to(to_end, end_[m_.transitions()[i].to]);
        take_least(out.join, to_join);
        take_least(out.end, to_end);
    };
    const state& at = m_.states()[t.at];
    for (std::uint16_t i = at.first; i < at.first + at.count; ++i) {
        if (m_.transitions()[i].on == trigger_kind::timer) by(i);
    }
    for (std::uint16_t r = at.region; r != no_index; r = m_.regions()[r].around) {
        const state& block = m_.states()[m_.regions()[r].block];
        for (std::uint16_t i = block.first; i < block.first + block.count; ++i) {
            if (m_.transitions()[i].on == trigger_kind::event) by(i);
        }
    }
}

// An output inside any branch ends the run.
void bounds::collect_ends(const thread& t, row& into) const {
    for (const division& d : t.divisions) {
        for (const thread& b : d.branches) {
            take_least(into, least_of(b).end);
            collect_ends(b, into);
        }
    }
}

bounds::row bounds::most_of(const thread& t) const {
    row out = most_[t.at];
    for (const division& d : t.divisions) {
        if (!d.joined && d.fork == t.at) {
            const std::uint16_t detail = m_.states()[d.fork].detail;
            const fork_definition& f = m_.forks()[detail];
            if (f.what == fork_definition::form::ways ||
                (f.what == fork_definition::form::items && f.at_once && !d.open)) {
                // what the branches not begun would have done is left out
                row own(n_, 0);
                add_to(own, most_[m_.transitions()[m_.states()[f.join].first].to]);
                const state& at = m_.states()[t.at];
                for (std::uint16_t i = at.first; i < at.first + at.count; ++i) {
                    if (m_.transitions()[i].on == trigger_kind::timer) add_to(own, most_[m_.transitions()[i].to]);
                }
                bool handled = false;
                for (std::uint16_t r = at.region; r != no_index; r = m_.regions()[r].around) handled = true;
                if (!handled) out = own;
            }
        }
        for (const thread& b : d.branches) add_to(out, most_of(b));
        if (d.open && d.joined) {
            const transition& body = m_.transitions()[m_.states()[d.fork].first];
            add_to(out, most_[body.to], endless);
        }
    }
    return out;
}

void bounds::of(const marking& k, std::span<std::uint8_t> least, std::span<std::uint8_t> most) const {
    std::fill(least.begin(), least.end(), std::uint8_t{0});
    std::fill(most.begin(), most.end(), std::uint8_t{0});
    if (k.over) return;
    const bool starts = k.root.at == before_start;
    thread first;
    first.at = m_.initial();
    const thread& root = starts ? first : k.root;
    row low = least_of(root).end;
    collect_ends(root, low);
    row high = most_of(root);
    for (const visible_index v : net_.of_exit) {
        if (v == silent) continue;
        take_least(low, weight(v));
        add_to(high, weight(v));
    }
    if (starts && net_.start != silent) {
        add_to(low, weight(net_.start));
        add_to(high, weight(net_.start));
    }
    for (std::size_t g = 0; g < n_; ++g) {
        least[g] = low[g] >= never_there ? 0 : static_cast<std::uint8_t>(std::min<std::uint16_t>(low[g], 250));
        most[g] = high[g] >= endless ? 255 : static_cast<std::uint8_t>(high[g]);
    }
}

}  // namespace reglament::alignment
