// Column index: from an input's value to the rules whose cell it passes, as a set of bits. Internal.
#pragma once

#include "feel/decision/cell_shape.hpp"
#include "feel/decision/quick.hpp"
#include "feel/decision/text_index.hpp"

#include <span>
#include <vector>

namespace reglament::feel {

/// A cell of a column that the rules share: `-` has no program.
struct indexed_cell {
    const cell_shape* shape = nullptr;
    const program* test = nullptr;
};

class column_index {
public:
    /// Words of a set of `rules` bits: whole blocks, so that sets are cut without a rest.
    static constexpr std::size_t block = 8;
    [[nodiscard]] static std::size_t words_of(std::size_t rules) noexcept {
        const std::size_t words = (rules + 63) / 64;
        return words <= 1 ? words : (words + block - 1) / block * block;
    }

    /// Of the cells in one column, by rule. `allowed`: texts that the input can be, if only these.
    column_index(std::span<const indexed_cell> cells, slot question, std::span<const std::string> allowed);

    struct found {
        const std::uint64_t* rules = nullptr;  ///< null: every rule
        bool exact = true;                     ///< else the rules' cells are still to be tested
        bool allowed = true;
    };

    [[nodiscard]] found find(const value& v) const noexcept {
        if (v.kind() != kind_) return find_other(v);
        switch (sort_) {
            case cell_shape::sort::texts: {
                const auto id = texts_.find(v);
                if (id == text_index::none) return {at(1), true, allowed_ == 0};
                return {at(2 + (id & fold_)), exact_, allowed_ == 0 || id < allowed_};
            }
            case cell_shape::sort::truths:
                return {at(v.as_boolean() ? 2 : 1), true, true};
            case cell_shape::sort::ordered:
                return {at(1 + (segment(v) >> shift_)), exact_, true};
            default:
                return {nullptr, true, true};
        }
    }

    /// Adds the same, of the input in a slot, for a table of one word. False where that is not simple.
    [[nodiscard]] bool add_to(quick_table& table, slot input) const;

    [[nodiscard]] value_kind kind() const noexcept { return kind_; }

    /// Whether some values are not allowed.
    [[nodiscard]] bool may_refuse() const noexcept { return allowed_ != 0; }

    /// Whether nothing is to be found: no cell says anything by constants.
    [[nodiscard]] bool is_empty() const noexcept { return sort_ == cell_shape::sort::any; }

    /// Whether the cell of a rule is told by the index, so that only an inexact answer needs its test.
    [[nodiscard]] bool covers(const cell_shape& shape) const noexcept {
        return shape.of == cell_shape::sort::any || (shape.of == sort_ && shape.kind == kind_);
    }

private:
    // More sets than these are folded into each other: memory stays in proportion to the rules.
    static constexpr std::size_t most_sets = 1024;

    [[nodiscard]] const std::uint64_t* at(std::size_t set) const noexcept { return sets_.data() + set * words_; }
    [[nodiscard]] found find_other(const value& v) const noexcept;
    // Twice the points below, and one if it is a point itself.
    [[nodiscard]] std::size_t segment(const value& v) const noexcept {
        if (!units_.empty() && v.kind() == value_kind::number)
            if (const auto key = v.as_number().to_units(digits_)) return segment_of(*key);
        return segment_of(*order_key(v));
    }
    // Few points are all compared, without a branch that nobody can foretell.
    [[nodiscard]] std::size_t segment_of(std::int64_t key) const noexcept {
        if (units_.size() > 8) return among_many(key);
        std::size_t at = 0;
        for (const std::int64_t p : units_)
            at += static_cast<std::size_t>(key > p) + static_cast<std::size_t>(key >= p);
        return at;
    }
    [[nodiscard]] std::size_t among_many(std::int64_t key) const noexcept;
    [[nodiscard]] std::size_t segment_of(number key) const noexcept;

    void choose(std::span<const indexed_cell> cells);
    void gather(std::span<const indexed_cell> cells, std::span<const std::string> allowed);
    void count_in_units();
    void gather_points(std::span<const indexed_cell> cells);
    void make_sets(std::span<const indexed_cell> cells, slot question);
    void put(std::size_t rule, const indexed_cell& cell);
    void put_texts(std::size_t rule, const cell_shape& shape);
    void put_intervals(std::size_t rule, const cell_shape& shape);
    void put_segments(std::size_t rule, std::size_t from, std::size_t to);
    void put_bit(std::size_t set, std::size_t rule) { sets_[set * words_ + rule / 64] |= bit(rule); }
    void clear_bit(std::size_t set, std::size_t rule) { sets_[set * words_ + rule / 64] &= ~bit(rule); }
    static std::uint64_t bit(std::size_t rule) noexcept { return std::uint64_t{1} << rule % 64; }

    cell_shape::sort sort_ = cell_shape::sort::any;
    value_kind kind_ = value_kind::null;
    bool exact_ = true;
    std::uint32_t allowed_ = 0;        // texts below this number are
    std::uint32_t fold_ = UINT32_MAX;  // of text numbers
    unsigned shift_ = 0;               // of segments
    std::size_t words_ = 0;
    std::size_t set_count_ = 0;
    text_index texts_;
    int digits_ = 0;
    std::vector<std::int64_t> units_;  // the points in 10^-digits, when all of them can be counted so
    std::vector<number> points_;       // ascending; segments are what lies between, and the points themselves
    std::vector<std::uint64_t> sets_;  // null; then of texts: unnamed, then each; of truths: no, yes; segments
};

}  // namespace reglament::feel
