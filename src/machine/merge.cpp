#include "machine/merge.hpp"

#include "machine/derivations.hpp"
#include "machine/told_facts.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace reglament {

namespace {

// What one knows and the other does not. What every record begins with counts as unknown.
bool take_over(feel::value& known, const feel::value& other, const feel::value& initial) {
    const bool better = (known.is_null() || known == initial) && !other.is_null() && other != known;
    if (better) known = other;
    return better;
}

class merging {
public:
    merging(const rulebook& rules, record& from, record& into, const merger& by, instant now)
        : rules_{rules}, from_{from}, into_{into}, by_{by}, now_{now} {}

    std::vector<std::uint16_t> go() {
        std::vector<std::uint16_t> changed = facts();
        parts();
        gathered(changed);
        merge_told(rules_, from_, into_, places_, into_.parts.size() - moved_);
        runs();
        starts();
        rest();
        return changed;
    }

private:
    std::vector<std::uint16_t> facts() {
        std::vector<std::uint16_t> changed;
        if (from_.facts.empty()) return changed;
        const auto& initial = rules_.initial_facts();
        if (into_.facts.empty()) into_.facts.assign(initial.begin(), initial.end());
        for (std::size_t i = 0; i < from_.facts.size(); ++i) {
            if (rules_.vocabulary().facts[i].is_derived()) continue;
            if (take_over(into_.facts[i], from_.facts[i], initial[i])) changed.push_back(static_cast<std::uint16_t>(i));
        }
        return changed;
    }

    void parts() {
        for (const part& p : from_.parts) {
            const auto known = std::find_if(into_.parts.begin(), into_.parts.end(),
                                            [&](const part& x) { return x.subject == p.subject && x.key == p.key; });
            places_.push_back(static_cast<part_index>(known - into_.parts.begin()));
            if (known == into_.parts.end()) {
                into_.parts.push_back(p);
                ++moved_;
                continue;
            }
            const auto initial = rules_.initial_facts_of(p.subject);
            for (const fact& f : rules_.vocabulary().facts) {
                if (f.about == p.subject && !f.is_derived())
                    take_over(known->facts[f.slot], p.facts[f.slot], initial[f.slot]);
            }
        }
    }

    // Parts that only the other one had have moved with what was gathered of them.
    void gathered(std::vector<std::uint16_t>& changed) {
        const vocabulary& words = rules_.vocabulary();
        const auto kept = [&](std::uint16_t index, part_index part) -> const gathered_fact* {
            for (const gathered_fact& g : from_.gathered) {
                if (g.fact == index && g.part == part) return &g;
            }
            return nullptr;
        };
        const std::size_t own = into_.parts.size() - moved_;
        for (const std::uint16_t index : rules_.derived().gathered()) {
            const fact& f = words.facts[index];
            if (f.about == from_.subject && !from_.facts.empty()) {
                if (merge_gathered(rules_, index, from_.facts[index], kept(index, no_index), into_, no_index, now_))
                    changed.push_back(index);
            }
            for (part_index p = 0; p < from_.parts.size(); ++p) {
                if (from_.parts[p].subject != f.about) continue;
                const feel::value& value = from_.parts[p].facts[f.slot];
                if (places_[p] < own) {
                    (void)merge_gathered(rules_, index, value, kept(index, p), into_, places_[p], now_);
                } else if (const gathered_fact* const all = kept(index, p)) {
                    gathered_fact moved = *all;
                    moved.part = places_[p];
                    into_.leaving = std::min(into_.leaving, moved.next);
                    into_.gathered.push_back(std::move(moved));
                }
            }
        }
        std::sort(into_.gathered.begin(), into_.gathered.end(), [](const gathered_fact& a, const gathered_fact& b) {
            return std::pair{a.fact, a.part} < std::pair{b.fact, b.part};
        });
    }

    [[nodiscard]] part_index place_of(part_index p) const { return p == no_index ? p : places_[p]; }

    void renumber(token& t) const {
        if (t.task != 0) t.task += by_.tasks;
    }

    void renumber(run_pause& p) const {
        for (held_event& h : p.held) {
            if (h.task != 0) h.task += by_.tasks;
        }
    }

    void runs() {
        for (run& r : from_.runs) {
            r.number += by_.runs;
            r.part = place_of(r.part);
            renumber(r);
            if (run_details* const d = r.details()) {
                for (branch& b : d->branches) renumber(b);
                for (asked_call& a : d->asked) a.number += by_.tasks;
                for (late_task& t : d->late) t.number += by_.tasks;
                if (d->pause) renumber(*d->pause);
                if (d->by.number != 0 && d->by.subject.is_null()) d->by.number += by_.tasks;
            }
            into_.runs.push_back(std::move(r));
        }
        std::sort(into_.runs.begin(), into_.runs.end(), [](const run& a, const run& b) {
            return std::pair{a.regulation, a.number} < std::pair{b.regulation, b.number};
        });
    }

    template <class List>
    auto find(List& all, regulation_index which, part_index part) {
        return std::find_if(all.begin(), all.end(),
                            [&](const auto& x) { return x.regulation == which && x.part == part; });
    }

    void starts() {
        for (armed_start s : from_.armed) {
            s.part = place_of(s.part);
            const auto known = find(into_.armed, s.regulation, s.part);
            if (known == into_.armed.end()) {
                into_.armed.push_back(s);
            } else {  // dates and conditions are looked at again, over the facts that are left
                known->fired = known->fired || s.fired;
                if (s.since <= known->since) continue;
                known->since = s.since;  // of a silence the later event, of a date the later that fired
                if (rules_.machines()[s.regulation].start().what == start_kind::silence) known->due = s.due;
            }
        }
        for (queued_start q : from_.queued) {
            q.part = place_of(q.part);
            if (find(into_.queued, q.regulation, q.part) == into_.queued.end()) into_.queued.push_back(q);
        }
        for (const regulation_memory& m : from_.memories) {
            const auto known = find(into_.memories, m.regulation, place_of(m.part));
            if (known == into_.memories.end()) {
                into_.memories.push_back(m);
                into_.memories.back().part = place_of(m.part);
                continue;
            }
            known->last_start = std::max(known->last_start, m.last_start);
            known->last_end = std::max(known->last_end, m.last_end);
            known->starts += m.starts;
            known->open += m.open;
        }
    }

    void rest() {
        for (contact c : from_.contacts) {
            if (c.task != 0) c.task += by_.tasks;
            into_.contacts.push_back(c);
        }
        std::stable_sort(into_.contacts.begin(), into_.contacts.end(),
                         [](const contact& a, const contact& b) { return a.at < b.at; });
        const event_keys& keys = from_.events;
        for (std::size_t i = 0; i < keys.recent.size(); ++i) {
            const auto& e = keys.recent[(keys.oldest + i) % keys.recent.size()];
            into_.events.add(e.key, e.time, std::max(into_.events.recent.size() + 1, keys.recent.size()));
        }
        into_.events.horizon = std::max(into_.events.horizon, keys.horizon);
        into_.events.starts.insert(into_.events.starts.end(), keys.starts.begin(), keys.starts.end());
        into_.last_run += from_.last_run;
        into_.last_task += from_.last_task;
        for (merger m : from_.merged) {
            m.tasks += by_.tasks;
            m.runs += by_.runs;
            into_.merged.push_back(std::move(m));
        }
    }

    const rulebook& rules_;
    record& from_;
    record& into_;
    const merger& by_;
    instant now_;
    std::size_t moved_ = 0;           // parts that only `from` had; they stand at the end
    std::vector<part_index> places_;  // of each part of `from`: where it is in `into`
};

}  // namespace

bool parts_fit(const record& from, const record& into) {
    if (from.parts.size() + into.parts.size() <= most_parts) return true;
    std::set<std::pair<subject_index, std::string_view>> all;
    for (const record* r : {&from, &into}) {
        for (const part& p : r->parts) all.emplace(p.subject, p.key);
    }
    return all.size() <= most_parts;
}

part_index part_in(const record& from, part_index p, const record& into) noexcept {
    if (p == no_index) return p;
    const auto& all = into.parts;
    const auto known = std::find_if(all.begin(), all.end(), [&](const part& x) {
        return x.subject == from.parts[p].subject && x.key == from.parts[p].key;
    });
    return static_cast<part_index>(known - all.begin());
}

std::vector<std::uint16_t> merge_records(const rulebook& rules, record& from, record& into, const merger& by,
                                         instant now) {
    return merging{rules, from, into, by, now}.go();
}

}  // namespace reglament
