// Named decision: a decision table over values by their names.
#pragma once

#include <reglament/feel/decision.hpp>
#include <reglament/feel/entry_places.hpp>
#include <reglament/feel/evaluate.hpp>

#include <memory>
#include <string>
#include <vector>

namespace reglament::feel {

/// A table with the names it was compiled for, to be run over many contexts. Immutable, shareable between threads.
class REGLAMENT_API named_decision {
public:
    /// `names`: what may be named, with types as far as they are known. Empty when the table has errors.
    [[nodiscard]] static named_decision compile(const decision_table& table, const type_table& names, issues& found,
                                                const dialect& how = {});

    /// The table's value over a context's entries; what it lacks is null. Nothing is copied as long as the cells are
    /// constants and the inputs names.
    [[nodiscard]] value evaluate(const context& names, entry_places& places, const evaluate_options& options = {},
                                 issues* found = nullptr) const;

    /// The first rule that fits, or decision::no_rule.
    [[nodiscard]] std::uint32_t first_hit(const context& names, entry_places& places,
                                          const evaluate_options& options = {}) const;

    /// The slots of bank 0, in the order of names(): for callers who keep values in that order.
    [[nodiscard]] const decision& table() const noexcept { return table_; }
    [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }

    explicit operator bool() const noexcept { return static_cast<bool>(table_); }

private:
    decision table_;
    std::vector<std::string> names_;
    std::shared_ptr<const source> file_;
};

}  // namespace reglament::feel
