// FEEL over values by their names.
#include "feel/branches.hpp"
#include "feel/code.hpp"
#include "feel/entries.hpp"

#include <reglament/feel/evaluate.hpp>

#include <utility>

namespace reglament::feel {
namespace {

type_table types_of(const context& names) {
    type_table all;
    all.reserve(names.size());
    for (const auto& [name, v] : names) all.push_back({name, type_of(v)});
    return all;
}

}  // namespace

named_program::named_program() = default;
named_program::~named_program() = default;
named_program::named_program(const named_program&) = default;
named_program::named_program(named_program&&) noexcept = default;
named_program& named_program::operator=(const named_program&) = default;
named_program& named_program::operator=(named_program&&) noexcept = default;

const value& entry_places::search(const context& entries, const std::string& name, std::uint32_t& at) noexcept {
    const auto entry = std::ranges::find(entries, name, &context::value_type::first);
    if (entry == entries.end()) return null_value;
    at = static_cast<std::uint32_t>(entry - entries.begin());
    return entry->second;
}

named_program named_program::compile(std::string_view text, const type_table& names, issues& found,
                                     const dialect& how) {
    named_program made;
    scope known;
    made.names_ = declare_all(names, known);
    made.text_ = std::make_shared<const source>("expression", std::string{text});
    const span all{0, static_cast<std::uint32_t>(text.size())};
    made.code_ = feel::compile(text, known, found, {made.text_, all, true}, how);
    return made;
}

value named_program::evaluate(const context& names, const evaluate_options& options, issues* found) const {
    entry_places places;
    return evaluate(names, places, options, found);
}

value named_program::evaluate(const context& names, entry_places& places, const evaluate_options& options,
                              issues* found) const {
    const entry_frame bound{names, names_, places, options};
    if (found == nullptr) return code_.evaluate(bound.from);
    std::vector<evaluation_note> notes;
    value result = code_.evaluate(bound.from, &notes);
    tell(notes, text_, *found);
    return result;
}

truth named_program::test(const context& names, entry_places& places, const evaluate_options& options) const {
    if (code_.constant() != truth::unknown) return code_.constant();
    const auto* const code = program_access::of(code_);
    if (code != nullptr && code->branches != nullptr) {
        const auto out = code->branches->run(code->first_branch, entry_slots{names, names_, places});
        if (out != branch_slow) return static_cast<truth>(out & 1U);
    }
    return code_.test(entry_frame{names, names_, places, options}.from);
}

explanation named_program::explain(const context& names, const evaluate_options& options) const {
    entry_places places;
    const entry_frame bound{names, names_, places, options};
    return feel::explain(code_, text_ == nullptr ? std::string_view{} : text_->text(), bound.from);
}

std::string why(std::string_view text, const context& names, const evaluate_options& options, language lang) {
    issues found;
    const auto code = named_program::compile(text, types_of(names), found, options.how);
    return code ? to_string(code.explain(names, options), lang) : render(found, lang);
}

evaluated evaluate(std::string_view text, const context& names, const evaluate_options& options) {
    evaluated out;
    const auto code = named_program::compile(text, types_of(names), out.found, options.how);
    if (code) out.result = code.evaluate(names, options, &out.found);
    return out;
}

}  // namespace reglament::feel
