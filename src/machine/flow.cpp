// Flow: what a machine is made of besides its steps' ways (lower.cpp): its states, its start, its exits.
#include "machine/builder.hpp"
#include "text/likeness.hpp"

#include <reglament/regulation/blocks.hpp>

#include <algorithm>
#include <set>

namespace reglament {

namespace {

constexpr std::size_t most_states = 20'000;  // steps and outputs

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
    if (const auto* k = std::get_if<wait_step>(&s.kind))
        return k->until ? state_form{state_kind::await, k->until.text} : state_form{state_kind::wait, {}};
    if (const auto* k = std::get_if<call_step>(&s.kind)) return state_form{state_kind::call, k->action.value};
    if (const auto* k = std::get_if<run_step>(&s.kind)) return state_form{state_kind::run, k->regulation.value};
    if (std::holds_alternative<decide_step>(s.kind)) return state_form{state_kind::decide, {}};
    if (std::holds_alternative<set_step>(s.kind)) return state_form{state_kind::set, {}};
    if (const auto* k = std::get_if<block_step>(&s.kind))
        return state_form{k->alone.value.empty() ? state_kind::group : state_kind::await, k->alone.value};
    if (const auto* k = std::get_if<emit_step>(&s.kind)) return state_form{state_kind::emit, k->event.value};
    if (const auto* k = std::get_if<fork_step>(&s.kind))
        return state_form{k->either ? state_kind::offer : state_kind::fork, {}};
    if (std::holds_alternative<compensate_step>(s.kind)) return state_form{state_kind::fork, {}};
    if (const auto* k = std::get_if<repeat_step>(&s.kind))
        return state_form{k->is_free() ? state_kind::offer : state_kind::fork, {}};
    if (const auto* k = std::get_if<for_each_step>(&s.kind)) return state_form{state_kind::fork, k->item.value};
    return std::nullopt;
}

}  // namespace

machine_builder::machine_builder(compile_context& shared, std::shared_ptr<const regulation> from)
    : shared_{shared}, regulation_{std::move(from)}, names_{shared.facts.front()} {
    out_.regulation_ = regulation_;
    out_.calendar_ = shared.working_time;
    failed_ = regulation_->state != soundness::sound;
}

void machine_builder::refuse(std::string_view code, span where, std::vector<std::string> arguments) {
    shared_.found.add(code, at(where), std::move(arguments));
    failed_ = true;
}

void machine_builder::refuse_size(span where, std::size_t most, std::string_view unit, std::string_view unit_ru) {
    if (!too_large_) refuse("too-large", where, {std::to_string(most), std::string{unit}, std::string{unit_ru}});
    too_large_ = true;
}

// What seems unknown in a regulation with gaps may stand in one of them, unless it is a slip of the hand.
void machine_builder::refuse_unknown(std::string_view code, const located<std::string>& name, bool declared_here,
                                     const std::vector<std::string_view>& known, std::vector<std::string> arguments) {
    failed_ = true;
    issues one;
    const issue& told =
        report_unknown(one, code, at(name.where), name.value, known, std::move(arguments), shared_.unknown++);
    if (!declared_here || !has_gaps() || !told.suggestion.empty()) shared_.found.append(one);
}

machine machine_builder::build() {
    check_subject();
    find_role(regulation_->owner);
    check_resources(regulation_->resources);
    std::vector<const block*> outer;
    each_outer_block(*regulation_, [&outer](const block& steps) { outer.push_back(&steps); });
    declare_input();
    declare_answers(outer, false);
    add_outputs();
    add_results();
    add_root();
    for (const block* steps : outer)
        number_states(*steps, root_ && steps == outer.front() ? std::uint16_t{0} : no_index);
    if (too_large_) return std::move(out_);
    add_start();
    const entry first = lower(regulation_->steps, no_index);
    if (first < reported) out_.initial_ = first;
    incomplete_ = incomplete_ || first >= reported;
    if (root_) lower_handlers(*root_, regulation_->on, no_index);
    add_exits();
    for (const auto& [s, region] : compensations_) {
        if (!can_undo(region) && !has_gaps()) shared_.found.add("nothing-to-undo", at(s->where));
    }
    settle_offers();
    close();
    if (!has_gaps() && !too_large_) verify();
    return std::move(out_);
}

void machine_builder::add_outputs() {
    for (const output& o : regulation_->outputs) {
        if (out_.states_.size() >= most_states) return refuse_size(o.name.where, most_states, "outputs", "выходов");
        const state_index s =
            add_state(o.name.value, o.title.empty() ? o.name.value : o.title, state_kind::end, o.name.where);
        outputs_.emplace(o.name.value, s);
        if (o.emit.value.empty()) continue;
        const event_index e = ordinary_event(o.emit);
        if (e == no_index) continue;
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

void machine_builder::number_states(const block& steps, std::uint16_t region) {
    for (const step& s : steps) {
        steps_.emplace(s.id.value, &s);
        block_of_.emplace(&s, &steps);
        if (outputs_.contains(s.id.value)) refuse("ambiguous-target", s.id.where, {s.id.value});
        if (out_.states_.size() >= most_states) return refuse_size(s.where, most_states, "steps", "шагов");
        if (const auto form = form_of(s)) {
            const state_index here = add_state(s.id.value, form->label, form->kind, s.where);
            out_.states_[here].region = region;
            states_.emplace(&s, here);
        }
        std::uint16_t inside = region;
        const auto* within = std::get_if<block_step>(&s.kind);
        if (within != nullptr) {
            inside = regions_[&s] = static_cast<std::uint16_t>(out_.regions_.size());
            out_.regions_.push_back({region, states_.at(&s), within->alone.value});
        }
        each_block(s, [&](const block& inner) {
            const bool own = within != nullptr && &inner == &within->steps;
            number_states(inner, &inner == &s.undo ? no_index : own ? inside : region);
        });
    }
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
    if (p.value.amount <= 0) refuse("zero-period", p.where);
    out_.states_[s].timer = p.value;
}

// Data listened for that no condition reads is not kept: a run of a large base should stay small.
void machine_builder::drop_unread() {
    std::set<std::pair<std::uint8_t, std::uint32_t>> read;
    const auto mark = [&read](feel::slot s) { read.emplace(s.bank, s.index); };
    for (const feel::program& p : out_.programs_) std::for_each(p.reads().begin(), p.reads().end(), mark);
    for (const decide_definition& d : out_.decisions_)
        std::for_each(d.table.reads().begin(), d.table.reads().end(), mark);
    for (const fork_definition& f : out_.forks_) {
        for (const auto& g : f.gathered) {
            for (const auto& [name, slot] : g.entries) mark(slot);
        }
    }
    for (capture& kept : out_.captures_) {
        std::erase_if(kept, [&](const auto& pair) { return !read.contains({pair.second.bank, pair.second.index}); });
    }
    for (decide_definition& d : out_.decisions_) {
        if (d.whole && !d.outputs.empty() && !read.contains({d.whole->bank, d.whole->index})) d.whole.reset();
    }
    for (auto& leaving : leaving_) {
        for (transition& t : leaving) {
            if (t.capture != no_index && out_.captures_[t.capture].empty()) t.capture = no_index;
        }
    }
}

// Indices are of 16 bits.
void machine_builder::check_sizes() {
    std::size_t ways = 0;
    for (const auto& leaving : leaving_) ways += leaving.size();
    const span where = regulation_->id.where;
    if (ways >= no_index) refuse_size(where, no_index, "ways from step to step", "переходов");
    if (out_.programs_.size() >= no_index) refuse_size(where, no_index, "conditions", "условий");
    if (out_.value_names_.size() + out_.item_names_.size() >= no_index)
        refuse_size(where, no_index, "answers", "ответов");
}

void machine_builder::close() {
    check_sizes();
    if (too_large_) return;
    drop_unread();
    for (state_index s = 0; s < out_.states_.size(); ++s) {
        out_.states_[s].first = static_cast<std::uint16_t>(out_.transitions_.size());
        out_.states_[s].count = static_cast<std::uint16_t>(leaving_[s].size());
        std::move(leaving_[s].begin(), leaving_[s].end(), std::back_inserter(out_.transitions_));
    }
    for (const state& s : out_.states_) {
        out_.quick_states_.push_back({s.first, s.count, s.kind, s.timer.has_value(),
                                      recalls_.contains(static_cast<state_index>(&s - out_.states_.data()))});
        auto& move = out_.quick_moves_.emplace_back();
        if (!only_hears(s)) continue;
        const transition& t = out_.transitions_[s.first];
        move = {t.event, t.to, out_.programs_[t.guard].limit()};
    }
    for (const transition& t : out_.transitions_)
        out_.quick_transitions_.push_back({t.to, t.event, t.guard, t.capture});
}

bool machine_builder::only_hears(const state& s) const {
    if (s.kind != state_kind::listen || s.timer || s.count != 1 || out_.handles_ || !out_.kept_events_.empty())
        return false;
    const transition& t = out_.transitions_[s.first];
    const state& next = out_.states_[t.to];
    for (const exit_rule& e : out_.exits_) {
        if (e.event == t.event) return false;
    }
    return t.guard != no_index && t.capture == no_index && next.kind == state_kind::listen && !next.timer &&
           !recalls_.contains(t.to);
}

}  // namespace reglament
