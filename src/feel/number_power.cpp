// Powers, roots, exponentials and logarithms, right to the last digit: computed with digits to spare, and once more
// with many more of them in the rare case that the first ones leave the rounding open.
#include "feel/number_parts.hpp"

#include <boost/multiprecision/cpp_bin_float.hpp>

#include <cmath>

namespace reglament::feel {

namespace {

namespace mp = boost::multiprecision;

template <unsigned bits>
using real = mp::number<mp::cpp_bin_float<bits, mp::digit_base_2>, mp::et_off>;
using quick = real<192>;
using thorough = real<512>;

// Digits computed of each. Near 1 a result may miss the middle between two numbers by a 10^-67th part, as that of
// e^(1.5 × 10^-33) does; what misses it by less than the 110th digit is that middle.
constexpr int quick_digits = 48;
constexpr int thorough_digits = 110;

// A quick result is off by about one in its last digit; so near to the middle it decides nothing.
constexpr unsigned doubtful = 1000;

// An exponent of ten, and an argument of exp, whose result is too large or too small for a number.
constexpr int out_of_range = 20'000;

// value × 10^exponent, value > 0 and well within the range of doubles.
template <class Real>
struct scaled {
    Real value;
    int exponent = 0;
    bool negative = false;
};

template <class Real>
Real ten_to(int exponent) {
    const Real magnitude = mp::pow(Real{10}, std::abs(exponent));
    return exponent < 0 ? Real{1 / magnitude} : magnitude;
}

// |p|. REQUIRES: its exponent is moderate.
template <class Real>
Real magnitude(const parts& p) {
    const Real coefficient{p.coefficient}, unit = ten_to<Real>(std::abs(p.exponent));
    return p.exponent < 0 ? Real{coefficient / unit} : Real{coefficient * unit};
}

// Multiplies the value by a power of ten that gives it about so many digits before the point, at the cost of the
// exponent.
template <class Real>
void spread(scaled<Real>& s, int digits) {
    const int by = digits - 1 - static_cast<int>(std::floor(std::log10(s.value.template convert_to<double>())));
    s.value *= ten_to<Real>(by);
    s.exponent -= by;
}

// The number nearest to it; the outer nothing when that cannot be told.
std::optional<std::optional<number>> nearest(scaled<quick> s) {
    spread(s, quick_digits);
    const parts p{s.negative, s.exponent, s.value.convert_to<wide>(), true};
    const int digits = count_digits(p.coefficient);
    const int top = s.exponent + digits;
    const bool denormal = top < min_exponent + max_digits && top > min_exponent - 2;  // it is rounded at another digit
    const wide& unit = wide_power_of_ten(digits - max_digits);
    const wide cut = p.coefficient % unit + doubtful;
    if (denormal || (cut > unit / 2u && cut < unit / 2u + 2 * doubtful)) return std::nullopt;
    return number_access::join(p);
}

std::optional<number> nearest(scaled<thorough> s) {
    constexpr int beyond = 60;
    spread(s, thorough_digits);
    const auto digits = mp::uint512_t{mp::round(s.value).convert_to<mp::uint512_t>()};
    const mp::uint512_t unit{wide_power_of_ten(beyond)};
    const mp::uint512_t rest{digits % unit};
    return number_access::join({s.negative, s.exponent + beyond, wide{digits / unit}, rest != 0});
}

// An exact result was computed with zeros to its end; without them it is one of the fast numbers.
number without_zeros(number n) {
    parts p = number_access::split(n);
    strip_zeros(p, std::max(0, p.exponent));
    return *number_access::join(p);
}

// What `compute` yields, rounded. It is called with a zero of the type to compute in.
template <class Compute>
std::optional<number> rounded(const Compute& compute) {
    const std::optional<std::optional<number>> first = nearest(compute(quick{}));
    const std::optional<number> result = first ? *first : nearest(compute(thorough{}));
    return result ? std::optional{without_zeros(*result)} : result;
}

template <class Real>
const Real& log_of_ten() {
    static const Real value = mp::log(Real{10});
    return value;
}

// e^t.
template <class Real>
scaled<Real> exponential(const Real& t) {
    if (mp::abs(t) > out_of_range) return {Real{1}, t < 0 ? -out_of_range : out_of_range};
    const Real tens = mp::floor(Real{t / log_of_ten<Real>()});
    return {mp::exp(Real{t - tens * log_of_ten<Real>()}), tens.template convert_to<int>()};
}

// log((1 + z) / (1 - z)), of the same relative precision however small z is. REQUIRES: |z| < 1/16.
template <class Real>
Real log_of_ratio(const Real& z) {
    if (z == 0) return z;
    const Real square = z * z;
    const Real enough = mp::abs(z) * std::numeric_limits<Real>::epsilon();
    Real sum = z, power = z;
    for (unsigned k = 3; mp::abs(power) > enough; k += 2) {
        power *= square;
        sum += power / k;
    }
    return 2 * sum;
}

// A number as one between 0.3 and 3 times a power of ten, so that the logarithms of the two never nearly cancel.
struct decade {
    wide coefficient;
    wide unit;  ///< what the coefficient is divided by
    int exponent;
};

decade decade_of(const parts& p) {
    const int digits = count_digits(p.coefficient);
    const int zeros = p.coefficient > 3 * wide_power_of_ten(digits - 1) ? digits : digits - 1;
    return {p.coefficient, wide_power_of_ten(zeros), p.exponent + zeros};
}

template <class Real>
Real ratio(const decade& d) {
    return Real{d.coefficient} / Real{d.unit};
}

// The logarithm of `d` without its power of ten.
template <class Real>
Real log_of_ratio(const decade& d) {
    const bool below = d.coefficient < d.unit;
    const wide difference = below ? wide{d.unit - d.coefficient} : wide{d.coefficient - d.unit};
    if (difference * 16u < d.unit) {
        const Real z = Real{difference} / Real{wide{d.coefficient + d.unit}};
        return log_of_ratio(below ? Real{-z} : z);
    }
    // What a double's logarithm leaves over is so near to one that few terms are enough.
    const Real all = ratio<Real>(d);
    const double most = std::log(all.template convert_to<double>());
    const Real rest = all * mp::exp(Real{-most});
    return most + log_of_ratio(Real{(rest - 1) / (rest + 1)});
}

// log(|p|). REQUIRES: it is not zero.
template <class Real>
Real logarithm(const parts& p) {
    const decade d = decade_of(p);
    const Real fraction = log_of_ratio<Real>(d);
    return d.exponent == 0 ? fraction : Real{fraction + d.exponent * log_of_ten<Real>()};
}

// The power of ten above it. REQUIRES: it is not zero.
int top_of(const parts& p) {
    return count_digits(p.coefficient) + p.exponent;
}

// 1 / |p|. REQUIRES: at most 38 digits, not zero.
parts reciprocal(const parts& p) {
    const int shift = count_digits(p.coefficient) + max_digits + 2;
    parts out{false, -shift - p.exponent, 0, false};
    wide rest;
    divide_qr(wide_power_of_ten(shift), p.coefficient, out.coefficient, rest);
    out.inexact = rest != 0;
    return out;
}

// |base|^whole when its digits fit.
std::optional<parts> exact_power(const parts& base, int whole) {
    const int times = std::abs(whole);
    const bool ten = base.coefficient == 1;  // to any power
    if (!ten && times * count_digits(base.coefficient) > (whole < 0 ? max_digits : 77)) return std::nullopt;
    parts out{false, base.exponent * times, 1, false};
    for (int i = 0; i < times && !ten; ++i) out.coefficient *= base.coefficient;
    return whole < 0 ? reciprocal(out) : out;
}

// A whole power of moderate size is multiplied, not taken from the logarithm.
template <class Real>
scaled<Real> multiplied(const parts& base, int whole) {
    const decade d = decade_of(base);
    const Real value = mp::pow(ratio<Real>(d), std::abs(whole));
    return {whole < 0 ? Real{1 / value} : value, d.exponent * whole};
}

std::optional<number> whole_power(const parts& base, int whole) {
    constexpr int moderate = 500;  // 3^500 is still a double
    if (const std::optional<parts> exact = exact_power(base, whole)) {
        const std::optional<number> result = number_access::join(*exact);
        return result ? std::optional{without_zeros(*result)} : result;
    }
    return rounded([&]<class Real>(const Real&) {
        return std::abs(whole) <= moderate ? multiplied<Real>(base, whole)
                                           : exponential<Real>(whole * logarithm<Real>(base));
    });
}

// REQUIRES: base > 0, exponent is not zero.
std::optional<number> power_of_positive(number base, number exponent) {
    if (base == number{1}) return base;
    if (exponent == number::of(5, -1)) return sqrt(base);
    parts b = number_access::split(base);
    strip_zeros(b, max_exponent + max_digits);
    const std::optional<std::int64_t> whole = exponent.to_int64();
    if (whole && -out_of_range <= *whole && *whole <= out_of_range) return whole_power(b, static_cast<int>(*whole));
    // The logarithm of the base is between 10^-34 and 10^5.
    const parts e = number_access::split(exponent);
    if (top_of(e) < -40) return number{1};
    if (top_of(e) > 40) return (base > number{1}) == e.negative ? std::optional{number{}} : std::nullopt;
    return rounded([&]<class Real>(const Real&) {
        const Real t = magnitude<Real>(e) * logarithm<Real>(b);
        return exponential<Real>(e.negative ? Real{-t} : t);
    });
}

bool is_odd(number n) {
    return modulo(n, number{2}) == number{1};
}

}  // namespace

std::optional<number> power(number base, number exponent) noexcept {
    if (exponent.is_zero()) return number{1};
    if (base.is_zero()) return exponent.is_negative() ? std::nullopt : std::optional{number{}};
    if (!base.is_negative()) return power_of_positive(base, exponent);
    if (round(exponent, 0, rounding::down) != exponent) return std::nullopt;
    const std::optional<number> magnitude = power_of_positive(-base, exponent);
    return magnitude && is_odd(exponent) ? -*magnitude : magnitude;
}

std::optional<number> sqrt(number n) noexcept {
    if (n.is_negative()) return std::nullopt;
    if (n.is_zero()) return n;
    parts p = number_access::split(n);
    const int preferred = p.exponent >> 1;
    // Seventy digits have a root of thirty-five: one to spare, and the rest tells whether anything follows.
    int by = 2 * (max_digits + 1) - count_digits(p.coefficient);
    if (((p.exponent - by) & 1) != 0) ++by;
    wide rest;
    p.coefficient = mp::sqrt(wide{p.coefficient * wide_power_of_ten(by)}, rest);
    p.exponent = (p.exponent - by) / 2;
    p.inexact = rest != 0;
    if (!p.inexact) strip_zeros(p, preferred);
    return number_access::join(p);
}

std::optional<number> exp(number n) noexcept {
    if (n.is_zero()) return number{1};
    const parts p = number_access::split(n);
    if (top_of(p) < -max_digits - 1) return number{1};
    if (top_of(p) > 5) return n.is_negative() ? std::optional{number{}} : std::nullopt;
    return rounded([&]<class Real>(const Real&) {
        const Real t = magnitude<Real>(p);
        return exponential<Real>(p.negative ? Real{-t} : t);
    });
}

std::optional<number> log(number n) noexcept {
    if (n.is_zero() || n.is_negative()) return std::nullopt;
    if (n == number{1}) return number{};
    const parts p = number_access::split(n);
    return rounded([&]<class Real>(const Real&) {
        const Real value = logarithm<Real>(p);
        return scaled<Real>{mp::abs(value), 0, value < 0};
    });
}

}  // namespace reglament::feel
