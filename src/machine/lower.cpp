// Lowering: each step to a state and its ways. Each is told where it goes on (`next`).
#include "machine/builder.hpp"

#include <algorithm>

namespace reglament {

namespace {

bool offers_retry(const task_step& t) {
    return t.on_no_answer && t.on_no_answer->retry_after && t.on_no_answer->at_most > 1;
}

}  // namespace

// Lowered from the last step to the first, because each needs to know where it goes on.
machine_builder::entry machine_builder::lower(const block& steps, entry next) {
    around_.push_back(&steps);
    for (auto s = steps.rbegin(); s != steps.rend(); ++s) next = lower(*s, next);
    around_.pop_back();
    return next;
}

machine_builder::entry machine_builder::lower(const step& s, entry next) {
    if (const auto* out = std::get_if<output_step>(&s.kind)) return find_output(out->name);
    if (const auto* go = std::get_if<goto_step>(&s.kind)) return jump(go->target);
    if (const auto* k = std::get_if<task_step>(&s.kind)) lower_task(s, *k, next);
    if (const auto* k = std::get_if<if_step>(&s.kind)) lower_if(s, *k, next);
    if (const auto* k = std::get_if<switch_step>(&s.kind)) lower_switch(s, *k, next);
    if (const auto* k = std::get_if<listen_step>(&s.kind)) lower_listen(s, *k, next);
    if (const auto* k = std::get_if<emit_step>(&s.kind)) lower_emit(s, *k, next);
    if (const auto* k = std::get_if<fork_step>(&s.kind))
        k->either ? lower_either(s, *k, next) : lower_fork(s, *k, next);
    if (const auto* k = std::get_if<repeat_step>(&s.kind)) {
        if (k->is_free()) return lower_free(s, *k, next);
        lower_repeat(s, *k, next);
    }
    if (const auto* k = std::get_if<for_each_step>(&s.kind)) lower_for_each(s, *k, next);
    if (const auto* k = std::get_if<wait_step>(&s.kind)) lower_wait(s, *k, next);
    if (const auto* k = std::get_if<set_step>(&s.kind)) lower_set(s, *k, next);
    if (const auto* k = std::get_if<decide_step>(&s.kind)) lower_decide(s, *k, next);
    if (const auto* k = std::get_if<call_step>(&s.kind)) lower_call(s, *k, next);
    if (const auto* k = std::get_if<run_step>(&s.kind)) lower_run(s, *k, next);
    if (const auto* k = std::get_if<compensate_step>(&s.kind)) lower_compensate(s, *k, next);
    if (!s.undo.empty()) lower_undo(s);
    if (const auto* k = std::get_if<block_step>(&s.kind)) lower_block(s, *k, next);
    return states_.at(&s);
}

const std::vector<std::string_view>& machine_builder::output_names() {
    if (!output_names_.empty()) return output_names_;
    for (const auto& [name, state] : outputs_) output_names_.push_back(name);
    return output_names_;
}

const std::vector<std::string_view>& machine_builder::target_names() {
    if (!target_names_.empty()) return target_names_;
    target_names_ = output_names();
    for (const auto& [name, step] : steps_) {
        if (step->named) target_names_.push_back(name);
    }
    return target_names_;
}

machine_builder::entry machine_builder::find_output(const located<std::string>& name) {
    if (name.value.empty()) return reported;
    if (const auto known = outputs_.find(name.value); known != outputs_.end()) return known->second;
    refuse_unknown("unknown-output", name, true, output_names(), {name.value});
    return reported;
}

machine_builder::entry machine_builder::lower(const continuation& c, entry next) {
    return c.target.value.empty() ? lower(c.steps, next) : jump(c.target);
}

void machine_builder::lower_task(const step& s, const task_step& what, entry next) {
    const state_index here = states_.at(&s);
    task_definition d;
    d.id = s.id.value;
    d.instruction = what.instruction;
    for (const task_step::said_part& part : what.said)
        d.said.push_back({part.text, part.value ? add_program(part.value, names_, false) : no_index});
    d.role = find_role(what.by.value.empty() ? regulation_->owner : what.by);
    if (what.by.value.empty() && regulation_->owner.value.empty() && regulation_->state == soundness::sound)
        shared_.found.add("nobody-named", at(s.id.where), {s.id.value});
    if (what.norm) d.norm = what.norm->value;
    d.goes_by = what.goes_by.what;
    d.form = what.form;
    if (!what.form.empty()) d.first_value = values_.at(s.id.value + "." + what.form.front().name.value);
    for (const auto& r : what.resources) d.resources.push_back(r.value);
    check_resources(what.resources);
    if (!what.contact.value.empty()) {
        d.channel = find_channel(what.contact);
        d.otherwise = what.if_not_allowed.value_or(shared_.vocabulary.contacts.otherwise);
        out_.contacts_ = true;
    }
    d.optional = what.optional;
    add_ways(d);
    d.lapses = what.optional && what.within && what.on_late.empty();
    if (what.within) set_timer(here, *what.within);
    connect(here, trigger_kind::task_done, next, {}, s.where);
    for (const task_step::late_rule& rung : what.on_late) {
        auto& added = d.ladder.emplace_back();
        if (rung.after) added.after = needed(*rung.after);
        added.escalate = find_role(rung.escalate);
        if (rung.then.given) connect(here, trigger_kind::late, lower(rung.then, next), {}, rung.where);
    }
    if (what.on_no_answer) {
        const auto& rule = *what.on_no_answer;
        d.attempts = static_cast<std::uint16_t>(std::min<std::uint32_t>(offers_retry(what) ? rule.at_most : 1, 1000));
        connect(here, trigger_kind::exhausted, lower(rule.then, next), {}, rule.where);
        if (offers_retry(what)) {
            const state_index pause = add_state(s.id.value + "/retry", what.instruction, state_kind::retry, rule.where);
            out_.states_[pause].region = out_.states_[here].region;
            set_timer(pause, *rule.retry_after);
            connect(here, trigger_kind::no_answer, pause, {}, rule.where);
            connect(pause, trigger_kind::timer, here, {}, rule.where);
            out_.states_[pause].detail = static_cast<std::uint16_t>(out_.tasks_.size());
        }
    }
    out_.states_[here].detail = static_cast<std::uint16_t>(out_.tasks_.size());
    out_.tasks_.push_back(std::move(d));
}

// Its role, and those that are asked when nobody of it is there.
void machine_builder::add_ways(task_definition& of) {
    const auto& roles = shared_.vocabulary.roles;
    if (of.role == no_index || !roles[of.role].staffed) return;
    for (std::uint16_t r = of.role; r != no_index && of.ways.size() <= roles.size(); r = roles[r].otherwise)
        of.ways.push_back({r, skill_program(r)});
}

// In the scope of this regulation; what is wrong with it is told once, however many use the role.
std::uint16_t machine_builder::skill_program(std::uint16_t role) {
    const reglament::role& of = shared_.vocabulary.roles[role];
    if (!of.skill) return no_index;
    const auto& everybody = shared_.vocabulary.people.all;
    const bool is_one = std::any_of(everybody.begin(), everybody.end(), [&](const person& p) {
        return std::find(p.skills.begin(), p.skills.end(), of.skill.text) != p.skills.end();
    });
    const condition text = is_one ? quoted(of.skill) : of.skill;
    issues told;
    feel::program compiled = feel::compile(text.text, facts(), told, {of.file, text.where, text.verbatim}, dialect());
    const bool first = shared_.skills_told.insert(role).second;
    if (compiled && !may_be_skill(compiled.result_type())) told.add("skill-not-text", place{of.file, text.where});
    if (first) shared_.found.append(told);
    failed_ = failed_ || told.has_errors();
    return add_program(std::move(compiled), place{of.file, text.where}, no_index);
}

void machine_builder::lower_if(const step& s, const if_step& what, entry next) {
    const state_index here = states_.at(&s);
    const std::uint16_t guard = add_program(what.condition, names_, true);
    warn_if_constant(guard, what.condition.where, what.otherwise.given);
    connect(here, trigger_kind::none, lower(what.then, next), what.condition.text, what.condition.where, guard);
    connect(here, trigger_kind::none, lower(what.otherwise, next), {}, s.where);
}

void machine_builder::lower_switch(const step& s, const switch_step& what, entry next) {
    const state_index here = states_.at(&s);
    const bool by_value = static_cast<bool>(what.value);
    bool known_value = true;  // what is wrong inside the cases is told all the same
    feel::type of;
    if (by_value) {
        const std::uint16_t value = add_program(what.value, names_, false);
        if (value != no_index) {
            of = out_.programs_[value].result_type();
            out_.programs_.pop_back();  // only its cases run
            out_.origins_.pop_back();
        }
        known_value = value != no_index;
    }
    bool all_known = known_value;
    for (const auto& b : what.cases) {
        std::uint16_t guard = no_index;
        if (!by_value) guard = add_program(b.when, names_, true);
        const bool known = !by_value || (known_value && is_case(what, b, of));
        all_known = all_known && known;
        if (by_value && known) guard = case_guard(what, b, of);
        if (!by_value) warn_if_constant(guard, b.when.where, false);
        const span where = by_value ? b.label.where : b.when.where;
        connect(here, trigger_kind::none, lower(b.then, next), by_value ? b.label.value : b.when.text, where, guard);
    }
    if (what.otherwise) connect(here, trigger_kind::none, lower(*what.otherwise, next), {}, s.where);
    if (by_value && all_known) find_missing_cases(s, what, of);
}

void machine_builder::lower_listen(const step& s, const listen_step& what, entry next) {
    const state_index here = states_.at(&s);
    for (std::size_t i = 0; i < what.events.size(); ++i) {
        const auto& name = what.events[i];
        const entry onward = what.ways.empty() ? next : lower(what.ways[i], next);
        const event_index e = ordinary_event(name);
        if (e == no_index) continue;
        if (what.heard_before) {
            recalls_.insert(here);
            auto& kept = out_.kept_events_;
            if (std::find(kept.begin(), kept.end(), e) == kept.end()) kept.push_back(e);
        }
        std::uint16_t guard = no_index;
        if (what.condition) {
            guard = add_program(what.condition, names_, true, e);
            warn_if_constant(guard, what.condition.where, false);
        }
        connect(here, trigger_kind::event, onward, name.value, name.where, guard);
        if (leaving_[here].empty()) continue;
        leaving_[here].back().event = e;
        if (s.named || !what.keep_as.value.empty()) capture_data(s, leaving_[here].back());
    }
    lower_deadline(s, what, next);
}

const located<std::string>& machine_builder::keeper_of(const step& s) {
    const auto* listens = std::get_if<listen_step>(&s.kind);
    return listens == nullptr || listens->keep_as.value.empty() ? s.id : listens->keep_as;
}

// What the event brings is kept in the run under the step's id, when the author gave one.
void machine_builder::capture_data(const step& s, transition& t) {
    capture kept;
    const auto& attributes = shared_.vocabulary.events[t.event].data;
    for (std::uint16_t i = 0; i < attributes.size(); ++i) {
        kept.emplace_back(i, values_.at(keeper_of(s).value + "." + attributes[i].name.value));
    }
    if (kept.empty()) return;
    t.capture = static_cast<std::uint16_t>(out_.captures_.size());
    out_.captures_.push_back(std::move(kept));
}

void machine_builder::lower_emit(const step& s, const emit_step& what, entry next) {
    const state_index here = states_.at(&s);
    connect(here, trigger_kind::none, next, {}, s.where);
    const event_index e = ordinary_event(what.event, true);
    if (e == no_index) return;
    if (!what.to && !concerns_same(e)) {
        refuse("emit-needs-whom", what.event.where, {what.event.value, shared_.vocabulary.events[e].subject});
    }
    const std::uint16_t index = add_emit(e);
    out_.states_[here].detail = index;
    const event_type& type = shared_.vocabulary.events[e];
    if (what.to) out_.emits_[index].whom = lower_whom(what.to, type.about);
    data_codes codes{"unknown-attribute", "event-data-missing", "emit-type-mismatch"};
    if (!what.to && names_same_part(type, type.key)) codes.understood = type.key;
    out_.emits_[index].data = lower_data(what.data, what.event, type.data, codes);
}

machine_builder::given_data machine_builder::lower_data(const std::vector<named_condition>& given,
                                                        const located<std::string>& owner,
                                                        const std::vector<attribute>& attributes,
                                                        const data_codes& codes) {
    given_data out;
    std::vector<bool> there(attributes.size());
    for (const auto& item : given) {
        const auto a = std::find_if(attributes.begin(), attributes.end(),
                                    [&](const attribute& x) { return x.name.value == item.name.value; });
        if (a == attributes.end()) {
            std::vector<std::string_view> known;
            for (const attribute& declared : attributes) known.push_back(declared.name.value);
            refuse_unknown(codes.unknown, item.name, false, known, {owner.value, item.name.value});
            continue;
        }
        const auto slot = static_cast<std::size_t>(a - attributes.begin());
        there[slot] = true;
        const std::uint16_t program = add_program(or_value_of(a->type, item.value), names_, false);
        if (program == no_index) continue;
        check_fits(codes.mismatch, item.value, a->type, program, a->name.value, owner.value);
        out.emplace_back(static_cast<std::uint16_t>(slot), program);
    }
    for (std::size_t i = 0; i < there.size(); ++i) {
        if (there[i] || attributes[i].optional || i == codes.understood || has_gaps()) continue;
        refuse(codes.missing, owner.where, {owner.value, attributes[i].name.value});
    }
    return out;
}

// One may go to a step of the block in hand or of a block around it, never into another.
machine_builder::entry machine_builder::jump(const located<std::string>& to) {
    if (to.value.empty()) return reported;
    if (const auto known = outputs_.find(to.value); known != outputs_.end()) return known->second;
    const auto named = steps_.find(to.value);
    if (named == steps_.end()) {
        refuse_unknown("unknown-target", to, true, target_names(), {to.value});
        return reported;
    }
    const auto reachable = std::find(around_.rbegin(), around_.rend(), nullptr);  // not out of a branch
    if (std::find(around_.rbegin(), reachable, block_of_.at(named->second)) == reachable) {
        refuse("jump-into-block", to.where, {to.value});
        return reported;
    }
    return begin_of(*named->second, to, 0);
}

// Where one comes to who goes to a step: its state, or where a step that only leads elsewhere points.
machine_builder::entry machine_builder::begin_of(const step& s, const located<std::string>& from, std::size_t hops) {
    if (const auto* out = std::get_if<output_step>(&s.kind)) {
        const auto known = outputs_.find(out->name.value);
        return known == outputs_.end() ? reported : known->second;
    }
    const auto* go = std::get_if<goto_step>(&s.kind);
    if (go == nullptr) {
        const auto* turns = std::get_if<repeat_step>(&s.kind);
        const bool enters = turns != nullptr && turns->is_free() && !turns->steps.empty() && hops <= steps_.size();
        return enters ? begin_of(turns->steps.front(), from, hops + 1) : states_.at(&s);
    }
    if (hops > steps_.size()) {
        refuse("endless-loop", from.where, {from.value});
        return reported;
    }
    if (const auto known = outputs_.find(go->target.value); known != outputs_.end()) return known->second;
    const auto next = steps_.find(go->target.value);
    return next == steps_.end() ? reported : begin_of(*next->second, from, hops + 1);
}

}  // namespace reglament
