// Conditions of a regulation, compiled in the scope they are read in.
#include "feel/number_range.hpp"
#include "machine/builder.hpp"
#include "text/likeness.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>
#include <array>
#include <set>

namespace reglament {

namespace {

std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

std::string_view truth_word(std::string_view label) {
    static constexpr std::array<std::string_view, 3> yes{"yes", "true", "да"};
    static constexpr std::array<std::string_view, 3> no{"no", "false", "нет"};
    if (std::find(yes.begin(), yes.end(), label) != yes.end()) return "true";
    if (std::find(no.begin(), no.end(), label) != no.end()) return "false";
    return {};
}

// Whether a value of one type can be one of the other, as far as is known.
bool may_be(const feel::type& given, const feel::type& wanted) {
    using enum feel::type_kind;
    if (given.kind == any || given.kind == null || wanted.kind == any) return true;
    if (given.kind != wanted.kind) return false;
    return given.kind != list || given.item == nullptr || wanted.item == nullptr || may_be(*given.item, *wanted.item);
}

}  // namespace

std::string joined(const std::vector<std::string>& words) {
    constexpr std::size_t most = 20;
    std::string out;
    for (std::size_t i = 0; i < words.size() && i < most; ++i) out += (out.empty() ? "" : ", ") + words[i];
    return words.size() > most ? out + " …" : out;
}

std::uint16_t machine_builder::add_program(feel::program compiled, place where, event_index e) {
    if (!compiled) {
        failed_ = true;
        return no_index;
    }
    out_.programs_.push_back(std::move(compiled));
    out_.origins_.push_back({std::move(where), e});
    return static_cast<std::uint16_t>(out_.programs_.size() - 1);
}

std::uint16_t machine_builder::add_program(const condition& text, const feel::scope& names, bool boolean,
                                           event_index e) {
    if (!text) return no_index;  // reported as missing
    const feel::origin from{regulation_->file, text.where, text.verbatim};
    const auto compile = boolean ? feel::compile_condition : feel::compile;
    issues told;
    feel::program compiled = compile(text.text, with_event(names, e), told, from, dialect());
    count_unknown(told);
    for (const issue& i : told) {
        const bool unknown = i.code == "feel-unknown-name" || i.code == "feel-unknown-member";
        if (!unknown || !has_gaps() || !i.suggestion.empty()) shared_.found.append(i);
    }
    return add_program(std::move(compiled), at(text.where), e);
}

// The condition of a start, when no run is there whose answers could be read.
std::uint16_t machine_builder::add_start_program(const condition& text, event_index e, bool boolean) {
    if (!text) return no_index;  // reported as missing
    const feel::origin from{regulation_->file, text.where, text.verbatim};
    issues told;
    const feel::scope known = with_input(with_event(facts(), e));
    const auto compile = boolean ? feel::compile_condition : feel::compile;
    feel::program compiled = compile(text.text, known, told, from, dialect());
    count_unknown(told);
    for (const issue& i : told) {
        if (i.code == "feel-unknown-name" && speaks_of_answer(i)) {
            shared_.found.add("answer-too-early", i.at, {i.arguments.front()});
        } else {
            shared_.found.append(i);
        }
    }
    return add_program(std::move(compiled), at(text.where), e);
}

bool machine_builder::speaks_of_answer(const issue& unknown) const {
    const std::string_view text = unknown.at.source->text().substr(unknown.at.where.begin);
    const auto begins = [&](const auto& value) {
        const std::string_view owner = std::string_view{value.first}.substr(0, value.first.find('.'));
        return unknown.arguments.front().starts_with(owner) || name_prefix(owner, text) > 0;
    };
    return std::any_of(values_.begin(), values_.end(), begins);
}

condition machine_builder::quoted(const condition& text) {
    return {in_quotes(text.text), text.where, false};
}

bool machine_builder::may_be_skill(const feel::type& given) {
    static const feel::type text{.kind = feel::type_kind::string};
    if (given.kind == feel::type_kind::list) return given.item == nullptr || may_be(*given.item, text);
    return may_be(given, text);
}

// Where an enumeration is asked for, its values need no quotation marks.
condition machine_builder::or_value_of(const feel::type& of, const condition& text) {
    if (std::find(of.values.begin(), of.values.end(), text.text) == of.values.end()) return text;
    return {in_quotes(text.text), text.where, false};
}

// A value computed must be one of the type of what it is put into: `name` of the event or action `owner`, or a
// fact.
void machine_builder::check_fits(std::string_view code, const condition& text, const feel::type& into,
                                 std::uint16_t program, std::string_view name, std::string_view owner) {
    const feel::program& p = out_.programs_[program];
    const feel::type& given = p.result_type();
    if (!may_be(given, into)) {
        return refuse(code, text.where,
                      {std::string{name}, std::string{owner}, to_string(into), to_string(given),
                       to_string(into, language::ru), to_string(given, language::ru)});
    }
    const feel::value value = constant_of(program);
    if (into.within != nullptr && value.kind() == feel::value_kind::number && !conforms(value, into)) {
        shared_.found.add("emit-unknown-value", at(text.where),
                          {feel::to_string(value), std::string{name}, feel::number_range_text(*into.within)});
        failed_ = true;
    }
    if (!into.is_enumeration()) return;
    std::vector<std::string> values = given.values;
    if (value.kind() == feel::value_kind::string) values.assign(1, std::string{value.as_string()});
    const std::vector<std::string_view> known{into.values.begin(), into.values.end()};
    for (const std::string& v : values) {
        if (std::find(known.begin(), known.end(), v) != known.end()) continue;
        const auto near = near_names(v, known);
        shared_.found.add("emit-unknown-value", at(text.where), {in_quotes(v), std::string{name}, joined(into.values)},
                          near.empty() ? std::string{} : in_quotes(near.front()));
        failed_ = true;
        return;
    }
}

// In a rulebook with many facts and many unknown names the search for what was meant would take longer than all else.
feel::dialect machine_builder::dialect() const {
    constexpr std::size_t most_comparisons = 300'000;
    feel::dialect how{.regulation = true};
    if (shared_.unknown * shared_.vocabulary.facts.size() > most_comparisons) how.suggestions = 0;
    return how;
}

void machine_builder::count_unknown(const issues& told) {
    for (const issue& i : told) shared_.unknown += i.code == "feel-unknown-name" ? 1 : 0;
}

feel::scope machine_builder::with_event(const feel::scope& known, event_index e) const {
    feel::scope names = known;
    if (e == no_index) return names;
    const auto& attributes = shared_.vocabulary.events[e].data;
    for (std::uint32_t i = 0; i < attributes.size(); ++i) {
        for (const std::string_view word : {"event", "событие"}) {
            names.declare_member(word, attributes[i].name.value, attributes[i].type,
                                 {static_cast<std::uint8_t>(bank::event), i});
        }
    }
    return names;
}

// Before a run is there, what is handed over lies where the data of an event does.
feel::scope machine_builder::with_input(const feel::scope& known) const {
    feel::scope names = known;
    const auto& given = regulation_->input.data;
    for (std::uint32_t i = 0; i < given.size(); ++i) {
        for (const std::string_view word : {"input", "вход"})
            names.declare_member(word, given[i].name.value, given[i].type, {static_cast<std::uint8_t>(bank::event), i});
    }
    return names;
}

// The value of what reads nothing; else null.
feel::value machine_builder::constant_of(std::uint16_t program) const {
    if (program == no_index) return {};
    const feel::program& p = out_.programs_[program];
    return p.reads().empty() && !p.reads_clock() ? p.evaluate({}) : feel::value{};
}

void machine_builder::warn_if_constant(std::uint16_t program, span where, bool has_else) {
    if (program == no_index) return;
    const feel::truth always = out_.programs_[program].constant();
    if (always == feel::truth::no) shared_.found.add("never-taken", at(where));
    if (always == feel::truth::yes && has_else) shared_.found.add("always-taken", at(where));
}

// A case of a switch over a value: an enumeration's value or a text as it stands, else a unary test (`< 10`, `[1..5]`).
std::uint16_t machine_builder::case_guard(const switch_step& s, const switch_step::branch& b, const feel::type& of) {
    const std::string value = "(" + s.value.text + ")";
    const std::string& label = b.label.value;
    std::string text;
    if (of.kind == feel::type_kind::string || of.kind == feel::type_kind::any) {
        text = value + " = " + in_quotes(label);
    } else if (of.kind == feel::type_kind::boolean && !truth_word(label).empty()) {
        text = value + " = " + std::string{truth_word(label)};
    } else {
        text = value + " in (" + label + ")";
    }
    return add_program(condition{text, b.label.where, false}, names_, true);
}

bool machine_builder::is_case(const switch_step& what, const switch_step::branch& b, const feel::type& of) {
    const std::string& label = b.label.value;
    if (!of.is_enumeration() || std::find(of.values.begin(), of.values.end(), label) != of.values.end()) return true;
    const std::vector<std::string_view> known{of.values.begin(), of.values.end()};
    refuse_unknown("unknown-case", b.label, false, known, {label, what.value.text, joined(of.values)});
    return false;
}

void machine_builder::find_missing_cases(const step& s, const switch_step& what, const feel::type& of) {
    if (what.otherwise || !of.is_enumeration() || has_gaps()) return;
    std::set<std::string_view> seen;
    for (const auto& b : what.cases) seen.insert(b.label.value);
    std::vector<std::string> missing;
    for (const std::string& v : of.values) {
        if (!seen.contains(v)) missing.push_back(what.value.text + " = " + v);
    }
    if (!missing.empty()) shared_.found.add("case-missing", at(s.where), {joined(missing)});
}

}  // namespace reglament
