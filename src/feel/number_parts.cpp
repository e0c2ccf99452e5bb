#include "feel/number_parts.hpp"

#include <algorithm>

namespace reglament::feel {

namespace {

constexpr int powers = 78;

std::array<wide, powers> make_powers() {
    std::array<wide, powers> out;
    out[0] = 1;
    for (std::size_t i = 1; i < powers; ++i) out[i] = out[i - 1] * 10u;
    return out;
}

constexpr int biased_shift = 49;
constexpr std::uint64_t upper_mask = (std::uint64_t{1} << biased_shift) - 1;

// Brings an exponent that is too large into range by giving the coefficient zeros.
bool lower_exponent(parts& p) {
    if (p.exponent <= max_exponent) return true;
    const int room = max_digits - count_digits(p.coefficient);
    if (p.exponent - max_exponent > room) return false;
    p.coefficient *= wide_power_of_ten(p.exponent - max_exponent);
    p.exponent = max_exponent;
    return true;
}

}  // namespace

const wide& wide_power_of_ten(int exponent) noexcept {
    static const std::array<wide, powers> table = make_powers();
    return table[static_cast<std::size_t>(exponent)];
}

int count_digits(const wide& coefficient) noexcept {
    if (coefficient == 0) return 0;
    const auto bits = static_cast<int>(boost::multiprecision::msb(coefficient));
    const int guess = bits * 1233 / 4096;  // log10(2), a little low
    return coefficient >= wide_power_of_ten(guess + 1) ? guess + 2 : guess + 1;
}

bool rounds_up(rounding how, bool negative, bool odd, std::strong_ordering cut_to_half, bool nothing_cut) noexcept {
    if (nothing_cut) return false;
    switch (how) {
        case rounding::half_even:
            return cut_to_half > 0 || (cut_to_half == 0 && odd);
        case rounding::half_up:
            return cut_to_half >= 0;
        case rounding::half_down:
            return cut_to_half > 0;
        case rounding::up:
            return true;
        case rounding::down:
            return false;
        case rounding::floor:
            return negative;
        case rounding::ceiling:
            return !negative;
    }
    return false;
}

void drop_digits(parts& p, int digits, rounding how) {
    if (digits <= 0) return;
    p.exponent += digits;
    // With more than one digit to spare the cut part is less than half of a unit, whatever it is.
    digits = std::min(digits, count_digits(p.coefficient) + 1);
    const wide& unit = wide_power_of_ten(digits);
    wide kept, cut;
    divide_qr(p.coefficient, unit, kept, cut);
    p.coefficient = kept;
    const int order = cut.compare(unit / 2u);
    const auto to_half = order != 0  ? order <=> 0
                         : p.inexact ? std::strong_ordering::greater
                                     : std::strong_ordering::equal;
    const bool odd = bit_test(p.coefficient, 0);
    if (rounds_up(how, p.negative, odd, to_half, cut == 0 && !p.inexact)) ++p.coefficient;
    p.inexact = false;
}

void strip_zeros(parts& p, int limit) {
    if (p.coefficient == 0) return;
    for (const int zeros : {32, 16, 8, 4, 2, 1}) {
        const wide& unit = wide_power_of_ten(zeros);
        if (p.exponent + zeros > limit) continue;
        wide kept, cut;
        divide_qr(p.coefficient, unit, kept, cut);
        if (cut != 0) continue;
        p.coefficient = kept;
        p.exponent += zeros;
    }
}

parts number_access::split(number n) noexcept {
    parts p{n.is_negative(), n.biased() - number::bias, n.high_ & upper_mask, false};
    p.coefficient <<= 64;
    p.coefficient |= n.low_;
    return p;
}

std::optional<number> number_access::join(parts p) noexcept {
    const int excess = count_digits(p.coefficient) - max_digits;
    drop_digits(p, std::max(excess, min_exponent - p.exponent), rounding::half_even);
    if (count_digits(p.coefficient) > max_digits) drop_digits(p, 1, rounding::half_even);  // 99…9 became 100…0
    if (p.coefficient == 0)
        return number::small(0, std::clamp(p.exponent, min_exponent, max_exponent) + number::bias, false);
    if (!lower_exponent(p)) return std::nullopt;
    const auto low = static_cast<std::uint64_t>(p.coefficient & ~std::uint64_t{0});
    const auto upper = static_cast<std::uint64_t>(p.coefficient >> 64);
    const auto exponent = static_cast<std::uint64_t>(p.exponent + number::bias) << biased_shift;
    return number{low, upper | exponent | (p.negative ? number::sign_bit : 0), nullptr};
}

}  // namespace reglament::feel
