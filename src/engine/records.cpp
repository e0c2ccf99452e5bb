#include "engine/impl.hpp"

#include <algorithm>
#include <utility>

namespace reglament {

namespace {

constexpr std::chrono::microseconds tick{1};

bool for_the_world(effect_kind k) noexcept {
    return k != effect_kind::state_entered && k != effect_kind::start_refused && k != effect_kind::branch_cancelled;
}

}  // namespace

std::uint32_t engine::impl::find_or_add(std::string_view key) {
    if (const auto known = index.find(key); known != index.end()) return known->second;
    const auto fresh = static_cast<std::uint32_t>(clients.size());
    client_record& c = clients.emplace_back();
    c.key = key;
    if (several_kinds) c.state.subject = in.kind_of(key);
    c.state.who = client_hash(key);
    index.emplace(c.key, fresh);
    return fresh;
}

void engine::impl::queue(std::uint32_t which) {
    client_record& c = clients[which];
    if (c.state.due >= c.queued) return;
    c.queued = c.state.due;
    timers.push({c.state.due, which});
}

bool engine::impl::is_due(timer t) {
    client_record& c = clients[t.client];
    if (t.due != c.queued) return false;
    c.queued = never;
    if (t.due == c.state.due) return true;
    queue(t.client);
    return false;
}

instant engine::impl::first_due() {
    while (!timers.empty()) {
        const timer first = timers.top();
        const client_record& c = clients[first.client];
        if (first.due == c.queued && first.due == c.state.due) return first.due;
        is_due(timers.pop());
    }
    return never;
}

std::size_t engine::impl::fire(instant until) {
    std::size_t fired = 0;
    instant reached = now;
    for (;;) {
        const instant due = timers.next_due();  // or later, should that entry be stale
        // Who waits begins when all timers of that instant have fired: a run may end by one.
        if (first_segment <= until && first_segment <= std::min(due, starts.next_due())) {
            reached = std::max(reached, first_segment);
            now = std::max(now, first_segment);
            compute_segments(first_segment);
            continue;
        }
        const instant opens = std::max(starts.next_due(), reached);
        if (opens <= until && opens < due && opens != never) {
            admit(opens);
            continue;
        }
        if (due > until || due == never) break;
        const timer first = timers.pop();
        if (!is_due(first)) continue;
        client_record& c = clients[first.client];
        step_timers(*rules, c.state, std::max(first.due, c.state.seen), out);
        keep(first.client);
        queue(first.client);
        deliver(first.due);
        reached = first.due;
        if (c.state.due > until) ++fired;  // a client counts once, however often it was due
    }
    return fired;
}

void engine::impl::keep(std::uint32_t which) {
    client_record& c = clients[which];
    if (out.draining != nullptr) drain(out.effects);
    for (effect& e : out.effects) {
        const bool goes_out = for_the_world(e.kind);
        if (e.kind == effect_kind::start_refused && e.event == static_cast<event_index>(reserved_event::run_start))
            not_started = e.why;
        if (e.kind == effect_kind::start_queued) {
            const bool named = !e.data.empty() && e.data[0].kind() == feel::value_kind::string;
            starts.wait({e.regulation, named ? std::string{e.data[0].as_string()} : std::string{}},
                        {which, key_of_part(c, e.part), e.at});
        }
        if (!e.whom.is_null() && goes_elsewhere(*rules, e)) letters.push_back(letter_to(c, e));
        if (options.trace) {
            if (goes_out) outbox.push_back({which, static_cast<std::uint32_t>(c.history.size())});
            c.history.push_back(std::move(e));
        } else if (goes_out) {
            outbox.push_back({which, 0});
            untraced.push_back(std::move(e));
        }
    }
    out.effects.clear();
    for (; c.owned < c.state.parts.size(); ++c.owned) {
        const part& fresh = c.state.parts[c.owned];
        owners.insert_or_assign(rules->vocabulary().subjects[fresh.subject].name.value + "/" + fresh.key, which);
    }
    for (const queued_start& q : c.state.queued) starts.settle(which, key_of_part(c, q.part), desk_of(c, q));
    if (!out.notes.empty() || out.endless || !out.unknown_years.empty()) warn(c.key);
}

std::string engine::impl::key_of_part(const client_record& c, part_index part) {
    return part == no_index ? std::string{} : c.state.parts[part].key;
}

admission::desk_key engine::impl::desk_of(const client_record& c, const queued_start& q) const {
    regulation_index begun = q.regulation;
    for (regulation_index i = 0; i < rules->machines().size(); ++i) {
        if (rules->family_of(i) == q.regulation && rules->begins(i, c.state.who)) begun = i;
    }
    const std::uint16_t role = rules->machines()[begun].start().role;
    if (role == no_index) return {begun, {}};
    return {begun, std::string{holder_of(rules->vocabulary().roles[role], c.state, q.part)}};
}

void engine::impl::warn(const std::string& client) {
    for (const step_note& n : out.notes) {
        if (n.fact != no_index) {
            const fact& f = rules->vocabulary().facts[n.fact];
            if (!warned.emplace(no_index, n.fact).second) continue;
            for (const auto& why : n.notes) warnings.add(why.code, place{f.file, f.formula.where}, why.arguments);
            continue;
        }
        if (!warned.emplace(n.regulation, n.program).second) continue;
        const auto& origin = rules->machines()[n.regulation].origin_of(n.program);
        const place& where = origin.where;
        for (const std::string& name : n.missing) warnings.add("condition-unknown", where, {name, client});
        if (!n.missing.empty()) continue;
        for (const auto& why : n.notes)
            warnings.add(why.code, origin.is_table ? place{where.source, why.where} : where, why.arguments);
        if (n.notes.empty()) warnings.add("condition-null", where, {client});
    }
    out.notes.clear();
    for (const auto& [calendar, year] : std::exchange(out.unknown_years, {})) {
        if (!warned_years.emplace(calendar, year).second) continue;
        const vocabulary& words = rules->vocabulary();
        warnings.add("holidays-unknown", calendar == no_index ? words.calendar_where : words.calendars[calendar].where,
                     {std::to_string(year)});
    }
    if (!out.endless) return;
    if (warned.emplace(*out.endless, no_index).second) {
        const regulation& r = rules->machines()[*out.endless].regulation();
        warnings.add("events-without-end", {r.file, r.id.where}, {r.id.value, std::to_string(most_emitted)});
    }
    out.endless.reset();
}

void engine::impl::apply(std::uint32_t which, std::uint64_t key, const signal& s) {
    client_record& c = clients[which];
    const std::size_t last_run = c.state.last_run;
    step_event(*rules, c.state, s, std::max(now, c.state.seen), out);
    if (key != 0) {
        c.state.events.add(key, s.occurred, options.remembered_events);
        if (c.state.last_run != last_run) c.state.events.starts.push_back(key);
    }
    keep(which);
    queue(which);
    deliver(now);
    admit(now);
}

void engine::impl::admit(instant at) {
    while (const auto next = starts.next(at)) {
        record& state = clients[next->who.client].state;
        const std::uint32_t before = state.last_run;
        signal s{static_cast<event_index>(reserved_event::run_start), at, {}, 0, {}};
        s.called = next->desk.first;
        s.admits = true;
        s.about = rules->machines()[s.called].subject();
        s.part = next->who.part;
        step_event(*rules, state, s, std::max(at, state.seen), out);
        if (state.last_run == before) starts.give_back(next->desk);
        keep(next->who.client);
        queue(next->who.client);
        deliver(at);
    }
}

void engine::impl::move_to(instant time) {
    if (time <= now) return;
    fire(time - tick);
    const bool begins = now == instant::min();
    now = time;
    if (begins) schedule_segments();
}

}  // namespace reglament
