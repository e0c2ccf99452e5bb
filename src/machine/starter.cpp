#include "machine/starter.hpp"

#include <algorithm>

namespace reglament {

namespace {

// Values under names, in the order of other names.
std::vector<feel::value> in_order(const std::vector<feel::value>& values, const std::vector<attribute>& from,
                                  const std::vector<attribute>& to) {
    std::vector<feel::value> out(to.size());
    for (std::size_t i = 0; i < values.size() && i < from.size(); ++i) {
        for (std::size_t k = 0; k < to.size(); ++k) {
            if (to[k].name.value == from[i].name.value) out[k] = values[i];
        }
    }
    return out;
}

constexpr instant tick_before(instant t) noexcept {
    return t - instant::duration{1};
}

instant offset_from(const machine& m, instant date) {
    const start_definition& start = m.start();
    if (!start.offset) return date;
    return start.before ? m.working_time().subtract(date, *start.offset) : m.working_time().add(date, *start.offset);
}

}  // namespace

instant next_due(const rulebook& rules, const record& r) {
    if (r.desk) return r.desk->next_due();
    instant due = never;
    for (const run& at : r.runs) due = std::min(due, at.next_due());
    for (const armed_start& s : r.armed) due = std::min(due, s.due);
    if (r.leaving < due) {
        for (const gathered_fact& g : r.gathered) {
            if (rules.is_watched(g.fact)) due = std::min(due, g.next);
        }
    }
    if (due <= r.seen) return due;
    if (rules.wakes_daily() && r.seen != instant::min())
        due = std::min(due, next_midnight(rules.vocabulary().calendar.zone(), r.seen));
    if (!rules.awaits()) return due;
    for (const run& at : r.runs) {  // conditions over the time of day change with the day
        const machine& m = rules.machines()[at.regulation];
        for (const exit_rule& e : m.exits()) {
            if (e.event == no_index && m.programs()[e.guard].reads_clock())
                due = std::min(due, next_midnight(rules.vocabulary().calendar.zone(), r.seen));
        }
    }
    return due;
}

armed_start* starter::find_armed(regulation_index which, part_index part) noexcept {
    auto& all = record_.armed;
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const armed_start& x) { return x.regulation == which && x.part == part; });
    return found == all.end() ? nullptr : &*found;
}

armed_start& starter::arm(regulation_index which, part_index part) {
    if (armed_start* known = find_armed(which, part)) return *known;
    armed_start fresh;
    fresh.regulation = which;
    fresh.part = part;
    return record_.armed.emplace_back(fresh);
}

// What hangs on facts is looked at when they are set, and now.
void starter::meet(subject_index of, part_index part, instant occurred, instant now) {
    for (const regulation_index which : rules_.standing(of)) {
        if (!rules_.begins(which, record_.who)) continue;
        const machine& m = rules_.machines()[which];
        armed_start& s = arm(which, part);
        if (m.start().counted == start_rule::since::first_seen) arm_silence(s, m, occurred);
        if (m.start().what == start_kind::schedule) s.due = m.start().at->next(now);
    }
    firing all;
    for (armed_start& s : record_.armed) {
        if (s.part == part && look_at(s, now)) all.emplace_back(s.regulation, part);
    }
    for (const auto& [which, of_part] : all) fire(arm(which, of_part), now);
}

void starter::hear(const signal& e, part_index about, instant now) {
    const auto part_of = [&](regulation_index which) {
        return rules_.machines()[which].about_part() ? about : part_index{no_index};
    };
    for (const regulation_index which : rules_.silences(e.event)) count_silence(which, part_of(which), e.occurred);
    for (const regulation_index which : rules_.starters(e.event))
        try_start(which, part_of(which), e.event, e.data.data(), never, now);
}

// The current version, or with a pilot the one that the client begins; none begins: the current one, which refuses.
regulation_index starter::version_called(regulation_index current) const {
    for (regulation_index i = 0; i < rules_.machines().size(); ++i) {
        if (rules_.family_of(i) == rules_.family_of(current) && rules_.begins(i, record_.who)) return i;
    }
    return current;
}

void starter::call(const signal& e, part_index about, instant now) {
    const regulation_index which = version_called(e.called);
    const machine& m = rules_.machines()[which];
    std::vector<feel::value> given(e.data.begin(), e.data.end());
    if (which != e.called)
        given = in_order(given, rules_.machines()[e.called].regulation().input.data, m.regulation().input.data);
    given.resize(m.input_count());
    signal whole = e;
    whole.data = given;
    const feel::value* const data = given.empty() ? nullptr : given.data();
    try_start(which, m.about_part() ? about : part_index{no_index}, e.event, data, never, now, &whole);
}

// Only a later event counts: one of that very time was counted already.
void starter::arm_silence(armed_start& s, const machine& m, instant since) {
    if (since <= s.since) return;
    s.since = since;
    s.due = runner_.due_after(no_index, since, *m.start().lasting);
}

void starter::count_silence(regulation_index which, part_index part, instant since) {
    if (!rules_.begins(which, record_.who)) return;
    const machine& m = rules_.machines()[which];
    armed_start& s = arm(which, part);
    if (m.start().counted == start_rule::since::segment_entered && !s.holds) return;
    arm_silence(s, m, since);
}

void starter::look_at_everything(instant now) {
    firing all;
    for (armed_start& s : record_.armed) {
        if (look_at(s, now)) all.emplace_back(s.regulation, s.part);
    }
    for (const auto& [which, part] : all) fire(arm(which, part), now);
}

// A regulation about a deal may hang on a fact of the client: then all deals are looked at.
void starter::look_at_all(const runner::touch& touched, regulation_index which, instant now, firing& to) {
    const bool of_parts = rules_.machines()[which].about_part();
    for (armed_start& s : record_.armed) {
        if (s.regulation != which || (of_parts && touched.part != no_index && s.part != touched.part)) continue;
        const std::pair one{which, s.part};
        if (look_at(s, now) && std::find(to.begin(), to.end(), one) == to.end()) to.push_back(one);
    }
}

void starter::look_again(instant now) {
    std::size_t looked = 0;
    for (auto facts = runner_.take_touched(); !facts.empty(); facts = runner_.take_touched()) {
        firing all;
        for (const runner::touch& t : facts) {
            for (const regulation_index which : rules_.watchers(t.fact)) look_at_all(t, which, now, all);
        }
        std::sort(all.begin(), all.end());
        for (const auto& [which, part] : all) {
            if (++looked > most_emitted) {  // regulations that set each other off for ever
                out_.endless = which;
                out_.stopped_after = most_emitted;
                (void)runner_.take_touched();
                return;
            }
            fire(arm(which, part), now);
        }
    }
}

bool starter::look_at(armed_start& s, instant now) {
    runner_.look_at(s.part);
    const machine& m = rules_.machines()[s.regulation];
    switch (m.start().what) {
        case start_kind::date:
            return arm_date(s, m, now);
        case start_kind::condition:
            return look_at_condition(s, m, now);
        case start_kind::silence:
            if (m.start().counted == start_rule::since::segment_entered) look_at_segment(s, m, now);
            return false;
        default:
            return false;
    }
}

void starter::look_at_segment(armed_start& s, const machine& m, instant now) {
    const bool inside = runner_.holds_of_facts(m, s.regulation, m.start().guard, now);
    if (inside && !s.holds) arm_silence(s, m, now);
    if (!inside) s.due = never;
    s.holds = inside;
}

bool starter::look_at_condition(armed_start& s, const machine& m, instant now) {
    const start_definition& start = m.start();
    const bool holds = runner_.holds_of_facts(m, s.regulation, start.program, now);
    if (holds && !s.holds) s.since = now;
    s.fired = s.fired && holds;
    s.holds = holds;
    s.due = m.programs()[start.program].reads_clock() ? next_midnight(rules_.vocabulary().calendar.zone(), now) : never;
    if (!holds || s.fired) return false;
    const instant over = start.lasting ? runner_.due_after(no_index, s.since, *start.lasting) : s.since;
    if (over > now) s.due = std::min(s.due, over);
    return over <= now;
}

// A date that moved is armed anew. One that was past when it became known does not fire, one whose `before` is past
// fires at once: a reminder that comes late is better than none.
starter::occasion starter::next_date(const armed_start& s, const machine& m, instant now) {
    const start_definition& start = m.start();
    const feel::zone& zone = rules_.vocabulary().calendar.zone();
    const feel::value v = runner_.evaluate_of_facts(m, s.regulation, start.program, now);
    const auto base = moment_of(v, zone, start.time);
    if (!base) return {};
    const auto fires = [&](instant of, instant due) {
        return due > now || (start.before && of > now && of != s.since);
    };
    if (!start.yearly) {
        const instant due = offset_from(m, *base);
        return *base != s.since && fires(*base, due) ? occasion{*base, std::max(due, now)} : occasion{};
    }
    constexpr int longest_offset = 2;  // years: an anniversary further back than that cannot be due yet
    const auto year_of = [&](instant t) {
        return static_cast<int>(
            std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(zone.to_local(t))}.year());
    };
    const int from = std::max(year_of(*base), year_of(now) - longest_offset) - year_of(*base);
    for (int years = from; years <= from + 2 * longest_offset + 1; ++years) {
        const instant of = m.working_time().add(*base, {period::unit::months, 12LL * years});
        if (of == never) break;
        const instant due = offset_from(m, of);
        if (of > s.since && fires(of, due)) return {of, std::max(due, now)};
    }
    return {};
}

bool starter::arm_date(armed_start& s, const machine& m, instant now) {
    const occasion next = next_date(s, m, now);
    s.due = next.due;
    const auto& offset = m.start().offset;
    if (offset && offset->is_working() && next.of != never && m.working_time().has_unknown_years())
        note_unknown_year(out_, m.working_time(), no_index, next.of, next.due);
    return s.due <= now;
}

// By priority, whichever was armed first.
void starter::fire(instant due, instant now) {
    firing all;
    for (const armed_start& s : record_.armed) {
        if (s.due == due) all.emplace_back(s.regulation, s.part);
    }
    std::sort(all.begin(), all.end());
    for (const auto& [which, part] : all) {
        armed_start& s = arm(which, part);
        const bool by_condition = rules_.machines()[which].start().what == start_kind::condition;
        if (!by_condition || look_at(s, now)) fire(s, now);
    }
}

void starter::fire_situation(regulation_index which, part_index part, instant now) {
    waits_for_earlier_ = true;
    fire(arm(which, part), now);
    waits_for_earlier_ = false;
}

void starter::fire(armed_start& s, instant now) {
    runner_.look_at(s.part);
    const regulation_index which = s.regulation;
    const part_index part = s.part;
    const machine& m = rules_.machines()[which];
    instant since = s.since;
    switch (m.start().what) {
        case start_kind::condition:
            s.fired = true;
            break;
        case start_kind::date:
            since = next_date(s, m, tick_before(s.due)).of;
            if (since != never) s.since = since;
            s.due = next_date(s, m, now).due;
            if (since == never) return;  // it has moved since it was looked at
            break;
        case start_kind::schedule:
            since = never;
            s.due = m.start().at->next(s.due);
            break;
        default:
            s.due = never;
            break;
    }
    try_start(which, part, no_index, nullptr, since, now);
}

regulation_memory& starter::memory(regulation_index which, part_index part) {
    auto& all = record_.memories;
    which = rules_.family_of(which);
    const auto found = std::find_if(
        all.begin(), all.end(), [&](const regulation_memory& x) { return x.regulation == which && x.part == part; });
    if (found != all.end()) return *found;
    regulation_memory fresh;
    fresh.regulation = which;
    fresh.part = part;
    return all.emplace_back(fresh);
}

refusal starter::why_not(const machine& m, regulation_index which, part_index part, const feel::value* event,
                         instant now, bool tested) {
    const start_definition& start = m.start();
    const regulation_memory& known = memory(which, part);
    if (known.open > 0) return refusal::already_running;
    if (out_.draining != nullptr && (*out_.draining)[which]) return refusal::draining;
    if (start.once && known.starts > 0) return refusal::once_only;
    if (start.again && known.starts > 0) {
        const bool from_start = start.again->from == start_rule::again_rule::since::start;
        const instant since = from_start ? known.last_start : known.last_end;
        if (now < runner_.due_after(no_index, since, start.again->after)) return refusal::too_soon;
    }
    if (m.stops() && runner_.stop_of(m, which, now) != no_index) return refusal::stopped;
    if (tested) return refusal::none;
    const feel::truth holds = runner_.test(m, which, start.guard, event, nullptr, nullptr, now);
    if (holds == feel::truth::yes) return refusal::none;
    return holds == feel::truth::no ? refusal::condition_false : refusal::condition_unknown;
}

// `since`: from when on nothing came, or since when it holds, or the date.
void starter::try_start(regulation_index which, part_index part, event_index cause, const feel::value* event,
                        instant since, instant now, const signal* call) {
    const bool begins = rules_.begins(which, record_.who);
    if (!begins && call == nullptr) return;  // another version does
    runner_.look_at(part);
    const machine& m = rules_.machines()[which];
    const refusal why = !begins ? refusal::no_version : why_not(m, which, part, event, now);
    const run_caller by = call == nullptr || call->by == nullptr ? run_caller{} : *call->by;
    if (why == refusal::draining && waits_for_earlier_) return enqueue(which, part, cause, since, now);
    if (why != refusal::none) {
        if (!out_.trace && call == nullptr) return;
        refuse(which, part, why, cause, since, now);
        out_.effects.back().task = by.number;
        out_.effects.back().whom = by.subject;
        return;
    }
    if (m.start().limit && call == nullptr) return enqueue(which, part, cause, since, now);
    run fresh;
    fresh.regulation = which;
    fresh.part = part;
    if (by.number != 0) fresh.need_details().by = by;
    if (call != nullptr && !call->data.empty()) {
        auto& values = fresh.need_details().values;
        values.assign(call->data.begin(), call->data.end());
        values.resize(m.value_count());
    }
    begin(std::move(fresh), cause, since, now);
}

void starter::refuse(regulation_index which, part_index part, refusal why, event_index cause, instant since,
                     instant now) {
    run none;
    none.regulation = which;
    none.part = part;
    none.at = rules_.machines()[which].initial();
    effect& e = runner_.note(effect_kind::start_refused, none, now);
    e.why = why;
    e.event = cause;
    e.due = since;
}

// Whoever counts the starts of a day admits it, perhaps at once.
void starter::enqueue(regulation_index which, part_index part, event_index cause, instant since, instant now) {
    const machine& m = rules_.machines()[which];
    const auto waits = [&](const queued_start& q) { return q.regulation == rules_.family_of(which) && q.part == part; };
    if (const auto first = std::find_if(record_.queued.begin(), record_.queued.end(), waits);
        first != record_.queued.end()) {
        first->due = since;
        if (out_.trace) refuse(which, part, refusal::queued, cause, since, now);
        return;
    }
    record_.queued.push_back({rules_.family_of(which), part, cause, now, since});
    run none;
    none.regulation = which;
    none.part = part;
    none.at = m.initial();
    feel::value person = runner_.holder_of_role(m, m.start().role);
    effect& e = runner_.note(effect_kind::start_queued, none, now);
    e.event = cause;
    e.due = since;
    if (!person.is_null()) e.data = {std::move(person)};
}

// What an event brought is gone: a condition over it was tested when it came.
void starter::admit(regulation_index which, part_index part, instant now) {
    auto& all = record_.queued;
    const auto first = std::find_if(all.begin(), all.end(), [&](const queued_start& q) {
        return q.regulation == rules_.family_of(which) && q.part == part;
    });
    if (first == all.end()) return;
    const queued_start q = *first;
    all.erase(first);
    runner_.look_at(q.part);
    which = version_called(q.regulation);  // it may have changed while it waited
    if (!rules_.begins(which, record_.who))
        return refuse(q.regulation, q.part, refusal::no_version, q.cause, q.due, now);
    const machine& m = rules_.machines()[which];
    const refusal why = is_over(m, which, q, now) ? refusal::condition_false
                                                  : why_not(m, which, q.part, nullptr, now, q.cause != no_index);
    if (why != refusal::none) return refuse(which, q.part, why, q.cause, q.due, now);
    run fresh;
    fresh.regulation = which;
    fresh.part = q.part;
    begin(std::move(fresh), q.cause, q.due, now);
}

// Whether what it was to start for is so no more: the silence was broken while it waited, the condition does not hold.
bool starter::is_over(const machine& m, regulation_index which, const queued_start& q, instant now) {
    if (m.start().what == start_kind::condition) return !runner_.holds_of_facts(m, which, m.start().program, now);
    if (m.start().what != start_kind::silence) return false;
    return std::any_of(record_.armed.begin(), record_.armed.end(), [&](const armed_start& s) {
        return rules_.family_of(s.regulation) == q.regulation && s.part == q.part && s.since > q.due;
    });
}

void starter::begin(run fresh, event_index cause, instant since, instant now) {
    const regulation_index which = fresh.regulation;
    fresh.at = rules_.machines()[which].initial();
    fresh.number = ++record_.last_run;
    regulation_memory& known = memory(which, fresh.part);
    known.last_start = now;
    ++known.starts;
    ++known.open;
    effect& e = runner_.note(effect_kind::run_started, fresh, now);
    e.event = cause;
    e.due = since;
    if (runner_.begin(fresh, cause, now)) {
        --known.open;
        known.last_end = now;
        return;
    }
    const auto place =
        std::find_if(record_.runs.begin(), record_.runs.end(), [&](const run& r) { return r.regulation > which; });
    record_.runs.insert(place, std::move(fresh));
}

void starter::end(std::size_t i, instant now) {
    regulation_memory& known = memory(record_.runs[i].regulation, record_.runs[i].part);
    --known.open;
    known.last_end = now;
    record_.runs.erase(record_.runs.begin() + static_cast<std::ptrdiff_t>(i));
}

}  // namespace reglament
