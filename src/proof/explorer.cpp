#include "proof/explorer.hpp"

#include <reglament/regulation/blocks.hpp>

#include <algorithm>

namespace reglament::proof_stage {

namespace {

constexpr auto facts_bank = static_cast<std::uint8_t>(bank::facts), part_bank = static_cast<std::uint8_t>(bank::part),
               run_bank = static_cast<std::uint8_t>(bank::run), item_bank = static_cast<std::uint8_t>(bank::item);

// By state: the slots that some condition may read from there on.
std::vector<std::vector<feel::slot>> live_slots(const machine& m) {
    using slots = std::set<std::pair<std::uint8_t, std::uint32_t>>;
    const std::size_t count = m.states().size();
    std::vector<slots> own(count);
    const auto read = [&](std::size_t s, const std::vector<feel::slot>& all) {
        for (const feel::slot x : all) own[s].emplace(x.bank, x.index);
    };
    const auto program = [&](std::size_t s, std::uint16_t p) {
        if (p != no_index) read(s, m.programs()[p].reads());
    };
    for (std::size_t s = 0; s < count; ++s) {
        const state& here = m.states()[s];
        for (const transition& t : m.transitions_of(static_cast<state_index>(s))) program(s, t.guard);
        if (here.detail == no_index) continue;
        if (here.kind == state_kind::await) program(s, m.awaits()[here.detail].program);
        if (here.kind == state_kind::decide) read(s, m.decisions()[here.detail].table.reads());
        if (here.kind == state_kind::set)
            for (const auto& [fact, p] : m.sets()[here.detail]) program(s, p);
        if (here.kind != state_kind::fork && here.kind != state_kind::join) continue;
        const fork_definition& f = m.forks()[here.detail];
        for (const std::uint16_t p : {f.before, f.until, f.list}) program(s, p);
    }
    std::vector<slots> all = own;
    for (bool grown = true; grown;) {
        grown = false;
        for (const transition& t : m.transitions()) {
            const std::size_t before = all[t.from].size();
            all[t.from].insert(all[t.to].begin(), all[t.to].end());
            grown = grown || all[t.from].size() != before;
        }
    }
    std::vector<std::vector<feel::slot>> out(count);
    for (std::size_t s = 0; s < count; ++s)
        for (const auto& [bank, index] : all[s]) out[s].push_back({bank, index});
    return out;
}

}  // namespace

explorer::explorer(const rulebook& rules, regulation_index which, const proof_limits& limits)
    : rules_{rules},
      m_{rules.machines()[which]},
      which_{which},
      limits_{limits},
      words_{rules.vocabulary().calendar.zone()},
      solver_{words_.context(), limits.effort, limits.questions},
      live_{live_slots(m_)},
      reached_(m_.states().size()),
      taken_(m_.transitions().size()) {
    each_outer_block(m_.regulation(), [this](const block& steps) {
        each_step(steps, [this](const step& s) { steps_.emplace(s.id.value, &s); });
    });
    find_types();
    const auto& all = rules.vocabulary().facts;
    for (std::uint16_t f = 0; f < all.size(); ++f) {
        const bool part = rules.vocabulary().subjects[all[f].about].is_part();
        if (part && all[f].about != m_.subject()) continue;
        facts_.emplace(std::pair{part, std::uint32_t{part ? all[f].slot : f}}, f);
    }
}

answer explorer::asked(const path& p, const terms& more) {
    const answer a = solver_.can_be(p.given, more);
    if (a == answer::unknown) unsure_ = true;
    return a;
}

answer explorer::asked_since(const path& p, std::size_t first) {
    return asked(p, terms(p.given.begin() + static_cast<std::ptrdiff_t>(first), p.given.end()));
}

// A place is a state with all that is known there and read later. One is gone on from once.
bool explorer::is_new(path& p) {
    if (most_ways_ != 0) {
        seen_.push_back({static_cast<std::uint32_t>(seen_.size()), p.at});
        ended_at_.push_back(false);
        p.from = seen_.back().number;
        return ++p.times[p.at] <= 2;
    }
    terms live;
    for (const feel::slot s : live_[p.at]) {
        const auto add = [&](const std::map<std::uint32_t, symbol>& in, std::uint32_t index) {
            const auto known = in.find(index);
            if (known == in.end()) return live.push_back(words_.context().int_val(-1));
            live.push_back(known->second.value);
            live.push_back(known->second.null);
        };
        if (s.bank == run_bank) add(p.values, s.index);
        if (s.bank == item_bank) add(p.items, s.index);
        if (rests(m_.states()[p.at].kind)) continue;
        if (s.bank != facts_bank && s.bank != part_bank) continue;
        const bool part = s.bank == part_bank;
        add(part ? p.set_parts : p.set_facts, s.index);
        add(part ? p.last().part_facts : p.last().facts, s.index);
        const std::uint16_t* const which = fact_at(s.index, part);
        if (which != nullptr) add(part ? p.computed_parts : p.computed, *which);
    }
    std::string key = std::to_string(p.at) + (p.guessed ? "?" : "");
    for (const within& w : p.around) {
        key += "/" + std::to_string(w.fork) + "," + std::to_string(static_cast<int>(w.what));
        for (const state_index s : w.left) key += "," + std::to_string(s);
    }
    key += " " + solver_.digest(p.given, live);
    const auto [at, is_first] = places_.emplace(std::move(key), static_cast<std::uint32_t>(seen_.size()));
    if (is_first) {
        seen_.push_back({at->second, p.at});
        paths_.push_back(p);
        ended_at_.push_back(false);
    }
    if (p.from != UINT32_MAX) moves_.emplace_back(p.from, at->second);
    p.from = at->second;
    return is_first;
}

void explorer::go(const path& from, state_index to) {
    path p = from;
    p.at = to;
    waiting_.push_back(std::move(p));
}

// After a rest all facts may be others; what the run keeps stays.
path explorer::happen(const path& from, trigger_kind on, std::uint16_t transition, event_index e) {
    path p = from;
    p.set_facts.clear();
    p.set_parts.clear();
    p.computed.clear();
    p.computed_parts.clear();
    happening h;
    h.on = on;
    h.at = from.at;
    h.transition = transition;
    h.event = e;
    h.number = ++happenings_;
    p.happenings.push_back(std::move(h));
    if (e != no_index) take_data(p.last(), rules_.vocabulary().events[e].data, p);
    return p;
}

// Conditions that stop the run have been looked at before anything but an event moved it.
void explorer::stop_holds_not(path& p) {
    for (const exit_rule& x : m_.exits())
        if (x.event == no_index) p.given.push_back(!guard_of(p, x.guard).yes());
}

void explorer::go_on(const path& from, std::uint16_t transition, event_index e) {
    const reglament::transition& t = m_.transitions()[transition];
    path p = happen(from, t.on, transition, e);
    if (e == no_index && m_.stops()) {
        stop_holds_not(p);
        if (asked_since(p, from.given.size()) == answer::no) return;
    }
    taken_[transition] = true;
    go(p, t.to);
}

path explorer::begin() {
    path p;
    p.at = m_.initial();
    happening h;
    h.number = ++happenings_;
    const start_definition& start = m_.start();
    h.event = start.event;
    p.happenings.push_back(std::move(h));
    if (start.what == start_kind::event && start.event != no_index)
        take_data(p.last(), rules_.vocabulary().events[start.event].data, p);
    const auto& given = m_.regulation().input.data;
    if (!given.empty()) {
        take_data(p.last(), given, p);
        for (std::uint32_t i = 0; i < given.size(); ++i) p.values.insert_or_assign(i, p.last().data.at(i));
    }
    p.given.push_back(guard_of(p, start.guard).yes());
    if (start.what == start_kind::condition) p.given.push_back(guard_of(p, start.program).yes());
    stop_holds_not(p);
    return p;
}

void explorer::explore(std::vector<finding>& found) {
    found_ = &found;
    path p = begin();
    if (asked_since(p, 0) == answer::no) {
        add(about(flaw::dead_branch, "proof-never-starts", m_.regulation().input.when.where, no_index, {}));
        return;
    }
    waiting_.push_back(p);
    handlers(p, no_index);
    while (!waiting_.empty()) {
        const bool enough = most_ways_ != 0 && ways_ >= most_ways_;
        if (seen_.size() >= limits_.places || solver_.is_exhausted() || enough) {
            complete_ = false;
            break;
        }
        path next = std::move(waiting_.back());
        waiting_.pop_back();
        visit(std::move(next));
    }
    if (most_ways_ != 0) return;
    for (const exit_rule& x : m_.exits()) {  // whatever has happened until then
        path anywhere = happen(p, trigger_kind::event, no_index, x.event);
        std::set<state_index> all;
        for (std::size_t s = 0; s < m_.states().size(); ++s) all.insert(static_cast<state_index>(s));
        forget(anywhere, all);
        if (x.guard == no_index || asked(anywhere, {guard_of(anywhere, x.guard).yes()}) != answer::no)
            reached_[x.to] = true;
    }
    tell_dead();
    tell_outputs();
    tell_endless();
    tell_late();
    tell_untreated();
}

void explorer::visit(path p) {
    const state& here = m_.states()[p.at];
    reached_[p.at] = true;
    if (!is_new(p)) return;
    switch (here.kind) {
        case state_kind::end:
            ended_at_[p.from] = true;
            if (here.detail != no_index) note({deed::kind_of::emits, m_.emits()[here.detail].event, {}, p});
            ++ways_;
            if (on_end) on_end(p, p.at);
            return;
        case state_kind::join:
            return arrive(std::move(p));
        case state_kind::choice:
            return choose(std::move(p));
        case state_kind::decide:
            return decide(std::move(p));
        case state_kind::set:
            return set_facts(std::move(p));
        case state_kind::fork:
            return divide(std::move(p));
        case state_kind::emit:
            if (here.detail != no_index && m_.emits()[here.detail].whom == no_index)
                note({deed::kind_of::emits, m_.emits()[here.detail].event, {}, p});
            [[fallthrough]];
        case state_kind::group:
            handlers(p, p.at);
            for (const transition& t : m_.transitions_of(p.at))
                if (t.on == trigger_kind::none) go(p, t.to);
            return;
        default:
            return rest(p);
    }
}

// The first few ways to each are enough to compare regulations by.
void explorer::note(deed what) {
    const auto alike = std::count_if(deeds_.begin(), deeds_.end(), [&](const deed& d) {
        return d.kind == what.kind && d.of == what.of && d.value == what.value && d.on.at == what.on.at;
    });
    if (alike < 4) deeds_.push_back(std::move(what));
}

void explorer::rest(const path& p) {
    const state& here = m_.states()[p.at];
    if (here.kind == state_kind::task && m_.tasks()[here.detail].channel != no_index)
        note({deed::kind_of::contacts, m_.tasks()[here.detail].channel, {}, p});
    handlers(p, p.at);
    for (std::uint16_t i = here.first; i < here.first + here.count; ++i) {
        const transition& t = m_.transitions()[i];
        switch (t.on) {
            case trigger_kind::undo:
            case trigger_kind::beside:
                break;
            case trigger_kind::none:  // of an offer: the ways rest side by side until one is chosen
                taken_[i] = true;
                go(p, t.to);
                break;
            case trigger_kind::event:
                if (here.kind == state_kind::listen) hear(p, i);
                break;
            case trigger_kind::task_done:
                take_answer(p, i);
                break;
            case trigger_kind::condition:
                await(p, i);
                break;
            default:
                go_on(p, i);
        }
    }
}

void explorer::hear(const path& from, std::uint16_t transition) {
    const reglament::transition& t = m_.transitions()[transition];
    path p = happen(from, t.on, transition, t.event);
    if (t.guard != no_index) {
        p.given.push_back(guard_of(p, t.guard).yes());
        if (asked(p, {p.given.back()}) == answer::no) return;
    }
    taken_[transition] = true;
    if (t.capture != no_index)
        for (const auto& [attribute, slot] : m_.captures()[t.capture]) keep(p, slot, p.last().data.at(attribute));
    go(p, t.to);
}

// What comes back: the answers of a form, the result of a call, how another run ended.
void explorer::take_answer(const path& from, std::uint16_t transition) {
    path p = happen(from, trigger_kind::task_done, transition);
    if (m_.stops()) {
        stop_holds_not(p);
        if (asked_since(p, from.given.size()) == answer::no) return;
    }
    taken_[transition] = true;
    const state& here = m_.states()[from.at];
    const auto take = [&](feel::slot first, const std::vector<attribute>& all) {
        take_data(p.last(), all, p);
        for (std::uint32_t i = 0; i < all.size(); ++i) keep(p, {first.bank, first.index + i}, p.last().data.at(i));
    };
    if (here.kind == state_kind::task && here.detail != no_index)
        take(m_.tasks()[here.detail].first_value, m_.tasks()[here.detail].form);
    if (here.kind == state_kind::call) {
        const call_definition& c = m_.calls()[here.detail];
        take(c.first_value, rules_.vocabulary().actions[c.action].result);
    }
    if (here.kind == state_kind::run) {
        const run_definition& r = m_.calls_of_runs()[here.detail];
        for (std::uint32_t i = 0; i <= r.results && r.waits; ++i) {
            const feel::slot at{r.first_value.bank, r.first_value.index + i};
            symbol s = fresh("run", type_of(at), p.given);
            p.last().data.insert_or_assign(i, s);
            keep(p, at, s);
        }
    }
    go(p, m_.transitions()[transition].to);
}

void explorer::await(const path& from, std::uint16_t transition) {
    const state& here = m_.states()[from.at];
    const std::uint16_t program = here.detail == no_index ? no_index : m_.awaits()[here.detail].program;
    path p = happen(from, trigger_kind::condition, transition);
    if (program != no_index) {
        const symbol s = value_of(p, program);
        if (s.is_boolean()) p.given.push_back(s.yes());
        if (s.is_boolean() && asked(p, {p.given.back()}) == answer::no) return;
    }
    taken_[transition] = true;
    go(p, m_.transitions()[transition].to);
}

// All values are computed before the first is set.
void explorer::set_facts(path p) {
    std::vector<std::pair<std::uint16_t, symbol>> given;
    for (const auto& [fact, program] : m_.sets()[m_.states()[p.at].detail])
        given.emplace_back(fact, value_of(p, program));
    for (const auto& [fact, program] : m_.sets()[m_.states()[p.at].detail]) {
        const feel::program& by = m_.programs()[program];
        if (by.reads().empty() && !by.reads_clock()) note({deed::kind_of::sets, fact, by.evaluate({}), p});
    }
    for (auto& [which, s] : given) {
        const reglament::fact& f = rules_.vocabulary().facts[which];
        const bool part = rules_.vocabulary().subjects[f.about].is_part();
        (part ? p.set_parts : p.set_facts).insert_or_assign(part ? f.slot : which, std::move(s));
    }
    if (!given.empty()) {
        p.computed.clear();
        p.computed_parts.clear();
    }
    for (const transition& t : m_.transitions_of(p.at))
        if (t.on == trigger_kind::none) go(p, t.to);
}

}  // namespace reglament::proof_stage
