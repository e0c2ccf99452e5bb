// What time and facts start, when a version is published: a client may be in the situation already.
#include "machine/version_mover.hpp"

#include <algorithm>

namespace reglament {

namespace {

bool waits(start_kind what) noexcept {
    return what != start_kind::event && what != start_kind::call;
}

template <class T>
bool same_value(const std::optional<located<T>>& a, const std::optional<located<T>>& b) {
    return a.has_value() == b.has_value() && (!a || a->value == b->value);
}

// Whether two versions begin by the same, so that nothing has come about for a client who is armed by one of them.
bool same_start(const start_rule& a, const start_rule& b) {
    return a.what == b.what && a.event.value == b.event.value && same_value(a.lasting, b.lasting) &&
           a.counted == b.counted && same_value(a.at, b.at) && a.date.text == b.date.text &&
           same_value(a.before, b.before) && same_value(a.after, b.after) && a.yearly == b.yearly && a.time == b.time &&
           a.becomes.text == b.becomes.text && a.when.text == b.when.text;
}

}  // namespace

// Whether the client began runs in it by the rules before.
bool version_mover::began_before(regulation_index which) const {
    const regulation& r = rules_.machines()[which].regulation();
    const auto known = before_.find(r.id.value, r.definition);
    return known && before_.begins(*known, record_.who);
}

bool version_mover::arm_all(const record& old, instant now) {
    const std::size_t gone =
        std::erase_if(record_.armed, [&](const armed_start& s) { return !rules_.begins(s.regulation, record_.who); });
    if (old.seen == instant::min()) return gone > 0;
    const std::size_t before = record_.armed.size();
    for (regulation_index i = 0; i < rules_.machines().size(); ++i) {
        const machine& m = rules_.machines()[i];
        if (!waits(m.start().what) || !rules_.begins(i, record_.who) || began_before(i)) continue;
        if (!m.about_part()) arm(i, no_index, old, now);
        for (part_index p = 0; m.about_part() && p < record_.parts.size(); ++p) {
            if (record_.parts[p].subject == m.subject()) arm(i, p, old, now);
        }
    }
    const bool armed = gone > 0 || record_.armed.size() != before;
    for (const auto& [which, part] : firing_) {
        const std::uint32_t runs = record_.last_run;
        starter_.fire_situation(which, part, now);
        report_.started += record_.last_run - runs;
    }
    return armed;
}

bool version_mover::is_same_part(part_index now, part_index then, const record& old) const {
    if (now == no_index || then == no_index) return now == then;
    const part& a = record_.parts[now];
    const part& b = old.parts[then];
    return a.key == b.key &&
           rules_.vocabulary().subjects[a.subject].name.value == before_.vocabulary().subjects[b.subject].name.value;
}

// What the client was armed by for the same regulation, in the version that it began before.
const armed_start* version_mover::predecessor(regulation_index which, part_index part, const record& old) const {
    for (const armed_start& s : old.armed) {
        if (before_.machines()[s.regulation].regulation().id.value == rules_.machines()[which].regulation().id.value &&
            is_same_part(part, s.part, old))
            return &s;
    }
    return nullptr;
}

// When the event of a silence came last, as far as anything in the record tells: another silence of the same event, or
// a fact that keeps its time.
instant version_mover::last_heard(const machine& m, part_index part, const record& old) const {
    instant last = instant::min();
    const std::string& name = m.regulation().input.event.value;
    for (const armed_start& s : old.armed) {
        const machine& by = before_.machines()[s.regulation];
        const bool same = by.start().what == start_kind::silence && by.regulation().input.event.value == name &&
                          by.start().counted != start_rule::since::segment_entered;
        if (same && is_same_part(part, s.part, old)) last = std::max(last, s.since);
    }
    for (const auto& [index, attribute] : rules_.settings(m.start().event)) {
        if (attribute != no_index) continue;
        const fact& f = rules_.vocabulary().facts[index];
        const bool of_part = rules_.vocabulary().subjects[f.about].is_part();
        if (of_part != (part != no_index) || (of_part && f.about != record_.parts[part].subject)) continue;
        const feel::value* v = nullptr;
        if (of_part) {
            v = &record_.parts[part].facts[f.slot];
        } else if (!record_.facts.empty()) {
            v = &record_.facts[index];
        }
        if (v == nullptr) continue;
        if (const auto when = moment_of(*v, rules_.vocabulary().calendar.zone())) last = std::max(last, *when);
    }
    return last;
}

void version_mover::arm(regulation_index which, part_index part, const record& old, instant now) {
    if (starter_.find_armed(which, part) != nullptr) return;
    const machine& m = rules_.machines()[which];
    const regulation& r = m.regulation();
    const armed_start* const then = predecessor(which, part, old);
    const regulation* const was = then == nullptr ? nullptr : &before_.machines()[then->regulation].regulation();
    if (was != nullptr && same_start(was->input, r.input)) {
        armed_start& s = starter_.arm(which, part);
        s = *then;
        s.regulation = which;
        s.part = part;
        return;
    }
    const bool same_kind = was != nullptr && was->input.what == r.input.what;
    if (r.input.what == start_kind::silence) {
        armed_start fresh;
        fresh.regulation = which;
        fresh.part = part;
        if (!arm_silence(fresh, m, old, now)) return;
        const bool fires = fresh.due <= now;
        if (fires && !r.input.existing) {
            fresh.due = never;
            ++report_.ignored;
        }
        record_.armed.push_back(fresh);
        if (fires && r.input.existing) firing_.emplace_back(which, part);
        return;
    }
    armed_start& s = starter_.arm(which, part);
    if (r.input.what == start_kind::schedule) {
        s.due = m.start().at->next(now);
        return;
    }
    const bool same_text =
        same_kind && was->input.becomes.text == r.input.becomes.text && was->input.date.text == r.input.date.text;
    if (same_text) {
        s.since = then->since;
        s.holds = then->holds;
        s.fired = then->fired;
    }
    const bool counting = s.holds;  // it was true before, and the version before counted since when
    const bool fires = starter_.look_at(s, now);
    const bool there_already = fires || (s.holds && !s.fired && !counting);
    if (there_already && r.input.existing) {
        if (fires) firing_.emplace_back(which, part);
        return;
    }
    if (!there_already) return;
    ++report_.ignored;
    if (r.input.what == start_kind::condition) {
        s.fired = true;
        (void)starter_.look_at(s, now);
    } else {
        s.since = starter_.next_date(s, m, now).of;
        s.due = starter_.next_date(s, m, now).due;
    }
}

// False when nothing is known that it could be counted from.
bool version_mover::arm_silence(armed_start& s, const machine& m, const record& old, instant now) {
    const armed_start* const then = predecessor(s.regulation, s.part, old);
    const start_rule& in = m.regulation().input;
    const start_rule* const was = then == nullptr ? nullptr : &before_.machines()[then->regulation].regulation().input;
    const bool same = was != nullptr && was->what == start_kind::silence && was->event.value == in.event.value;
    if (in.counted == start_rule::since::segment_entered) {
        const bool counted = same && was->counted == in.counted && was->when.text == in.when.text && then->holds;
        if (counted) {
            s.holds = true;
            s.since = then->since;
        }
        runner_.look_at(s.part);
        starter_.look_at_segment(s, m, now);
        if (counted && s.holds) s.due = runner_.due_after(no_index, s.since, *m.start().lasting);
    } else {
        s.since = last_heard(m, s.part, old);
        if (s.since == instant::min() && in.counted == start_rule::since::first_seen) s.since = now;
        if (s.since == instant::min()) return false;
        s.due = runner_.due_after(no_index, s.since, *m.start().lasting);
    }
    const bool over = same && then->due == never && then->since == s.since;  // that silence has had its start
    if (over) s.due = never;
    return true;
}

}  // namespace reglament
