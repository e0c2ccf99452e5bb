// Numbers read from and written to texts, doubles and whole numbers.
#include "feel/number_parts.hpp"

#include <reglament/feel/number.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <utility>

namespace reglament::feel {

namespace {

constexpr std::uint64_t word_unit = detail::power_of_ten[19];
constexpr std::int64_t far_exponent = 100'000;

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

// Gathers digits in two words of 19; further ones only say whether something follows.
struct digit_sink {
    std::uint64_t first = 0, second = 0;
    int kept = 0;
    std::int64_t dropped = 0;
    bool tail = false;

    void take(char c) noexcept {
        const auto digit = static_cast<std::uint64_t>(c - '0');
        if (kept == 0 && digit == 0) return;
        if (kept < 19) {
            first = first * 10 + digit;
        } else if (kept < 38) {
            second = second * 10 + digit;
        } else {
            ++dropped;
            tail = tail || digit != 0;
            return;
        }
        ++kept;
    }

    [[nodiscard]] wide coefficient() const {
        if (kept <= 19) return first;
        return wide{first} * wide_power_of_ten(kept - 19) + second;
    }
};

// Takes the digits at the front of `text`; how many there were.
std::int64_t read_digits(std::string_view& text, digit_sink& out) noexcept {
    std::size_t n = 0;
    for (; n < text.size() && is_digit(text[n]); ++n) out.take(text[n]);
    text.remove_prefix(n);
    return static_cast<std::int64_t>(n);
}

bool read_char(std::string_view& text, std::string_view any_of) noexcept {
    if (text.empty() || any_of.find(text.front()) == any_of.npos) return false;
    text.remove_prefix(1);
    return true;
}

// What follows the 'e'; far beyond every range it stays where it is.
std::optional<std::int64_t> read_exponent(std::string_view& text) noexcept {
    const bool negative = !text.empty() && text.front() == '-';
    read_char(text, "+-");
    std::int64_t exponent = 0;
    std::size_t n = 0;
    for (; n < text.size() && is_digit(text[n]); ++n) {
        exponent = std::min<std::int64_t>(exponent * 10 + (text[n] - '0'), std::int64_t{1} << 50);
    }
    text.remove_prefix(n);
    if (n == 0) return std::nullopt;
    return negative ? -exponent : exponent;
}

// The coefficient's digits without zeros at the end, and the exponent that goes with them. Writes at most 34.
struct digits_text {
    std::array<char, 40> buffer{};
    int size = 0;
    int exponent = 0;
    bool negative = false;

    [[nodiscard]] std::string_view text() const noexcept { return {buffer.data(), static_cast<std::size_t>(size)}; }
};

digits_text digits_of(number n) noexcept {
    const parts p = number_access::split(n);
    digits_text out;
    out.exponent = p.exponent;
    out.negative = p.negative;
    const auto upper = static_cast<std::uint64_t>(p.coefficient / word_unit);
    auto lower = static_cast<std::uint64_t>(p.coefficient % word_unit);
    char* const begin = out.buffer.data();
    if (upper == 0) {
        out.size = static_cast<int>(std::to_chars(begin, begin + out.buffer.size(), lower).ptr - begin);
    } else {
        const auto front = std::to_chars(begin, begin + out.buffer.size(), upper).ptr - begin;
        out.size = static_cast<int>(front) + 19;
        for (int i = out.size - 1; i >= front; --i, lower /= 10) {
            out.buffer[static_cast<std::size_t>(i)] = static_cast<char>('0' + lower % 10);
        }
    }
    for (; out.size > 1 && begin[out.size - 1] == '0'; --out.size) ++out.exponent;
    return out;
}

std::string plain(const digits_text& d) {
    const std::string_view digits = d.text();
    const int point = d.size + d.exponent;  // digits before it
    if (d.exponent >= 0) return std::string{digits} + std::string(static_cast<std::size_t>(d.exponent), '0');
    if (point <= 0) return "0." + std::string(static_cast<std::size_t>(-point), '0') + std::string{digits};
    return std::string{digits.substr(0, static_cast<std::size_t>(point))} + "." +
           std::string{digits.substr(static_cast<std::size_t>(point))};
}

std::string scientific(const digits_text& d) {
    std::string out{d.text().substr(0, 1)};
    if (d.size > 1) out += "." + std::string{d.text().substr(1)};
    return out + "e" + std::to_string(d.exponent + d.size - 1);
}

std::size_t plain_length(const digits_text& d) noexcept {
    const int point = d.size + d.exponent;
    return static_cast<std::size_t>(d.exponent >= 0 ? point : point <= 0 ? d.size - point + 2 : d.size + 1);
}

std::uint64_t mix(std::uint64_t x) noexcept {
    x = (x ^ (x >> 32)) * 0xD6E8FEB86659FD93u;
    x = (x ^ (x >> 32)) * 0xD6E8FEB86659FD93u;
    return x ^ (x >> 32);
}

}  // namespace

std::optional<number> number::parse(std::string_view text) noexcept {
    const bool negative = read_char(text, "-");
    digit_sink digits;
    const std::int64_t before = read_digits(text, digits);
    const bool pointed = read_char(text, ".");
    const std::int64_t after = pointed ? read_digits(text, digits) : 0;
    if (pointed ? after == 0 : before == 0) return std::nullopt;
    std::int64_t exponent = digits.dropped - after;
    if (read_char(text, "eE")) {
        const std::optional<std::int64_t> written = read_exponent(text);
        if (!written) return std::nullopt;
        exponent += *written;
    }
    if (!text.empty()) return std::nullopt;
    if (digits.kept <= 19 && exponent >= -bias && exponent <= max_exponent) {
        return small(digits.first, static_cast<int>(exponent) + bias, negative);
    }
    const int near = static_cast<int>(std::clamp(exponent, -far_exponent, far_exponent));
    return number_access::join({negative, near, digits.coefficient(), digits.tail});
}

std::optional<number> number::from_double(double value) noexcept {
    if (!std::isfinite(value)) return std::nullopt;
    // Few digits after the point, as most have: up to fifteen digits that read back are the shortest ones.
    for (const auto& [scale, unit] : {std::pair{0, 1.0}, std::pair{2, 1e2}, std::pair{4, 1e4}}) {
        const double units = value * unit;
        if (!(std::abs(units) < 1e15)) break;
        const auto whole = static_cast<std::int64_t>(units + std::copysign(0.5, units));
        if (static_cast<double>(whole) / unit == value) return of(whole, -scale);
    }
    std::array<char, 32> buffer{};
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific).ptr;
    return parse({buffer.data(), static_cast<std::size_t>(end - buffer.data())});
}

double number::to_double() const noexcept {
    const digits_text d = digits_of(*this);
    std::array<char, 64> buffer{};
    char* at = buffer.data();
    if (d.negative) *at++ = '-';
    at = std::copy_n(d.buffer.data(), d.size, at);
    *at++ = 'e';
    at = std::to_chars(at, buffer.data() + buffer.size(), d.exponent).ptr;
    double value = 0;
    const auto error = std::from_chars(buffer.data(), at, value).ec;
    if (error != std::errc::result_out_of_range) return value;
    const double beyond = d.exponent > 0 ? std::numeric_limits<double>::infinity() : 0.0;
    return d.negative ? -beyond : beyond;
}

std::optional<std::int64_t> number::to_int64() const noexcept {
    if (is_zero()) return 0;
    parts p = number_access::split(*this);
    if (p.exponent < -max_digits || p.exponent > 19) return std::nullopt;
    const wide unit = wide_power_of_ten(std::abs(p.exponent));
    if (p.exponent < 0 && p.coefficient % unit != 0) return std::nullopt;
    p.coefficient = p.exponent < 0 ? wide{p.coefficient / unit} : wide{p.coefficient * unit};
    constexpr std::uint64_t limit = std::uint64_t{1} << 63;
    if (p.coefficient > limit || (p.coefficient == limit && !p.negative)) return std::nullopt;
    const auto magnitude = static_cast<std::uint64_t>(p.coefficient);
    return static_cast<std::int64_t>(p.negative ? 0 - magnitude : magnitude);
}

std::string number::to_string() const {
    if (is_zero()) return "0";
    const digits_text d = digits_of(*this);
    return (d.negative ? "-" : "") + (plain_length(d) <= 40 ? plain(d) : scientific(d));
}

std::uint64_t number::hash() const noexcept {
    if (is_zero()) return mix(0);
    parts p = number_access::split(*this);
    strip_zeros(p, max_exponent + max_digits);
    const auto low = static_cast<std::uint64_t>(p.coefficient & ~std::uint64_t{0});
    const auto upper = static_cast<std::uint64_t>(p.coefficient >> 64);
    return mix(low ^ mix(upper ^ (static_cast<std::uint64_t>(p.exponent + bias) * 2 + (p.negative ? 1 : 0)) << 49));
}

}  // namespace reglament::feel
