// Decision tables: the names of what they give, declared before any condition is compiled, and how they are lowered.
#include "machine/builder.hpp"

#include <array>

namespace reglament {

namespace {

constexpr std::array<std::string_view, 2> whole_words{"output", "выход"};

}  // namespace

// An only output, or a list of what several rows give, is one value under both its names.
void machine_builder::declare_decision(const step& s, const decide_step& what, bool in_item) {
    const feel::decision_types told = feel::told_types(what.table, dialect());
    const auto& outputs = what.table.outputs;
    const auto name_of = [&](std::size_t i) { return normal_name(outputs[i].name.value); };
    const auto declare = [&](std::string name, const feel::type& of) {
        return declare_value(s, attribute{{std::move(name), s.id.where}, of, false}, in_item);
    };
    if (outputs.empty()) return;
    std::optional<feel::slot> only;
    if (outputs.size() == 1 && !name_of(0).empty()) only = declare(name_of(0), told.result);
    for (std::size_t i = 0; outputs.size() > 1 && told.one_rule && i < outputs.size(); ++i) {
        if (!name_of(i).empty()) declare(name_of(i), told.outputs[i]);
    }
    for (const std::string_view word : whole_words) {
        if (values_.contains(s.id.value + "." + std::string{word})) continue;  // an output is called so
        if (!only) {
            only = declare(std::string{word}, told.result);
        } else {
            names_.declare_member(s.id.value, word, told.result, *only);
        }
    }
}

void machine_builder::lower_decide(const step& s, const decide_step& what, entry next) {
    const state_index here = states_.at(&s);
    connect(here, trigger_kind::none, next, {}, s.where);
    if (what.otherwise) connect(here, trigger_kind::no_rule, lower(*what.otherwise, next), {}, s.where);
    if (what.table.outputs.empty()) return;  // reported where it was read
    issues told;
    decide_definition d;
    d.table = feel::compile_decision(what.table, names_, told, dialect());
    count_unknown(told);
    shared_.found.append(told);
    if (!d.table) failed_ = true;
    d.program = static_cast<std::uint16_t>(out_.programs_.size());
    out_.programs_.emplace_back();
    out_.origins_.push_back({{what.table.file, what.table.outputs.front().name.where}, no_index, true});
    const auto slot_of = [&](std::string_view name) -> std::optional<feel::slot> {
        const auto known = values_.find(s.id.value + "." + std::string{name});
        return known == values_.end() ? std::nullopt : std::optional{known->second};
    };
    for (const auto& o : what.table.outputs) {
        const std::string name = normal_name(o.name.value);
        const auto slot = slot_of(name);
        if (!slot) continue;
        if (what.table.outputs.size() == 1) d.whole = slot;
        if (what.table.outputs.size() > 1) d.outputs.emplace_back(name, *slot);
    }
    if (!d.whole) d.whole = slot_of(whole_words.front());
    for (const auto& [name, slot] : d.outputs) {
        if (d.whole && slot == *d.whole) d.whole.reset();  // an output that is called as the whole would be
    }
    out_.states_[here].detail = static_cast<std::uint16_t>(out_.decisions_.size());
    out_.decisions_.push_back(std::move(d));
}

}  // namespace reglament
