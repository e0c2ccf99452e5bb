// Divided runs: how a run goes on in branches, and how they come together.
#include "machine/runner.hpp"

#include <algorithm>

namespace reglament {

namespace {

constexpr std::uint32_t most_branches = 10'000;  // of one run at the same time
constexpr std::uint32_t most_turns = 10'000;     // that a run makes within one instant, none of which rests

void forget(run& at, std::uint32_t which) {
    std::erase_if(at.need_details().divisions, [&](const division& d) { return d.id == which; });
}

// Of a block, beside which something is done, and of an offer: nothing to join.
const fork_definition& fork_of(const machine& m, const division& d) {
    static const fork_definition beside;
    const state& at = m.states()[d.fork];
    return at.kind == state_kind::fork ? m.forks()[at.detail] : beside;
}

// How many branches must end before the run goes on; 0: all.
std::uint32_t need_of(const fork_definition& f, const division& d) noexcept {
    return f.share == 0 ? f.need : (d.limit * f.share + 99U) / 100U;
}

bool has_branches(const division& d) noexcept {
    return d.begun > d.ended;
}

}  // namespace

// A handler beside and a loop can multiply each other without end.
bool has_room(const run_details& details, std::uint32_t more) noexcept {
    std::size_t alive = more;
    for (const division& d : details.divisions) alive += d.begun - d.ended;
    return alive <= most_branches;
}

division* find_division(run& at, std::uint32_t which) noexcept {
    return const_cast<division*>(find_division(at.need_details(), which));
}

cursor owner_of(run& at, const division& d) {
    branch* const owner = d.owner == 0 ? nullptr : at.need_details().branches.find(d.owner);
    return owner == nullptr ? cursor{at} : cursor{at, *owner};
}

namespace {

// Of a run that may be changed, or not.
template <class Run, class Branch>
Branch* holder_in(Run& at, Branch* in) noexcept {
    while (in != nullptr && in->values.empty()) {
        const division* const d = find_division(*at.details(), in->division);
        in = d == nullptr || d->owner == 0 ? nullptr : at.details()->branches.find(d->owner);
    }
    return in;
}

}  // namespace

const branch* holder_of(const run& at, const branch* in) noexcept {
    return holder_in(at, in);
}

branch* holder_of(run& at, branch* in) noexcept {
    return holder_in(at, in);
}

// Of items their list, of turns how many; a null list is an empty one, a single value a list of itself.
void runner::plan(division& fresh, const fork_definition& f, const feel::value& given) {
    if (f.what == fork_definition::form::items) {
        if (given.kind() == feel::value_kind::list) {
            fresh.items = given.as_list();
        } else if (!given.is_null()) {
            fresh.items = {given};
        }
        fresh.limit = static_cast<std::uint32_t>(std::min<std::size_t>(fresh.items.size(), most_branches + 1));
    } else if (f.what == fork_definition::form::turns) {
        const auto count = given.kind() == feel::value_kind::number ? given.as_number().to_int64() : std::nullopt;
        if (f.list != no_index)
            fresh.limit = static_cast<std::uint32_t>(std::clamp<std::int64_t>(count.value_or(0), 0, UINT32_MAX));
        if (f.most != 0) fresh.limit = f.list == no_index ? f.most : std::min(fresh.limit, f.most);
    }
}

bool runner::divide(cursor c, const machine& m, event_index cause, instant now) {
    run_details& details = c.of.need_details();
    division fresh;
    fresh.id = ++details.last_division;
    fresh.owner = c.id();
    fresh.fork = c.here.at;
    const std::uint32_t which = fresh.id;
    const fork_definition& f = fork_of(m, fresh);
    const feel::value given = f.list == no_index ? feel::value{} : evaluate(c, m, f.list, now);
    plan(fresh, f, given);
    const bool none = f.list != no_index && fresh.limit == 0;
    const bool too_many = f.what == fork_definition::form::items &&
                          (fresh.limit > most_branches || (f.at_once && !has_room(details, fresh.limit)));
    details.divisions.push_back(std::move(fresh));
    if (too_many) {
        forget(c.of, which);
        stick(c, now);
        return false;
    }
    if (f.what == fork_definition::form::ways) return divide_ways(c, m, which, cause, now);
    if (none) return join(c, m, which, cause, now);
    if (f.what == fork_definition::form::turns || !f.at_once) {
        turns_.push_back(which);
        return false;
    }
    const std::uint16_t way = m.states()[c.here.at].first;
    for (std::uint32_t left = find_division(c.of, which)->limit; left > 0; --left) {
        const division* const d = find_division(c.of, which);
        if (d == nullptr || d->joined) break;
        if (begin_branch(c, m, which, way, cause, now)) return true;
    }
    return go_on(c, m, which, cause, now);
}

// The owner does not wait for branches that were begun without it.
bool runner::go_on(const cursor& c, const machine& m, std::uint32_t which, event_index cause, instant now) {
    const division* const d = find_division(c.of, which);
    if (d == nullptr || d->joined || fork_of(m, *d).waits) return false;
    return join(c, m, which, cause, now);
}

// Which ways are gone is settled before the first is begun: what one of them sets does not close another.
bool runner::divide_ways(const cursor& c, const machine& m, std::uint32_t which, event_index cause, instant now) {
    const state& here = m.states()[c.here.at];
    std::vector<std::uint16_t> ways;
    for (std::uint16_t i = here.first; i < here.first + here.count; ++i) {
        const transition& t = m.transitions()[i];
        if (t.on == trigger_kind::none && holds(c, m, t.guard, nullptr, now)) ways.push_back(i);
    }
    if (ways.empty()) return join(c, m, which, cause, now);
    find_division(c.of, which)->limit = static_cast<std::uint32_t>(ways.size());
    if (!has_room(*c.of.details(), static_cast<std::uint32_t>(ways.size()))) {
        forget(c.of, which);
        stick(c, now);
        return false;
    }
    for (const std::uint16_t way : ways) {
        const division* const d = find_division(c.of, which);
        if (d == nullptr || d->joined) break;
        if (begin_branch(c, m, which, way, cause, now)) return true;
    }
    return go_on(c, m, which, cause, now);
}

bool runner::begin_branch(const cursor& owner, const machine& m, std::uint32_t which, std::uint16_t transition,
                          event_index cause, instant now) {
    run_details& details = owner.of.need_details();
    division& d = *find_division(owner.of, which);
    const fork_definition& f = fork_of(m, d);
    branch& b = details.branches.add(++details.last_branch);
    ++begun_;
    b.division = which;
    b.index = d.begun++;
    b.at = d.fork;
    const cursor begun{owner.of, b};
    if (f.what == fork_definition::form::undone) {
        b.values = std::move(details.done.back().values);
        details.done.pop_back();
    }
    if (is_offered(begun, m)) {
        b.attempt = 1;  // that it is gone this way is told when it is
    } else {
        take(begun, m, transition, cause, now);
    }
    if (f.what == fork_definition::form::items) {
        if (const branch* outer = holder_of(owner.of, owner.in)) b.values = outer->values;
        b.values.resize(m.item_names().size());
        b.values[f.item.index] = d.items[b.index];
        if (out_.trace) out_.effects.back().data = {d.items[b.index]};
    }
    return enter(begun, m, m.transitions()[transition].to, cause, now);
}

bool runner::arrive(const cursor& c, const machine& m, event_index cause, instant now) {
    division& d = *find_division(c.of, c.in->division);
    const fork_definition& f = fork_of(m, d);
    gather(*c.in, f, d);
    hand_over(c.of, c.in->id, d.owner);
    end_branch(*c.in);
    ++d.ended;
    const bool in_turn = f.what == fork_definition::form::turns || !f.at_once;
    const std::uint32_t all = in_turn ? d.begun : d.limit;
    if (d.joined) {
        if (!has_branches(d)) forget(c.of, d.id);
        return false;
    }
    const std::uint32_t need = need_of(f, d);
    const bool enough = need != 0 && d.ended >= need;
    if (in_turn && !enough) {
        turns_.push_back(d.id);
        return false;
    }
    if (!enough && d.ended < all) return false;
    return join(owner_of(c.of, d), m, d.id, cause, now);
}

bool runner::join(cursor owner, const machine& m, std::uint32_t which, event_index cause, instant now) {
    division& d = *find_division(owner.of, which);
    const fork_definition& f = fork_of(m, d);
    d.joined = true;
    keep_gathered(owner, m, f, d);
    if (f.cancel_others) {
        cancel_division(owner.of, which, now);
    } else if (!has_branches(d)) {
        forget(owner.of, which);
    }
    return go(owner, m, m.states()[f.join].first, cause, now);
}

// The turns of loops, one after the other and not one within the other, so that no stack runs out.
bool runner::next_turns(run& at, const machine& m, instant now) {
    for (std::uint32_t made = 0; !turns_.empty(); ++made) {
        const std::uint32_t which = turns_.back();
        turns_.pop_back();
        const division* const d = at.details() == nullptr ? nullptr : find_division(at, which);
        if (d == nullptr || d->joined) continue;
        if (made == most_turns || !has_room(*at.details(), 1)) {
            stick(owner_of(at, *d), now);
            turns_.clear();
            break;
        }
        if (!next_turn(at, m, which, now)) continue;
        turns_.clear();
        return true;
    }
    if (at.details() != nullptr) at.details()->branches.remove_if(is_over);
    return false;
}

bool runner::next_turn(run& at, const machine& m, std::uint32_t which, instant now) {
    const division& d = *find_division(at, which);
    const fork_definition& f = fork_of(m, d);
    const cursor owner = owner_of(at, d);
    if (f.what == fork_definition::form::undone) return undo_next(owner, m, which, now);
    const bool all_made = (f.what == fork_definition::form::items || d.limit != 0) && d.begun >= d.limit;
    const bool over_now = all_made || (f.until != no_index && d.begun > 0 && holds(owner, m, f.until, nullptr, now)) ||
                          (f.before != no_index && !holds(owner, m, f.before, nullptr, now));
    if (over_now) return join(owner, m, which, no_index, now);
    return begin_branch(owner, m, which, m.states()[d.fork].first, no_index, now);
}

void runner::cancel_division(run& at, std::uint32_t which, instant now) {
    const division* const d = find_division(at, which);
    const std::uint32_t owner = d == nullptr ? 0 : d->owner;
    forget(at, which);
    for (branch& b : at.need_details().branches) {
        if (b.division != which || is_over(b)) continue;
        cancel_branch(at, b, now);
        hand_over(at, b.id, owner);
    }
}

// Its time is over: what branches have gathered that came to their end stays.
void runner::end_division(const cursor& owner, const machine& m, std::uint32_t which, instant now) {
    const division& d = *find_division(owner.of, which);
    keep_gathered(owner, m, fork_of(m, d), d);
    cancel_division(owner.of, which, now);
}

void runner::cancel_branch(run& at, branch& b, instant now) {
    const cursor c{at, b};
    cancel_task(c, now);
    if (out_.trace) note(effect_kind::branch_cancelled, c, now);
    end_branch(b);
    std::vector<std::uint32_t> owned;
    for (const division& d : at.need_details().divisions) {
        if (d.owner == b.id) owned.push_back(d.id);
    }
    for (const std::uint32_t which : owned) cancel_division(at, which, now);
}

void runner::cancel_all(run& at, instant now) {
    run_details& details = *at.details();
    for (branch& b : details.branches) {
        if (is_over(b)) continue;
        cancel_task(cursor{at, b}, now);
        if (out_.trace) note(effect_kind::branch_cancelled, cursor{at, b}, now);
        end_branch(b);
    }
    details.divisions.clear();
    details.branches.clear();
}

void runner::gather(const branch& b, const fork_definition& f, division& into) {
    if (f.gathered.empty()) return;
    feel::context kept;
    for (const auto& g : f.gathered) {
        feel::context entries;
        for (const auto& [name, slot] : g.entries) entries.emplace_back(name, b.values[slot.index]);
        kept.emplace_back(g.step, std::move(entries));
    }
    if (into.results.size() <= b.index) into.results.resize(b.index + std::size_t{1});
    into.results[b.index] = std::move(kept);
}

// Of each step a list, in the order of the items; those of branches that did not end are left out.
void runner::keep_gathered(const cursor& owner, const machine& m, const fork_definition& f, const division& from) {
    for (const auto& g : f.gathered) {
        feel::list all;
        for (const feel::value& each : from.results) {
            if (!each.is_null()) all.push_back(each.get(g.step));
        }
        if (auto* values = runner_detail::values_to_set(owner, m, g.into))
            (*values)[g.into.index] = feel::value{std::move(all)};
    }
    for (const auto& p : f.picked) {
        if (p.index >= from.results.size() || from.results[p.index].is_null()) continue;
        if (auto* values = runner_detail::values_to_set(owner, m, p.into))
            (*values)[p.into.index] = from.results[p.index].get(p.step).get(p.entry);
    }
}

}  // namespace reglament
