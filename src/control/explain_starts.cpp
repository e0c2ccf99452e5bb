// What the history tells of starts: those that came about, and those that were refused.
#include "control/explain_parts.hpp"

#include <algorithm>

namespace reglament {

namespace {

start_reason_kind kind_of(refusal why) noexcept {
    switch (why) {
        case refusal::condition_unknown:
            return start_reason_kind::condition_unknown;
        case refusal::already_running:
            return start_reason_kind::already_running;
        case refusal::too_soon:
            return start_reason_kind::too_soon;
        case refusal::once_only:
            return start_reason_kind::once_only;
        case refusal::stopped:
            return start_reason_kind::stopped;
        case refusal::queued:
            return start_reason_kind::queued;
        case refusal::draining:
            return start_reason_kind::draining;
        case refusal::no_version:
            return start_reason_kind::no_version;
        default:
            return start_reason_kind::condition_false;
    }
}

// Its `if`, else what had to become true.
std::pair<std::uint16_t, const std::string*> condition_of(const machine& m) {
    const start_rule& in = m.regulation().input;
    if (m.start().guard != no_index) return {m.start().guard, &in.when.text};
    if (m.start().what == start_kind::condition) return {m.start().program, &in.becomes.text};
    return {no_index, nullptr};
}

}  // namespace

bool tells_of_start(const rulebook& rules, const effect& e, regulation_index family) noexcept {
    const bool start = e.kind == effect_kind::run_started || e.kind == effect_kind::start_refused ||
                       e.kind == effect_kind::start_queued;
    return start && rules.family_of(e.regulation) == family;
}

feel::frame seen_values::frame() const {
    const feel::value* const nothing = rules->nulls().data();
    feel::frame f;
    f.bank[static_cast<std::size_t>(bank::facts)] = facts.empty() ? rules->initial_facts().data() : facts.data();
    f.bank[static_cast<std::size_t>(bank::event)] = event.empty() ? nothing : event.data();
    f.bank[static_cast<std::size_t>(bank::run)] = nothing;
    f.bank[static_cast<std::size_t>(bank::item)] = nothing;
    f.bank[static_cast<std::size_t>(bank::part)] = part.empty() ? nothing : part.data();
    f.now = at;
    f.zone = rules->vocabulary().calendar.zone();
    return f;
}

namespace {

// Of a name that is no fact: null.
const fact* fact_at(const rulebook& rules, const machine& m, feel::slot s) {
    const auto& facts = rules.vocabulary().facts;
    if (s.bank == static_cast<std::uint8_t>(bank::facts)) return &facts[s.index];
    if (s.bank != static_cast<std::uint8_t>(bank::part)) return nullptr;
    const auto at = std::find_if(facts.begin(), facts.end(),
                                 [&](const fact& f) { return f.about == m.subject() && f.slot == s.index; });
    return at == facts.end() ? nullptr : &*at;
}

}  // namespace

tested_condition test_on(const seen_values& with, regulation_index which, std::uint16_t program, std::string_view text,
                         feel::truth wanted) {
    const rulebook& rules = *with.rules;
    const machine& m = rules.machines()[which];
    const feel::program& p = m.programs()[program];
    const feel::frame f = with.frame();
    const event_index event = m.origin_of(program).event;
    tested_condition out{std::string{text}, p.test(f), feel::explain(p, text, f), {}, true};
    feel::nearest_options how;
    how.wanted = wanted;
    how.type_of = [&](feel::slot s) -> const feel::type* {
        if (const fact* known = fact_at(rules, m, s)) return &known->type;
        const bool of_event = s.bank == static_cast<std::uint8_t>(bank::event) && event != no_index;
        return of_event ? &rules.vocabulary().events[event].data[s.index].type : nullptr;
    };
    feel::nearest_changes near = feel::find_nearest(p, text, f, how);
    out.all_tried = near.all_tried;
    for (auto& set : near.sets) {
        std::vector<fact_change>& change = out.changes.emplace_back();
        for (feel::slot_change& c : set) {
            const fact* const known = fact_at(rules, m, c.where);
            const feel::value* const bank = f.bank[c.where.bank];
            change.push_back({rules.name_of(which, program, c.where), bank[c.where.index], std::move(c.to),
                              known != nullptr && known->is_derived()});
        }
    }
    return out;
}

const std::string& stop_text(const machine& m, const exit_rule& by) {
    const auto& all = m.regulation().outputs;
    const auto its =
        std::find_if(all.begin(), all.end(), [&](const output& o) { return o.name.value == m.states()[by.to].id; });
    static const std::string none;
    return its == all.end() ? none : its->stop.text;
}

void explainer::tell_attempts() {
    std::map<part_index, past> all;
    for (const effect& e : history_) {
        if (e.at > out_.as_of) break;
        if (rules_.family_of(e.regulation) != family() || e.kind == effect_kind::merged) continue;
        past& before = all[e.part];
        if (tells_of_start(rules_, e, family()) && is_meant(e.part)) tell_attempt(e, before);
        if (e.kind == effect_kind::start_queued) before.queued = e.at;
        if (e.kind == effect_kind::run_finished || e.kind == effect_kind::run_cancelled) before.ended = e.at;
        if (e.kind != effect_kind::run_started) continue;
        before.queued = never;
        before.run = e.run;
        before.started = e.at;
        if (before.first == never) before.first = e.at;
    }
}

void explainer::tell_attempt(const effect& e, const past& before) {
    if (out_.attempts.size() >= query_.most_attempts) {
        ++out_.left_out;
        if (query_.most_attempts == 0) return;
        out_.attempts.erase(out_.attempts.begin());
    }
    start_attempt a;
    a.told = e;
    a.part = key_of(e.part);
    if (e.kind == effect_kind::start_refused) a.why_not = why_not(e, before, a.values_told);
    const bool from_line = e.kind == effect_kind::run_started && before.queued != never && e.event != no_index;
    const bool tested = e.kind != effect_kind::start_refused && !from_line;  // else it was when it was put in line
    if (tested && condition_of(rules_.machines()[e.regulation]).first != no_index) {
        a.condition = condition_then(e, feel::truth::yes);
        a.values_told = a.condition.has_value();
    }
    if (!a.values_told) limit(untold::values_then);
    out_.attempts.push_back(std::move(a));
}

// What came of it is known from the history; where the values seen give something else they were changed by the same
// step, and are not those it was tested with.
std::optional<tested_condition> explainer::condition_then(const effect& e, feel::truth came) const {
    if (seen_ == nullptr) return std::nullopt;
    const auto known = seen_->impl_->seen.find(e.sequence);
    if (known == seen_->impl_->seen.end()) return std::nullopt;
    const auto [program, text] = condition_of(known->second.rules->machines()[e.regulation]);
    if (program == no_index) return std::nullopt;
    tested_condition out = test_on(known->second, e.regulation, program, *text, feel::truth::yes);
    return out.came == came ? std::optional{std::move(out)} : std::nullopt;
}

std::optional<tested_condition> explainer::stop_then(const effect& e) const {
    if (seen_ == nullptr) return std::nullopt;
    const auto known = seen_->impl_->seen.find(e.sequence);
    if (known == seen_->impl_->seen.end()) return std::nullopt;
    const machine& m = known->second.rules->machines()[e.regulation];
    for (const exit_rule& x : m.exits()) {
        if (x.event != no_index) continue;
        tested_condition out = test_on(known->second, e.regulation, x.guard, stop_text(m, x), feel::truth::no);
        if (out.came == feel::truth::yes) return out;
    }
    return std::nullopt;
}

start_reason explainer::too_soon(regulation_index which, instant started, instant ended) const {
    start_reason out{start_reason_kind::too_soon};
    const auto& again = rules_.machines()[which].start().again;
    if (!again) return out;
    out.since = again->from == start_rule::again_rule::since::start ? started : ended;
    if (out.since != never) out.until = rules_.vocabulary().calendar.add(out.since, again->after);
    return out;
}

start_reason explainer::why_not(const effect& e, const past& before, bool& values_told) const {
    start_reason out{kind_of(e.why)};
    switch (e.why) {
        case refusal::condition_false:
        case refusal::condition_unknown:
            out.condition =
                condition_then(e, e.why == refusal::condition_false ? feel::truth::no : feel::truth::unknown);
            values_told = out.condition.has_value();
            return out;
        case refusal::stopped:
            out.condition = stop_then(e);
            values_told = out.condition.has_value();
            return out;
        case refusal::already_running:
            out.run = before.run;
            out.since = before.started;
            return out;
        case refusal::too_soon:
            return too_soon(e.regulation, before.started, before.ended);
        case refusal::once_only:
            out.since = before.first;
            return out;
        case refusal::queued:
            out.since = before.queued;
            return out;
        default:
            return out;
    }
}

}  // namespace reglament
