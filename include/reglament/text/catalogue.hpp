// The catalogue: every message of the library, in every language, in one table.
#pragma once

#include <reglament/export.hpp>
#include <reglament/text/issue.hpp>

#include <span>
#include <string_view>

namespace reglament {

/// One kind of issue. `{0}`, `{1}` … stand for the issue's arguments, `{s}` for its suggestion.
struct catalogue_entry {
    std::string_view code;
    severity level;
    std::string_view message_en;
    std::string_view message_ru;
    std::string_view
        advice_en;  ///< may be empty; clauses are divided by `|`, one with {s} is dropped without a suggestion
    std::string_view advice_ru;
};

/// All entries, in the order of their codes.
[[nodiscard]] REGLAMENT_API std::span<const catalogue_entry> catalogue() noexcept;

/// The entry of a code, or null.
[[nodiscard]] REGLAMENT_API const catalogue_entry* find_entry(std::string_view code) noexcept;

}  // namespace reglament
