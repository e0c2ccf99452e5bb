// Conditions of a regulation, compiled in the scope they are read in.
#include "machine/builder.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>
#include <array>
#include <set>

namespace reglament {

namespace {

constexpr feel::dialect regulation_dialect{.regulation = true};

std::string quoted(std::string_view text) {
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

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& w : words) out += (out.empty() ? "" : ", ") + w;
    return out;
}

}  // namespace

std::uint16_t machine_builder::add_program(feel::program compiled, place where) {
    if (!compiled) {
        failed_ = true;
        return no_index;
    }
    out_.programs_.push_back(std::move(compiled));
    out_.places_.push_back(std::move(where));
    return static_cast<std::uint16_t>(out_.programs_.size() - 1);
}

std::uint16_t machine_builder::add_program(const condition& text, const feel::scope& names, bool boolean) {
    const feel::origin from{regulation_->file, text.where, text.verbatim};
    const auto compile = boolean ? feel::compile_condition : feel::compile;
    return add_program(compile(text.text, names, shared_.found, from, regulation_dialect), at(text.where));
}

feel::scope machine_builder::with_event(event_index e) const {
    feel::scope names = names_;
    if (e == no_index) return names;
    const auto& attributes = shared_.vocabulary.events[e].data;
    for (std::uint32_t i = 0; i < attributes.size(); ++i) {
        names.declare_member("event", attributes[i].name.value, attributes[i].type,
                             {static_cast<std::uint8_t>(bank::event), i});
    }
    return names;
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
        text = value + " = " + quoted(label);
    } else if (of.kind == feel::type_kind::boolean && !truth_word(label).empty()) {
        text = value + " = " + std::string{truth_word(label)};
    } else {
        text = value + " in (" + label + ")";
    }
    return add_program(condition{text, b.label.where, false}, names_, true);
}

void machine_builder::check_cases(const step& s, const switch_step& what, const feel::type& of) {
    std::set<std::string_view> seen;
    for (const auto& b : what.cases) {
        const std::string& label = b.label.value;
        if (!seen.insert(label).second) {
            shared_.found.add("case-twice", at(b.label.where), {label});
            failed_ = true;
        }
        if (!of.is_enumeration() || std::find(of.values.begin(), of.values.end(), label) != of.values.end()) continue;
        const std::vector<std::string_view> known{of.values.begin(), of.values.end()};
        const auto near = near_names(label, known);
        shared_.found.add("unknown-case", at(b.label.where), {label, what.value.text, joined(of.values)},
                          near.empty() ? std::string{} : std::string{near.front()});
        failed_ = true;
    }
    if (what.otherwise || failed_ || !of.is_enumeration()) return;
    std::vector<std::string> missing;
    for (const std::string& v : of.values) {
        if (!seen.contains(v)) missing.push_back(what.value.text + " = " + v);
    }
    if (!missing.empty()) shared_.found.add("case-missing", at(s.where), {joined(missing)});
}

}  // namespace reglament
