#include "feel/decision/grid.hpp"

#include "feel/decision/cell_reader.hpp"
#include "text/characters.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace reglament::feel {
namespace {

using cells = std::vector<located<std::string>>;

bool is_line(std::string_view cell) noexcept {
    const auto dashes = cell.find_first_not_of(":-") == std::string_view::npos;
    return dashes && std::ranges::count(cell, '-') >= 2;
}

// A word that begins a row of fallbacks.
bool is_fallback_word(std::string_view word) {
    constexpr std::array<std::string_view, 5> words{"default", "else", "otherwise", "иначе", "по умолчанию"};
    std::string lower;
    for (std::size_t at = 0; at < word.size();) {
        const auto c = decode(word, at);
        append_utf8(lower, to_lower(c.code));
        at += c.length;
    }
    return std::ranges::find(words, lower) != words.end();
}

bool is_fallback(const cells& inputs) {
    const auto says_nothing = [](const located<std::string>& c) { return c.value.empty() || c.value == "-"; };
    return !inputs.empty() && is_fallback_word(inputs[0].value) &&
           std::all_of(inputs.begin() + 1, inputs.end(), says_nothing);
}

class table_builder {
public:
    table_builder(const grid& g, issues& found) : grid_{g}, found_{found} {}

    decision_table build() {
        table_.file = grid_.text.source;
        table_.policy = grid_.policy;
        if (grid_.rows.empty()) {
            add("decision-empty", grid_.text.where);
            return std::move(table_);
        }
        if (!has_sections(grid_.rows[0])) return std::move(table_);
        const std::size_t divider = find_divider();
        add_columns(grid_.rows[0]);
        if (divider == 2) describe(grid_.rows[1]);
        for (std::size_t r = divider == 0 ? 1 : divider + 1; r < grid_.rows.size(); ++r) add_rule(grid_.rows[r]);
        return std::move(table_);
    }

private:
    void add(std::string_view code, span where, std::vector<std::string> arguments = {}) {
        found_.add(code, {grid_.text.source, where}, std::move(arguments));
    }

    bool has_sections(const grid_row& row) {
        if (row.sections.size() >= 2) return true;
        add("decision-no-bar", row.where);
        return false;
    }

    // Where the row of dashes stands; 0 when there is none.
    std::size_t find_divider() {
        std::size_t found = 0;
        for (std::size_t r = 0; r < grid_.rows.size(); ++r) {
            if (!is_divider(grid_.rows[r])) continue;
            if (found == 0 && (r == 1 || r == 2))
                found = r;
            else
                add("decision-divider", grid_.rows[r].where);
        }
        return found;
    }

    void add_columns(const grid_row& row) {
        for (const auto& c : row.sections[0]) table_.inputs.push_back({.expression = c});
        for (const auto& c : row.sections[1]) table_.outputs.push_back({.name = c});
    }

    // Of rules this is found out when they are compiled.
    [[nodiscard]] bool has_cells(const grid_row& row) {
        if (!has_sections(row)) return false;
        const bool right =
            row.sections[0].size() == table_.inputs.size() && row.sections[1].size() == table_.outputs.size();
        if (!right)
            add("decision-cell-count", row.where,
                {std::to_string(row.sections[0].size()), std::to_string(row.sections[1].size()),
                 std::to_string(table_.inputs.size()), std::to_string(table_.outputs.size())});
        return right;
    }

    // Types, or the values that a column has.
    void describe(const grid_row& row) {
        if (!has_cells(row)) return;
        for (std::size_t i = 0; i < table_.inputs.size(); ++i)
            describe(row.sections[0][i], table_.inputs[i].type, table_.inputs[i].values);
        for (std::size_t i = 0; i < table_.outputs.size(); ++i)
            describe(row.sections[1][i], table_.outputs[i].type, table_.outputs[i].values);
    }
    static void describe(const located<std::string>& cell, located<std::string>& type, located<std::string>& values) {
        if (cell.value == "-") return;
        (is_type(cell.value) ? type : values) = cell;
    }
    static bool is_type(std::string_view text) {
        constexpr std::array<std::string_view, 4> of_something{"list<", "context<", "range<", "function<"};
        const auto begins = [&](std::string_view word) { return text.starts_with(word); };
        return std::ranges::any_of(of_something, begins) || type_of_word(text) || parse_type(text);
    }

    void add_rule(const grid_row& row) {
        if (is_divider(row) || !has_sections(row)) return;
        if (is_fallback(row.sections[0])) {
            if (!has_cells(row)) return;
            for (std::size_t i = 0; i < table_.outputs.size(); ++i) table_.outputs[i].fallback = row.sections[1][i];
            return;
        }
        decision_rule rule{.inputs = row.sections[0], .outputs = row.sections[1], .note = {}, .where = row.where};
        if (row.sections.size() > 2 && !row.sections[2].empty()) rule.note = row.sections[2][0];
        table_.rules.push_back(std::move(rule));
    }

    const grid& grid_;
    issues& found_;
    decision_table table_;
};

}  // namespace

bool is_divider(const grid_row& row) noexcept {
    bool any = false;
    for (const auto& section : row.sections)
        for (const auto& cell : section) {
            if (!cell.value.empty() && !is_line(cell.value)) return false;
            any |= !cell.value.empty();
        }
    return any;
}

decision_table table_of(const grid& g, issues& found) {
    return table_builder{g, found}.build();
}

located<std::string> trimmed_cell(std::string_view file, span where) {
    const auto text = file.substr(where.begin, where.end - where.begin);
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {{}, where};
    const auto size = text.find_last_not_of(blanks) + 1 - first;
    const auto begin = where.begin + static_cast<std::uint32_t>(first);
    return {std::string{text.substr(first, size)}, {begin, begin + static_cast<std::uint32_t>(size)}};
}

located<std::string> policy_line(std::string_view file, span where) {
    constexpr std::array<std::string_view, 4> words{"hit:", "hit policy:", "выбор:", "Выбор:"};
    auto line = trimmed_cell(file, where);
    for (const auto word : words)
        if (line.value.starts_with(word))
            return trimmed_cell(file, {line.where.begin + static_cast<std::uint32_t>(word.size()), line.where.end});
    return line;
}

}  // namespace reglament::feel
