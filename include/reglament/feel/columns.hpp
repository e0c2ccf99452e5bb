// Columns: a decision over many rows at once, their inputs in columns as data frames keep them.
#pragma once

#include <reglament/export.hpp>
#include <reglament/feel/decision.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

namespace reglament::feel {

/// Texts as places in a dictionary; a place beyond it is null.
struct coded_texts {
    std::span<const std::uint8_t> codes;
    std::span<const std::string_view> dictionary;  ///< 255 texts at most
};

/// One input by row. A double is the number of its shortest decimal, exactly as everywhere else; NaN and infinities are
/// null. Booleans are bytes, 0 is false. What a column points to is the caller's.
using column = std::variant<std::span<const value>, std::span<const double>, std::span<const std::int64_t>,
                            std::span<const std::uint8_t>, coded_texts>;

/// Which instructions are used.
enum class column_path : std::uint8_t {
    best,     ///< the widest that this machine has
    portable  ///< those that every machine has
};

/// The first rule that fits, by row; no_rule where none does. Every answer is the one that decision::first_hit gives.
/// `inputs` are the slots of bank 0. REQUIRES: each column has `out.size()` rows, and the decision reads no other bank.
REGLAMENT_API void first_hits(const decision& table, std::span<const column> inputs, std::span<std::uint32_t> out,
                              column_path path = column_path::best);

}  // namespace reglament::feel
