// Grid: rows of cells as the readers of texts find them, and the table they mean. Internal.
#pragma once

#include <reglament/feel/decision.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace reglament::feel {

/// A row in its sections: inputs, outputs, a note.
struct grid_row {
    std::vector<std::vector<located<std::string>>> sections;
    span where;
};

struct grid {
    place text;
    located<std::string> policy;
    std::vector<grid_row> rows;
};

/// A row of dashes, which divides what is said of the columns from the rules.
[[nodiscard]] bool is_divider(const grid_row& row) noexcept;

/// The first row names the columns; of several rows before a divider the second gives types or values; the others are
/// rules.
[[nodiscard]] decision_table table_of(const grid& g, issues& found);

/// The stretch of a text without blanks at its ends, as it stands in the file.
[[nodiscard]] located<std::string> trimmed_cell(std::string_view file, span where);

/// The policy that a line names, with or without a word before it ("hit: first", "выбор: первая").
[[nodiscard]] located<std::string> policy_line(std::string_view file, span where);

}  // namespace reglament::feel
