// Narrow: the rules left in each row of a block after a look at one column. Internal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace reglament::feel {

/// Rows that are looked at together: what is kept of them stays near.
inline constexpr std::size_t block_rows = 1024;

/// A column of numbers by where its cells begin to fit others: from `from[i]` on, `sets[i]`, up to the next.
template <class Number>
struct number_steps {
    std::span<const Number> from;  ///< rising
    const std::uint32_t* sets = nullptr;
    std::uint32_t before = 0;   ///< below all of them
    std::uint32_t of_null = 0;  ///< of what is no number
};

/// For each row the set of its code, of 256.
struct code_sets {
    const std::uint32_t* sets = nullptr;
    std::uint32_t count = 0;  ///< codes from here on have the set of code `count`
};

struct narrow_functions {
    void (*doubles)(const double* rows, std::size_t count, const number_steps<double>& steps, std::uint32_t* left);
    void (*wholes)(const std::int64_t* rows, std::size_t count, const number_steps<std::int64_t>& steps,
                   std::uint32_t* left);
    void (*codes)(const std::uint8_t* rows, std::size_t count, const code_sets& sets, std::uint32_t* left);
    void (*firsts)(const std::uint32_t* left, std::size_t count, std::uint32_t* out);  ///< lowest bit, or UINT32_MAX
};

[[nodiscard]] const narrow_functions& portable_narrow() noexcept;
[[nodiscard]] const narrow_functions& best_narrow() noexcept;

}  // namespace reglament::feel
