#include "engine/impl.hpp"

#include <algorithm>
#include <utility>

namespace reglament {

namespace {

constexpr std::chrono::microseconds tick{1};

}  // namespace

std::uint32_t engine::impl::find_or_add(std::string_view key) {
    if (const auto known = clients.find(key)) return *known;
    if (key == desk_key) return clients.add(key, rules->vocabulary().desk);
    return clients.add(key, several_kinds ? in.kind_of(key) : subject_index{0});
}

void engine::impl::queue(std::uint32_t which, kept_client& c) {
    if (c.state.due >= c.queued) return;
    c.queued = c.state.due;
    timers.push({c.state.due, which});
}

bool engine::impl::is_due(timer t) {
    if (t.due != clients.times(t.client).queued) return false;
    kept_client& c = clients.open(t.client);
    c.queued = never;
    if (t.due == c.state.due) return true;
    queue(t.client, c);
    return false;
}

instant engine::impl::first_due() {
    while (!timers.empty()) {
        const timer first = timers.top();
        const packed_times its = clients.times(first.client);
        if (first.due == its.queued && first.due == its.due) return first.due;
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
        kept_client& c = clients.open(first.client);
        step_timers(*rules, c.state, std::max(first.due, c.state.seen), out);
        keep(first.client, c);
        queue(first.client, c);
        deliver(first.due);
        reached = first.due;
        if (clients.times(first.client).due > until) ++fired;  // a client counts once, however often it was due
    }
    return fired;
}

void engine::impl::keep(std::uint32_t which, kept_client& c) {
    if (out.draining != nullptr) drain(out.effects);
    for (const effect& e : out.effects) {
        if (e.kind == effect_kind::start_refused && e.event == static_cast<event_index>(reserved_event::run_start))
            not_started = e.why;
        if (e.kind == effect_kind::start_queued) {
            const bool named = !e.data.empty() && e.data[0].kind() == feel::value_kind::string;
            starts.wait({e.regulation, named ? std::string{e.data[0].as_string()} : std::string{}},
                        {which, key_of_part(c, e.part), e.at});
        }
        if (!e.whom.is_null() && goes_elsewhere(*rules, e))
            letters.push_back(letter_to(clients.key(which), c.state, e));
    }
    if (!out.rolled.empty()) send_rolled();
    tell(which, c);
    for (; c.owned < c.state.parts.size(); ++c.owned) {
        const part& fresh = c.state.parts[c.owned];
        owners.insert_or_assign(rules->vocabulary().subjects[fresh.subject].name.value + "/" + fresh.key, which);
    }
    for (const queued_start& q : c.state.queued) starts.settle(which, key_of_part(c, q.part), desk_of(c, q));
    if (!out.notes.empty() || out.endless || !out.unknown_years.empty()) warn(clients.key(which));
}

std::string engine::impl::key_of_part(const kept_client& c, part_index part) {
    return part == no_index ? std::string{} : c.state.parts[part].key;
}

admission::desk_key engine::impl::desk_of(const kept_client& c, const queued_start& q) const {
    regulation_index begun = q.regulation;
    for (regulation_index i = 0; i < rules->machines().size(); ++i) {
        if (rules->family_of(i) == q.regulation && rules->begins(i, c.state.who)) begun = i;
    }
    const std::uint16_t role = rules->machines()[begun].start().role;
    if (role == no_index) return {begun, {}};
    return {begun, std::string{holder_of(rules->vocabulary().roles[role], c.state, q.part)}};
}

void engine::impl::tell(std::uint32_t which, kept_client& c) {
    const auto hidden = [](const effect& e) { return !for_the_world(e.kind); };
    if (!options.trace) std::erase_if(out.effects, hidden);
    if (out.effects.empty()) return;
    for (const effect& e : out.effects) ++counted.effects[static_cast<std::size_t>(e.kind)];
    if (!caused_by.is_null()) {
        for (effect& e : out.effects) e.origin = caused_by;
    }
    if (changed) {
        for (effect& e : out.effects) changed->effects.push_back({which, std::move(e)});
        out.effects.clear();
        return;
    }
    const effect_log::place at = log.append(which, c.told, out.effects);
    if (options.trace) c.told = at;
    const auto kept_back = std::count_if(out.effects.begin(), out.effects.end(), hidden);
    if (const std::size_t outside = out.effects.size() - static_cast<std::size_t>(kept_back)) to_take.add(at, outside);
    out.effects.clear();
}

void engine::impl::warn(std::string_view client) {
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
        for (const std::string& name : n.missing) warnings.add("condition-unknown", where, {name, std::string{client}});
        if (!n.missing.empty()) continue;
        for (const auto& why : n.notes)
            warnings.add(why.code, origin.is_table ? place{where.source, why.where} : where, why.arguments);
        if (n.notes.empty()) warnings.add("condition-null", where, {std::string{client}});
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
        warnings.add("events-without-end", {r.file, r.id.where}, {r.id.value, std::to_string(out.stopped_after)});
    }
    out.endless.reset();
}

void engine::impl::apply(std::uint32_t which, std::uint64_t key, const signal& s) {
    kept_client& c = clients.open(which);
    const std::size_t last_run = c.state.last_run;
    step_event(*rules, c.state, s, std::max(now, c.state.seen), out);
    if (key != 0) {
        const bool started = c.state.last_run != last_run;
        taken_in.add(which, {key, s.occurred}, options.remembered_events, started);
        if (changed) changed->keys.push_back({which, {key, s.occurred}, started});
    }
    keep(which, c);
    queue(which, c);
    deliver(now);
    admit(now);
}

void engine::impl::admit(instant at) {
    while (const auto next = starts.next(at)) {
        kept_client& c = clients.open(next->who.client);
        const std::uint32_t before = c.state.last_run;
        signal s{static_cast<event_index>(reserved_event::run_start), at, {}, 0, {}};
        s.called = next->desk.first;
        s.admits = true;
        s.about = rules->machines()[s.called].subject();
        s.part = next->who.part;
        step_event(*rules, c.state, s, std::max(at, c.state.seen), out);
        if (c.state.last_run == before) starts.give_back(next->desk);
        keep(next->who.client, c);
        queue(next->who.client, c);
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

void engine::impl::forget_shown() {
    constexpr std::size_t few = 64;
    if (!shown.empty()) shown.clear();
    if (shown_histories.size() > few) shown_histories.clear();
}

const record& engine::impl::show(std::uint32_t which) const {
    auto& its = shown[which];
    if (its == nullptr) {
        its = std::make_unique<record>(clients.read(which).state);
        its->events = taken_in.get(which);
    }
    return *its;
}

std::span<const effect> engine::impl::show_history(std::uint32_t which) const {
    shown_history& its = shown_histories[which];
    std::vector<effect_log::place> fresh;
    const effect_log::place last = clients.read(which).told;
    for (effect_log::place at = last; at != its.until; at = log.head(at).before) fresh.push_back(at);
    for (auto at = fresh.rbegin(); at != fresh.rend(); ++at) log.read(*at, its.all);
    its.until = last;
    return its.all;
}

}  // namespace reglament
