#include "feel/number_parts.hpp"

#include <reglament/feel/number.hpp>

#include <algorithm>
#include <bit>

namespace reglament::feel {

namespace {

// Two digits beyond the 34 decide the rounding once it is known whether anything follows them.
constexpr int guarded_digits = max_digits + 2;

// A scale that no number reaches.
constexpr std::int64_t far_scale = 20'000;

// Widens the coefficient to `digits`, at the cost of the exponent. REQUIRES: it has no more, and is not zero.
void widen(parts& p, int digits) {
    const int by = digits - count_digits(p.coefficient);
    p.coefficient *= wide_power_of_ten(by);
    p.exponent -= by;
}

// |upper| + or - |lower| where upper has the larger exponent and neither is zero.
parts combine(parts upper, parts lower) {
    if (upper.exponent - lower.exponent > guarded_digits) widen(upper, max_digits);
    if (upper.exponent - lower.exponent > guarded_digits) {
        // The lower one is less than a unit of the widened: it counts as something that follows.
        widen(upper, guarded_digits + 1);
        lower.exponent = upper.exponent;
        lower.coefficient = upper.negative != lower.negative ? 1 : 0;
        upper.inexact = true;
    }
    upper.coefficient *= wide_power_of_ten(upper.exponent - lower.exponent);
    upper.exponent = lower.exponent;
    if (upper.negative == lower.negative) {
        upper.coefficient += lower.coefficient;
    } else if (upper.coefficient >= lower.coefficient) {
        upper.coefficient -= lower.coefficient;
    } else {
        upper.coefficient = lower.coefficient - upper.coefficient;
        upper.negative = lower.negative;
    }
    return upper;
}

// Compares |a| and |b|, neither zero.
int compare_magnitude(parts a, parts b) {
    const int top_a = count_digits(a.coefficient) + a.exponent;
    const int top_b = count_digits(b.coefficient) + b.exponent;
    if (top_a != top_b) return top_a < top_b ? -1 : 1;
    widen(a, max_digits);
    widen(b, max_digits);
    return a.coefficient.compare(b.coefficient);
}

// base × 10^exponent modulo `modulus`, by repeated squaring. REQUIRES: modulus < 2^128.
wide scaled_modulo(const wide& base, int exponent, const wide& modulus) {
    wide result = base % modulus;
    wide factor = wide{10u} % modulus;
    for (; exponent > 0; exponent >>= 1) {
        if ((exponent & 1) != 0) result = result * factor % modulus;
        factor = factor * factor % modulus;
    }
    return result;
}

// |a| modulo |b|, with the sign of `a`.
parts remainder(parts a, parts b) {
    const int distance = a.exponent - b.exponent;
    if (distance >= 0) {
        a.coefficient = scaled_modulo(a.coefficient, distance, b.coefficient);
        a.exponent = b.exponent;
    } else if (-distance <= max_digits) {
        a.coefficient %= b.coefficient * wide_power_of_ten(-distance);
    }
    return a;
}

}  // namespace

std::optional<number> number::add_large(number a, number b) noexcept {
    if (a.is_zero() && b.is_zero()) return small(0, std::min(a.biased(), b.biased()), false);
    if (a.is_zero()) return b;
    if (b.is_zero()) return a;
    const bool a_upper = a.biased() >= b.biased();
    return number_access::join(combine(number_access::split(a_upper ? a : b), number_access::split(a_upper ? b : a)));
}

std::optional<number> number::multiply_large(number a, number b) noexcept {
    parts product = number_access::split(a);
    const parts other = number_access::split(b);
    product.coefficient *= other.coefficient;
    product.exponent += other.exponent;
    product.negative = product.negative != other.negative;
    return number_access::join(product);
}

std::strong_ordering number::compare_large(number a, number b) noexcept {
    const int sign_a = a.is_zero() ? 0 : a.is_negative() ? -1 : 1;
    const int sign_b = b.is_zero() ? 0 : b.is_negative() ? -1 : 1;
    if (sign_a != sign_b || sign_a == 0) return sign_a <=> sign_b;
    return sign_a * compare_magnitude(number_access::split(a), number_access::split(b)) <=> 0;
}

// The quotient of 64-bit coefficients when its digits end and it has 64 bits too. REQUIRES: neither is zero.
std::optional<number> number::divide_small(number a, number b) noexcept {
    if (!a.is_small() || !b.is_small()) return std::nullopt;
    std::uint64_t others = b.low_ >> std::countr_zero(b.low_);
    while (others % 5 == 0) others /= 5;
    if (a.low_ % others != 0) return std::nullopt;  // a prime other than 2 and 5 stays below: the digits never end
    std::uint64_t scaled = a.low_;
    int exponent = a.biased() - b.biased() + bias;
    for (; scaled % b.low_ != 0; --exponent) {
        if (!detail::multiply_fits(scaled, 10, scaled)) return std::nullopt;
    }
    if (exponent < 0 || exponent > max_exponent + bias) return std::nullopt;
    return small(scaled / b.low_, exponent, a.is_negative() != b.is_negative());
}

std::optional<number> divide(number a, number b) noexcept {
    if (b.is_zero()) return std::nullopt;
    if (a.is_zero()) return number{};
    if (const std::optional<number> exact = number::divide_small(a, b)) return exact;
    parts quotient = number_access::split(a);
    const parts divisor = number_access::split(b);
    const int preferred = quotient.exponent - divisor.exponent;
    widen(quotient, guarded_digits + count_digits(divisor.coefficient));
    wide whole, rest;
    divide_qr(quotient.coefficient, divisor.coefficient, whole, rest);
    quotient.inexact = rest != 0;
    quotient.coefficient = whole;
    quotient.exponent -= divisor.exponent;
    quotient.negative = quotient.negative != divisor.negative;
    if (!quotient.inexact) strip_zeros(quotient, preferred);
    return number_access::join(quotient);
}

std::optional<number> modulo(number a, number b) noexcept {
    if (b.is_zero()) return std::nullopt;
    if (a.is_zero()) return number{};
    const std::optional<number> rest = number_access::join(remainder(number_access::split(a), number_access::split(b)));
    if (!rest || rest->is_zero() || rest->is_negative() == b.is_negative()) return rest;
    return add(*rest, b);
}

// In 64 bits. REQUIRES: n is small, 0 < digits.
std::optional<number> number::round_small(number n, std::int64_t digits, rounding how) noexcept {
    const std::int64_t biased = n.biased() + digits;
    if (digits >= std::ssize(detail::power_of_ten) || biased > max_exponent + bias) return std::nullopt;
    const std::uint64_t unit = detail::power_of_ten[digits];
    const std::uint64_t kept = n.low_ / unit, cut = n.low_ % unit;
    const bool up = rounds_up(how, n.is_negative(), (kept & 1) != 0, cut <=> unit / 2, cut == 0);
    return small(kept + (up ? 1 : 0), static_cast<int>(biased), n.is_negative());
}

std::optional<number> round(number n, std::int64_t scale, rounding how) noexcept {
    scale = std::clamp<std::int64_t>(scale, -far_scale, far_scale);
    const std::int64_t digits = -scale - (n.biased() - number::bias);
    if (digits <= 0 || n.is_zero()) return n;
    if (n.is_small()) {
        if (const std::optional<number> result = number::round_small(n, digits, how)) return result;
    }
    parts p = number_access::split(n);
    const std::int64_t enough = count_digits(p.coefficient) + 1;  // beyond these nothing changes but the exponent
    drop_digits(p, static_cast<int>(std::min(digits, enough)), how);
    p.exponent = static_cast<int>(-scale);
    return number_access::join(p);
}

}  // namespace reglament::feel
