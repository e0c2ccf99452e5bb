#include "table.hpp"

#include <reglament/feel/number.hpp>

#include <boost/multiprecision/cpp_int.hpp>
#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace reglament::feel {
namespace {

using rational = boost::multiprecision::cpp_rational;
using integer = boost::multiprecision::cpp_int;

number n(std::string_view text) {
    const std::optional<number> read = number::parse(text);
    EXPECT_TRUE(read) << text;
    return read.value_or(number{});
}

std::string text_of(const std::optional<number>& result) {
    return result ? result->to_string() : std::string{};
}

std::optional<number> compare(number a, number b) {
    return a < b ? number{-1} : number{a == b ? 0 : 1};
}

std::optional<number> round_as_told(char how, number a, number scale) {
    const std::int64_t digits = scale.to_int64().value_or(0);
    switch (how) {
        case 'h':
            return round(a, digits, rounding::half_up);
        case 'd':
            return round(a, digits, rounding::half_down);
        case 'u':
            return round(a, digits, rounding::up);
        case 't':
            return round(a, digits, rounding::down);
        case 'f':
            return round(a, digits, rounding::floor);
        case 'c':
            return round(a, digits, rounding::ceiling);
        default:
            return round(a, digits, rounding::half_even);
    }
}

std::optional<number> apply(char operation, number a, number b) {
    switch (operation) {
        case '+':
            return add(a, b);
        case '-':
            return subtract(a, b);
        case '*':
            return multiply(a, b);
        case '/':
            return divide(a, b);
        case '%':
            return modulo(a, b);
        case '^':
            return power(a, b);
        case 's':
            return sqrt(a);
        case 'e':
            return exp(a);
        case 'l':
            return log(a);
        case '?':
            return compare(a, b);
        default:
            return round_as_told(operation, a, b);
    }
}

TEST(number, results_of_the_table) {
    const auto rows = tests::read_table("numbers.csv");
    ASSERT_GT(rows.size(), 570u);
    for (const auto& row : rows) {
        const number b = row[2].empty() ? number{} : n(row[2]);
        EXPECT_EQ(text_of(apply(row[1].front(), n(row[0]), b)), row[3]) << "line " << row.line;
    }
}

TEST(number, texts_of_the_table) {
    const auto rows = tests::read_table("number_texts.csv");
    ASSERT_GT(rows.size(), 60u);
    for (const auto& row : rows) {
        const std::optional<number> read = number::parse(row[0]);
        EXPECT_EQ(text_of(read), row[1]) << "line " << row.line;
        EXPECT_TRUE(!read || number::parse(read->to_string()) == read) << "line " << row.line;
    }
}

TEST(number, long_texts_are_read_to_their_end) {
    const std::string zeros(100'000, '0');
    EXPECT_EQ(number::parse(zeros + "5"), number{5});
    EXPECT_EQ(number::parse("0." + zeros + "5e100001"), number{5});
    EXPECT_EQ(number::parse("5" + zeros + "e-100000"), number{5});
    EXPECT_EQ(number::parse("0." + zeros + "5"), number{});
    EXPECT_EQ(number::parse("5" + zeros), std::nullopt);
    EXPECT_EQ(text_of(number::parse("1" + std::string(33, '0') + "5" + zeros + "1e-100001")),
              "10000000000000000000000000000000010");
}

TEST(number, a_million_additions_are_exact) {
    number sum;
    for (int i = 0; i < 1'000'000; ++i) sum = *add(sum, number::of(1, -1));
    EXPECT_EQ(sum, number{100'000});
    number account;
    for (int i = 1; i <= 1'000'000; ++i) account = *add(account, number::of(i % 2 == 0 ? -i : 3 * i, -2));
    EXPECT_EQ(account.to_string(), "4999995000");
}

TEST(number, money_sums_as_whole_cents_do) {
    number cents;
    for (int i = 0; i < 1'000'000; ++i) cents = *add(cents, number::of(1, -2));
    EXPECT_EQ(cents, number{10'000});
    std::mt19937_64 random{20250301};
    std::int64_t expected = 0;
    number sum;
    for (int i = 0; i < 1'000'000; ++i) {
        const auto amount = static_cast<std::int64_t>(random() % 20'000'000) - 10'000'000;
        expected += amount;
        // Whole amounts are written without their zeros, as somebody's data has them.
        sum = *add(sum, amount % 100 == 0 ? number{amount / 100} : number::of(amount, -2));
        ASSERT_EQ(sum, number::of(expected, -2)) << i;
    }
}

TEST(number, in_order_whatever_the_representation) {
    const char* const ordered[] = {"-9.999e6144",
                                   "-1e6144",
                                   "-1e40",
                                   "-10000000000000000000000000000000001",
                                   "-1e20",
                                   "-2.5",
                                   "-2",
                                   "-0.001",
                                   "-1e-30",
                                   "-1e-6176",
                                   "0",
                                   "1e-6176",
                                   "2e-6176",
                                   "1e-400",
                                   "1e-30",
                                   "0.1",
                                   "0.3333333333333333333333333333333333",
                                   "0.3333333333333333333333333333333334",
                                   "0.34",
                                   "1",
                                   "1.000000000000000000000000000000001",
                                   "1.5",
                                   "10",
                                   "18446744073709551615",
                                   "18446744073709551615.5",
                                   "18446744073709551616",
                                   "1e33",
                                   "1e40",
                                   "1e400",
                                   "1e6144",
                                   "9.999e6144"};
    const std::size_t count = std::size(ordered);
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t k = 0; k < count; ++k) {
            const number a = n(ordered[i]), b = n(ordered[k]);
            EXPECT_EQ(a <=> b, i <=> k) << ordered[i] << ' ' << ordered[k];
            EXPECT_EQ(a == b, i == k) << ordered[i] << ' ' << ordered[k];
        }
    }
}

TEST(number, equal_numbers_have_equal_hashes) {
    const char* const equals[][2] = {{"1.0", "1"},
                                     {"100", "1e2"},
                                     {"0", "-0.000"},
                                     {"0", "0e50"},
                                     {"-2.50", "-2.5"},
                                     {"1e20", "100000000000000000000"},
                                     {"1e6144", "1000000000000000000000000000000000e6111"},
                                     {"10e-6176", "1e-6175"},
                                     {"0.5000000000000000000000000000000000", "0.5"}};
    for (const auto& [a, b] : equals) {
        EXPECT_EQ(n(a), n(b)) << a;
        EXPECT_EQ(n(a) <=> n(b), std::strong_ordering::equal) << a;
        EXPECT_EQ(n(a).hash(), n(b).hash()) << a;
        EXPECT_EQ(n(a).to_string(), n(b).to_string());
    }
    EXPECT_NE(n("1").hash(), n("-1").hash());
    EXPECT_NE(n("1").hash(), n("10").hash());
    EXPECT_NE(n("1").hash(), n("0.1").hash());
    EXPECT_NE(n("1").hash(), n("18446744073709551617").hash());
}

TEST(number, there_is_one_zero) {
    const number zeros[] = {-number{},
                            n("-0"),
                            number::of(0, -5),
                            *multiply(-1, 0),
                            *subtract(1, 1),
                            *divide(0, -3),
                            *number::from_double(-0.0),
                            *subtract(n("-1e30"), n("-1e30")),
                            *multiply(n("-1e-6000"), n("1e-6000")),
                            *round(n("-0.1"), 0, rounding::half_even)};
    for (const number zero : zeros) {
        EXPECT_TRUE(zero.is_zero());
        EXPECT_FALSE(zero.is_negative());
        EXPECT_EQ(zero, number{});
        EXPECT_EQ(zero.to_string(), "0");
    }
}

TEST(number, constants_are_made_while_compiling) {
    static_assert(sizeof(number) == 16);
    static_assert(!number{-5}.is_zero() && number{-5}.is_negative() && !(-number{-5}).is_negative());
    constexpr number price = number::of(-1250, -2);
    EXPECT_EQ(price.to_string(), "-12.5");
    EXPECT_EQ(number{std::numeric_limits<std::int64_t>::min()}.to_string(), "-9223372036854775808");
    EXPECT_EQ(number::of(std::numeric_limits<std::int64_t>::min(), 6111).to_string(), "-9.223372036854775808e6129");
    EXPECT_EQ(number{std::numeric_limits<std::uint64_t>::max()}.to_string(), "18446744073709551615");
    static_assert(!std::is_convertible_v<double, number> && !std::is_convertible_v<bool, number>);
}

TEST(number, doubles) {
    for (const char* text :
         {"0.1", "-2.5", "0.29", "1.005", "-1234567.89", "0.0001", "0.00015", "999999999999999", "999999999999999.9",
          "1e15", "1e22", "1e23", "123456789012345680", "5e-324", "1.7976931348623157e308", "0"}) {
        EXPECT_EQ(*number::from_double(n(text).to_double()), n(text)) << text;
    }
    EXPECT_EQ(number::from_double(std::numeric_limits<double>::infinity()), std::nullopt);
    EXPECT_EQ(number::from_double(std::numeric_limits<double>::quiet_NaN()), std::nullopt);
    EXPECT_EQ(n("1e400").to_double(), std::numeric_limits<double>::infinity());
    EXPECT_EQ(n("-1e400").to_double(), -std::numeric_limits<double>::infinity());
    EXPECT_EQ(n("1e-400").to_double(), 0.0);
    EXPECT_EQ(n("0.3333333333333333333333333333333333").to_double(), 1.0 / 3);
}

TEST(number, whole_numbers) {
    EXPECT_EQ(n("9223372036854775807").to_int64(), std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(n("-9223372036854775808").to_int64(), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(n("5.000").to_int64(), 5);
    EXPECT_EQ(n("-5e3").to_int64(), -5000);
    EXPECT_EQ(n("9000000000000000000000000000000000e-33").to_int64(), 9);
    for (const char* text : {"9223372036854775808", "-9223372036854775809", "5.5", "1e19", "1e6144", "1e-6176"}) {
        EXPECT_EQ(n(text).to_int64(), std::nullopt) << text;
    }
}

TEST(number, each_way_of_rounding) {
    struct expected {
        const char* from;
        const char* half_even;
        const char* half_up;
        const char* half_down;
        const char* up;
        const char* down;
        const char* floor;
        const char* ceiling;
    };
    constexpr expected rows[] = {
        {"5.5", "6", "6", "5", "6", "5", "5", "6"},         {"2.5", "2", "3", "2", "3", "2", "2", "3"},
        {"1.6", "2", "2", "2", "2", "1", "1", "2"},         {"1.1", "1", "1", "1", "2", "1", "1", "2"},
        {"1.0", "1", "1", "1", "1", "1", "1", "1"},         {"-1.1", "-1", "-1", "-1", "-2", "-1", "-2", "-1"},
        {"-2.5", "-2", "-3", "-2", "-3", "-2", "-3", "-2"}, {"-5.5", "-6", "-6", "-5", "-6", "-5", "-6", "-5"},
        {"0.001", "0", "0", "0", "1", "0", "0", "1"},       {"-1e-6000", "0", "0", "0", "-1", "0", "-1", "0"}};
    for (const expected& e : rows) {
        const auto to_whole = [&](rounding how) { return text_of(round(n(e.from), 0, how)); };
        EXPECT_EQ(to_whole(rounding::half_even), e.half_even) << e.from;
        EXPECT_EQ(to_whole(rounding::half_up), e.half_up) << e.from;
        EXPECT_EQ(to_whole(rounding::half_down), e.half_down) << e.from;
        EXPECT_EQ(to_whole(rounding::up), e.up) << e.from;
        EXPECT_EQ(to_whole(rounding::down), e.down) << e.from;
        EXPECT_EQ(to_whole(rounding::floor), e.floor) << e.from;
        EXPECT_EQ(to_whole(rounding::ceiling), e.ceiling) << e.from;
    }
    EXPECT_EQ(round(5, -7000, rounding::up), std::nullopt);
}

// The exact result of random operations, and how far from it a rounded one may be: half of the 34th digit.

integer ten_to(int exponent) {
    return boost::multiprecision::pow(integer{10}, static_cast<unsigned>(exponent));
}

rational exact(number x) {
    const std::string text = x.to_string();
    const std::size_t e = std::min(text.find('e'), text.size());
    std::string digits = text.substr(0, e);
    int exponent = e < text.size() ? std::stoi(text.substr(e + 1)) : 0;
    if (const std::size_t point = digits.find('.'); point != digits.npos) {
        exponent -= static_cast<int>(digits.size() - point - 1);
        digits.erase(point, 1);
    }
    const bool negative = digits.front() == '-';
    const std::size_t first = digits.find_first_not_of("-0");
    const integer magnitude{first == digits.npos ? "0" : digits.substr(first)};
    const integer coefficient = negative ? integer{-magnitude} : magnitude;
    return exponent < 0 ? rational{coefficient, ten_to(-exponent)} : rational{integer{coefficient * ten_to(exponent)}};
}

bool is_nearest(const rational& wanted, number got) {
    const rational found = exact(got);
    if (found == wanted) return true;
    const rational error = abs(rational{found - wanted});
    return error * 2 * ten_to(33) <= abs(wanted);
}

number any_number(std::mt19937_64& random) {
    const auto below = [&](std::uint64_t limit) { return random() % limit; };
    std::string text = below(2) == 0 ? "-" : "";
    const std::size_t digits = 1 + below(34);
    for (std::size_t i = 0; i < digits; ++i) text += static_cast<char>('0' + (below(4) == 0 ? 9 : below(10)));
    return *number::parse(text + "e" + std::to_string(static_cast<int>(below(80)) - 50));
}

TEST(number, random_results_are_the_nearest) {
    std::mt19937_64 random{20250228};
    for (int i = 0; i < 20'000; ++i) {
        const number a = any_number(random), b = any_number(random);
        const rational x = exact(a), y = exact(b);
        ASSERT_TRUE(is_nearest(x + y, *add(a, b))) << a.to_string() << " + " << b.to_string();
        ASSERT_TRUE(is_nearest(x - y, *subtract(a, b))) << a.to_string() << " - " << b.to_string();
        ASSERT_TRUE(is_nearest(x * y, *multiply(a, b))) << a.to_string() << " * " << b.to_string();
        ASSERT_EQ(a < b, x < y) << a.to_string() << " < " << b.to_string();
        ASSERT_EQ(a == b, x == y);
        if (b.is_zero()) continue;
        ASSERT_TRUE(is_nearest(x / y, *divide(a, b))) << a.to_string() << " / " << b.to_string();
        ASSERT_EQ(number::parse(a.to_string()), a);
    }
}

TEST(number, random_roots_are_the_nearest) {
    std::mt19937_64 random{20250302};
    for (int i = 0; i < 5'000; ++i) {
        const number a = any_number(random), square = a.is_negative() ? -a : a;
        if (a.is_zero()) continue;
        const rational wanted = exact(square), root = exact(*sqrt(square));
        const rational half = root / (2 * ten_to(33));  // at least half of the last digit
        ASSERT_LE(rational{(root - half) * (root - half)}, wanted) << square.to_string();
        ASSERT_GE(rational{(root + half) * (root + half)}, wanted) << square.to_string();
        ASSERT_EQ(sqrt(number{i * i}), number{i});
    }
}

TEST(number, logarithms_and_exponentials_undo_each_other) {
    std::mt19937_64 random{20250303};
    for (int i = 0; i < 500; ++i) {
        const number a = any_number(random), positive = a.is_negative() ? -a : a;
        if (a.is_zero()) continue;
        const number back = *exp(*log(positive));
        // The logarithm has 34 digits, of which up to three are before the point.
        const rational error = abs(rational{exact(back) - exact(positive)});
        ASSERT_LE(rational{error * ten_to(30)}, exact(positive)) << positive.to_string();
    }
}

}  // namespace
}  // namespace reglament::feel
