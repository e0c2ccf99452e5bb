// Tables over values by their names.
#include "feel/decision/decision_code.hpp"
#include "feel/entries.hpp"

#include <reglament/feel/named_decision.hpp>

#include <utility>

namespace reglament::feel {

named_decision named_decision::compile(const decision_table& table, const type_table& names, issues& found,
                                       const dialect& how) {
    named_decision made;
    scope known;
    made.names_ = declare_all(names, known);
    made.table_ = compile_decision(table, known, found, how);
    made.file_ = table.file;
    return made;
}

value named_decision::evaluate(const context& names, entry_places& places, const evaluate_options& options,
                               issues* found) const {
    if (!table_) return {};
    if (const auto* const v = quick_result(*decision_access::of(table_), entry_slots{names, names_, places})) return *v;
    const entry_frame bound{names, names_, places, options};
    if (found == nullptr) return table_.evaluate(bound.from);
    evaluation_notes notes;
    value result = table_.evaluate(bound.from, &notes);
    for (auto& n : notes) found->add(n.code, {file_, n.where}, std::move(n.arguments));
    return result;
}

std::uint32_t named_decision::first_hit(const context& names, entry_places& places,
                                        const evaluate_options& options) const {
    if (!table_) return decision::no_rule;
    const auto quick = quick_rules(*decision_access::of(table_), entry_slots{names, names_, places});
    if (quick.sure) return first_of(quick.rules);
    return table_.first_hit(entry_frame{names, names_, places, options}.from);
}

}  // namespace reglament::feel
