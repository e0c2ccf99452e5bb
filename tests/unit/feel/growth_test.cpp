// Time and memory: what a text can cost is bounded by its length when it is compiled, by its steps when it runs.
#include "support.hpp"

#include <reglament/feel/corpus.hpp>
#include <reglament/feel/evaluate.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <ctime>
#include <ostream>

namespace reglament::feel {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

// Of the processor, whatever else it has to do.
template <class Work>
nanoseconds took(const Work& work) {
    const auto from = std::clock();
    work();
    return nanoseconds{(std::clock() - from) * (1'000'000'000 / CLOCKS_PER_SEC)};
}

// A text of about so many bytes: `first`, then `part` as often as it fits, its `#` a number of its own each time.
std::string long_text(std::string_view first, std::string_view part, std::size_t bytes) {
    std::string all{first};
    for (std::size_t n = 0; all.size() + part.size() + 6 < bytes; ++n)
        for (const char c : part)
            if (c == '#')
                all += std::to_string(n);
            else
                all += c;
    return all;
}

struct text_shape {
    std::string_view first;
    std::string_view part;
};

// The part, by which ctest calls the test; what lists and escapes are made of as its code.
void PrintTo(const text_shape& shape, std::ostream* out) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char c : shape.part) {
        const auto code = static_cast<unsigned char>(c);
        if (std::isalnum(code) != 0 || c == '.' || c == '+')
            *out << c;
        else
            *out << '%' << digits[code / 16] << digits[code % 16];
    }
}

constexpr std::array long_shapes = {
    text_shape{"", "("},
    text_shape{"", "["},
    text_shape{"", "{"},
    text_shape{"", "-"},
    text_shape{"", "((1)"},
    text_shape{"", "(1,"},
    text_shape{"", "[1,["},
    text_shape{"", "[1.."},
    text_shape{"", "]1..a["},
    text_shape{"", "]1..a[["},
    text_shape{"", "x["},
    text_shape{"", "x("},
    text_shape{"", "x(x["},
    text_shape{"", "x.x["},
    text_shape{"x", "[1]"},
    text_shape{"x", ".y"},
    text_shape{"a", " and a"},
    text_shape{"a", " or (a and a)"},
    text_shape{"x", "+x"},
    text_shape{"x", "**x"},
    text_shape{"x", "=x"},
    text_shape{"x", " in x"},
    text_shape{"", "x in ("},
    text_shape{"x in (1", ",<1"},
    text_shape{"x in (1", ",[1..2]"},
    text_shape{"x", " between 1 and x"},
    text_shape{"x", " instance of number"},
    text_shape{"x instance of ", "list<"},
    text_shape{"x instance of ", "context<a:"},
    text_shape{"x instance of ", "function<"},
    text_shape{"", "not("},
    text_shape{"", "not "},
    text_shape{"", "if a then "},
    text_shape{"", "if a then 1 else "},
    text_shape{"", "for i in "},
    text_shape{"", "for i in [1] return "},
    text_shape{"for i in [1]", ",i# in [i]"},
    text_shape{"", "for i# in [1] return "},
    text_shape{"", "some i in [1] satisfies "},
    text_shape{"", "function(i) "},
    text_shape{"function(", "i#,"},
    text_shape{"{", "k#:1,"},
    text_shape{"{k0:1", ",k#:k0"},
    text_shape{"{k0:[1,1]", ",k#:[k0,k0]"},
    text_shape{"{k0:{a:1,b:1}", ",k0:{a:k0,b:k0}"},
    text_shape{"", "{k:"},
    text_shape{"", "min("},
    text_shape{"min(1", ",1"},
    text_shape{"", "abs(n:"},
    text_shape{"", "f#("},
    text_shape{"", "u#+"},
    text_shape{"", "u# and "},
    text_shape{"", "phone alowed and "},
    text_shape{"", "phone alowed# or "},
    text_shape{"", "u u u u u u "},
    text_shape{"[{a:1}][", "a#+"},
    text_shape{"p[", "q and "},
    text_shape{"", "p.q+"},
    text_shape{"", "p.zz+"},
    text_shape{"", "survey.x#+"},
    text_shape{"", "\""},
    text_shape{"\"", "\\"},
    text_shape{"", "@\""},
    text_shape{"", "`"},
    text_shape{"", "'"},
    text_shape{"", "/*"},
    text_shape{"", "/**/"},
    text_shape{"", "//\n"},
    text_shape{"", " "},
    text_shape{"", "\n"},
    text_shape{"", "1"},
    text_shape{"", "1e"},
    text_shape{"", "1 000 "},
    text_shape{"", "5 days "},
    text_shape{"", "в "},
    text_shape{"", "доход и "},
    text_shape{"", "и\xCC\x86"},
    text_shape{"", "\xCC\x86"},
    text_shape{"", "\xF0\x9F\x90\x8E"},
    text_shape{"", ")"},
    text_shape{"", ":"},
    text_shape{"", "?"},
};

class compiling : public ::testing::TestWithParam<text_shape> {};

// Eight times the length takes about eight times as long; the square of it would be sixty-four times.
TEST_P(compiling, takes_time_by_the_length) {
    const testing::world names{
        "a = true | x = 1 | phone allowed = true | p = {q: 1} | доход и расход = 1 | survey.y = 1 | ? = 1"};
    for (const bool regulation : {false, true}) {
        const dialect how{.regulation = regulation};
        const auto time_of = [&](const std::string& text) {
            auto least = nanoseconds::max();
            for (int i = 0; i < 2; ++i) {
                least = std::min(least, took([&] {
                                     issues found;
                                     (void)compile(text, names.names(), found, {}, how);
                                     (void)compile_tests(text, names.names(), found, {}, how);
                                 }));
            }
            return least;
        };
        const auto [first, part] = GetParam();
        const auto eighth = time_of(long_text(first, part, 1'250));
        const auto whole = time_of(long_text(first, part, 10'000));
        EXPECT_LT(whole, 32 * std::max<nanoseconds>(eighth, milliseconds{4})) << first << part;
        EXPECT_LT(whole, seconds{10}) << first << part;
    }
}

INSTANTIATE_TEST_SUITE_P(growth, compiling, ::testing::ValuesIn(long_shapes));

// Many names declared, none of them the one meant.
TEST(compiling, suggests_in_bounded_time) {
    scope names;
    for (std::uint32_t i = 0; i < 300; ++i)
        names.declare("some fact number " + std::to_string(i), {type_kind::number}, {0, i});
    for (const auto* part : {"+some fact numbr #", "+u#", " and u# and u", "+u(#)", "+p.u#"})
        EXPECT_LT(took([&] {
                      issues found;
                      (void)compile(long_text("1", part, 10'000), names, found, {}, {.regulation = true});
                      EXPECT_TRUE(found.has_errors());
                  }),
                  seconds{30})
            << part;
}

class evaluating : public ::testing::TestWithParam<const char*> {};

// What goes on for ever, or grows without end, ends soon; its result can be written and compared.
TEST_P(evaluating, is_bounded_by_steps) {
    const context names{{"s", value{std::string(100'000, 'x')}}, {"t", value{std::string(100'000, 'x')}}};
    const evaluate_options options{.how = {}, .now = {}, .zone = {}, .max_steps = 20'000};
    EXPECT_LT(took([&] {
                  const auto got = evaluate(GetParam(), names, options);
                  EXPECT_FALSE(got.found.has_errors()) << render(got.found);
                  EXPECT_LT(to_string(got.result).size(), 64'000'000U);
                  EXPECT_LT(write_json(to_typed(got.result)).size(), 256'000'000U);
                  EXPECT_LT(render(got.found).size(), 200'000U);
                  EXPECT_TRUE(type_of(got.result) == type_of(got.result));
              }),
              seconds{30})
        << GetParam();
}

INSTANTIATE_TEST_SUITE_P(
    growth, evaluating,
    ::testing::Values(
        "for i in 1..1000000000 return i", "for i in 1..1000000000, j in [] return 1",
        "some i in 1..1000000000, j in [] satisfies true",
        "every i in 1..1000000000, j in 1..1000000000 satisfies true",
        "for i in [1..1000000000] return [1..1000000000]", "for i in 1..100000 return partial",
        "for i in 1..100000 return [partial, partial]", "for i in 1..100000 return function() partial",
        "(for i in 1..60 return if i = 1 then \"x\" else partial[-1] + partial[-1])[-1]",
        "(for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]])[-1]",
        "(for i in 1..60 return if i = 1 then [1] else {p: partial[-1], q: partial[-1]})[-1]",
        "(for i in 1..60 return if i = 1 then [1] else concatenate(partial[-1], partial[-1]))[-1]",
        "(for i in 1..60 return if i = 1 then [1] else append(partial[-1], partial[-1]))[-1]",
        "(for i in 1..60 return if i = 1 then {} else context put(partial[-1], string(i), partial[-1]))[-1]",
        "(for i in 1..60 return if i = 1 then {} else context merge([partial[-1], {p: partial[-1]}]))[-1]",
        "(for i in 1..60 return if i = 1 then \"x\" else string join([partial[-1], partial[-1]]))[-1]",
        "(for i in 1..60 return if i = 1 then \"x\" else string([partial[-1], partial[-1]]))[-1]",
        "flatten((for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]])[-1])",
        "{x: (for i in 1..14 return if i = 1 then [1] else [partial[-1], partial[-1]])[-1], y: flatten(x), "
        "z: for i in 1..100000 return x = y}",
        "{x: (for i in 1..14 return if i = 1 then [1] else [partial[-1], partial[-1]])[-1], "
        "z: for i in 1..100000 return list contains([x, x], [x])}",
        "(for i in 1..5000 return if i = 1 then [] else [partial[-1]])[-1]",
        "{f: function(f, v) f(f, [v]), r: f(f, 1)}.r", "{f: function(f) f(f) + 1, r: f(f)}.r",
        "{f: function(f, n) [f(f, n + 1), f(f, n + 1)], r: f(f, 1)}.r",
        "sort(for i in 1..5000 return i, function(p, q) p != q)",
        "sort(for i in 1..5000 return i, function(p, q) true)", "sort([3, 1, 2], function(p, q) \"x\")",
        "list replace(for i in 1..9000 return i, function(p, q) true, 1)",
        "list replace([1, 2], function(p, q) list replace([1, 2], function(r, u) r < u, 9) = [], 3)",
        "for i in 1..100000 return upper case(s)", "for i in 1..100000 return s = t", "for i in 1..100000 return s < t",
        "for i in 1..100000 return contains(s, t)", "for i in 1..100000 return s in (t, s)",
        "for i in 1..100000 return string length(s + t)", "for i in 1..100000 return distinct values([s, t, s])",
        "for i in 1..100000 return null + i", "for i in 1..100000 return s - t", "10 ** 10 ** 10", "9 ** 9 ** 9 ** 9",
        "for i in 1..100000 return 1.000001 ** 999999", "for i in 1..100000 return exp(i) + log(i) + sqrt(i)",
        "for i in 1..100000 return (for j in 1..i return j)[true]", "count(for i in 1..9000 return {k: i})",
        "union(for i in 1..9000 return i, for i in 1..9000 return -i)", "mode(for i in 1..9000 return i)"));

}  // namespace
}  // namespace reglament::feel
