#include "control/alignment/known_slots.hpp"

#include <algorithm>

namespace reglament::alignment {

namespace {

bool is_in(feel::slot s, bank b) {
    return s.bank == static_cast<std::uint8_t>(b);
}

}  // namespace

known_slots::known_slots(const rulebook& rules, const machine& m, told_values& told)
    : rules_{rules}, m_{m}, told_{told}, run_types_(m.value_count()), filled_(m.transitions().size()) {
    collect_types();
    want_guards();
    close_over_settings();
    find_fillings();
}

std::optional<std::uint16_t> known_slots::find(feel::slot s) const {
    const auto at = index_.find({s.bank, s.index});
    return at == index_.end() ? std::nullopt : std::optional{at->second};
}

bool known_slots::can_run(const std::vector<feel::slot>& reads, bool reads_clock) const {
    return !reads_clock && std::none_of(reads.begin(), reads.end(), [](feel::slot s) { return is_in(s, bank::item); });
}

bool known_slots::can_test(std::uint16_t guard) const {
    if (guard == no_index) return false;
    const feel::program& p = m_.programs()[guard];
    return !p.reads().empty() && can_run(p.reads(), p.reads_clock());
}

std::optional<std::uint32_t> known_slots::of_event(event_index e, std::uint32_t attribute) const {
    const auto at = of_events_.find({e, attribute});
    return at == of_events_.end() ? std::nullopt : std::optional{at->second};
}

void known_slots::collect_types() {
    const auto of = [&](feel::slot first, const std::vector<attribute>& fields) {
        for (std::uint32_t i = 0; i < fields.size(); ++i) {
            if (is_in(first, bank::run) && first.index + i < run_types_.size())
                run_types_[first.index + i] = fields[i].type;
        }
    };
    for (const task_definition& t : m_.tasks()) of(t.first_value, t.form);
    for (const call_definition& c : m_.calls()) of(c.first_value, rules_.vocabulary().actions[c.action].result);
    for (const transition& t : m_.transitions()) {
        if (t.capture == no_index) continue;
        for (const auto& [attribute, into] : m_.captures()[t.capture])
            of(into, {rules_.vocabulary().events[t.event].data[attribute]});
    }
}

void known_slots::want(feel::slot s) {
    if (is_in(s, bank::item) || is_in(s, bank::event) || find(s)) return;
    known_slot made;
    made.where = s;
    made.is_fact = !is_in(s, bank::run);
    std::vector<std::uint16_t> by;  // the likeliest first
    feel::type type;
    if (!made.is_fact) {
        const std::string& name = m_.value_names()[s.index];
        type = run_types_[s.index];
        by.push_back(told_.ask(name));
        const std::size_t dot = name.rfind('.');
        if (dot != name.npos) by.push_back(told_.ask(std::string_view{name}.substr(dot + 1)));
    } else {
        const bool of_part = is_in(s, bank::part);
        for (std::uint32_t i = 0; i < rules_.vocabulary().facts.size(); ++i) {
            const fact& f = rules_.vocabulary().facts[i];
            if (of_part ? f.about != m_.subject() || f.slot != s.index : i != s.index) continue;
            type = f.type;
            by.push_back(told_.ask(f.name.value));
            if (!f.title.empty()) by.push_back(told_.ask(f.title));
        }
    }
    made.question = told_.ask(std::move(by), std::move(type));
    for (const decide_definition& d : m_.decisions()) {
        const bool given = d.whole == s || std::any_of(d.outputs.begin(), d.outputs.end(),
                                                       [&](const auto& output) { return output.second == s; });
        if (given) made.of_case = false;
    }
    index_.emplace(std::pair{s.bank, s.index}, static_cast<std::uint16_t>(all_.size()));
    all_.push_back(made);
}

void known_slots::want_all(const std::vector<feel::slot>& reads, event_index in_hand) {
    for (const feel::slot s : reads) {
        if (!is_in(s, bank::event)) {
            want(s);
        } else if (in_hand != no_index) {
            const event_type& of = rules_.vocabulary().events[in_hand];
            const attribute& a = of.data[s.index];
            if (of_event(in_hand, s.index)) continue;
            const std::vector<std::uint16_t> by{told_.ask(of.name.value + "." + a.name.value), told_.ask(a.name.value)};
            of_events_.emplace(std::pair{in_hand, s.index}, told_.ask(by, a.type));
        }
    }
}

void known_slots::want_guards() {
    for (const transition& t : m_.transitions()) {
        if (can_test(t.guard)) want_all(m_.programs()[t.guard].reads(), t.event);
        if (t.on == trigger_kind::no_rule) want_all(m_.decisions()[m_.states()[t.from].detail].table.reads(), no_index);
    }
}

// What is set from other values, and what tables give: those others matter as well.
void known_slots::close_over_settings() {
    for (std::size_t before = all_.size() + 1; before != all_.size();) {
        before = all_.size();
        for (const set_definition& set : m_.sets()) {
            for (const auto& [of, program] : set) {
                const fact& f = rules_.vocabulary().facts[of];
                if (find(slot_of(f))) want_all(m_.programs()[program].reads(), no_index);
            }
        }
        for (const decide_definition& d : m_.decisions()) {
            const bool wanted = (d.whole && find(*d.whole)) ||
                                std::any_of(d.outputs.begin(), d.outputs.end(),
                                            [&](const auto& output) { return find(output.second).has_value(); });
            if (wanted) want_all(d.table.reads(), no_index);
        }
    }
}

feel::slot known_slots::slot_of(const fact& f) const {
    const bool of_part = rules_.vocabulary().subjects[f.about].is_part();
    return {static_cast<std::uint8_t>(of_part ? bank::part : bank::facts), f.slot};
}

void known_slots::find_fillings() {
    for (std::uint16_t i = 0; i < m_.transitions().size(); ++i) {
        const transition& t = m_.transitions()[i];
        if (t.capture != no_index) {
            for (const auto& [attribute, into] : m_.captures()[t.capture]) fill(i, into, 1);
        }
        if (t.on != trigger_kind::task_done) continue;
        const state& from = m_.states()[t.from];
        if (from.kind == state_kind::task) {
            const task_definition& task = m_.tasks()[from.detail];
            if (!task.form.empty()) fill(i, task.first_value, task.form.size());
        } else if (const call_definition* const call = m_.call_at(t.from)) {
            fill(i, call->first_value, rules_.vocabulary().actions[call->action].result.size());
        } else if (from.kind == state_kind::run) {
            const run_definition& run = m_.calls_of_runs()[from.detail];
            fill(i, run.first_value, run.results + std::size_t{1});
        }
    }
}

void known_slots::fill(std::uint16_t transition, feel::slot first, std::size_t count) {
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto slot = find({first.bank, first.index + i});
        if (!slot) continue;
        filled_[transition].push_back(*slot);
        all_[*slot].of_case = false;
    }
}

}  // namespace reglament::alignment
