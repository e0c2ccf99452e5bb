#include "engine/publish.hpp"

#include <algorithm>

namespace reglament {

namespace {

// Values under the names of one vocabulary, in the order of the next.
std::vector<feel::value> reordered(std::vector<feel::value> values, const std::vector<attribute>& from,
                                   const std::vector<attribute>& to) {
    std::vector<feel::value> out(to.size());
    for (std::size_t i = 0; i < std::min(values.size(), from.size()); ++i) {
        for (std::size_t k = 0; k < to.size(); ++k) {
            if (to[k].name.value == from[i].name.value) out[k] = std::move(values[i]);
        }
    }
    return out;
}

}  // namespace

std::optional<record> bring_over(const rulebook& before, const rulebook& after, std::string_view key, const record& was,
                                 publish_report& report) {
    std::vector<lost_part> lost;
    auto moved = rebind(before, after, was, lost);
    if (!moved) {  // every version with runs is in the rulebook; but its kind of subject may be gone
        report.found.add("record-not-fitting", {}, {std::string{key}});
        return std::nullopt;
    }
    for (lost_part& l : lost) report.lost.push_back({std::string{key}, std::move(l)});
    return moved;
}

void note_draining(const rulebook& rules, const record& r, std::vector<bool>& draining) {
    for (const run& x : r.runs) {
        const regulation_index current = rules.family_of(x.regulation);
        const bool drains = rules.machines()[current].regulation().running == running_rule::drain;
        if (drains && rules.is_earlier(x.regulation) && !rules.is_earlier(current)) draining[current] = true;
    }
}

void settle(const version_change& change, std::string_view key, const record& was, record& is, instant now,
            step_output& told, publish_report& report) {
    version_report one;
    change.step(was, is, std::max(now, is.seen), told, one);
    for (run_move& m : one.runs) report.runs.push_back({std::string{key}, std::move(m)});
    report.started += one.started;
    report.ignored += one.ignored;
    report.due_moved += one.due_moved;
}

effect_translator::effect_translator(const rulebook& before, const rulebook& after) : before_{before}, after_{after} {
    for (const machine& m : before.machines())
        machines_.push_back(after.find(m.regulation().id.value, m.regulation().definition));
    for (const event_type& e : before.vocabulary().events)
        events_.push_back(after.vocabulary().find_event(e.name.value));
}

void effect_translator::translate(effect& e, const record& was, const record& is) const {
    translate_data(e);
    e.regulation = *machines_[e.regulation];
    if (e.called != no_index) e.called = machines_[e.called].value_or(no_index);
    if (e.event != no_index) e.event = static_cast<event_index>(events_[e.event].value_or(no_index));
    if (e.part == no_index) return;
    const part& old = was.parts[e.part];
    const std::string& subject = before_.vocabulary().subjects[old.subject].name.value;
    const auto same = [&](const part& p) {
        return p.key == old.key && after_.vocabulary().subjects[p.subject].name.value == subject;
    };
    const auto at = std::find_if(is.parts.begin(), is.parts.end(), same);
    e.part = at == is.parts.end() ? part_index{no_index} : static_cast<part_index>(at - is.parts.begin());
}

void effect_translator::translate_data(effect& e) const {
    const vocabulary& old = before_.vocabulary();
    const vocabulary& now = after_.vocabulary();
    if (e.kind == effect_kind::event_emitted && e.event != no_index && events_[e.event]) {
        e.data = reordered(std::move(e.data), old.events[e.event].data, now.events[*events_[e.event]].data);
    } else if (e.kind == effect_kind::action_requested || e.kind == effect_kind::action_done) {
        const auto* a = before_.machines()[e.regulation].call_at(e.state);
        const auto* b = after_.machines()[*machines_[e.regulation]].call_at(e.state);
        if (a == nullptr || b == nullptr) return;
        const action_type& from = old.actions[a->action];
        const action_type& to = now.actions[b->action];
        const bool asked = e.kind == effect_kind::action_requested;
        e.data = reordered(std::move(e.data), asked ? from.data : from.result, asked ? to.data : to.result);
    }
}

}  // namespace reglament
