// What a table cannot show of patterns: why they are refused, their bounds, and that they are kept.
#include "feel/builtins/regex.hpp"

#include "feel/builtins/regex_classes.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace reglament::feel::regex {
namespace {

std::string repeated(std::string_view part, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += part;
    return all;
}

TEST(regex, says_why_it_refuses) {
    const auto why = [](std::string_view text, std::string_view flags = {}) { return pattern{text, flags}.refusal(); };
    EXPECT_EQ(why("a+"), "");
    EXPECT_EQ(why("a", "z"), "a flag that there is not");
    EXPECT_EQ(why("a)"), "a closing parenthesis without an opening one");
    EXPECT_EQ(why("(.)\\1"), "a back-reference to a group that may match many texts");
    EXPECT_EQ(why("(.)\\2"), "a back-reference to no group");
    EXPECT_EQ(why("a{1001}"), "more than a thousand repeats");
    EXPECT_EQ(why("(a{1000}){1000}"), "too large a pattern");
    EXPECT_EQ(why(repeated("a", 9000)), "too long a pattern");
    EXPECT_EQ(why(repeated("\\w", 2000)), "too large a pattern");
    EXPECT_EQ(why("(?:" + repeated("\\w", 100) + "){500}"), "too large a pattern");
    EXPECT_EQ(why(repeated("(", 3000)), "too many groups in each other");
    EXPECT_EQ(why(repeated("[a-", 2000)), "too many brackets in each other");
    EXPECT_EQ(why(repeated("([a-h])", 9) + "\\1\\2\\3\\4\\5\\6\\7\\8\\9"),
              "a back-reference to a group that may match many texts");
}

TEST(regex, takes_linear_time) {
    const std::string text(100'000, 'a');
    EXPECT_FALSE((pattern{"^(a+)+$", ""}.matches(text + "b")));
    EXPECT_FALSE((pattern{"(a|a)*(a|a)*b", ""}.matches(text)));
}

TEST(regex, is_kept_and_given_again) {
    const auto first = pattern_for("kept", "i");
    EXPECT_EQ(pattern_for("kept", "i"), first);
    EXPECT_NE(pattern_for("kept", ""), first);
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(pattern_for(std::to_string(i), "")->matches(std::to_string(i)));
    EXPECT_NE(pattern_for("kept", "i"), first);
    EXPECT_TRUE(first->matches("KEPT"));
}

TEST(regex, groups_that_took_no_part_are_empty) {
    const pattern p{"(a)|(b)", ""};
    search found{p, "ab", p.groups()};
    std::string seen;
    while (found.next()) {
        for (std::uint32_t group = 0; group <= 3; ++group) {
            found.append_group(seen, group);
            seen += ',';
        }
    }
    EXPECT_EQ(seen, "a,a,,,b,,b,,");
}

TEST(regex, sets_are_exact) {
    const code_set some{std::vector<code_range>{{5, 9}, {1, 3}, {4, 4}, {20, 20}}};
    EXPECT_EQ(some, (code_set{std::vector<code_range>{{1, 9}, {20, 20}}}));
    EXPECT_EQ(complement(complement(some)), some);
    EXPECT_EQ(without(some, code_set{U'\x5'}).size(), 9U);
    EXPECT_TRUE(some.has(9) && some.has(20));
    EXPECT_FALSE(some.has(0) || some.has(10) || some.has(21));
    EXPECT_EQ(complement(code_set{}).size(), std::size_t{last_code} + 1);
    EXPECT_EQ(complement(complement(code_set{})), code_set{});
    EXPECT_EQ(any_case(code_set{U'k'}), (code_set{std::vector<code_range>{{'K', 'K'}, {'k', 'k'}, {0x212A, 0x212A}}}));
}

}  // namespace
}  // namespace reglament::feel::regex
