// Number: an exact decimal of 34 digits in 16 bytes.
#pragma once

#include <reglament/export.hpp>

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace reglament::feel {

/// What becomes of the digits that a scale has no room for.
enum class rounding : std::uint8_t { half_even, half_up, half_down, up, down, floor, ceiling };

/// The integral types a number is made of; truth values and characters are none.
template <class T>
concept whole_number = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char>;

/// A FEEL number: coefficient × 10^exponent with a coefficient of at most 34 decimal digits and an exponent of
/// -6176 … 6111, the range of IEEE 754-2008 decimal128. Results that need more digits are rounded half-even; what is
/// too small for the exponent becomes zero. Values are compared, not representations: 1.0 equals 1. There is one zero.
///
/// The coefficient's lower 64 bits, and its upper 49 bits with exponent and sign, lie in one word each; while the
/// upper bits are zero, arithmetic stays in 64 bits and inline.
class number {
public:
    constexpr number() noexcept = default;  ///< zero
    template <whole_number T>
    constexpr number(T whole) noexcept;  // NOLINT(google-explicit-constructor): whole numbers are numbers
    template <std::floating_point T>
    number(T) = delete;  // not exact: from_double says what is meant

    /// value × 10^exponent. REQUIRES: -6176 <= exponent <= 6111.
    static constexpr number of(std::int64_t value, int exponent) noexcept;

    /// Reads "-12.50", ".5", "1e-7". Nothing when it is not a number in that form, or too large.
    [[nodiscard]] REGLAMENT_API static std::optional<number> parse(std::string_view text) noexcept;

    /// The shortest decimal that reads back as `value`; nothing for infinities and NaN.
    [[nodiscard]] REGLAMENT_API static std::optional<number> from_double(double value) noexcept;

    /// The nearest double; an infinity when it is beyond them.
    [[nodiscard]] REGLAMENT_API double to_double() const noexcept;

    /// The whole number this is, if it is one and fits.
    [[nodiscard]] REGLAMENT_API std::optional<std::int64_t> to_int64() const noexcept;

    /// How many 10^-digits it is, when that is a whole number that fits and the coefficient has at most 64 bits.
    /// REQUIRES: |digits| <= 18.
    [[nodiscard]] constexpr std::optional<std::int64_t> to_units(int digits) const noexcept;

    /// The same of a number that has the scale of `unit`, 10^-digits as `number::of` makes it, and is not negative:
    /// its coefficient; of any other the largest there is.
    [[nodiscard]] constexpr std::uint64_t to_units_of(number unit) const noexcept {
        return high_ == unit.high_ ? low_ : UINT64_MAX;
    }

    /// Plain digits without needless zeros ("12.5", "-0.001"); scientific ("1.5e-60") only beyond 40 characters.
    [[nodiscard]] REGLAMENT_API std::string to_string() const;

    [[nodiscard]] constexpr bool is_zero() const noexcept { return low_ == 0 && (high_ & coefficient_mask) == 0; }
    [[nodiscard]] constexpr bool is_negative() const noexcept { return (high_ & sign_bit) != 0; }
    /// Whether its coefficient fits into 64 bits. A sum of two such numbers that is one itself was not rounded.
    [[nodiscard]] constexpr bool is_short() const noexcept { return is_small(); }
    [[nodiscard]] constexpr number operator-() const noexcept;

    // Nothing on overflow and on division by zero: FEEL's null.
    friend std::optional<number> add(number a, number b) noexcept;
    friend std::optional<number> subtract(number a, number b) noexcept;
    friend std::optional<number> multiply(number a, number b) noexcept;
    REGLAMENT_API friend std::optional<number> divide(number a, number b) noexcept;

    /// Also nothing for a broken power of a negative number; 0 to the power of 0 is 1.
    REGLAMENT_API friend std::optional<number> power(number base, number exponent) noexcept;

    /// What is left of `a` after whole times `b`: zero or of the sign of `b`. Nothing when `b` is zero.
    REGLAMENT_API friend std::optional<number> modulo(number a, number b) noexcept;

    /// `n` with at most `scale` digits after the point; with a negative scale, that many whole digits become zero.
    REGLAMENT_API friend std::optional<number> round(number n, std::int64_t scale, rounding how) noexcept;

    friend bool operator==(number a, number b) noexcept;
    friend std::strong_ordering operator<=>(number a, number b) noexcept;

    /// 0 when a is below b, 1 when they are equal, 2 when it is above; without a branch where the scales are the same.
    friend unsigned order_of(number a, number b) noexcept;

    /// Equal numbers have equal hashes.
    [[nodiscard]] REGLAMENT_API std::uint64_t hash() const noexcept;

private:
    friend struct number_access;

    static constexpr int bias = 6176;
    static constexpr int exponent_shift = 49;
    static constexpr std::uint64_t sign_bit = std::uint64_t{1} << 63;
    static constexpr std::uint64_t coefficient_mask = (std::uint64_t{1} << exponent_shift) - 1;

    constexpr number(std::uint64_t low, std::uint64_t high, std::nullptr_t) noexcept : low_{low}, high_{high} {}
    static constexpr number small(std::uint64_t coefficient, int biased, bool negative) noexcept;

    [[nodiscard]] constexpr bool is_small() const noexcept { return (high_ & coefficient_mask) == 0; }
    [[nodiscard]] constexpr int biased() const noexcept {
        return static_cast<int>((high_ & ~sign_bit) >> exponent_shift);
    }

    static bool align(number& a, number& b) noexcept;
    static std::optional<number> add_small(number a, number b) noexcept;

    static std::optional<number> divide_small(number a, number b) noexcept;
    static std::optional<number> round_small(number n, std::int64_t digits, rounding how) noexcept;

    REGLAMENT_API static std::optional<number> add_large(number a, number b) noexcept;
    REGLAMENT_API static std::optional<number> multiply_large(number a, number b) noexcept;
    REGLAMENT_API static std::strong_ordering compare_large(number a, number b) noexcept;

    std::uint64_t low_ = 0;
    std::uint64_t high_ = std::uint64_t{bias} << exponent_shift;
};

std::optional<number> add(number a, number b) noexcept;
std::optional<number> subtract(number a, number b) noexcept;
std::optional<number> multiply(number a, number b) noexcept;
REGLAMENT_API std::optional<number> divide(number a, number b) noexcept;
REGLAMENT_API std::optional<number> power(number base, number exponent) noexcept;
REGLAMENT_API std::optional<number> modulo(number a, number b) noexcept;
REGLAMENT_API std::optional<number> round(number n, std::int64_t scale, rounding how) noexcept;

// Rounded half-even from the exact value, as every result; an exact one is exact: sqrt(16) = 4, exp(0) = 1.

/// Nothing for a negative number.
REGLAMENT_API std::optional<number> sqrt(number n) noexcept;

/// e to the power of `n`: nothing when it is too large, zero when it is too small.
REGLAMENT_API std::optional<number> exp(number n) noexcept;

/// The natural logarithm; nothing for zero and for a negative number.
REGLAMENT_API std::optional<number> log(number n) noexcept;

}  // namespace reglament::feel

#include <reglament/feel/detail/number_small.hpp>
