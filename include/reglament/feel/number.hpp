// Number: an exact decimal of 34 digits in 16 bytes.
#pragma once

#include <reglament/export.hpp>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace reglament::feel {

/// A FEEL number: coefficient × 10^exponent with a coefficient of at most 34 decimal digits and an exponent of
/// -6176 … 6111, the range of IEEE 754-2008 decimal128. Results that need more digits are rounded half-even.
/// Values are compared, not representations: 1.0 equals 1.
///
/// The coefficient's lower 64 bits, and its upper 49 bits with exponent and sign, lie in one word each; while the
/// upper bits are zero, arithmetic stays in 64 bits and inline.
class number {
public:
    constexpr number() noexcept = default;                ///< zero
    constexpr number(std::int64_t whole) noexcept;        // NOLINT(google-explicit-constructor): whole numbers are numbers

    /// value × 10^exponent. REQUIRES: -6176 <= exponent <= 6111.
    static constexpr number of(std::int64_t value, int exponent) noexcept;

    /// Reads "-12.50", ".5", "1e-7". Nothing when it is not a number in that form, or out of range.
    [[nodiscard]] REGLAMENT_API static std::optional<number> parse(std::string_view text) noexcept;

    /// The shortest decimal that reads back as `value`; nothing for infinities and NaN.
    [[nodiscard]] REGLAMENT_API static std::optional<number> from_double(double value) noexcept;

    [[nodiscard]] REGLAMENT_API double to_double() const noexcept;

    /// The whole number this is, if it is one and fits.
    [[nodiscard]] REGLAMENT_API std::optional<std::int64_t> to_int64() const noexcept;

    /// Plain digits without needless zeros ("12.5", "-0.001"); scientific only beyond 40 characters.
    [[nodiscard]] REGLAMENT_API std::string to_string() const;

    [[nodiscard]] constexpr bool is_zero() const noexcept { return low_ == 0 && (high_ & coefficient_mask) == 0; }
    [[nodiscard]] constexpr bool is_negative() const noexcept { return (high_ >> 63) != 0 && !is_zero(); }
    [[nodiscard]] constexpr number operator-() const noexcept;

    // Nothing on overflow and on division by zero: FEEL's null.
    friend std::optional<number> add(number a, number b) noexcept;
    friend std::optional<number> subtract(number a, number b) noexcept;
    friend std::optional<number> multiply(number a, number b) noexcept;
    REGLAMENT_API friend std::optional<number> divide(number a, number b) noexcept;
    REGLAMENT_API friend std::optional<number> power(number base, number exponent) noexcept;

    friend bool operator==(number a, number b) noexcept;
    friend std::strong_ordering operator<=>(number a, number b) noexcept;

    /// Equal numbers have equal hashes.
    [[nodiscard]] REGLAMENT_API std::uint64_t hash() const noexcept;

private:
    static constexpr std::uint64_t coefficient_mask = (std::uint64_t{1} << 49) - 1;
    std::uint64_t low_ = 0;
    std::uint64_t high_ = std::uint64_t{6176} << 49;
};

}  // namespace reglament::feel
