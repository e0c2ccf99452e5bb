// Column reader: one column, a block of rows at a time, prepared for the tests that ask for it. Internal.
#pragma once

#include "feel/columns/kernels.hpp"

#include <reglament/feel/columns.hpp>

#include <optional>
#include <vector>

namespace reglament::feel {

/// Rows that are read together: few enough for everything about them to stay in the nearest cache.
inline constexpr std::size_t block_rows = 512;

struct rows_block {
    std::size_t first = 0;
    std::size_t count = 0;  ///< <= block_rows
    const kernels* with = nullptr;
};

class column_reader {
public:
    explicit column_reader(const column& from);

    /// What tests want prepared.
    void want_words() { words_.resize(block_rows); }
    void want_bytes() { bytes_.resize(block_rows); }

    void read(const rows_block& b);

    [[nodiscard]] const column& from() const noexcept { return *from_; }
    /// Rows of the block without a value; null when every one has one.
    [[nodiscard]] const mask* nulls() const noexcept { return has_nulls_ ? nulls_.data() : nullptr; }
    [[nodiscard]] const std::int32_t* words() const noexcept { return words_.data(); }  ///< of whole numbers
    [[nodiscard]] const std::uint8_t* bytes() const noexcept { return bytes_.data(); }  ///< of codes

    /// The value of any row of the column.
    [[nodiscard]] value at(std::size_t row) const;

    /// What all its values are, but for nulls; nothing when they differ or cannot be told beforehand.
    [[nodiscard]] std::optional<value_kind> kind() const;

private:
    const column* from_;
    bool has_nulls_ = false;
    std::vector<mask> nulls_;
    std::vector<std::int32_t> words_;
    std::vector<std::uint8_t> bytes_;
};

}  // namespace reglament::feel
