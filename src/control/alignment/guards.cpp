#include "control/alignment/guards.hpp"

#include <algorithm>

namespace reglament::alignment {

namespace {

bool same_trigger(const transition& a, const transition& b) {
    return a.on == b.on && a.event == b.event;
}

bool is_wide_fork(const machine& m, state_index s) {
    const state& at = m.states()[s];
    return at.kind == state_kind::fork && m.forks()[at.detail].what == fork_definition::form::ways;
}

}  // namespace

guards::guards(const rulebook& rules, const net& of)
    : net_{of},
      m_{of.m},
      slots_{rules, of.m, told_},
      zone_{of.m.working_time().zone()},
      cost_{of.m.regulation().control.condition},
      facts_(rules.vocabulary().facts.size()),
      run_(of.m.value_count()),
      part_(rules.vocabulary().facts.size()) {
    known_.emplace_back(slots_.all().size(), 0);
    index_.emplace(known_.front(), 0);
    track();
}

// Ways that are tested, and what changes the values that tests read.
void guards::track() {
    tracked_.assign(m_.transitions().size(), 0);
    for (std::uint16_t i = 0; i < m_.transitions().size(); ++i) {
        const transition& t = m_.transitions()[i];
        const auto beside = m_.transitions_of(t.from);
        const bool tested = std::any_of(beside.begin(), beside.end(), [&](const transition& one) {
            return same_trigger(one, t) && slots_.can_test(one.guard);
        });
        const state_kind from = m_.states()[t.from].kind;
        const bool skips = t.on == trigger_kind::skip && is_wide_fork(m_, t.from);
        used_ = used_ || tested || t.on == trigger_kind::no_rule;
        if (tested || skips) tracked_[i] = 1;
        if (!slots_.filled_by(i).empty() || from == state_kind::set || from == state_kind::decide) tracked_[i] = 2;
    }
    used_ = used_ && cost_ != 0;
    if (!used_) tracked_.assign(tracked_.size(), 0);
}

told_index guards::overlaid(told_index before, told_index later) {
    if (of_facts_.empty()) {
        of_facts_.resize(told_.names().size());
        for (const known_slot& s : slots_.all()) {
            for (const std::uint16_t name : told_.asked_by(s.question)) of_facts_[name] = of_facts_[name] || s.is_fact;
        }
    }
    return told_.overlaid(before, later, of_facts_);
}

known_index guards::keep(const knowledge& k) {
    const auto [at, fresh] = index_.try_emplace(k, static_cast<known_index>(known_.size()));
    if (fresh) known_.push_back(k);
    return at->second;
}

void guards::hear(knowledge& k, told_index t) {
    if (t == 0) return;
    for (std::size_t i = 0; i < k.size(); ++i) {
        const known_slot& s = slots_.all()[i];
        if (!s.is_fact) continue;
        if (const value_index v = told_.read(t, s.question, zone_)) k[i] = v;
    }
}

known_index guards::at_start(told_index of_case, told_index first) {
    knowledge k = known_.front();
    hear(k, first);
    for (std::size_t i = 0; i < k.size(); ++i) {
        const known_slot& s = slots_.all()[i];
        const value_index v = s.of_case ? told_.read(of_case, s.question, zone_) : 0;
        if (v != 0) k[i] = v;
    }
    return keep(k);
}

known_index guards::heard(known_index k, told_index t) {
    if (t == 0) return k;
    knowledge now = known_[k];
    hear(now, t);
    return keep(now);
}

std::size_t guards::hash::operator()(const asked& a) const noexcept {
    std::uint64_t h = (std::uint64_t{a.known} << 32U | a.told) * 0x9E3779B97F4A7C15ULL;
    h = (h ^ (h >> 29U) ^ (std::uint64_t{a.place} << 32U | a.length)) * 0x9E3779B97F4A7C15ULL;
    return static_cast<std::size_t>(h ^ (h >> 31U));
}

std::uint32_t guards::most(std::span<const std::uint16_t> way) const {
    std::uint32_t n = 0;
    for (const std::uint16_t t : way) {
        const state_index from = m_.transitions()[t].from;
        if (tracked_[t] != 0) n += is_wide_fork(m_, from) ? m_.states()[from].count : 1U;
    }
    return n * cost_;
}

void guards::rest() {
    constexpr std::size_t much = 1'000'000;
    if (gone_.size() + known_.size() * (1 + slots_.all().size()) < much) return;
    gone_.clear();
    known_.resize(1);
    index_.clear();
    index_.emplace(known_.front(), 0);
}

guards::outcome guards::go(known_index k, std::span<const std::uint16_t> way, std::uint32_t place, visible_index seen,
                           told_index t) {
    const asked what{k, place, static_cast<std::uint32_t>(way.size()), t};
    const auto known = gone_.find(what);
    if (known != gone_.end()) return known->second;
    wrong_.clear();
    return gone_.emplace(what, go(k, way, seen, t, wrong_)).first->second;
}

guards::outcome guards::go(known_index k, std::span<const std::uint16_t> way, visible_index seen, told_index t,
                           std::vector<std::uint16_t>& wrong) {
    const std::size_t before = wrong.size();
    walk w{known_[k], 0, way};
    bool told = false;
    for (std::size_t i = 0; i < way.size(); ++i) {
        const state_index from = m_.transitions()[way[i]].from;
        const bool itself = !told && seen != silent && net_.seen(way[i]) == seen;
        told = told || itself;
        const auto gone = way.first(i);
        const auto is_of_it = [&](std::uint16_t one) { return m_.transitions()[one].from == from; };
        const bool again = std::any_of(gone.begin(), gone.end(), is_of_it);
        w.told = itself ? t : 0;
        leave(w, from, again);
        if (itself) hear(w.now, t);
        if (is_wide_fork(m_, from)) {
            const trigger_kind on = m_.transitions()[way[i]].on;
            const bool begins = on == trigger_kind::none || on == trigger_kind::skip;
            if (begins && !again) wrong_ways(w, from, wrong);
        } else if (const std::uint16_t against = contradicted_by(w, way[i]); against != no_index) {
            wrong.push_back(against);
        }
        fill(w, way[i], itself);
    }
    if (!told) hear(w.now, t);
    return {keep(w.now), cost_ * static_cast<std::uint32_t>(wrong.size() - before)};
}

// What a step keeps is told by its event; when that tells nothing of it, or there is none, nobody knows it any more.
void guards::fill(walk& w, std::uint16_t transition, bool seen) {
    for (const std::uint16_t i : slots_.filled_by(transition)) {
        const known_slot& s = slots_.all()[i];
        w.now[i] = seen ? told_.read(w.told, s.question, zone_) : 0;
    }
}

// A state that sets something does so when it is left. How often it did so on a way that goes round is not told apart:
// after the second time nobody knows.
void guards::leave(walk& w, state_index s, bool again) {
    const state& at = m_.states()[s];
    if (at.kind == state_kind::decide) decide(w, m_.decisions()[at.detail], again);
    if (at.kind == state_kind::set) set(w, m_.sets()[at.detail], again);
}

// All are computed before the first is set. What does not fit its type is not known.
void guards::set(walk& w, const set_definition& what, bool again) {
    std::vector<std::pair<std::uint16_t, value_index>> given;
    for (const auto& [of, program] : what) {
        const auto slot = slots_.find_fact(of);
        if (!slot) continue;
        const feel::program& p = m_.programs()[program];
        const bool known = !again && slots_.can_run(p.reads(), p.reads_clock()) && all_known(w, p.reads(), no_index);
        const feel::value v = known ? p.evaluate(frame_of(w)) : feel::value{};
        given.emplace_back(*slot, feel::conforms(v, slots_.type_of(of)) ? told_.keep(v) : 0);
    }
    for (const auto& [slot, v] : given) w.now[slot] = v;
}

void guards::decide(walk& w, const decide_definition& d, bool again) {
    const bool known =
        !again && slots_.can_run(d.table.reads(), d.table.reads_clock()) && all_known(w, d.table.reads(), no_index);
    const feel::value given = known ? d.table.evaluate(frame_of(w)) : feel::value{};
    const auto keep_one = [&](feel::slot s, const feel::value& v) {
        if (const auto slot = slots_.find(s)) w.now[*slot] = known ? told_.keep(v) : 0;
    };
    if (d.whole) keep_one(*d.whole, given);
    for (const auto& [name, slot] : d.outputs)
        keep_one(slot, given.kind() == feel::value_kind::context ? given.get(name) : feel::value{});
}

// Its own condition is false, or one before it was true.
std::uint16_t guards::contradicted_by(walk& w, std::uint16_t transition) {
    const reglament::transition& t = m_.transitions()[transition];
    if (tracked_[transition] == 0) return no_index;
    if (m_.states()[t.from].kind == state_kind::decide) return is_wrong_decision(w, t) ? transition : no_index;
    if (test(w, transition) == feel::truth::no) return transition;
    for (std::uint16_t i = m_.states()[t.from].first; i < transition; ++i) {
        const reglament::transition& before = m_.transitions()[i];
        if (before.guard != no_index && same_trigger(before, t) && test(w, i) == feel::truth::yes) return i;
    }
    return no_index;
}

bool guards::is_wrong_decision(walk& w, const transition& t) {
    const state& at = m_.states()[t.from];
    const feel::decision& table = m_.decisions()[at.detail].table;
    if (at.count < 2 || !slots_.can_run(table.reads(), table.reads_clock()) || !all_known(w, table.reads(), no_index))
        return false;
    const bool none = table.first_hit(frame_of(w)) == feel::decision::no_rule;
    return none != (t.on == trigger_kind::no_rule);
}

// Of ways that are gone side by side each is right or wrong by itself: one that was begun, and one that was not. Behind
// one that ends the run, or what it waits for, none is begun. Of a fork with too many of them not all are gone.
void guards::wrong_ways(walk& w, state_index fork, std::vector<std::uint16_t>& wrong) {
    constexpr std::size_t most_tested = 10;
    const state& at = m_.states()[fork];
    std::vector<std::uint16_t> tested;
    std::uint16_t last = 0;
    for (std::uint16_t i = at.first; i < at.first + at.count; ++i) {
        const transition& t = m_.transitions()[i];
        if (t.on == trigger_kind::none && t.guard != no_index) tested.push_back(i);
        if (std::find(w.way.begin(), w.way.end(), i) != w.way.end()) last = i;
    }
    if (tested.size() > most_tested) return;
    const bool cut_short = is_cut_short(w, fork, last);
    for (const std::uint16_t i : tested) {
        const bool begun = std::find(w.way.begin(), w.way.end(), i) != w.way.end();
        if (!begun && cut_short && i > last) continue;
        const feel::truth holds = test(w, i);
        if (holds == (begun ? feel::truth::no : feel::truth::yes)) wrong.push_back(i);
    }
}

// Whether the last way that was begun came to the end of the run, or to where the ways meet, at once.
bool guards::is_cut_short(const walk& w, state_index fork, std::uint16_t last) const {
    const state_index join = m_.forks()[m_.states()[fork].detail].join;
    auto at = std::find(w.way.begin(), w.way.end(), last);
    while (at != w.way.end() && m_.transitions()[*at].on != trigger_kind::skip) {
        const state_index to = m_.transitions()[*at].to;
        if (to == join || m_.states()[to].kind == state_kind::end) return true;
        if (rests(m_.states()[to].kind)) return false;
        at = std::find_if(at, w.way.end(), [&](std::uint16_t next) { return m_.transitions()[next].from == to; });
    }
    return false;
}

feel::truth guards::test(walk& w, std::uint16_t transition) {
    const reglament::transition& t = m_.transitions()[transition];
    if (t.guard == no_index) return feel::truth::yes;
    if (!slots_.can_test(t.guard)) return feel::truth::unknown;
    const feel::program& p = m_.programs()[t.guard];
    return all_known(w, p.reads(), t.event) ? p.test(frame_of(w)) : feel::truth::unknown;
}

// Data of the event in hand are put into the frame by the way.
bool guards::all_known(const walk& w, const std::vector<feel::slot>& reads, event_index in_hand) {
    for (const feel::slot s : reads) {
        if (s.bank == static_cast<std::uint8_t>(bank::event)) {
            const auto question = in_hand == no_index ? std::nullopt : slots_.of_event(in_hand, s.index);
            const value_index i = question ? told_.read(w.told, *question, zone_) : 0;
            if (i == 0) return false;
            if (event_.size() <= s.index) event_.resize(s.index + std::size_t{1});
            event_[s.index] = told_.at(i);
        } else {
            const auto slot = slots_.find(s);
            if (!slot || w.now[*slot] == 0) return false;
        }
    }
    return true;
}

feel::frame guards::frame_of(const walk& w) {
    for (std::size_t i = 0; i < w.now.size(); ++i) {
        const feel::slot s = slots_.all()[i].where;
        auto& in = s.bank == static_cast<std::uint8_t>(bank::run)    ? run_
                   : s.bank == static_cast<std::uint8_t>(bank::part) ? part_
                                                                     : facts_;
        in[s.index] = told_.at(w.now[i]);
    }
    feel::frame f;
    f.bank[static_cast<std::size_t>(bank::facts)] = facts_.data();
    f.bank[static_cast<std::size_t>(bank::event)] = event_.data();
    f.bank[static_cast<std::size_t>(bank::run)] = run_.data();
    f.bank[static_cast<std::size_t>(bank::part)] = part_.data();
    f.zone = zone_;
    return f;
}

}  // namespace reglament::alignment
