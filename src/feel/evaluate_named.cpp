// FEEL over values by their names.
#include <reglament/feel/evaluate.hpp>

#include <algorithm>
#include <utility>

namespace reglament::feel {
namespace {

type_table types_of(const context& names) {
    type_table all;
    all.reserve(names.size());
    for (const auto& [name, v] : names) all.push_back({name, type_of(v)});
    return all;
}

void tell(const std::vector<evaluation_note>& notes, const std::shared_ptr<const source>& text, issues& found) {
    for (const auto& note : notes) found.add(note.code, {text, note.where}, note.arguments);
}

}  // namespace

named_program::named_program() = default;
named_program::~named_program() = default;
named_program::named_program(const named_program&) = default;
named_program::named_program(named_program&&) noexcept = default;
named_program& named_program::operator=(const named_program&) = default;
named_program& named_program::operator=(named_program&&) noexcept = default;

named_program named_program::compile(std::string_view text, const type_table& names, issues& found,
                                     const dialect& how) {
    named_program made;
    scope known;
    for (const auto& name : names) {
        if (known.declare(name.name, name.type, {0, static_cast<std::uint32_t>(made.names_.size())}))
            made.names_.push_back(name.name);
    }
    made.text_ = std::make_shared<const source>("expression", std::string{text});
    const span all{0, static_cast<std::uint32_t>(text.size())};
    made.code_ = feel::compile(text, known, found, {made.text_, all, true}, how);
    return made;
}

value named_program::evaluate(const context& names, const evaluate_options& options, issues* found) const {
    std::vector<value> slots(names_.size());
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const auto entry = std::ranges::find(names, names_[i], &context::value_type::first);
        if (entry != names.end()) slots[i] = entry->second;
    }
    frame f;
    f.bank[0] = slots.data();
    f.now = options.now;
    f.zone = options.zone;
    f.max_steps = options.max_steps;
    if (found == nullptr) return code_.evaluate(f);
    std::vector<evaluation_note> notes;
    value result = code_.evaluate(f, &notes);
    tell(notes, text_, *found);
    return result;
}

evaluated evaluate(std::string_view text, const context& names, const evaluate_options& options) {
    evaluated out;
    const auto code = named_program::compile(text, types_of(names), out.found, options.how);
    if (code) out.result = code.evaluate(names, options, &out.found);
    return out;
}

}  // namespace reglament::feel
