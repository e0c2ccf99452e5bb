// What the proof says, in which words, and what it leaves alone.
#include "planted.hpp"
#include "support/rules.hpp"

#include <algorithm>
#include <chrono>

namespace reglament::testing {
namespace {

proof prove_text(const std::string& text) {
    const loaded l = load_text(planted_words + text, "r.yaml");
    EXPECT_TRUE(l.rules) << render(l.found);
    return l.rules ? prove(l.rules) : proof{};
}

std::vector<std::string> said(const proof& p, language lang = language::en) {
    std::vector<std::string> out;
    for (const finding& f : p.findings) out.push_back(message(f.what, lang));
    return out;
}

TEST(prove, shows_a_client_in_both_languages) {
    const proof p = prove_text(steps(when({"class != \"B\"", "class = \"B\" and days without an order < 90"})));
    ASSERT_FALSE(p.findings.empty());
    EXPECT_EQ(message(p.findings[0].what), "class B, days without an order 90: no branch fits");
    EXPECT_EQ(message(p.findings[0].what, language::ru),
              "class B, days without an order 90: ни одна ветка не подходит");
    EXPECT_EQ(p.findings[0].kind, flaw::gap);
    EXPECT_EQ(p.findings[0].client, (feel::context{{"class", "B"}, {"days without an order", feel::number{90}}}));
}

TEST(prove, tells_what_is_not_known_as_a_note) {
    const proof p = prove_text(steps(when({"debt < 30", "debt >= 30"})));
    ASSERT_EQ(p.findings.size(), 1U);
    EXPECT_EQ(message(p.findings[0].what), "debt is not known: no branch fits");
    EXPECT_EQ(p.findings[0].what.level, severity::note);
}

TEST(prove, knows_that_facts_change_while_a_run_rests) {
    const std::string asks = "  - if: debt > 5\n    then: bad\n";
    EXPECT_FALSE(prove_text(steps(asks + "  - if: debt > 10\n    then: good\n  - output: bad\n")).findings.empty());
    EXPECT_TRUE(prove_text(steps(asks + "  - wait: 2 days\n  - if: debt > 10\n    then: good\n  - output: bad\n"))
                    .findings.empty());
}

TEST(prove, says_which_part_it_cannot_treat) {
    const proof p = prove_text(steps(when({"matches(city, \"T.*\") and debt < 5", "debt >= 5"})));
    ASSERT_FALSE(p.findings.empty());
    EXPECT_TRUE(p.complete || p.findings.back().kind == flaw::unknown);
}

TEST(prove, does_not_say_what_the_check_has_said) {
    const std::string text = planted_words + steps("  - switch: class\n    cases:\n      A: good\n      B: bad\n");
    const loaded l = load_text(text, "r.yaml");
    ASSERT_TRUE(l.rules);
    ASSERT_EQ(l.found.count(severity::warning), 1U);
    EXPECT_TRUE(prove(l.rules).found(l.found).empty());
}

TEST(prove, knows_the_ranges_of_numbers) {
    const auto with = [](std::string_view type, const std::string& text) {
        std::string words = planted_words;
        return said(prove(
            load_text(words.replace(words.find("debt: number"), 12, "debt: " + std::string{type}) + text, "r.yaml")
                .rules));
    };
    const std::string cases = steps(when({"debt = null", "debt in [0..5)", "debt in (5..10]"}));
    EXPECT_EQ(with("number [0..10]", cases), std::vector<std::string>{"debt 5: no branch fits"});
    EXPECT_TRUE(with("number [0..10]", steps(when({"debt = null", "debt < 5", "debt in [5..10]"}))).empty());
    EXPECT_FALSE(with("number", steps(when({"debt = null", "debt < 5", "debt in [5..10]"}))).empty());
    EXPECT_TRUE(with("number > 0", steps(when({"debt = null", "debt > 0"}))).empty());
    EXPECT_EQ(with("number > 0", steps("  - wait: 2 days\n  - if: debt < 0\n    then: good\n  - output: bad\n")).size(),
              2U)
        << "also after a rest: a dead branch, and an output that nobody comes to";
    EXPECT_TRUE(
        with("number < 0", steps("  - wait: 2 days\n  - if: debt < 0\n    then: good\n  - output: bad\n")).empty());
}

TEST(prove, gives_the_same_every_time) {
    const std::string text = steps(when({"class = \"A\"", "class = \"B\" and debt > 90 or city = \"Tver\""}));
    EXPECT_EQ(said(prove_text(text)), said(prove_text(text)));
    EXPECT_FALSE(prove_text(text).findings.empty());
}

TEST(prove, takes_no_more_than_half_a_minute_for_the_rules_that_ship) {
    const loaded l = load(std::filesystem::path{REGLAMENT_SOURCE_DIR} / "rules");
    ASSERT_TRUE(l.rules);
    const auto begin = std::chrono::steady_clock::now();
    const proof p = prove(l.rules);
    EXPECT_LE(std::chrono::steady_clock::now() - begin, std::chrono::seconds{30});
    const issues found = p.found(l.found);
    EXPECT_EQ(found.count(severity::warning), 0U) << render(found);
}

}  // namespace
}  // namespace reglament::testing
