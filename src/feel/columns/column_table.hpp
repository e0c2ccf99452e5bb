// Column table: the first rule that fits, for a block of rows at once. Internal.
#pragma once

#include "feel/columns/column_condition.hpp"
#include "feel/decision/decision_code.hpp"

#include <optional>
#include <vector>

namespace reglament::feel {

class column_table {
public:
    /// Nothing when the table is of another sort: too many rules, inputs that are computed or may need to be fitted.
    [[nodiscard]] static std::optional<column_table> of(const decision_code& code, used_columns& columns);

    /// After the columns were read: the first rules; 255 for none.
    void run(const rows_block& b);

    [[nodiscard]] const std::uint8_t* rules() const noexcept { return rules_.data(); }
    [[nodiscard]] const mask* unsure() const noexcept { return unsure_.data(); }

private:
    static constexpr std::size_t most_rules = 64;  // beyond them the index is quicker
    struct rule {
        std::vector<std::size_t> cells;
        bool whole = true;  // else it has cells of another sort, and its rows are to be asked
    };

    bool read_inputs(const decision_code& code, used_columns& columns);
    void read_rules(const decision_code& code, used_columns& columns);
    std::optional<std::size_t> cell_of(const decision_code& code, std::uint32_t test, used_columns& columns);
    void run_rule(std::size_t r, const rows_block& b);
    void refuse(column_test& allowed, const rows_block& b);

    std::vector<column_condition> cells_;
    std::vector<std::optional<std::size_t>> cell_by_test_;
    std::vector<column_test> allowed_;
    std::vector<rule> rules_with_cells_;
    bool whole_ = true;  // all of them
    std::vector<std::uint8_t> rules_ = std::vector<std::uint8_t>(block_rows);
    std::vector<mask> unsure_ = std::vector<mask>(block_rows);
};

}  // namespace reglament::feel
