// Flow: blocks of steps to states and transitions. Each block is told where it goes on (`next`).
#include "machine/builder.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>

namespace reglament {

namespace {

constexpr std::size_t most_states = 20'000;

struct state_form {
    state_kind kind;
    std::string label;
};

std::string listen_label(const listen_step& l) {
    std::string out;
    for (const auto& e : l.events) out += (out.empty() ? "" : ", ") + e.value;
    return out;
}

// How a step shows as a state; nothing for steps that only lead elsewhere.
std::optional<state_form> form_of(const step& s) {
    if (const auto* k = std::get_if<task_step>(&s.kind)) return state_form{state_kind::task, k->instruction};
    if (const auto* k = std::get_if<if_step>(&s.kind)) return state_form{state_kind::choice, k->condition.text};
    if (const auto* k = std::get_if<switch_step>(&s.kind)) return state_form{state_kind::choice, k->value.text};
    if (const auto* k = std::get_if<listen_step>(&s.kind)) return state_form{state_kind::listen, listen_label(*k)};
    if (std::holds_alternative<wait_step>(s.kind)) return state_form{state_kind::wait, {}};
    if (const auto* k = std::get_if<emit_step>(&s.kind)) return state_form{state_kind::emit, k->event.value};
    return std::nullopt;
}

bool offers_retry(const task_step& t) {
    return t.on_no_answer && t.on_no_answer->retry_after && t.on_no_answer->at_most > 1;
}

}  // namespace

machine_builder::machine_builder(compile_context& shared, std::shared_ptr<const regulation> from)
    : shared_{shared}, regulation_{std::move(from)}, names_{shared.facts} {
    out_.regulation_ = regulation_;
    out_.calendar_ = shared.working_time;
}

machine machine_builder::build() {
    if (regulation_->subject != "client") {
        shared_.found.add("unsupported-subject", at(regulation_->id.where), {regulation_->subject});
        failed_ = true;
    }
    find_role(regulation_->owner);
    check_resources(regulation_->resources);
    declare_answers(regulation_->steps);
    add_outputs();
    number_states(regulation_->steps);
    add_start();
    const entry first = lower(regulation_->steps, no_index);
    if (first < reported) out_.initial_ = first;
    incomplete_ = incomplete_ || first >= reported;
    add_exits();
    close();
    verify();
    return std::move(out_);
}

void machine_builder::add_outputs() {
    if (regulation_->outputs.empty()) {
        shared_.found.add("no-outputs", at(regulation_->id.where));
        failed_ = true;
    }
    for (const output& o : regulation_->outputs) {
        const state_index s =
            add_state(o.name.value, o.title.empty() ? o.name.value : o.title, state_kind::end, o.name.where);
        outputs_.emplace(o.name.value, s);
        if (o.emit.value.empty()) continue;
        const event_index e = ordinary_event(o.emit);
        if (e == no_index) continue;
        for (const attribute& a : shared_.vocabulary.events[e].data) {
            if (a.optional) continue;
            shared_.found.add("event-data-missing", at(o.emit.where), {o.emit.value, a.name.value});
            failed_ = true;
        }
        out_.states_[s].detail = add_emit(e);
    }
}

std::uint16_t machine_builder::add_emit(event_index e) {
    emit_definition d;
    d.event = e;
    d.attributes = static_cast<std::uint16_t>(shared_.vocabulary.events[e].data.size());
    out_.emits_.push_back(std::move(d));
    return static_cast<std::uint16_t>(out_.emits_.size() - 1);
}

state_index machine_builder::add_state(std::string id, std::string label, state_kind kind, span where) {
    state s;
    s.id = std::move(id);
    s.label = std::move(label);
    s.kind = kind;
    s.where = where;
    out_.states_.push_back(std::move(s));
    leaving_.emplace_back();
    return static_cast<state_index>(out_.states_.size() - 1);
}

void machine_builder::number_states(const block& steps) {
    for (const step& s : steps) {
        steps_.emplace(s.id.value, &s);
        block_of_.emplace(&s, &steps);
        if (outputs_.contains(s.id.value)) {
            shared_.found.add("ambiguous-target", at(s.id.where), {s.id.value});
            failed_ = true;
        }
        if (out_.states_.size() >= most_states) {
            if (!failed_) shared_.found.add("too-large", at(s.where), {std::to_string(most_states)});
            failed_ = true;
            return;
        }
        if (const auto form = form_of(s)) states_.emplace(&s, add_state(s.id.value, form->label, form->kind, s.where));
        number_parts(s);
    }
}

void machine_builder::number_parts(const step& s) {
    if (const auto* task = std::get_if<task_step>(&s.kind)) {
        if (task->on_late) number_states(task->on_late->then.steps);
        if (task->on_no_answer) number_states(task->on_no_answer->then.steps);
    } else if (const auto* either = std::get_if<if_step>(&s.kind)) {
        number_states(either->then.steps);
        number_states(either->otherwise.steps);
    } else if (const auto* many = std::get_if<switch_step>(&s.kind)) {
        for (const auto& b : many->cases) number_states(b.then.steps);
        if (many->otherwise) number_states(many->otherwise->steps);
    } else if (const auto* listen = std::get_if<listen_step>(&s.kind)) {
        if (listen->on_timeout) number_states(listen->on_timeout->steps);
    }
}

// Lowered from the last step to the first, because each needs to know where it goes on.
machine_builder::entry machine_builder::lower(const block& steps, entry next) {
    around_.push_back(&steps);
    for (auto s = steps.rbegin(); s != steps.rend(); ++s) next = lower(*s, next);
    around_.pop_back();
    return next;
}

machine_builder::entry machine_builder::lower(const step& s, entry next) {
    if (const auto* out = std::get_if<output_step>(&s.kind)) {
        const auto known = outputs_.find(out->name.value);
        if (known != outputs_.end()) return known->second;
        std::vector<std::string_view> names;
        for (const auto& [name, state] : outputs_) names.push_back(name);
        const auto near = near_names(out->name.value, names);
        shared_.found.add("unknown-output", at(out->name.where), {out->name.value},
                          near.empty() ? std::string{} : std::string{near.front()});
        failed_ = true;
        return reported;
    }
    if (const auto* go = std::get_if<goto_step>(&s.kind)) return jump(go->target);
    if (const auto* k = std::get_if<task_step>(&s.kind)) lower_task(s, *k, next);
    if (const auto* k = std::get_if<if_step>(&s.kind)) lower_if(s, *k, next);
    if (const auto* k = std::get_if<switch_step>(&s.kind)) lower_switch(s, *k, next);
    if (const auto* k = std::get_if<listen_step>(&s.kind)) lower_listen(s, *k, next);
    if (const auto* k = std::get_if<emit_step>(&s.kind)) lower_emit(s, *k, next);
    const auto known = states_.find(&s);
    if (known == states_.end()) return reported;  // too large
    if (const auto* k = std::get_if<wait_step>(&s.kind)) {
        set_timer(known->second, k->duration);
        connect(known->second, trigger_kind::timer, next, {}, s.where);
    }
    return known->second;
}

machine_builder::entry machine_builder::lower(const continuation& c, entry next) {
    return c.target.value.empty() ? lower(c.steps, next) : jump(c.target);
}

void machine_builder::connect(state_index from, trigger_kind on, entry to, std::string label, span where,
                              std::uint16_t guard) {
    if (to == no_index) falls_.emplace_back(from, where);
    if (to == reported) incomplete_ = true;
    if (to == no_index || to == reported) return;
    transition t;
    t.from = from;
    t.to = to;
    t.on = on;
    t.guard = guard;
    t.label = std::move(label);
    t.where = where;
    leaving_[from].push_back(std::move(t));
}

void machine_builder::set_timer(state_index s, const located<period>& p) {
    if (p.value.amount <= 0) {
        shared_.found.add("zero-period", at(p.where));
        failed_ = true;
    }
    out_.states_[s].timer = p.value;
}

void machine_builder::lower_task(const step& s, const task_step& what, entry next) {
    const state_index here = states_.at(&s);
    task_definition d;
    d.id = s.id.value;
    d.instruction = what.instruction;
    d.role = find_role(what.by.value.empty() ? regulation_->owner : what.by);
    if (what.by.value.empty() && regulation_->owner.value.empty())
        shared_.found.add("nobody-named", at(s.id.where), {s.id.value});
    if (what.norm) d.norm = what.norm->value;
    d.form = what.form;
    d.first_value = what.form.empty() ? 0 : values_.at(s.id.value + "." + what.form.front().name.value);
    for (const auto& r : what.resources) d.resources.push_back(r.value);
    check_resources(what.resources);
    if (what.within) set_timer(here, *what.within);
    connect(here, trigger_kind::task_done, next, {}, s.where);
    if (what.on_late) {
        d.escalate = find_role(what.on_late->escalate);
        if (what.on_late->then.given) {
            connect(here, trigger_kind::late, lower(what.on_late->then, next), {}, what.on_late->where);
        }
    }
    if (what.on_no_answer) {
        const auto& rule = *what.on_no_answer;
        d.attempts = static_cast<std::uint16_t>(std::min<std::uint32_t>(offers_retry(what) ? rule.at_most : 1, 1000));
        connect(here, trigger_kind::exhausted, lower(rule.then, next), {}, rule.where);
        if (offers_retry(what)) {
            const state_index pause = add_state(s.id.value + "/retry", what.instruction, state_kind::retry, rule.where);
            set_timer(pause, *rule.retry_after);
            connect(here, trigger_kind::no_answer, pause, {}, rule.where);
            connect(pause, trigger_kind::timer, here, {}, rule.where);
            out_.states_[pause].detail = static_cast<std::uint16_t>(out_.tasks_.size());
        }
    }
    out_.states_[here].detail = static_cast<std::uint16_t>(out_.tasks_.size());
    out_.tasks_.push_back(std::move(d));
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
    if (what.cases.empty()) {
        shared_.found.add("no-cases", at(s.where));
        failed_ = true;
    }
    const bool by_value = static_cast<bool>(what.value);
    bool known_value = true;  // what is wrong inside the cases is told all the same
    feel::type of;
    if (by_value) {
        const std::uint16_t value = add_program(what.value, names_, false);
        if (value != no_index) {
            of = out_.programs_[value].result_type();
            out_.programs_.pop_back();  // only its cases run
            out_.places_.pop_back();
            check_cases(s, what, of);
        }
        known_value = value != no_index;
    }
    for (const auto& b : what.cases) {
        std::uint16_t guard = no_index;
        if (!by_value) guard = add_program(b.when, names_, true);
        if (by_value && known_value) guard = case_guard(what, b, of);
        if (!by_value) warn_if_constant(guard, b.when.where, false);
        const span where = by_value ? b.label.where : b.when.where;
        connect(here, trigger_kind::none, lower(b.then, next), by_value ? b.label.value : b.when.text, where, guard);
    }
    if (what.otherwise) connect(here, trigger_kind::none, lower(*what.otherwise, next), {}, s.where);
}

void machine_builder::lower_listen(const step& s, const listen_step& what, entry next) {
    const state_index here = states_.at(&s);
    for (const auto& name : what.events) {
        const event_index e = ordinary_event(name);
        if (e == no_index) continue;
        std::uint16_t guard = no_index;
        if (what.condition) {
            guard = add_program(what.condition, with_event(e), true);
            warn_if_constant(guard, what.condition.where, false);
        }
        connect(here, trigger_kind::event, next, name.value, name.where, guard);
        if (leaving_[here].empty()) continue;
        leaving_[here].back().event = e;
        if (s.named) capture_data(s, leaving_[here].back());
    }
    if (!what.within) return;
    set_timer(here, *what.within);
    const entry later = what.on_timeout ? lower(*what.on_timeout, next) : next;
    connect(here, trigger_kind::timer, later, {}, s.where);
}

// What the event brings is kept in the run under the step's id, when the author gave one.
void machine_builder::capture_data(const step& s, transition& t) {
    capture kept;
    const auto& attributes = shared_.vocabulary.events[t.event].data;
    for (std::uint16_t i = 0; i < attributes.size(); ++i) {
        kept.emplace_back(i, values_.at(s.id.value + "." + attributes[i].name.value));
    }
    if (kept.empty()) return;
    t.capture = static_cast<std::uint16_t>(out_.captures_.size());
    out_.captures_.push_back(std::move(kept));
}

void machine_builder::lower_emit(const step& s, const emit_step& what, entry next) {
    const state_index here = states_.at(&s);
    connect(here, trigger_kind::none, next, {}, s.where);
    const event_index e = ordinary_event(what.event);
    if (e == no_index) return;
    const std::uint16_t index = add_emit(e);
    out_.states_[here].detail = index;
    fill_emit(what, e, out_.emits_[index]);
}

void machine_builder::fill_emit(const emit_step& what, event_index e, emit_definition& into) {
    const event_type& type = shared_.vocabulary.events[e];
    std::vector<bool> given(type.data.size());
    for (const auto& item : what.data) {
        const attribute* a = type.find(item.name.value);
        if (a == nullptr) {
            std::vector<std::string_view> known;
            for (const attribute& declared : type.data) known.push_back(declared.name.value);
            const auto near = near_names(item.name.value, known);
            shared_.found.add("unknown-attribute", at(item.name.where), {what.event.value, item.name.value},
                              near.empty() ? std::string{} : std::string{near.front()});
            failed_ = true;
            continue;
        }
        const auto slot = static_cast<std::size_t>(a - type.data.data());
        given[slot] = true;
        const std::uint16_t program = add_program(item.value, names_, false);
        if (program != no_index) into.data.emplace_back(static_cast<std::uint16_t>(slot), program);
    }
    for (std::size_t i = 0; i < given.size(); ++i) {
        if (given[i] || type.data[i].optional) continue;
        shared_.found.add("event-data-missing", at(what.event.where), {what.event.value, type.data[i].name.value});
        failed_ = true;
    }
}

// One may go to a step of the block in hand or of a block around it, never into another.
machine_builder::entry machine_builder::jump(const located<std::string>& to) {
    if (const auto known = outputs_.find(to.value); known != outputs_.end()) return known->second;
    const auto named = steps_.find(to.value);
    if (named == steps_.end()) {
        std::vector<std::string_view> known;
        for (const auto& [name, state] : outputs_) known.push_back(name);
        for (const auto& [name, step] : steps_) {
            if (step->named) known.push_back(name);
        }
        const auto near = near_names(to.value, known);
        shared_.found.add("unknown-target", at(to.where), {to.value},
                          near.empty() ? std::string{} : std::string{near.front()});
        failed_ = true;
        return reported;
    }
    const bool around = std::find(around_.begin(), around_.end(), block_of_.at(named->second)) != around_.end();
    const auto state = states_.find(named->second);
    if (around && state != states_.end()) return state->second;
    shared_.found.add("jump-into-block", at(to.where), {to.value});
    failed_ = true;
    return reported;
}

void machine_builder::add_start() {
    const start_rule& in = regulation_->input;
    start_definition& start = out_.start_;
    start.event = in.event.value.empty() ? no_index : ordinary_event(in.event);
    if (in.silent_for) {
        start.silent_for = in.silent_for->value;
        if (in.silent_for->value.amount <= 0) {
            shared_.found.add("zero-period", at(in.silent_for->where));
            failed_ = true;
        }
    }
    start.again = in.again;
    start.once = in.once;
    if (!in.when) return;
    start.guard = add_program(in.when, in.silent_for ? names_ : with_event(start.event), true);
    warn_if_constant(start.guard, in.when.where, false);
}

void machine_builder::add_exits() {
    for (const output& o : regulation_->outputs) {
        if (o.when.value.empty()) continue;
        exit_rule rule;
        rule.event = ordinary_event(o.when);
        rule.to = outputs_.at(o.name.value);
        if (o.condition) {
            rule.guard = add_program(o.condition, with_event(rule.event), true);
            warn_if_constant(rule.guard, o.condition.where, false);
        }
        if (rule.event != no_index) out_.exits_.push_back(rule);
    }
}

// Data listened for that no condition reads is not kept: a run of a large base should stay small.
void machine_builder::drop_unread() {
    std::vector<bool> read(out_.value_names_.size());
    for (const feel::program& p : out_.programs_) {
        for (const feel::slot& s : p.reads()) {
            if (s.bank == static_cast<std::uint8_t>(bank::run)) read[s.index] = true;
        }
    }
    for (capture& kept : out_.captures_) {
        std::erase_if(kept, [&](const auto& pair) { return !read[pair.second]; });
    }
    for (auto& leaving : leaving_) {
        for (transition& t : leaving) {
            if (t.capture != no_index && out_.captures_[t.capture].empty()) t.capture = no_index;
        }
    }
}

void machine_builder::close() {
    drop_unread();
    for (state_index s = 0; s < out_.states_.size(); ++s) {
        out_.states_[s].first = static_cast<std::uint16_t>(out_.transitions_.size());
        out_.states_[s].count = static_cast<std::uint16_t>(leaving_[s].size());
        std::move(leaving_[s].begin(), leaving_[s].end(), std::back_inserter(out_.transitions_));
        if (out_.transitions_.size() >= no_index) {
            shared_.found.add("too-large", at(regulation_->id.where), {std::to_string(no_index)});
            failed_ = true;
            return;
        }
    }
    for (const state& s : out_.states_) {
        out_.quick_states_.push_back({s.first, s.count, s.kind, s.timer.has_value(), only_hears(s)});
    }
    for (const transition& t : out_.transitions_)
        out_.quick_transitions_.push_back({t.to, t.event, t.guard, t.capture});
}

bool machine_builder::only_hears(const state& s) const {
    if (s.kind != state_kind::listen || s.timer || s.count != 1) return false;
    const transition& t = out_.transitions_[s.first];
    const state& next = out_.states_[t.to];
    return t.guard != no_index && t.capture == no_index && next.kind == state_kind::listen && !next.timer;
}

}  // namespace reglament
