// Blocks and what is handled while a run is inside them; waits for a date, a condition or one's turn; facts set.
#include "machine/builder.hpp"

#include <algorithm>
#include <utility>

namespace reglament {

void machine_builder::lower_wait(const step& s, const wait_step& what, entry next) {
    const state_index here = states_.at(&s);
    if (!what.until) {
        set_timer(here, what.duration);
        return connect(here, trigger_kind::timer, next, {}, s.where);
    }
    await_definition d;
    d.program = add_program(what.until, names_, false);
    using enum feel::type_kind;
    const feel::type of = d.program == no_index ? feel::type{} : out_.programs_[d.program].result_type();
    const bool moment = of.kind == date || of.kind == date_time;
    if (!moment && of.kind != boolean && of.kind != any)
        refuse("no-moment", what.until.where, {to_string(of), to_string(of, language::ru)});
    if (moment && what.within) refuse("within-of-moment", what.within->where);
    out_.states_[here].detail = static_cast<std::uint16_t>(out_.awaits_.size());
    out_.awaits_.push_back(std::move(d));
    connect(here, trigger_kind::condition, next, {}, s.where);
    if (!moment) lower_deadline(s, what, next);
}

void machine_builder::lower_set(const step& s, const set_step& what, entry next) {
    const state_index here = states_.at(&s);
    connect(here, trigger_kind::none, next, {}, s.where);
    set_definition d;
    std::vector<std::string_view> known;
    for (const fact& f : shared_.vocabulary.facts) known.push_back(f.name.value);
    for (const auto& item : what.facts) {
        const auto fact = what.assigns ? person_of(item.fact) : shared_.vocabulary.find_fact(item.fact.value);
        if (!fact && !what.assigns) refuse_unknown("unknown-fact", item.fact, false, known, {item.fact.value});
        if (fact && !knows(shared_.vocabulary.facts[*fact]))
            refuse("set-of-other-subject", item.fact.where,
                   {item.fact.value, shared_.vocabulary.facts[*fact].subject, regulation_->subject.value});
        if (fact && shared_.vocabulary.facts[*fact].is_derived())
            refuse("set-of-derived", item.fact.where, {item.fact.value});
        if (fact && shared_.vocabulary.facts[*fact].of_host) refuse("set-of-host", item.fact.where, {item.fact.value});
        const feel::type of = fact ? shared_.vocabulary.facts[*fact].type : feel::type{};
        const std::uint16_t program = add_program(or_value_of(of, item.value), names_, false);
        if (program == no_index || !fact) continue;
        check_fits("set-type-mismatch", item.value, shared_.vocabulary.facts[*fact].type, program, item.fact.value, {});
        d.emplace_back(static_cast<std::uint16_t>(*fact), program);
    }
    out_.states_[here].detail = static_cast<std::uint16_t>(out_.sets_.size());
    out_.sets_.push_back(std::move(d));
}

// The fact that names who holds a role.
std::optional<std::uint32_t> machine_builder::person_of(const located<std::string>& role) {
    const std::uint16_t known = find_role(role);
    if (known == no_index) return std::nullopt;
    const std::uint16_t person = shared_.vocabulary.roles[known].person;
    if (person != UINT16_MAX) return person;
    refuse("role-without-person", role.where, {role.value});
    return std::nullopt;
}

void machine_builder::lower_block(const step& s, const block_step& what, entry next) {
    const state_index here = states_.at(&s);
    const bool alone = !what.alone.value.empty();
    const std::uint16_t around = std::exchange(within_, regions_.at(&s));
    const entry first = lower(what.steps, next);
    connect(here, alone ? trigger_kind::condition : trigger_kind::none, first, {}, s.where);
    if (alone) {
        out_.states_[here].detail = static_cast<std::uint16_t>(out_.awaits_.size());
        out_.awaits_.push_back({no_index, what.alone.value});
    }
    lower_handlers(here, what.on, next);
    within_ = around;
}

// The regulation as a block, when it handles events wherever a run is.
void machine_builder::add_root() {
    if (regulation_->on.empty()) return;
    root_ = add_state("/", {}, state_kind::group, regulation_->on.front().where);
    out_.regions_.push_back({no_index, *root_, {}});
}

// What interrupts goes on behind the block; what is done beside it ends by itself.
void machine_builder::lower_handlers(state_index here, const std::vector<handler_rule>& rules, entry next) {
    for (const handler_rule& rule : rules) {
        const event_index e = ordinary_event(rule.event);
        std::uint16_t guard = no_index;
        if (rule.condition) {
            guard = add_program(rule.condition, names_, true, e);
            warn_if_constant(guard, rule.condition.where, false);
        }
        entry onward = next;
        if (!rule.interrupting) {
            const state_index end =
                add_state(out_.states_[here].id + "/" + rule.event.value, {}, state_kind::join, rule.where);
            fork_definition beside;
            beside.join = end;
            out_.states_[end].detail = static_cast<std::uint16_t>(out_.forks_.size());
            out_.forks_.push_back(std::move(beside));
            onward = end;
        }
        if (!rule.interrupting) around_.push_back(nullptr);
        const entry first = lower(rule.then, onward);
        if (!rule.interrupting) around_.pop_back();
        if (e == no_index) continue;
        connect(here, rule.interrupting ? trigger_kind::event : trigger_kind::beside, first, rule.event.value,
                rule.where, guard);
        if (first < reported) leaving_[here].back().event = e;
        out_.handles_ = true;
    }
}

}  // namespace reglament
