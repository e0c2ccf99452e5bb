// Input from outside: nothing crashes, hangs or takes more than its length deserves.
#include "support.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace reglament::feel {
namespace {

std::string repeated(std::string_view part, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += part;
    return all;
}

std::string codes_of(std::string_view text, dialect how = {}) {
    const testing::world names{"a = true | x = 1 | phone allowed = true"};
    issues found;
    const auto code = compile(text, names.names(), found, {}, how);
    EXPECT_NE(code.operator bool(), found.has_errors());
    return found.empty() ? "" : std::string{found[0].code};
}

TEST(bounds, of_depth) {
    EXPECT_EQ(codes_of(repeated("(", 150) + "1" + repeated(")", 150)), "");
    EXPECT_EQ(codes_of(repeated("(", 10'000)), "feel-too-deep");
    EXPECT_EQ(codes_of(repeated("[", 9'000)), "feel-too-deep");
    EXPECT_EQ(codes_of(repeated("(", 4'000) + "1" + repeated(")", 4'000)), "feel-too-deep");
    EXPECT_EQ(codes_of(repeated("-", 9'000) + "1"), "feel-too-deep");
    EXPECT_EQ(codes_of(repeated("not(", 2'000)), "feel-too-deep");
    EXPECT_EQ(codes_of(repeated("if a then 1 else ", 500) + "2"), "feel-too-deep");
    EXPECT_EQ(codes_of(repeated("if a then ", 500)), "feel-too-deep");
    EXPECT_EQ(codes_of(repeated("x in (", 1'500)), "feel-too-deep");
    EXPECT_EQ(codes_of(repeated("not ", 2'000) + "a", {.regulation = true}), "feel-too-deep");
    EXPECT_EQ(codes_of(repeated("!", 5'000) + "a", {.regulation = true}), "feel-foreign-operator");
    EXPECT_EQ(codes_of("x" + repeated(".y", 4'000)), "feel-too-deep");
    EXPECT_EQ(codes_of("x" + repeated("[1]", 3'000)), "feel-too-deep");
    EXPECT_EQ(codes_of("((1))", {.max_depth = 2}), "feel-too-deep");
}

TEST(bounds, of_length) {
    EXPECT_EQ(codes_of(repeated("1", 20'000)), "feel-too-long");
    EXPECT_EQ(codes_of("1 + 1", {.max_length = 4}), "feel-too-long");
    EXPECT_EQ(codes_of("1 + 1", {.max_length = 5}), "");
}

TEST(bounds, chains_are_not_deep) {
    const dialect how{.max_length = 1'000'000};
    EXPECT_EQ(codes_of("a" + repeated(" and a", 5'000), how), "");
    EXPECT_EQ(codes_of("a" + repeated(" or a", 5'000), how), "");
    EXPECT_EQ(codes_of("x" + repeated(" + x", 5'000), how), "");
    EXPECT_EQ(codes_of("x" + repeated(" ** 1", 5'000), how), "");
    EXPECT_EQ(codes_of("x in (1" + repeated(", 2", 5'000) + ")", how), "");
    EXPECT_EQ(codes_of("x = x" + repeated(" = x", 5'000), how), "feel-chained-comparison");
}

TEST(bounds, time_grows_with_the_length_only) {
    const auto took = [](std::size_t times) {
        const dialect how{.max_length = 10'000'000};
        const auto text = "a" + repeated(" and (x > 1 or phone allowed)", times);
        const auto from = std::chrono::steady_clock::now();
        EXPECT_EQ(codes_of(text, how), "");
        return std::chrono::steady_clock::now() - from;
    };
    (void)took(100);
    EXPECT_LT(took(20'000), 60 * std::max<std::chrono::nanoseconds>(took(2'000), std::chrono::milliseconds{5}));
}

TEST(bounds, brackets_are_tried_once) {
    const auto from = std::chrono::steady_clock::now();
    for (const auto* open : {"(", "[", "(1,", "[1,", "x[", "not(", "min((", "[(", "x in ((", "(-(", "if (", "[1..("}) {
        const auto text = repeated(open, 60);
        EXPECT_NE(codes_of(text), "") << open;
        EXPECT_NE(codes_of(text + "1"), "") << open;
        EXPECT_NE(codes_of(text + "1 +"), "") << open;
    }
    EXPECT_LT(std::chrono::steady_clock::now() - from, std::chrono::seconds{60});
}

TEST(bounds, bytes_of_every_kind) {
    EXPECT_EQ(codes_of("\xFF"), "feel-invalid-utf8");
    EXPECT_EQ(codes_of("a = \"\xD0\""), "feel-invalid-utf8");
    EXPECT_EQ(codes_of(std::string_view{"\0", 1}), "feel-expected-value");
    EXPECT_EQ(codes_of(std::string_view{"a\0", 2}), "feel-expected-operator");
    EXPECT_EQ(codes_of("\xEF\xBB\xBF"
                       "1"),
              "");
    EXPECT_EQ(codes_of("/*"), "feel-empty");
    EXPECT_EQ(codes_of("\\"), "feel-expected-value");
}

// Every prefix of a long expression, and every one of its bytes exchanged: an answer, and the same one, each time.
TEST(bounds, broken_expressions) {
    const std::string whole =
        "if not(phone allowed) or x in (1, [2..5), > 7) and x between -1 and 2 ** 3 then \"a\\u0041\" + string(x) "
        "else @\"2025-01-01\".year /* c */ - 90 дней + «ё» ` a` min(1, list: [a]) .. ]3..4[ 'q' && 10 000";
    const dialect how{.regulation = true};
    for (std::size_t length = 0; length <= whole.size(); ++length)
        EXPECT_EQ(codes_of(whole.substr(0, length), how), codes_of(whole.substr(0, length), how));
    for (std::size_t at = 0; at < whole.size(); ++at)
        for (const char c : {'(', ')', '"', '.', ' ', '-', '\xD0', '[', '`', '\\', '@', '1'}) {
            auto broken = whole;
            broken[at] = c;
            (void)codes_of(broken, how);
            (void)codes_of(broken);
        }
}

}  // namespace
}  // namespace reglament::feel
