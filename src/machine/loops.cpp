// Loops and forks: the names that are known inside them, and how they are lowered.
#include "machine/builder.hpp"

#include <reglament/regulation/blocks.hpp>

#include <algorithm>
#include <utility>

namespace reglament {

namespace {

constexpr std::size_t most_picked = 1'000;  // names `step[item].answer` of one loop

// Steps of a loop that keep something, those of loops inside it apart: these keep lists.
void each_keeping_step(const block& steps, const auto& visit) {
    for (const step& s : steps) {
        const auto* inner = std::get_if<for_each_step>(&s.kind);
        if (inner != nullptr) {
            visit(s);
        } else {
            visit(s);
            each_block(s, [&](const block& within) { each_keeping_step(within, visit); });
        }
    }
}

feel::type list_of(feel::type item) {
    return {.kind = feel::type_kind::list, .item = std::make_shared<const feel::type>(std::move(item))};
}

}  // namespace

feel::slot machine_builder::new_value(std::string name, bool in_item) {
    auto& names = in_item ? out_.item_names_ : out_.value_names_;
    names.push_back(std::move(name));
    return {static_cast<std::uint8_t>(in_item ? bank::item : bank::run), static_cast<std::uint32_t>(names.size() - 1)};
}

// The scope of a loop's steps: the names around it, its item, and what its steps keep.
void machine_builder::declare_loop(const step& s, const for_each_step& what) {
    loop made;
    made.list = add_program(what.list, names_, false);
    feel::type of;
    if (made.list != no_index) of = out_.programs_[made.list].result_type();
    if (of.kind != feel::type_kind::any && of.kind != feel::type_kind::list && made.list != no_index)
        refuse("no-list", what.list.where, {to_string(of), to_string(of, language::ru)});
    if (of.kind == feel::type_kind::list && of.item != nullptr) made.item_type = *of.item;
    const feel::scope around = names_;
    made.item = new_value(s.id.value + "/" + what.item.value, true);
    if (!what.item.value.empty() && !names_.declare(what.item.value, made.item_type, made.item))
        refuse("item-name-taken", what.item.where, {what.item.value});
    declare_answers({&what.steps}, true);
    made.inside = names_;
    names_ = around;
    loops_.emplace(&s, std::move(made));
}

// Outside, each step that keeps something is a list of contexts: the item under its name, and what the step kept.
void machine_builder::declare_gathered(const step& s, const for_each_step& what, bool in_item) {
    loop& made = loops_.at(&s);
    feel::list items;
    const feel::value constant = constant_of(made.list);
    if (constant.kind() == feel::value_kind::list) items = constant.as_list();
    made.has_items = !items.empty();
    each_keeping_step(what.steps, [&](const step& inner) {
        fork_definition::gathering g;
        g.step = inner.id.value;
        feel::type kept{.kind = feel::type_kind::context, .open = false};
        g.entries.emplace_back(what.item.value, made.item);
        kept.members.push_back({what.item.value, made.item_type});
        const std::string prefix = inner.id.value + ".";
        for (auto v = values_.lower_bound(prefix); v != values_.end() && v->first.starts_with(prefix); ++v) {
            if (v->second.bank != static_cast<std::uint8_t>(bank::item)) continue;
            const std::string name = v->first.substr(prefix.size());
            g.entries.emplace_back(name, v->second);
            kept.members.push_back({name, types_of_values_.at(v->first)});
        }
        if (g.entries.size() < 2) return;
        g.into = new_value(inner.id.value, in_item);
        if (!names_.declare(inner.id.value, list_of(kept), g.into))
            refuse("name-taken", inner.id.where, {inner.id.value});
        for (std::uint32_t i = 0; i < items.size() && made.picked.size() < most_picked; ++i) {
            if (items[i].kind() != feel::value_kind::string) continue;
            const std::string owner = inner.id.value + "[" + std::string{items[i].as_string()} + "]";
            for (std::size_t k = 1; k < g.entries.size(); ++k) {
                const auto& [name, from] = g.entries[k];
                std::string full = owner;
                full.append(1, '.').append(name);
                const feel::slot into = new_value(std::move(full), in_item);
                if (names_.declare_member(owner, name, types_of_values_.at(prefix + name), into))
                    made.picked.push_back({into, i, g.step, name});
            }
        }
        made.gathered.push_back(std::move(g));
    });
}

// Nobody goes out of a branch but by an output.
machine_builder::entry machine_builder::lower_apart(const block& steps, entry next) {
    around_.push_back(nullptr);
    const entry first = lower(steps, next);
    around_.pop_back();
    return first;
}

state_index machine_builder::add_join(const step& s, const fork_definition& f, entry next) {
    const state_index here = states_.at(&s);
    const state_index end = add_state(s.id.value + "/join", {}, state_kind::join, s.where);
    out_.states_[end].region = out_.states_[here].region;
    connect(end, trigger_kind::none, next, {}, s.where);
    out_.states_[here].detail = out_.states_[end].detail = static_cast<std::uint16_t>(out_.forks_.size());
    out_.forks_.push_back(f);
    out_.forks_.back().join = end;
    return end;
}

void machine_builder::lower_deadline(const step& s, const deadline_rule& rule, entry next) {
    if (!rule.within && !rule.on_timeout) return;
    const state_index here = states_.at(&s);
    if (rule.within) set_timer(here, *rule.within);
    connect(here, trigger_kind::timer, rule.on_timeout ? lower(*rule.on_timeout, next) : next, {}, s.where);
}

void machine_builder::lower_fork(const step& s, const fork_step& what, entry next) {
    const state_index here = states_.at(&s);
    fork_definition f;
    f.need = static_cast<std::uint16_t>(what.join.need);
    f.share = what.join.share;
    f.waits = what.join.waits;
    f.cancel_others = what.join.cancel_others && f.waits;
    if (what.join.need > what.ways.size() && !what.ways.empty())
        refuse("join-too-many", what.join.where, {std::to_string(what.join.need), std::to_string(what.ways.size())});
    const state_index end = add_join(s, f, next);
    bool all_guarded = true;
    for (const auto& way : what.ways) {
        all_guarded = all_guarded && way.when;
        std::uint16_t guard = no_index;
        if (way.when) {
            guard = add_program(way.when, names_, true);
            warn_if_constant(guard, way.when.where, false);
        }
        around_.push_back(nullptr);
        connect(here, trigger_kind::none, lower(way.then, end), way.label.value, way.label.where, guard);
        around_.pop_back();
    }
    if (all_guarded || !f.waits) connect(here, trigger_kind::skip, end, {}, s.where);
    lower_deadline(s, what, next);
}

void machine_builder::lower_repeat(const step& s, const repeat_step& what, entry next) {
    const state_index here = states_.at(&s);
    fork_definition f;
    f.what = fork_definition::form::turns;
    f.most = what.at_most;
    if (what.before) f.before = add_program(what.before, names_, true);
    if (what.until) f.until = add_program(what.until, names_, true);
    warn_if_constant(f.before, what.before.where, false);
    warn_if_constant(f.until, what.until.where, false);
    if (what.times) {
        f.list = add_program(what.times, names_, false);
        const feel::type of = f.list == no_index ? feel::type{} : out_.programs_[f.list].result_type();
        if (of.kind != feel::type_kind::any && of.kind != feel::type_kind::number)
            refuse("no-count", what.times.where, {to_string(of), to_string(of, language::ru)});
    }
    const state_index end = add_join(s, f, next);
    connect(here, trigger_kind::none, lower_apart(what.steps, end), {}, s.where);
    const feel::value times = constant_of(f.list);
    const bool may_be_none = times.kind() != feel::value_kind::number || times.as_number() < feel::number{1};
    if (what.before || (what.times && may_be_none)) connect(here, trigger_kind::skip, end, {}, s.where);
    if (what.before || what.until) connect(end, trigger_kind::none, here, {}, s.where);  // drawn, and proved to rest
}

void machine_builder::lower_for_each(const step& s, const for_each_step& what, entry next) {
    const state_index here = states_.at(&s);
    const loop& known = loops_.at(&s);
    fork_definition f;
    f.what = fork_definition::form::items;
    f.at_once = what.at_once || !what.join.waits;
    f.need = static_cast<std::uint16_t>(what.join.need);
    f.share = what.join.share;
    f.waits = what.join.waits;
    f.cancel_others = what.join.cancel_others && f.waits;
    f.list = known.list;
    f.item = known.item;
    f.gathered = known.gathered;
    f.picked = known.picked;
    const state_index end = add_join(s, f, next);
    const feel::scope around = std::exchange(names_, known.inside);
    connect(here, trigger_kind::none, lower_apart(what.steps, end), {}, s.where);
    names_ = around;
    if (!known.has_items || !f.waits) connect(here, trigger_kind::skip, end, {}, s.where);
    lower_deadline(s, what, next);
}

}  // namespace reglament
