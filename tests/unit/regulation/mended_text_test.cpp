#include "regulation/mended_text.hpp"

#include <gtest/gtest.h>

namespace reglament::yaml {
namespace {

TEST(mended_text, without_edits_is_the_text_itself) {
    const std::string_view text = "0123456789";
    const mended_text part{text, {2, 8}, {}};
    EXPECT_EQ(part.text().data(), text.data() + 2);
    EXPECT_EQ(part.text(), "234567");
    EXPECT_EQ(part.original(0), 2U);
    EXPECT_EQ(part.original(6), 8U);
}

TEST(mended_text, leads_back_to_where_each_byte_stands) {
    const std::string_view text = "do: Say: hi  – x";
    const std::vector<edit> edits{{{4, 4}, "\""}, {{13, 17}, "- "}, {{11, 11}, "\""}};
    const mended_text part{text, {0, static_cast<std::uint32_t>(text.size())}, edits};
    EXPECT_EQ(part.text(), "do: \"Say: hi\"  - x");
    EXPECT_EQ(part.original(0), 0U);
    EXPECT_EQ(part.original(4), 4U);  // the mark that was put in
    EXPECT_EQ(part.original(5), 4U);  // S
    EXPECT_EQ(part.original(12), 11U);
    EXPECT_EQ(part.original(15), 13U);
    EXPECT_EQ(part.original(17), 17U);
    EXPECT_EQ(part.original(18), 18U);
}

TEST(mended_text, applies_the_first_of_edits_that_overlap) {
    const std::vector<edit> edits{{{3, 6}, ""}, {{1, 5}, "X"}, {{20, 30}, "outside"}};
    const mended_text part{"0123456789", {0, 10}, edits};
    EXPECT_EQ(part.text(), "0X56789");
    EXPECT_EQ(part.original(2), 5U);
}

}  // namespace
}  // namespace reglament::yaml
