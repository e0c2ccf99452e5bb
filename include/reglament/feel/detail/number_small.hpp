// The inline part of number: arithmetic while coefficients fit 64 bits. Included by number.hpp alone.
#pragma once

#include <reglament/feel/number.hpp>

#include <cassert>
#include <limits>

namespace reglament::feel {

namespace detail {

/// 10^0 … 10^19, all that fit 64 bits.
inline constexpr std::uint64_t power_of_ten[] = {1u,
                                                 10u,
                                                 100u,
                                                 1'000u,
                                                 10'000u,
                                                 100'000u,
                                                 1'000'000u,
                                                 10'000'000u,
                                                 100'000'000u,
                                                 1'000'000'000u,
                                                 10'000'000'000u,
                                                 100'000'000'000u,
                                                 1'000'000'000'000u,
                                                 10'000'000'000'000u,
                                                 100'000'000'000'000u,
                                                 1'000'000'000'000'000u,
                                                 10'000'000'000'000'000u,
                                                 100'000'000'000'000'000u,
                                                 1'000'000'000'000'000'000u,
                                                 10'000'000'000'000'000'000u};

constexpr bool multiply_fits(std::uint64_t a, std::uint64_t b, std::uint64_t& product) noexcept {
#if defined(__GNUC__)
    return !__builtin_mul_overflow(a, b, &product);
#else
    product = a * b;
    return ((a | b) >> 32) == 0 || a == 0 || product / a == b;
#endif
}

constexpr bool add_fits(std::uint64_t a, std::uint64_t b, std::uint64_t& sum) noexcept {
    sum = a + b;
    return sum >= a;
}

}  // namespace detail

constexpr number number::small(std::uint64_t coefficient, int biased, bool negative) noexcept {
    const std::uint64_t sign = negative && coefficient != 0 ? sign_bit : 0;
    return {coefficient, sign | std::uint64_t(biased) << exponent_shift, nullptr};
}

template <whole_number T>
constexpr number::number(T whole) noexcept : low_{static_cast<std::uint64_t>(whole)} {
    if constexpr (std::signed_integral<T>) {
        if (whole < 0) *this = {0 - low_, high_ | sign_bit, nullptr};
    }
}

constexpr number number::of(std::int64_t value, int exponent) noexcept {
    assert(-bias <= exponent && exponent <= 12287 - bias);
    const auto bits = static_cast<std::uint64_t>(value);
    return small(value < 0 ? 0 - bits : bits, exponent + bias, value < 0);
}

constexpr std::optional<std::int64_t> number::to_units(int digits) const noexcept {
    if (!is_small()) return std::nullopt;
    std::uint64_t units = low_;
    if (const int shift = biased() - bias + digits; shift > 0) {
        if (shift > 18 || !detail::multiply_fits(low_, detail::power_of_ten[shift], units)) return std::nullopt;
    } else if (shift < 0) {
        if (shift < -18 || low_ % detail::power_of_ten[-shift] != 0) return std::nullopt;
        units = low_ / detail::power_of_ten[-shift];
    }
    if (units > std::uint64_t(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
    const auto whole = static_cast<std::int64_t>(units);
    return is_negative() ? -whole : whole;
}

constexpr number number::operator-() const noexcept {
    return is_zero() ? *this : number{low_, high_ ^ sign_bit, nullptr};
}

// Brings both to the smaller exponent; false, and nothing is changed, when that needs more than 64 bits.
inline bool number::align(number& a, number& b) noexcept {
    if (!a.is_small() || !b.is_small()) return false;
    const int distance = a.biased() - b.biased();
    number& upper = distance > 0 ? a : b;
    const int digits = distance > 0 ? distance : -distance;
    std::uint64_t scaled = 0;
    if (digits > 19 || !detail::multiply_fits(upper.low_, detail::power_of_ten[digits], scaled)) return false;
    upper = {scaled, upper.high_ - (std::uint64_t(digits) << exponent_shift), nullptr};
    return true;
}

// REQUIRES: equal exponents and no upper coefficient bits.
inline std::optional<number> number::add_small(number a, number b) noexcept {
    if (a.high_ == b.high_) {
        std::uint64_t sum = 0;
        if (!detail::add_fits(a.low_, b.low_, sum)) return add_large(a, b);
        return number{sum, a.high_, nullptr};
    }
    if (a.low_ > b.low_) return number{a.low_ - b.low_, a.high_, nullptr};
    if (a.low_ < b.low_) return number{b.low_ - a.low_, b.high_, nullptr};
    return number{0, a.high_ & ~sign_bit, nullptr};
}

inline std::optional<number> add(number a, number b) noexcept {
    const bool alike = (((a.high_ ^ b.high_) & ~number::sign_bit) | (a.high_ & number::coefficient_mask)) == 0;
    if (alike || number::align(a, b)) return number::add_small(a, b);
    return number::add_large(a, b);
}

inline std::optional<number> subtract(number a, number b) noexcept {
    return add(a, -b);
}

inline std::optional<number> multiply(number a, number b) noexcept {
    const int biased = a.biased() + b.biased() - number::bias;
    std::uint64_t product = 0;
    const bool fits = a.is_small() && b.is_small() && biased >= 0 && biased <= 12287;
    if (!fits || !detail::multiply_fits(a.low_, b.low_, product)) return number::multiply_large(a, b);
    return number::small(product, biased, a.is_negative() != b.is_negative());
}

inline bool operator==(number a, number b) noexcept {
    if (a.high_ == b.high_) return a.low_ == b.low_;
    if (number::align(a, b)) return a.low_ == b.low_ && a.high_ == b.high_;
    return number::compare_large(a, b) == 0;
}

inline unsigned order_of(number a, number b) noexcept {
    if (a.high_ == b.high_ && (a.high_ & number::sign_bit) == 0) {
        return static_cast<unsigned>(a.low_ > b.low_) + static_cast<unsigned>(a.low_ >= b.low_);
    }
    const auto order = a <=> b;
    return order < 0 ? 0U : order == 0 ? 1U : 2U;
}

inline std::strong_ordering operator<=>(number a, number b) noexcept {
    if (a.high_ != b.high_) {
        if (a.is_negative() != b.is_negative()) return b.is_negative() <=> a.is_negative();
        if (!number::align(a, b)) return number::compare_large(a, b);
    }
    return a.is_negative() ? b.low_ <=> a.low_ : a.low_ <=> b.low_;
}

}  // namespace reglament::feel
