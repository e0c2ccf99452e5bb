// Choices: who is let in by none of the conditions, and who by two of them.
#include "proof/explorer.hpp"

#include <algorithm>

namespace reglament::proof_stage {

namespace {

using guards_of_choice = std::vector<std::uint16_t>;

bool same_reads(const feel::program& a, const feel::program& b) {
    const auto inside = [](const feel::program& x, const feel::program& y) {
        return std::all_of(x.reads().begin(), x.reads().end(), [&](feel::slot s) {
            return std::find(y.reads().begin(), y.reads().end(), s) != y.reads().end();
        });
    };
    return inside(a, b) && inside(b, a);
}

}  // namespace

void explorer::choose(path p) {
    const state& here = m_.states()[p.at];
    std::vector<std::pair<std::uint16_t, symbol>> guards;
    for (std::uint16_t i = here.first; i < here.first + here.count; ++i) {
        const transition& t = m_.transitions()[i];
        if (t.on == trigger_kind::none) guards.emplace_back(i, guard_of(p, t.guard));
    }
    terms before;
    bool all_fit = false;
    for (const auto& [i, guard] : guards) {
        const transition& t = m_.transitions()[i];
        terms here_too = before;
        here_too.push_back(guard.yes());
        all_fit = all_fit || t.guard == no_index;
        before.push_back(!guard.yes());
        if (asked(p, here_too) == answer::no) continue;
        taken_[i] = true;
        path next = p;
        for (const z3::expr& e : here_too)  // what follows already would make a new place of every turn of a loop
            if (asked(p, {!e}) != answer::no) next.given.push_back(e);
        go(next, t.to);
    }
    if (most_ways_ != 0) return;
    if (!all_fit) find_gap(p, before);
    find_overlaps(p, guards);
}

void explorer::find_gap(const path& p, const terms& none_fits) {
    const state& here = m_.states()[p.at];
    if (told_.contains({p.at, "gap"})) return;
    std::vector<std::uint16_t> guards;
    for (const transition& t : m_.transitions_of(p.at))
        if (t.on == trigger_kind::none) guards.push_back(t.guard);
    const std::vector<feel::slot> reads = reads_of(p);
    const auto none = [&](const feel::frame& f) {
        return std::none_of(guards.begin(), guards.end(),
                            [&](std::uint16_t g) { return m_.programs()[g].test(f) == feel::truth::yes; });
    };
    path known = p;
    terms all = none_fits;
    for (z3::expr& e : all_known(known, reads)) all.push_back(e);
    if (asked(known, all) != answer::no) {
        finding f = about(flaw::gap, "proof-gap", here.where, p.at, {});
        if (show(f, known, all, reads, none, true)) {
            told_.emplace(p.at, "gap");
            std::erase_if(*found_,
                          [&](const finding& x) { return x.state == p.at && x.what.code == "proof-gap-unknown"; });
            return add(std::move(f));
        }
    }
    if (told_.contains({p.at, "unknown"}) || asked(p, none_fits) == answer::no) return;
    finding f = about(flaw::gap, "proof-gap-unknown", here.where, p.at, {});
    if (!show(f, p, none_fits, reads, none, false)) return;
    told_.emplace(p.at, "unknown");
    add(std::move(f));
}

// The first branch that fits is taken: that one is more special than the next is how people write. Two of which
// neither is, about the very same things, are a slip.
void explorer::find_overlaps(const path& p, const std::vector<std::pair<std::uint16_t, symbol>>& guards) {
    for (std::size_t a = 0; a < guards.size(); ++a) {
        for (std::size_t b = a + 1; b < guards.size(); ++b) {
            const transition &first = m_.transitions()[guards[a].first], &second = m_.transitions()[guards[b].first];
            if (first.guard == no_index || second.guard == no_index) continue;
            const std::string key = "overlap" + std::to_string(a) + "," + std::to_string(b);
            const feel::program &one = m_.programs()[first.guard], &other = m_.programs()[second.guard];
            if (first.to == second.to || told_.contains({p.at, key}) || !same_reads(one, other)) continue;
            const z3::expr x = guards[a].second.yes(), y = guards[b].second.yes();
            if (asked(p, {x && y}) != answer::yes || asked(p, {x && !y}) != answer::yes ||
                asked(p, {y && !x}) != answer::yes)
                continue;
            finding f = about(flaw::overlap, "proof-overlap", second.where, p.at, {first.label, second.label});
            f.others.emplace_back(m_.regulation().file, first.where);
            const auto both = [&](const feel::frame& frame) {
                return one.test(frame) == feel::truth::yes && other.test(frame) == feel::truth::yes;
            };
            if (!show(f, p, {x && y}, reads_of(p), both, true)) continue;
            told_.emplace(p.at, key);
            add(std::move(f));
        }
    }
}

std::vector<feel::slot> explorer::reads_of(const path& p) const {
    std::vector<feel::slot> reads;
    const auto add = [&](const std::vector<feel::slot>& all) {
        for (const feel::slot s : all)
            if (s.bank != feel::decision::bank && std::find(reads.begin(), reads.end(), s) == reads.end())
                reads.push_back(s);
    };
    const state& here = m_.states()[p.at];
    if (here.kind == state_kind::decide) add(m_.decisions()[here.detail].table.reads());
    for (const transition& t : m_.transitions_of(p.at))
        if (t.guard != no_index) add(m_.programs()[t.guard].reads());
    return reads;
}

// That everything read there is known.
terms explorer::all_known(path& p, const std::vector<feel::slot>& reads) {
    terms out;
    for (const feel::slot s : reads) out.push_back(!read(p, s).null);
    return out;
}

}  // namespace reglament::proof_stage
