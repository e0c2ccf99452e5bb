#include "engine/publish.hpp"

#include <algorithm>

namespace reglament {

namespace {

// Which versions are open in records, and which the histories speak of.
std::vector<version_use> uses_of(const rulebook& rules, std::span<const published_client> clients,
                                 std::span<const effect> told) {
    std::vector<version_use> all(rules.machines().size());
    for (const published_client& c : clients) {
        for (const run& r : c.before->runs) ++all[r.regulation].runs;
        for (const effect& e : c.history) all[e.regulation].told = true;
    }
    for (const effect& e : told) all[e.regulation].told = true;
    return all;
}

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

// By regulation of `rules`: it waits until runs of its earlier versions have ended, of any client.
std::vector<bool> waiting(const rulebook& rules, std::span<const published_client> clients) {
    std::vector<bool> all(rules.machines().size(), false);
    for (const published_client& c : clients) {
        for (const run& r : c.after.runs) {
            const regulation_index current = rules.family_of(r.regulation);
            const bool drains = rules.machines()[current].regulation().running == running_rule::drain;
            if (drains && rules.is_earlier(r.regulation) && !rules.is_earlier(current)) all[current] = true;
        }
    }
    return all;
}

}  // namespace

bool prepare(const std::shared_ptr<const rulebook>& before, const rulebook& next, std::span<published_client> clients,
             std::span<const effect> told, instant now, std::vector<step_note>& notes, std::vector<unknown_year>& years,
             publish_report& report) {
    report.rules = succeed(*before, next, uses_of(*before, clients, told), report.found);
    if (report.rules == nullptr) return false;
    const version_change change{before, report.rules};
    for (published_client& c : clients) {
        std::vector<lost_part> lost;
        auto moved = rebind(*before, *report.rules, *c.before, lost);
        if (!moved) {  // every version with runs is in the rulebook; but its kind of subject may be gone
            report.found.add("record-not-fitting", {}, {std::string{c.key}});
            return false;
        }
        for (lost_part& l : lost) report.lost.push_back({std::string{c.key}, std::move(l)});
        c.after = std::move(*moved);
    }
    const std::vector<bool> draining = waiting(*report.rules, clients);
    for (published_client& c : clients) {
        step_output out;
        out.draining = &draining;
        version_report one;
        change.step(*c.before, c.after, std::max(now, c.after.seen), out, one);
        for (run_move& m : one.runs) report.runs.push_back({std::string{c.key}, std::move(m)});
        report.started += one.started;
        report.ignored += one.ignored;
        report.due_moved += one.due_moved;
        std::move(out.unknown_years.begin(), out.unknown_years.end(), std::back_inserter(years));
        c.done = std::move(out.effects);
        std::move(out.notes.begin(), out.notes.end(), std::back_inserter(notes));
    }
    return true;
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
