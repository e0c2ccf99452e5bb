// Blocks that only one at a time may be in, when runs come into a record by other ways than their door: from the record
// of a merged subject, or from another version.
#include "machine/runner.hpp"
#include "machine/version_mover.hpp"

#include <algorithm>
#include <map>

namespace reglament {

namespace {

bool lies_in(const machine& m, state_index s, std::string_view alone) {
    for (std::uint16_t b = m.states()[s].region; b != no_index; b = m.regions()[b].around) {
        if (m.regions()[b].alone == alone) return true;
    }
    return false;
}

bool somebody_in(const rulebook& rules, std::span<const run> all, const run& but, std::string_view alone) {
    return std::any_of(all.begin(), all.end(), [&](const run& r) {
        bool inside = false;
        r.each_token([&](const token& t, std::uint32_t, instant) {
            inside = inside || (!is_over(t) && lies_in(rules.machines()[r.regulation], t.at, alone));
        });
        return inside && r.number != but.number;
    });
}

}  // namespace

// What is open in the block is cancelled: it is begun anew when its turn comes.
void runner::send_out(run& at, std::span<const run> all, instant now) {
    look_at(at.part);
    const machine& m = machine_of(at);
    std::vector<std::uint32_t> tokens;
    at.each_token([&](const token&, std::uint32_t id, instant) { tokens.push_back(id); });
    for (const std::uint32_t id : tokens) {
        branch* const in = id == 0 ? nullptr : at.details()->branches.find(id);
        if (id != 0 && in == nullptr) continue;
        const cursor c = in == nullptr ? cursor{at} : cursor{at, *in};
        if (is_over(c.here)) continue;
        const division* const d = in == nullptr ? nullptr : find_division(*at.details(), in->division);
        std::uint16_t left = no_index;  // the outermost that it has to leave
        for (std::uint16_t b = m.states()[c.here.at].region; b != no_index; b = m.regions()[b].around) {
            if (m.regions()[b].alone.empty() || !somebody_in(rules_, all, at, m.regions()[b].alone)) continue;
            if (d == nullptr || !m.is_inside(owner_of(at, *d).here.at, b)) left = b;
        }
        if (left == no_index) continue;
        leave(c, m, left, now);
        c.here.attempt = 1;
        (void)enter(c, m, m.regions()[left].block, no_index, now);
    }
    (void)next_turns(at, m, now);  // branches that are over are dropped
}

// Whether the run would be in a block that somebody else is in, or twice in one.
bool version_mover::meets_another(const run& r, const version_plan& plan) const {
    const machine& old = rules_.machines()[plan.from];
    const machine& m = rules_.machines()[plan.to];
    std::map<std::string_view, int> entered;
    bool meets = false;
    const auto there = [&](const token& t) { return plan.tokens[t.at].to; };
    const auto owner_is_in = [&](std::uint32_t id, std::uint16_t where) {
        if (id == 0) return false;
        const run_details& details = *r.details();
        const division* const d = find_division(details, details.branches.find(id)->division);
        if (d == nullptr) return false;
        const branch* const by = d->owner == 0 ? nullptr : details.branches.find(d->owner);
        const token& owner = by == nullptr ? static_cast<const token&>(r) : *by;
        return !is_over(owner) && m.is_inside(there(owner), where);
    };
    r.each_token([&](const token& t, std::uint32_t id, instant) {
        if (is_over(t) || there(t) == no_index) return;
        for (std::uint16_t b = m.states()[there(t)].region; b != no_index; b = m.regions()[b].around) {
            const std::string& name = m.regions()[b].alone;
            if (name.empty() || owner_is_in(id, b)) continue;
            const bool was_in = lies_in(old, t.at, name);
            meets = meets || ++entered[name] > 1 || (!was_in && somebody_in(rules_, record_.runs, r, name));
        }
    });
    return meets;
}

}  // namespace reglament
