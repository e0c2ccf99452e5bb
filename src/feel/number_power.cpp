// Powers: computed with three times the digits, then rounded once.
#include "feel/number_parts.hpp"

#include <boost/multiprecision/cpp_dec_float.hpp>

#include <cmath>

namespace reglament::feel {

namespace {

using real = boost::multiprecision::number<boost::multiprecision::cpp_dec_float<100>, boost::multiprecision::et_off>;

real to_real(number n) {
    return real{n.to_string()};
}

std::optional<number> from_real(const real& r) {
    return number::parse(r.str(60, std::ios_base::scientific));
}

bool is_whole(number n) {
    return round(n, 0, rounding::down) == n;
}

bool is_odd(number n) {
    const std::optional<number> rest = modulo(n, number{2});
    return rest && *rest == number{1};
}

// log10 of a magnitude, roughly; a double alone would overflow.
double rough_log10(number n) {
    const parts p = number_access::split(n);
    return std::log10(p.coefficient.convert_to<double>()) + p.exponent;
}

std::optional<number> power_of_magnitude(number base, number exponent) {
    const double digits = rough_log10(base) * exponent.to_double();
    if (digits > max_exponent + 2 * max_digits) return std::nullopt;
    if (digits < min_exponent - 2 * max_digits) return number{};
    return from_real(pow(to_real(base), to_real(exponent)));
}

}  // namespace

std::optional<number> power(number base, number exponent) noexcept {
    if (exponent.is_zero()) return number{1};
    if (base.is_zero()) return exponent.is_negative() ? std::nullopt : std::optional{number{}};
    if (!base.is_negative()) return power_of_magnitude(base, exponent);
    if (!is_whole(exponent)) return std::nullopt;
    const std::optional<number> magnitude = power_of_magnitude(-base, exponent);
    return magnitude && is_odd(exponent) ? -*magnitude : magnitude;
}

}  // namespace reglament::feel
