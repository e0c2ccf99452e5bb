#include "feel/columns/column_table.hpp"

#include "feel/code.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace reglament::feel {
namespace {

constexpr std::uint8_t none = 255;

// Whether the values need not be fitted to the input's type.
bool fits(const type& t, std::optional<value_kind> kind) noexcept {
    using enum type_kind;
    if (t.kind == any || kind == value_kind::null) return true;
    if (t.item != nullptr || !t.members.empty()) return false;
    return (kind == value_kind::string && t.kind == string) || (kind == value_kind::number && t.kind == number) ||
           (kind == value_kind::boolean && t.kind == boolean) || (kind == value_kind::date && t.kind == date);
}

}  // namespace

std::optional<column_table> column_table::of(const decision_code& code, used_columns& columns) {
    std::optional<column_table> made;
    if (code.rules.size() > most_rules) return made;
    made.emplace();
    if (!made->read_inputs(code, columns)) return std::nullopt;
    made->read_rules(code, columns);
    return made;
}

bool column_table::read_inputs(const decision_code& code, used_columns& columns) {
    for (const input_column& in : code.inputs) {
        if (!in.bare || in.allowed) return false;
        column_reader& from = columns.of(*in.bare);
        if (!fits(in.fit, from.kind())) return false;
        if (!in.index->may_refuse()) continue;
        const auto* const rows = std::get_if<dictionary_rows>(&from.from().rows);
        if (rows == nullptr) return false;
        std::vector<std::uint8_t> by_code;
        for (const value& v : rows->dictionary) by_code.push_back(in.index->find(v).allowed ? 1 : 0);
        allowed_.emplace_back(std::move(by_code), from);
    }
    return true;
}

void column_table::read_rules(const decision_code& code, used_columns& columns) {
    cell_by_test_.resize(code.programs.size());
    const std::size_t width = code.inputs.size();
    for (std::size_t r = 0; r < code.rules.size(); ++r) {
        rule& made = rules_with_cells_.emplace_back();
        for (std::size_t c = 0; c < width; ++c) {
            const auto test = code.tests[r * width + c];
            if (test == 0) continue;
            const auto cell = cell_of(code, test - 1, columns);
            if (cell)
                made.cells.push_back(*cell);
            else
                made.whole = whole_ = false;
        }
    }
}

// A cell asks for its input in the decision's own bank, and may ask for other names too.
std::optional<std::size_t> column_table::cell_of(const decision_code& code, std::uint32_t test, used_columns& columns) {
    if (cell_by_test_[test]) return cell_by_test_[test];
    const auto& cell = *program_access::of(code.programs[test]);
    if (cell.branches == nullptr) return std::nullopt;
    cells_.emplace_back(*cell.branches, cell.first_branch, columns, [&](const branch_test& t) {
        return t.bank == decision::bank ? *code.inputs[t.slot].bare : slot{t.bank, t.slot};
    });
    return cell_by_test_[test] = cells_.size() - 1;
}

void column_table::run(const rows_block& b) {
    std::fill_n(rules_.begin(), b.count, none);
    std::fill_n(unsure_.begin(), b.count, mask{0});
    for (auto& cell : cells_) cell.run(b);
    for (std::size_t r = rules_with_cells_.size(); r-- > 0;) run_rule(r, b);
    for (const auto& cell : cells_)
        if (cell.unsure() != nullptr) b.with->add(cell.unsure(), b.count, unsure_.data());
    for (auto& test : allowed_) refuse(test, b);
}

void column_table::refuse(column_test& allowed, const rows_block& b) {
    std::array<mask, block_rows> refused;
    allowed.run(b);
    std::copy_n(allowed.passes(), b.count, refused.begin());
    b.with->invert(b.count, refused.data());
    b.with->put(refused.data(), b.count, none, rules_.data());
    if (allowed.unsure() != nullptr) b.with->add(allowed.unsure(), b.count, unsure_.data());
}

// From the last rule to the first, so that what an earlier one says stands.
void column_table::run_rule(std::size_t r, const rows_block& b) {
    std::array<mask, block_rows> fit;
    const rule& of = rules_with_cells_[r];
    if (of.cells.empty()) std::fill_n(fit.begin(), b.count, mask{255});
    const mask* fits = of.cells.empty() ? fit.data() : cells_[of.cells[0]].holds();
    for (std::size_t k = 1; k < of.cells.size(); ++k, fits = fit.data())
        b.with->both(fits, cells_[of.cells[k]].holds(), b.count, fit.data());
    if (!whole_) b.with->put(fits, b.count, of.whole ? 0 : 255, unsure_.data());
    if (of.whole) b.with->put(fits, b.count, static_cast<std::uint8_t>(r), rules_.data());
}

}  // namespace reglament::feel
