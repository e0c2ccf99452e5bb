// Cell reader: compiles the texts of a table, each with its place. Internal.
#pragma once

#include "feel/decision/cell_text.hpp"

#include <reglament/feel/decision.hpp>

#include <optional>

namespace reglament::feel {

class cell_reader {
public:
    cell_reader(const decision_table& table, const scope& names, issues& found, const dialect& how)
        : table_{table}, names_{names}, found_{found}, how_{how} {}

    /// An input's expression, or any other text that stands for itself.
    program expression(const located<std::string>& text) { return read(text, cell_text{text.value}, names_, &compile); }

    /// Tests of what `names` call `?`, which is of type `t`.
    program tests(const located<std::string>& cell, const scope& names, const type& t) {
        return read(cell, bare(cell.value, t), names, &compile_tests);
    }

    /// An output of type `t`.
    program output(const located<std::string>& cell, const type& t) {
        return read(cell, bare(cell.value, t), names_, &compile);
    }

    /// A type by its name, FEEL's or a word of the vocabulary; nothing, with an issue, when there is none.
    std::optional<type> named_type(const located<std::string>& text);

    /// The values and ranges that a cell lists; empty when it lists anything else.
    list listed(const located<std::string>& cell);

    issue& add(std::string_view code, span where, std::vector<std::string> arguments = {},
               std::string suggestion = {}) {
        return found_.add(code, {table_.file, where}, std::move(arguments), std::move(suggestion));
    }

    /// An issue that the standard makes a null: a warning where a text is FEEL and nothing else.
    void forgive(std::string_view code, span where, std::vector<std::string> arguments, std::string suggestion = {}) {
        auto& added = add(code, where, std::move(arguments), std::move(suggestion));
        if (!how_.regulation) added.level = severity::warning;
    }

    [[nodiscard]] std::size_t issue_count() const noexcept { return found_.size(); }
    [[nodiscard]] const scope& names() const noexcept { return names_; }
    [[nodiscard]] const dialect& how() const noexcept { return how_; }

    /// Whether the text stands in the table's file letter for letter.
    [[nodiscard]] bool is_verbatim(const located<std::string>& text) const noexcept;

private:
    using compiler = program (*)(std::string_view, const scope&, issues&, const origin&, const dialect&);
    program read(const located<std::string>& cell, const cell_text& as, const scope& names, compiler compile);
    void report(const issue& i, const located<std::string>& cell, const cell_text& as);
    [[nodiscard]] cell_text bare(std::string_view cell, const type& t) const;

    const decision_table& table_;
    const scope& names_;
    issues& found_;
    const dialect& how_;
};

/// What a policy gives of outputs of these names and types.
[[nodiscard]] type result_of(hit_policy policy, const std::vector<std::string>& names, const std::vector<type>& types);

/// A word of the vocabulary for a type, in English or Russian.
[[nodiscard]] std::optional<type> type_of_word(std::string_view word);

}  // namespace reglament::feel
