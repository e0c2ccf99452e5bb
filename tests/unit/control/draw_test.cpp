#include "machine/picture.hpp"
#include "unit/control/story.hpp"

#include <reglament/machine/draw.hpp>

namespace reglament {
namespace {

const machine& drawn() {
    static const auto rules = testing::rules_of(testing::story_rules);
    return rules->machines()[0];
}

TEST(draw, table_lists_states_and_transitions) {
    testing::expect_golden("table.en", to_table(drawn()));
    testing::expect_golden("table.ru", to_table(drawn(), language::ru));
}

TEST(draw, mermaid_and_dot_hold_no_raw_text) {
    const std::string mermaid = to_mermaid(drawn()), dot = to_dot(drawn());
    EXPECT_TRUE(mermaid.starts_with("flowchart TD\n"));
    EXPECT_EQ(mermaid.find("(\"A\""), std::string::npos) << mermaid;
    EXPECT_NE(mermaid.find("#40;#34;A#34;"), std::string::npos) << mermaid;
    EXPECT_NE(dot.find("(&quot;A&quot;"), std::string::npos) << dot;
    EXPECT_NE(dot.find("class=\"choice\""), std::string::npos);
    EXPECT_EQ(dot.find("penwidth=0"), std::string::npos) << "nothing is counted";
}

TEST(draw, counts_stand_in_bold_and_make_arrows_thick) {
    traffic counts;
    counts.starts = {1'234'567};
    counts.transitions.assign(drawn().transitions().size(), 0);
    counts.transitions[0] = 10;
    counts.exits = {7};
    counts.open.assign(drawn().states().size(), 0);
    counts.open[drawn().initial()] = 42;
    const std::string dot = to_dot(drawn(), counts), mermaid = to_mermaid(drawn(), counts);
    EXPECT_NE(dot.find("<B>1\u202F234\u202F567</B></TD></TR></TABLE>> penwidth=4.5"), std::string::npos) << dot;
    EXPECT_NE(dot.find("● 42"), std::string::npos) << dot;
    EXPECT_NE(dot.find("class=\"idle\""), std::string::npos) << dot;
    EXPECT_NE(mermaid.find("==>|\"<b>1\u202F234\u202F567</b>\"|"), std::string::npos) << mermaid;
    EXPECT_NE(mermaid.find("-.->|\"<b>7</b>\"|"), std::string::npos) << mermaid;
}

TEST(draw, svg_is_drawn_where_graphviz_is) {
    const std::string svg = to_svg(drawn());
    if (svg.empty()) GTEST_SKIP() << "not checked: there is no `dot` here";
    EXPECT_TRUE(svg.starts_with("<svg"));
    EXPECT_NE(svg.find("Позвонить"), std::string::npos);
    EXPECT_NE(svg.find("class=\"node task\""), std::string::npos);
}

TEST(words_in_pictures, are_wrapped_and_grouped) {
    EXPECT_EQ(grouped(0), "0");
    EXPECT_EQ(grouped(999), "999");
    EXPECT_EQ(grouped(1000), "1\u202F000");
    EXPECT_EQ(grouped(1'234'567), "1\u202F234\u202F567");
    EXPECT_EQ(wrapped("один два  три\nчетыре", 8), (std::vector<std::string>{"один два", "три", "четыре"}));
    EXPECT_EQ(wrapped("", 8), std::vector<std::string>{});
}

}  // namespace
}  // namespace reglament
