// Decision code: a compiled table. Internal.
#pragma once

#include "feel/decision/column_index.hpp"
#include "feel/decision/policy.hpp"

#include <bit>
#include <optional>
#include <string>
#include <vector>

namespace reglament::feel {

struct input_column {
    std::string text;  ///< for people
    span where;
    program expression;
    std::optional<slot> bare;  ///< where its value lies, when the expression is a name and nothing else
    type fit;                  ///< what the value is fitted to; without an enumeration's values
    program allowed;           ///< tests of it; empty when the index knows, or everything is allowed
    std::optional<column_index> index;
    std::string allowed_text;
};

struct output_column {
    std::string name;
    type fit;
    list values;  ///< and ranges of values; empty: every one is allowed, and none goes before another
};

/// A cell that gives a value: a constant, or what a program gives.
struct output_cell {
    value constant;
    program code;
    std::uint32_t rank = 0;  ///< of a constant
    span where;
};

struct decision::code {
    std::vector<input_column> inputs;
    std::vector<output_column> outputs;
    hit_policy policy = hit_policy::unique;
    std::optional<type> fit;  ///< of the result
    bool has_fallback = false;

    std::vector<span> rules;                ///< their places
    std::vector<program> programs;          ///< of cells; alike ones of a column once
    std::vector<std::uint32_t> tests;       ///< by rule and input: index into programs plus one; 0: any
    std::vector<span> places;               ///< of the same cells
    std::vector<std::uint32_t> left;        ///< inputs whose test the index does not know, rule by rule
    std::vector<std::uint32_t> left_from;   ///< by rule, and one more: where its part of `left` begins
    std::vector<std::uint64_t> every_rule;  ///< the set of all

    quick_table quick;

    // The row behind the last rule holds the fallbacks.
    std::vector<output_cell> cells;             ///< by row and output
    std::vector<std::optional<value>> results;  ///< by row: what it gives, if that is always the same

    type result;
    std::vector<slot> reads;
    bool reads_clock = false;

    [[nodiscard]] const output_cell& cell(std::size_t row, std::size_t output) const noexcept {
        return cells[row * outputs.size() + output];
    }
    [[nodiscard]] std::size_t fallback_row() const noexcept { return rules.size(); }
};

struct decision_access {
    using code = decision::code;
    static decision make(std::shared_ptr<const code> of) {
        decision d;
        d.code_ = std::move(of);
        return d;
    }

    /// Null when it is empty.
    static const code* of(const decision& d) noexcept { return d.code_.get(); }
};

using decision_code = decision_access::code;
using evaluation_notes = std::vector<evaluation_note>;

/// The rules that fit, where that can be told quickly.
template <class Slots>
[[nodiscard]] quick_table::found quick_rules(const decision_code& code, const Slots& slots) {
    if (!code.quick.usable) return {0, false};
    return code.quick.find(slots, code.every_rule[0]);
}

[[nodiscard]] inline std::uint32_t first_of(std::uint64_t rules) noexcept {
    return rules == 0 ? decision::no_rule : static_cast<std::uint32_t>(std::countr_zero(rules));
}

/// What the rule that decides always gives; null when that is to be found out by the long way.
template <class Slots>
[[nodiscard]] const value* quick_result(const decision_code& code, const Slots& slots) {
    if (code.policy != hit_policy::first && code.policy != hit_policy::unique) return nullptr;
    const auto [rules, sure] = quick_rules(code, slots);
    if (!sure || rules == 0 || (code.policy == hit_policy::unique && !std::has_single_bit(rules))) return nullptr;
    const auto& result = code.results[first_of(rules)];
    return result ? &*result : nullptr;
}

/// Where a value stands in the order of an output's values; behind all of them when it is none.
[[nodiscard]] std::uint32_t rank_among(const list& values, const value& v, zone local);

/// `"A", "B"`
[[nodiscard]] std::string listed_text(const list& values);

/// The outputs of a row of cells, fitted to their types.
class row_outputs {
public:
    row_outputs(const decision_code& code, const frame& from, evaluation_notes* notes) noexcept
        : code_{code}, from_{from}, notes_{notes} {}

    [[nodiscard]] value one(std::size_t row, std::size_t output) const;
    [[nodiscard]] value all(std::size_t row) const;  ///< the only output, or a context of them
    [[nodiscard]] bool goes_before(std::size_t row, std::size_t other) const;

    void note(std::string_view code, span where, std::vector<std::string> arguments) const {
        if (notes_ != nullptr) notes_->push_back({code, where, std::move(arguments)});
    }

private:
    [[nodiscard]] std::uint32_t rank(std::size_t row, std::size_t output) const;

    const decision_code& code_;
    const frame& from_;
    evaluation_notes* notes_;
};

/// Runs a program of the table; notes about it get its place.
template <class Run>
auto run_at(span where, evaluation_notes* notes, const Run& run) {
    const std::size_t before = notes != nullptr ? notes->size() : 0;
    auto result = run();
    if (notes != nullptr)
        for (std::size_t i = before; i < notes->size(); ++i) (*notes)[i].where = where;
    return result;
}

}  // namespace reglament::feel
