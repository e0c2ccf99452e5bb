// Decision: a DMN decision table, as it is written, and compiled to something that finds the rules that fit.
#pragma once

#include <reglament/export.hpp>
#include <reglament/feel/expression.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reglament::feel {

/// What becomes of several rules that fit at once. Those from rule_order to collect give a list, the last four one
/// value of all outputs.
enum class hit_policy : std::uint8_t {
    unique,
    any,
    priority,
    first,
    rule_order,
    output_order,
    collect,
    collect_sum,
    collect_min,
    collect_max,
    collect_count
};

struct decision_input {
    located<std::string> expression = {};
    located<std::string> type = {};    ///< FEEL's text of one; empty: that of the expression
    located<std::string> values = {};  ///< tests that every value passes, "A", "B"; may be empty
};

struct decision_output {
    located<std::string> name = {};      ///< an only output needs none
    located<std::string> type = {};      ///< may be empty
    located<std::string> values = {};    ///< in the order of their priority, the highest first; may be empty
    located<std::string> fallback = {};  ///< the output when no rule fits; may be empty
};

struct decision_rule {
    std::vector<located<std::string>> inputs = {};   ///< tests of the inputs; "" and "-" are any
    std::vector<located<std::string>> outputs = {};  ///< expressions; "-" is null
    located<std::string> note = {};                  ///< what its author remarks
    span where = {};
};

/// A table as it is written.
struct decision_table {
    std::shared_ptr<const source> file;  ///< what all the spans are of; may be null
    located<std::string> policy;  ///< "FIRST", "F", "первая", "COLLECT SUM", "C+", "сумма" …; empty: UNIQUE
    located<std::string> type;    ///< of the whole result, which is fitted to it; may be empty
    std::vector<decision_input> inputs;
    std::vector<decision_output> outputs;
    std::vector<decision_rule> rules;

    /// Whether a row says what is given when no rule fits.
    [[nodiscard]] bool falls_back() const noexcept {
        for (const decision_output& o : outputs) {
            if (!o.fallback.value.empty()) return true;
        }
        return false;
    }
};

/// A compiled table: the rules that fit are found by an index over the constants in its cells. Immutable, shareable
/// between threads. Evaluation allocates nothing beyond what the result needs, as long as the inputs do not.
class REGLAMENT_API decision {
public:
    /// The bank of the frame that a decision keeps its inputs' values in; callers have the others.
    static constexpr std::uint8_t bank = frame::banks - 1;
    static constexpr std::uint32_t no_rule = UINT32_MAX;

    decision() noexcept;  ///< evaluates to null
    ~decision();
    decision(const decision&) noexcept;
    decision(decision&&) noexcept;
    decision& operator=(const decision&) noexcept;
    decision& operator=(decision&&) noexcept;

    /// One output: its value; several: a context of them. When no rule fits, the outputs' fallbacks if there are any,
    /// else null (of collect_count: 0). An input that is none of its allowed values gives null; null itself is allowed.
    /// Places of notes are spans in the table's file; they are kept only for a null.
    [[nodiscard]] value evaluate(const frame& f, std::vector<evaluation_note>* notes = nullptr) const;

    /// The rules that fit, in the order of the table, counted from 0: for explanations.
    [[nodiscard]] std::vector<std::uint32_t> hits(const frame& f) const;

    /// The first rule that fits, or no_rule.
    [[nodiscard]] std::uint32_t first_hit(const frame& f) const;

    [[nodiscard]] hit_policy policy() const noexcept;
    [[nodiscard]] const type& result_type() const noexcept;
    [[nodiscard]] const std::vector<slot>& reads() const noexcept;  ///< every slot it may read, each once
    [[nodiscard]] bool reads_clock() const noexcept;

    explicit operator bool() const noexcept { return code_ != nullptr; }

private:
    friend struct decision_access;
    struct code;
    std::shared_ptr<const code> code_;
};

/// The policy of a name, in any spelling that decision_table::policy may have.
[[nodiscard]] REGLAMENT_API std::optional<hit_policy> find_hit_policy(std::string_view name);

/// Its name in English, "first", "sum".
[[nodiscard]] REGLAMENT_API std::string_view to_string(hit_policy policy) noexcept;

/// Reads, checks and compiles every cell. Empty when there are errors. In the regulation dialect the values of an
/// enumeration need no quotes. REQUIRES: no name of the scope lies in decision::bank.
[[nodiscard]] REGLAMENT_API decision compile_decision(const decision_table& table, const scope& names, issues& found,
                                                      const dialect& how = {});

/// What a table gives, as far as its own text tells: the types below its headings, else those of its cells where all of
/// an output are constants of one kind (texts: an enumeration of them). Known before the names its cells read are.
struct decision_types {
    std::vector<type> outputs;
    type result;            ///< of the whole
    bool one_rule = false;  ///< the result is that of one rule: each output has one value
};
[[nodiscard]] REGLAMENT_API decision_types told_types(const decision_table& table, const dialect& how = {});

/// The table that stands in a text as rows of columns divided by `|`, inputs from outputs by `||` (docs/decisions.md).
/// What is wrong with its shape is found here, what is wrong in its cells when it is compiled.
[[nodiscard]] REGLAMENT_API decision_table parse_decision_table(const place& text, issues& found);

/// The same of comma-separated values, also with semicolons or tabs; an empty column divides inputs from outputs.
[[nodiscard]] REGLAMENT_API decision_table parse_decision_csv(const place& text, issues& found);

/// The table in a file, of comma-separated values when its name ends in .csv or .tsv. Without a table when the file
/// cannot be read or is no UTF-8.
[[nodiscard]] REGLAMENT_API decision_table read_decision_file(const std::filesystem::path& file, issues& found);

/// The table of a record {"hit_policy", "aggregation", "inputs", "input_types", "input_values", "outputs": [{"name",
/// "type", "values", "default"}], "rules": [{"in", "out", "note"}], "result_type"}; nothing when the record has no
/// rules. A cell that is no text is the value it is.
[[nodiscard]] REGLAMENT_API std::optional<decision_table> decision_table_from(const value& record);

}  // namespace reglament::feel
