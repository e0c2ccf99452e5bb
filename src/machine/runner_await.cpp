// What a run awaits, the events that blocks handle, and those that a run keeps until it listens for them.
#include "machine/runner.hpp"

#include <algorithm>

namespace reglament {

namespace {

constexpr std::size_t most_kept = 100;  // events a run keeps; the oldest are dropped

// The blocks around a state, the outermost first.
std::vector<std::uint16_t> blocks_around(const machine& m, state_index s) {
    std::vector<std::uint16_t> all;
    for (std::uint16_t at = m.states()[s].region; at != no_index; at = m.regions()[at].around) all.push_back(at);
    std::reverse(all.begin(), all.end());
    return all;
}

}  // namespace

std::optional<instant> moment_of(const feel::value& v, const feel::zone& zone, std::chrono::minutes time) {
    std::optional<instant> at;
    if (v.kind() == feel::value_kind::date)
        at = feel::date_time{v.as_date(), {std::chrono::nanoseconds{time}.count(), zone}}.at(zone);
    if (v.kind() == feel::value_kind::date_time) at = v.as_date_time().at(zone);
    return at ? std::optional{std::clamp(*at, first_instant, last_instant)} : std::nullopt;
}

instant next_midnight(const feel::zone& zone, instant now) {
    const auto day = std::chrono::floor<std::chrono::days>(zone.to_local(now));
    return zone.to_instant(day + std::chrono::days{1});
}

std::uint16_t runner::stop_of(const machine& m, regulation_index which, instant now) {
    for (std::uint16_t i = 0; i < m.exits_.size(); ++i) {
        if (m.exits_[i].event == no_index && holds_of_facts(m, which, m.exits_[i].guard, now)) return i;
    }
    return no_index;
}

feel::value runner::evaluate_of_facts(const machine& m, regulation_index which, std::uint16_t program, instant now) {
    step_note why{which, program, {}, {}};
    const feel::program& p = m.programs_[program];
    const feel::frame f = frame_of(nullptr, nullptr, nullptr, now);
    feel::value v = p.evaluate(f, &why.notes);
    const auto unknown = [&](feel::slot s) { return f.bank[s.bank][s.index].is_null(); };
    const bool waits = std::any_of(p.reads().begin(), p.reads().end(), unknown);  // a fact that is not known yet
    if (!waits && !why.notes.empty()) out_.notes.push_back(std::move(why));
    return v;
}

bool runner::holds_of_facts(const machine& m, regulation_index which, std::uint16_t program, instant now) {
    const feel::value v = evaluate_of_facts(m, which, program, now);
    return v.kind() == feel::value_kind::boolean && v.as_boolean();
}

// A block that is entered one at a time is always awaited: only who sees all runs of the record lets it go on.
bool runner::begin_await(cursor c, const machine& m, event_index cause, instant now) {
    const await_definition& what = m.awaits()[m.states()[c.here.at].detail];
    (c.in == nullptr ? c.of.need_details().task_created : c.in->task_created) = now;
    if (what.program == no_index || !arm(c, m, what, now)) return false;
    return follow(c, m, trigger_kind::condition, cause, now);
}

// True when what is awaited is so; else the token is due when that may change by time alone, or at its deadline.
bool runner::arm(const cursor& c, const machine& m, const await_definition& what, instant now) {
    if (what.program == no_index) return false;
    const feel::zone& zone = rules_.vocabulary().calendar.zone();
    const feel::value v = evaluate(c, m, what.program, now);
    if (const auto moment = moment_of(v, zone)) {
        c.here.due = *moment;
        return *moment <= now;
    }
    if (v.kind() == feel::value_kind::boolean && v.as_boolean()) return true;
    const instant since = c.in == nullptr ? c.of.details()->task_created : c.in->task_created;
    const auto& within = m.states()[c.here.at].timer;
    c.here.due = within ? due_after(no_index, since, *within) : never;
    if (m.programs()[what.program].reads_clock() && c.here.due > now)
        c.here.due = std::min(c.here.due, next_midnight(zone, now));
    return false;
}

runner::release runner::release_one(run& at, std::span<run> others, instant now) {
    look_at(at.part);
    const machine& m = machine_of(at);
    if (m.stops_) {
        const std::uint16_t stop = stop_of(m, at.regulation, now);
        if (stop != no_index) {
            finish(at, m, m.exits_[stop].to, no_index, stop, now);
            return release::ended;
        }
    }
    if ((m.awaits_.empty() && !m.contacts_) || at.is_paused()) return release::none;
    const auto is_free = [&](const std::string& name, const token& who) {
        return std::none_of(others.begin(), others.end(), [&](const run& r) {
            const machine& of = machine_of(r);
            bool inside = false;
            r.each_token([&](const token& t, std::uint32_t, instant) {
                if (&t == &who || is_over(t)) return;
                for (std::uint16_t b = of.states()[t.at].region; b != no_index; b = of.regions()[b].around)
                    inside = inside || of.regions()[b].alone == name;
            });
            return inside;
        });
    };
    const auto try_one = [&](cursor c) {
        if (is_over(c.here) || c.here.stuck) return release::none;
        if (waits_for_contact(c, m)) {
            bool ended = false;
            if (!try_contact(c, m, others, now, ended)) return release::none;
            return ended || next_turns(at, m, now) ? release::ended : release::moved;
        }
        if (m.states()[c.here.at].kind != state_kind::await) return release::none;
        const await_definition& what = m.awaits()[m.states()[c.here.at].detail];
        if (what.program == no_index ? !is_free(what.alone, c.here) : !arm(c, m, what, now)) return release::none;
        const bool ended = follow(c, m, trigger_kind::condition, no_index, now) || next_turns(at, m, now);
        return ended ? release::ended : release::moved;
    };
    if (const release done = try_one(cursor{at}); done != release::none) return done;
    if (!at.divided()) return release::none;
    for (branch& b : at.details()->branches) {
        if (const release done = try_one(cursor{at, b}); done != release::none) return done;
    }
    return release::none;
}

// Blocks handle an event before anybody inside listens for it, the outer before the inner. Only branches that were
// there when it came hear it, and none that a block has just moved.
bool runner::react_inside(run& at, const machine& m, const signal& e, instant now) {
    std::vector<std::uint32_t> moved;
    heard_ = false;
    const std::uint32_t last = at.details() == nullptr ? 0 : at.details()->last_branch;
    if (m.handles_ && handle(at, m, e, now, moved)) return true;
    const auto listens = [&](const cursor& c) {
        return !is_over(c.here) && !c.here.stuck && m.states()[c.here.at].kind == state_kind::listen &&
               !std::binary_search(moved.begin(), moved.end(), c.id());
    };
    if (listens(cursor{at}) && listen(cursor{at}, m, e, now)) return true;
    if (at.details() != nullptr) {
        for (branch& b : at.details()->branches) {
            if (b.id > last) break;
            if (listens(cursor{at, b}) && listen(cursor{at, b}, m, e, now)) return true;
        }
    }
    if (next_turns(at, m, now)) return true;
    if (!heard_) keep_event(at, m, e);
    return false;
}

bool runner::handle(run& at, const machine& m, const signal& e, instant now, std::vector<std::uint32_t>& moved) {
    const std::uint32_t last = at.details() == nullptr ? 0 : at.details()->last_branch;
    if (handle(cursor{at}, m, e, now, moved)) return true;
    if (at.details() == nullptr) return false;
    for (branch& b : at.details()->branches) {
        if (b.id > last) break;
        if (!is_over(b) && handle(cursor{at, b}, m, e, now, moved)) return true;
    }
    return false;
}

// A block is handled by the token that went into it: those that divided inside follow it.
bool runner::handle(cursor c, const machine& m, const signal& e, instant now, std::vector<std::uint32_t>& moved) {
    for (const std::uint16_t around : blocks_around(m, c.here.at)) {
        if (c.in != nullptr) {
            const division* const d = find_division(c.of, c.in->division);
            if (d != nullptr && m.is_inside(owner_of(c.of, *d).here.at, around)) continue;
        }
        const state& here = m.states()[m.regions()[around].block];
        for (std::uint16_t i = here.first; i < here.first + here.count; ++i) {
            const transition& t = m.transitions()[i];
            if (t.event != e.event || !holds(c, m, t.guard, e.data.data(), now)) continue;
            heard_ = true;
            if (t.on == trigger_kind::beside) {
                if (begin_beside(c, m, i, e, now)) return true;
                continue;
            }
            leave(c, m, around, now);
            moved.push_back(c.id());
            return go(c, m, i, e.event, now);
        }
    }
    return false;
}

// What is open in a block is cancelled.
void runner::leave(const cursor& c, const machine& m, std::uint16_t left, instant now) {
    cancel_task(c, now);
    if (c.of.details() == nullptr) return;
    std::vector<std::uint32_t> open;
    for (const division& d : c.of.details()->divisions) {
        const bool within = m.is_inside(d.fork, left) || d.fork == m.regions()[left].block;
        if (d.owner == c.id() && within) open.push_back(d.id);
    }
    for (const std::uint32_t which : open) cancel_division(c.of, which, now);
}

bool runner::begin_beside(const cursor& owner, const machine& m, std::uint16_t transition, const signal& e,
                          instant now) {
    run_details& details = owner.of.need_details();
    if (!has_room(details, 1)) {
        stick(owner, now);
        return false;
    }
    division& d = details.divisions.emplace_back();
    d.id = ++details.last_division;
    d.owner = owner.id();
    d.fork = m.transitions()[transition].from;
    d.joined = true;
    d.limit = 1;
    return begin_branch(owner, m, d.id, transition, e.event, now);
}

void runner::keep_event(run& at, const machine& m, const signal& e) {
    const auto kept = m.kept_events();
    if (std::find(kept.begin(), kept.end(), e.event) == kept.end()) return;
    auto& all = at.need_details().kept;
    all.push_back({e.event, {e.data.begin(), e.data.end()}});
    if (all.size() > most_kept) all.erase(all.begin());
}

// An event kept earlier is heard as if it came now. True when the run has ended.
bool runner::recall(cursor c, const machine& m, instant now) {
    if (c.of.details() == nullptr) return false;
    auto& all = c.of.details()->kept;
    const machine::quick_state& here = m.quick_states_[c.here.at];
    for (std::size_t k = 0; k < all.size(); ++k) {
        for (unsigned i = here.first; i < static_cast<unsigned>(here.first) + here.count; ++i) {
            const machine::quick_transition& t = m.quick_transitions_[i];
            if (t.event != all[k].event || !holds(c, m, t.guard, all[k].data.data(), now)) continue;
            const kept_event taken = std::move(all[k]);
            all.erase(all.begin() + static_cast<std::ptrdiff_t>(k));
            return hear(c, m, static_cast<std::uint16_t>(i), {taken.event, now, taken.data, 0, {}}, now);
        }
    }
    return false;
}

}  // namespace reglament
