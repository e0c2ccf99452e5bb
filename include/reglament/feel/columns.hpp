// Columns: a condition or a decision table over many rows at once.
#pragma once

#include <reglament/feel/decision.hpp>

#include <cstdint>
#include <span>
#include <variant>

namespace reglament::feel {

/// Which rows have a value, as Arrow has it: of row i, bit (offset + i) mod 8 of byte (offset + i) / 8. No bits: all.
struct row_bits {
    const std::uint8_t* bits = nullptr;
    std::size_t offset = 0;

    [[nodiscard]] bool operator[](std::size_t row) const noexcept {
        return bits == nullptr || ((bits[(offset + row) / 8] >> ((offset + row) % 8)) & 1U) != 0;
    }
};

/// Booleans, a byte each; 0 is false.
struct boolean_rows {
    std::span<const std::uint8_t> bytes;
};

/// Dates as days since 1970.
struct date_rows {
    std::span<const std::int32_t> days;
};

/// Values of a dictionary by their place in it; a place beyond it is null. Texts mostly, but any values will do.
struct dictionary_rows {
    std::span<const std::int32_t> codes;
    std::span<const value> dictionary;
};

/// What a slot holds, row by row, in memory that the caller keeps. A double is its shortest decimal; NaN and infinities
/// are null. One value is that of every row.
struct column {
    slot where;
    std::variant<value, std::span<const value>, std::span<const std::int64_t>, std::span<const std::int32_t>,
                 std::span<const double>, boolean_rows, date_rows, dictionary_rows>
        rows;
    row_bits valid = {};
};

struct column_options {
    frame rest = {};        ///< slots that no column fills; now, zone and steps of a row
    bool portable = false;  ///< only instructions that every processor of the platform has: for comparisons
};

/// The truth of a condition in every row: what `test` gives over a frame of that row's values, exactly. Tests of slots
/// against constants run over the columns; what is left, and rows with nulls, go through the program one by one.
/// REQUIRES: columns have at least as many rows as `found`.
REGLAMENT_API void test_rows(const program& condition, std::span<const column> columns, std::span<truth> found,
                             const column_options& options = {});

/// The first rule that fits in every row, or decision::no_rule: what `first_hit` gives.
REGLAMENT_API void first_hit_rows(const decision& table, std::span<const column> columns,
                                  std::span<std::uint32_t> found, const column_options& options = {});

}  // namespace reglament::feel
