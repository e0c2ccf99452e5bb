// Named decision: a decision table on its own, over values by their names.
#pragma once

#include <reglament/export.hpp>
#include <reglament/feel/decision.hpp>
#include <reglament/feel/entry_places.hpp>
#include <reglament/feel/evaluate.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace reglament::feel {

/// A table with the names it was compiled for, to be evaluated over many contexts; what these lack is null. Immutable,
/// shareable between threads.
class REGLAMENT_API named_decision {
public:
    /// `names`: what the table may name, with types as far as they are known. Empty when `found` has errors then, those
    /// of reading the table among them.
    [[nodiscard]] static named_decision compile(decision_table table, const type_table& names, issues& found,
                                                const dialect& how = {});

    /// The value over a context's entries (see decision::evaluate). What made it null is found, with its place.
    [[nodiscard]] value evaluate(const context& names, const evaluate_options& options = {},
                                 issues* found = nullptr) const;

    /// The same for contexts that come one after the other, whose entries stand where they stood. Nothing is copied as
    /// long as the cells are constants and the inputs names.
    [[nodiscard]] value evaluate(const context& names, entry_places& places, const evaluate_options& options = {},
                                 issues* found = nullptr) const;

    /// The first rule that fits, or decision::no_rule.
    [[nodiscard]] std::uint32_t first_hit(const context& names, entry_places& places,
                                          const evaluate_options& options = {}) const;

    /// The rules that fit, in the order of the table, counted from 0.
    [[nodiscard]] std::vector<std::uint32_t> hits(const context& names, const evaluate_options& options = {}) const;

    [[nodiscard]] const decision_table& table() const noexcept { return table_; }

    /// The slots of bank 0, in the order of names().
    [[nodiscard]] const decision& code() const noexcept { return code_; }
    [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }

    explicit operator bool() const noexcept { return static_cast<bool>(code_); }

private:
    decision_table table_;
    std::vector<std::string> names_;
    decision code_;
};

/// Which rules fit and what they give, one line each with the rule's place and its author's remark:
/// `rule 2 (prices.txt:5): A, B | - || звонок | 5 — как решил директор`. Without any: that none fits. Ends with a line
/// break. Rules count from 1 here, as people count them.
[[nodiscard]] REGLAMENT_API std::string why(const named_decision& d, const context& names,
                                            const evaluate_options& options = {}, language lang = language::en);

}  // namespace reglament::feel
