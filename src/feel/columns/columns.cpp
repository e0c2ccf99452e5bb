// Columns: conditions and tables over rows, block after block.
#include "feel/code.hpp"
#include "feel/columns/column_condition.hpp"
#include "feel/columns/column_table.hpp"
#include "feel/columns/row_frame.hpp"

#include <reglament/feel/columns.hpp>

#include <algorithm>

namespace reglament::feel {
namespace {

template <class Block>
void each_block(std::size_t rows, const column_options& options, const Block& block) {
    const kernels& with = kernels_of(options.portable);
    for (std::size_t first = 0; first < rows; first += block_rows)
        block(rows_block{first, std::min(block_rows, rows - first), &with});
}

// Rows of a block that must be asked one by one.
template <class Ask>
void each_unsure(const mask* unsure, const rows_block& b, const Ask& ask) {
    if (unsure == nullptr || !b.with->any(unsure, b.count)) return;
    for (std::size_t i = 0; i < b.count; ++i)
        if (unsure[i] != 0) ask(b.first + i);
}

void put_truths(const mask* holds, const rows_block& b, truth* found) {
    for (std::size_t i = 0; i < b.count; ++i) found[i] = static_cast<truth>(holds[i] & 1U);
}

}  // namespace

void test_rows(const program& condition, std::span<const column> columns, std::span<truth> found,
               const column_options& options) {
    std::ranges::fill(found, truth::unknown);
    if (!condition) return;
    const auto& code = *program_access::of(condition);
    row_frame rows{columns, code.reads, options.rest};
    used_columns used{columns, options.rest};
    branch_code simple{true};
    const auto first = simple.add(code, code.root, branch_out | 1, branch_out);
    const auto where = [](const branch_test& t) { return slot{t.bank, t.slot}; };
    column_condition chain{simple, first.value_or(branch_slow), used, where};
    each_block(found.size(), options, [&](const rows_block& b) {
        used.read(b);
        chain.run(b);
        put_truths(chain.holds(), b, found.data() + b.first);
        each_unsure(chain.unsure(), b, [&](std::size_t row) { found[row] = condition.test(rows.of(row)); });
    });
}

void first_hit_rows(const decision& table, std::span<const column> columns, std::span<std::uint32_t> found,
                    const column_options& options) {
    std::ranges::fill(found, decision::no_rule);
    if (!table) return;
    const auto& code = *decision_access::of(table);
    row_frame rows{columns, code.reads, options.rest};
    used_columns used{columns, options.rest};
    auto simple = column_table::of(code, used);
    if (!simple) {
        for (std::size_t row = 0; row < found.size(); ++row) found[row] = table.first_hit(rows.of(row));
        return;
    }
    each_block(found.size(), options, [&](const rows_block& b) {
        used.read(b);
        simple->run(b);
        b.with->put_rules(simple->rules(), b.count, found.data() + b.first);
        each_unsure(simple->unsure(), b, [&](std::size_t row) { found[row] = table.first_hit(rows.of(row)); });
    });
}

}  // namespace reglament::feel
