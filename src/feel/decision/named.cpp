// Decision tables over values by their names.
#include "feel/decision/decision_code.hpp"
#include "feel/entries.hpp"

#include <reglament/feel/named_decision.hpp>

#include <algorithm>
#include <utility>

namespace reglament::feel {
namespace {

bool is_russian(language lang) noexcept {
    return lang == language::ru;
}

// The rule as its author wrote it, with one blank around each bar.
std::string cells_of(const decision_rule& rule) {
    std::string line;
    const auto add = [&](const std::vector<located<std::string>>& cells) {
        for (const auto& cell : cells) {
            line += &cell == cells.data() ? "" : " | ";
            line += cell.value.empty() ? "-" : cell.value;
        }
    };
    add(rule.inputs);
    line += line.empty() ? "|| " : " || ";
    add(rule.outputs);
    return line;
}

std::string place_of(const decision_table& table, span where) {
    if (table.file == nullptr) return {};
    return " (" + std::string{table.file->name()} + ":" + std::to_string(table.file->at(where.begin).line) + ")";
}

std::string told(const decision_table& table, std::uint32_t number, language lang) {
    const decision_rule& rule = table.rules[number];
    const std::string note = rule.note.value.empty() ? "" : " — " + rule.note.value;
    return (is_russian(lang) ? "строка " : "rule ") + std::to_string(number + 1) + place_of(table, rule.where) + ": " +
           cells_of(rule) + note + "\n";
}

std::string told_of_none(const decision_table& table, language lang) {
    const bool else_row = table.falls_back();
    if (is_russian(lang))
        return else_row ? "не подошла ни одна строка, кроме «иначе»\n" : "не подошла ни одна строка\n";
    return else_row ? "no rule fits but the row “default”\n" : "no rule fits\n";
}

}  // namespace

named_decision named_decision::compile(decision_table table, const type_table& names, issues& found,
                                       const dialect& how) {
    named_decision made;
    scope known;
    made.names_ = declare_all(names, known);
    auto code = compile_decision(table, known, found, how);
    if (!found.has_errors()) made.code_ = std::move(code);
    made.table_ = std::move(table);
    return made;
}

value named_decision::evaluate(const context& names, const evaluate_options& options, issues* found) const {
    entry_places places;
    return evaluate(names, places, options, found);
}

value named_decision::evaluate(const context& names, entry_places& places, const evaluate_options& options,
                               issues* found) const {
    if (!code_) return {};
    if (const auto* const v = quick_result(*decision_access::of(code_), entry_slots{names, names_, places})) return *v;
    const entry_frame bound{names, names_, places, options};
    if (found == nullptr) return code_.evaluate(bound.from);
    evaluation_notes notes;
    value result = code_.evaluate(bound.from, &notes);
    tell(notes, table_.file, *found);
    return result;
}

std::uint32_t named_decision::first_hit(const context& names, entry_places& places,
                                        const evaluate_options& options) const {
    if (!code_) return decision::no_rule;
    const auto quick = quick_rules(*decision_access::of(code_), entry_slots{names, names_, places});
    if (quick.sure) return first_of(quick.rules);
    return code_.first_hit(entry_frame{names, names_, places, options}.from);
}

std::vector<std::uint32_t> named_decision::hits(const context& names, const evaluate_options& options) const {
    entry_places places;
    return code_.hits(entry_frame{names, names_, places, options}.from);
}

std::string why(const named_decision& d, const context& names, const evaluate_options& options, language lang) {
    std::string lines;
    for (const auto rule : d.hits(names, options)) lines += told(d.table(), rule, lang);
    return lines.empty() ? told_of_none(d.table(), lang) : lines;
}

}  // namespace reglament::feel
