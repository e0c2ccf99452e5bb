// Runs that are called by runs: what is handed over, what comes back, and the step that waits for it.
#include "machine/builder.hpp"

#include <algorithm>

namespace reglament {

const regulation* machine_builder::find_regulation(std::string_view id) const {
    const auto known = shared_.regulation_ids.find(std::string{id});
    return known == shared_.regulation_ids.end() ? nullptr : shared_.regulations[known->second].get();
}

// What is handed over lies before everything else that a run keeps.
void machine_builder::declare_input() {
    for (const attribute& a : regulation_->input.data) {
        const feel::slot where = new_value("input." + a.name.value, false);
        bool free = true;
        for (const std::string_view word : {"input", "вход"})
            free = names_.declare_member(word, a.name.value, a.type, where) && free;
        if (!free) refuse("name-taken", a.name.where, {"input"});
    }
}

namespace {

std::vector<std::string> results_of(const regulation& r) {
    std::vector<std::string> names;
    for (const output& o : r.outputs) {
        for (const named_condition& g : o.data) {
            if (std::find(names.begin(), names.end(), g.name.value) == names.end()) names.push_back(g.name.value);
        }
    }
    return names;
}

}  // namespace

// Which output gives what shows at run time, so results may be of any type, and missing.
void machine_builder::declare_run(const step& s, const run_step& what, bool in_item) {
    const regulation* const of = find_regulation(what.regulation.value);
    if (of == nullptr) return;  // reported when it is lowered
    feel::type ends{feel::type_kind::string, {}, nullptr};
    for (const output& o : of->outputs) ends.values.push_back(o.name.value);
    const feel::slot end = declare_value(s, {{"output", s.id.where}, ends, true}, in_item);
    const auto results = results_of(*of);
    for (const std::string& name : results)
        declare_value(s, {{name, s.id.where}, {feel::type_kind::any, {}, nullptr}, true}, in_item);
    if (std::find(results.begin(), results.end(), "выход") == results.end() &&
        values_.try_emplace(s.id.value + ".выход", end).second) {
        types_of_values_[s.id.value + ".выход"] = ends;
        names_.declare_member(s.id.value, "выход", ends, end);
    }
}

// The key of somebody else. What is about a part of this record names the part.
std::uint16_t machine_builder::lower_whom(const condition& whom, subject_index of, bool may_be_part) {
    const std::uint16_t program = add_program(whom, names_, false);
    if (program == no_index) return no_index;
    const feel::type& given = out_.programs_[program].result_type();
    using enum feel::type_kind;
    if (given.kind != string && given.kind != number && given.kind != any && given.kind != null)
        refuse("whom-not-text", whom.where, {to_string(given), to_string(given, language::ru)});
    const subject_type& type = shared_.vocabulary.subjects[of];
    if (type.is_part() && (!may_be_part || type.root != root()))
        refuse("part-of-other-record", whom.where, {type.name.value, type.parent});
    return program;
}

// Without a key it is run for the same: of a regulation about a deal for that deal, or for its client.
bool machine_builder::check_called(const run_step& what, subject_index about) {
    if (what.whom) return true;
    const bool same = about == out_.subject_ || about == root();
    if (!same) {
        refuse("run-needs-whom", what.regulation.where,
               {what.regulation.value, shared_.vocabulary.subjects[about].name.value});
    }
    return same;
}

void machine_builder::lower_run(const step& s, const run_step& what, entry next) {
    const state_index here = states_.at(&s);
    run_definition d;
    d.id = s.id.value;
    d.waits = what.waits;
    if (const regulation* const of = find_regulation(what.regulation.value)) {
        d.of = shared_.regulation_ids.at(of->id.value);
        const auto about = shared_.vocabulary.find_subject(of->subject.value);
        if (about && check_called(what, *about) && what.whom) d.whom = lower_whom(what.whom, *about, true);
        d.inputs = static_cast<std::uint16_t>(of->input.data.size());
        d.data = lower_data(what.data, what.regulation, of->input.data,
                            {"unknown-handed-over", "handed-over-missing", "handed-over-mismatch"});
        d.first_value = values_.at(s.id.value + ".output");
        d.results = static_cast<std::uint16_t>(results_of(*of).size());
    } else if (!what.regulation.value.empty()) {
        std::vector<std::string_view> known;
        for (const auto& r : shared_.regulations) known.push_back(r->id.value);
        refuse_unknown("unknown-regulation-to-run", what.regulation, false, known, {what.regulation.value});
    }
    if (what.within) set_timer(here, *what.within);
    connect(here, trigger_kind::task_done, next, {}, s.where);
    if (what.on_failure) connect(here, trigger_kind::exhausted, lower(*what.on_failure, next), {}, s.where);
    if (what.on_timeout) connect(here, trigger_kind::timer, lower(*what.on_timeout, next), {}, what.timeout_key);
    out_.states_[here].detail = static_cast<std::uint16_t>(out_.calls_of_runs_.size());
    out_.calls_of_runs_.push_back(std::move(d));
}

// What an output gives goes to whoever called the run, and to the event it emits, by the names of that event's data.
void machine_builder::add_results() {
    out_.result_names_ = results_of(*regulation_);
    const auto& names = out_.result_names_;
    if (!names.empty()) out_.results_.resize(regulation_->outputs.size());
    for (std::size_t i = 0; i < regulation_->outputs.size(); ++i) {
        const output& o = regulation_->outputs[i];
        emit_definition* emits = emit_of(o);
        for (const named_condition& g : o.data) {
            const attribute* into = emits == nullptr ? nullptr : find_attribute(*emits, g.name.value);
            const condition text = into == nullptr ? g.value : or_value_of(into->type, g.value);
            const std::uint16_t program = add_program(text, names_, false);
            if (program == no_index) continue;
            const auto at = std::find(names.begin(), names.end(), g.name.value);
            out_.results_[i].emplace_back(static_cast<std::uint16_t>(at - names.begin()), program);
            if (into == nullptr) continue;
            check_fits("emit-type-mismatch", g.value, into->type, program, g.name.value, o.emit.value);
            const auto& data = shared_.vocabulary.events[emits->event].data;
            emits->data.emplace_back(static_cast<std::uint16_t>(into - data.data()), program);
        }
        if (emits != nullptr) require_data(o, *emits);
    }
}

emit_definition* machine_builder::emit_of(const output& o) {
    const auto known = outputs_.find(o.name.value);
    if (o.emit.value.empty() || known == outputs_.end()) return nullptr;
    const std::uint16_t detail = out_.states_[known->second].detail;
    return detail == no_index ? nullptr : &out_.emits_[detail];
}

const attribute* machine_builder::find_attribute(const emit_definition& of, std::string_view name) const {
    const auto& data = shared_.vocabulary.events[of.event].data;
    const auto at = std::ranges::find(data, name, [](const attribute& a) -> std::string_view { return a.name.value; });
    return at == data.end() ? nullptr : &*at;
}

void machine_builder::require_data(const output& o, const emit_definition& emits) {
    const event_type& type = shared_.vocabulary.events[emits.event];
    for (std::size_t i = 0; i < type.data.size(); ++i) {
        const std::string& name = type.data[i].name.value;
        const bool given = std::ranges::any_of(o.data, [&](const auto& g) { return g.name.value == name; });
        if (type.data[i].optional || given || names_same_part(type, i)) continue;
        refuse("event-data-missing", o.emit.where, {o.emit.value, name});
    }
}

}  // namespace reglament
