// Kernels: the loops over columns in each set of instructions. Internal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace reglament::feel {

/// Of a row: 0 or 255.
using mask = std::uint8_t;

struct kernels {
    void (*within_doubles)(const double* rows, std::size_t count, double low, double high, mask* out);
    void (*within_words)(const std::int32_t* rows, std::size_t count, std::int32_t low, std::int32_t high, mask* out);
    void (*within_longs)(const std::int64_t* rows, std::size_t count, std::int64_t low, std::int64_t high, mask* out);
    void (*narrow)(const std::int64_t* rows, std::size_t count, std::int32_t* out);  ///< the nearest of 32 bits
    /// False, and nothing is written, when there are none. Codes are places below `size`.
    bool (*not_finite)(const double* rows, std::size_t count, mask* out);
    bool (*codes_beyond)(const std::int32_t* codes, std::size_t count, std::int32_t size, mask* out);
    void (*low_bytes)(const std::int32_t* codes, std::size_t count, std::uint8_t* out);
    void (*add_equal)(const std::uint8_t* rows, std::size_t count, std::uint8_t to, mask* out);
    void (*not_zero)(const std::uint8_t* rows, std::size_t count, mask* out);
    void (*invert)(std::size_t count, mask* out);
    void (*add)(const mask* other, std::size_t count, mask* out);
    void (*both)(const mask* a, const mask* b, std::size_t count, mask* out);

    /// Rows that are here go on to `yes` or `no`.
    void (*branch)(const mask* here, const mask* passes, std::size_t count, mask* yes, mask* no);
    void (*put)(const mask* where, std::size_t count, std::uint8_t what, std::uint8_t* out);
    void (*put_rules)(const std::uint8_t* from, std::size_t count, std::uint32_t* out);  ///< 255 as UINT32_MAX
    bool (*any)(const mask* of, std::size_t count);
};

/// Those that the processor this runs on can use, the best last; the first are those of every one.
[[nodiscard]] std::vector<const kernels*> usable_kernels();

/// The best of them, or the first.
[[nodiscard]] const kernels& kernels_of(bool portable);

}  // namespace reglament::feel
