// A number taken apart, with a coefficient wide enough for every intermediate result.
#pragma once

#include <reglament/feel/number.hpp>

#include <boost/multiprecision/cpp_int.hpp>

#include <array>

namespace reglament::feel {

using wide = boost::multiprecision::uint256_t;

constexpr int max_digits = 34;
constexpr int min_exponent = -6176;
constexpr int max_exponent = 6111;

/// REQUIRES: 0 <= exponent <= 77, so that it fits.
const wide& wide_power_of_ten(int exponent) noexcept;

/// The number of decimal digits; 0 for zero.
int count_digits(const wide& coefficient) noexcept;

struct parts {
    bool negative = false;
    int exponent = 0;
    wide coefficient = 0;
    bool inexact = false;  ///< the exact value is a little more (less than one unit of the coefficient)
};

/// Whether the digit cut off makes the kept coefficient one larger. `cut` is compared with `half`.
bool rounds_up(rounding how, bool negative, bool odd, std::strong_ordering cut_to_half, bool nothing_cut) noexcept;

/// Drops the coefficient's last `digits` and raises the exponent by as much.
void drop_digits(parts& p, int digits, rounding how);

/// Drops zeros at the end as long as the exponent stays at most `limit`.
void strip_zeros(parts& p, int limit);

struct number_access {
    static parts split(number n) noexcept;

    /// The number nearest to it, half-even; nothing when it is too large.
    static std::optional<number> join(parts p) noexcept;
};

}  // namespace reglament::feel
