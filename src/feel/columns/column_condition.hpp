// Column condition: a chain of tests over a block of rows, all rows at once. Internal.
#pragma once

#include "feel/branches.hpp"
#include "feel/columns/column_test.hpp"

#include <deque>
#include <functional>
#include <optional>
#include <vector>

namespace reglament::feel {

/// The columns that tests ask for, each made ready once.
class used_columns {
public:
    used_columns(std::span<const column> columns, const frame& rest) : given_{columns}, rest_{rest} {}

    /// A slot without a column has one value in every row.
    [[nodiscard]] column_reader& of(slot where);

    void read(const rows_block& b) {
        for (auto& r : readers_) r.read(b);
    }

private:
    std::span<const column> given_;
    const frame& rest_;
    std::deque<column> same_;
    std::deque<column_reader> readers_;
};

class column_condition {
public:
    /// The chain that begins at `first` and ends in branch_out, with 1 when it holds. `where` tells the slot of a test.
    column_condition(const branch_code& code, branch_target first, used_columns& columns,
                     const std::function<slot(const branch_test&)>& where);

    /// After the columns were read.
    void run(const rows_block& b);

    [[nodiscard]] const mask* holds() const noexcept { return single_ ? single_->passes() : yes_.data(); }
    /// Null when there are none.
    [[nodiscard]] const mask* unsure() const noexcept { return single_ ? single_->unsure() : slow_.data(); }

private:
    struct step {
        column_test test;
        branch_target yes;
        branch_target no;
        std::vector<mask> here = std::vector<mask>(block_rows);  // rows that come this far
    };

    void join(std::size_t at);
    [[nodiscard]] mask* rows_of(branch_target t) noexcept;

    std::optional<column_test> single_;       // all there is
    std::vector<std::optional<step>> steps_;  // those of the code that are reached
    branch_target first_;
    std::vector<mask> yes_ = std::vector<mask>(block_rows);
    std::vector<mask> no_ = std::vector<mask>(block_rows);
    std::vector<mask> slow_ = std::vector<mask>(block_rows);
};

}  // namespace reglament::feel
