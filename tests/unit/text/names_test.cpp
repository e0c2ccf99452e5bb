#include <reglament/text/names.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reglament {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(normal_name, folds_blanks_and_composes) {
    EXPECT_EQ(normal_name("  phone \n\t allowed  "), "phone allowed");
    EXPECT_EQ(normal_name("phone\u00A0\u2003allowed"), "phone allowed");
    EXPECT_EQ(normal_name("и\u0306"), "й");
    EXPECT_EQ(normal_name("e\u0301"), "é");
    EXPECT_EQ(normal_name("Ab"), "Ab");
    EXPECT_EQ(normal_name(" \n "), "");
    EXPECT_EQ(normal_name("\xFF"), "\xFF");
}

std::vector<std::string_view> near(std::string_view word, std::vector<std::string_view> known) {
    return near_names(word, known);
}

TEST(near_names, orders_by_likeness) {
    EXPECT_THAT(near("phone alowed", {"last order", "phone avoided", "phone allowed"}),
                ElementsAre("phone allowed", "phone avoided"));
    EXPECT_THAT(near("calss", {"class", "city"}), ElementsAre("class"));  // neighbours exchanged: one slip
    EXPECT_THAT(near("клас", {"класс", "город"}), ElementsAre("класс"));
    EXPECT_THAT(near("сlass", {"class"}), ElementsAre("class"));  // Cyrillic с
    EXPECT_THAT(near("А", {"A", "B"}), ElementsAre("A"));         // Cyrillic А
    EXPECT_THAT(near("отчет", {"отчёт"}), ElementsAre("отчёт"));
    EXPECT_THAT(near("Phone Allowed", {"phone allowed"}), ElementsAre("phone allowed"));
}

TEST(near_names, says_nothing_of_what_is_far) {
    EXPECT_THAT(near("E", {"A", "B"}), IsEmpty());
    EXPECT_THAT(near("elephant", {"class", "city"}), IsEmpty());
    EXPECT_THAT(near("x", {}), IsEmpty());
    EXPECT_THAT(near(std::string(100'000, 'a'), {"a"}), IsEmpty());
}

TEST(without_lookalikes, replaces_the_minority) {
    EXPECT_EQ(without_lookalikes("сlass"), "class");
    EXPECT_EQ(without_lookalikes("клаcс"), "класс");
    EXPECT_EQ(without_lookalikes("рhone allowed"), "phone allowed");
    EXPECT_EQ(without_lookalikes("СRM отдел"), "CRM отдел");
}

TEST(without_lookalikes, leaves_whole_words_alone) {
    EXPECT_EQ(without_lookalikes("class"), std::nullopt);
    EXPECT_EQ(without_lookalikes("CRM-система"), std::nullopt);
    EXPECT_EQ(without_lookalikes("класс"), std::nullopt);
    EXPECT_EQ(without_lookalikes("ДОМinus"), std::nullopt);  // letters of each script alone: on purpose
}

class name_table_test : public ::testing::Test {
protected:
    name_table table;
    std::size_t length(std::string_view text) const {
        const auto found = table.longest(text);
        return found ? found->length : 0;
    }
};

TEST_F(name_table_test, finds_the_longest_and_backs_off) {
    EXPECT_TRUE(table.add("phone", 1));
    EXPECT_TRUE(table.add("phone allowed today", 2));
    EXPECT_TRUE(table.add("доход и расход", 3));
    EXPECT_EQ(table.longest("phone allowed today")->value, 2U);
    EXPECT_EQ(table.longest("phone allowed")->value, 1U);
    EXPECT_EQ(length("phone allowed"), 5U);
    EXPECT_EQ(length("phone\n  allowed\u00A0today + 1"), 22U);
    EXPECT_EQ(table.longest("доход  и расход > 1")->value, 3U);
    EXPECT_FALSE(table.longest("доход и"));
    EXPECT_FALSE(table.longest("phones"));
    EXPECT_FALSE(table.longest("phone_"));
    EXPECT_FALSE(table.longest(""));
}

TEST_F(name_table_test, tells_signs_with_blanks_from_signs_without) {
    table.add("a-b", 1);
    table.add("a", 2);
    table.add("order.paid", 3);
    EXPECT_EQ(length("a-b"), 3U);
    EXPECT_EQ(length("a - b"), 1U);
    EXPECT_EQ(length("order.paid"), 10U);
    EXPECT_EQ(length("order. paid"), 0U);
}

TEST_F(name_table_test, keeps_names_once_in_their_order) {
    EXPECT_TRUE(table.add("б  в", 7));
    EXPECT_TRUE(table.add("a", 8));
    EXPECT_FALSE(table.add(" б в ", 9));
    EXPECT_FALSE(table.add("  ", 9));
    EXPECT_THAT(table.names(), ElementsAre("б в", "a"));
    EXPECT_EQ(table.find("б\nв"), 7U);
    EXPECT_EQ(table.find("б"), std::nullopt);
    EXPECT_EQ(table.find("a b"), std::nullopt);
}

TEST_F(name_table_test, compares_composed) {
    table.add("мой", 1);
    EXPECT_TRUE(table.longest("мои\u0306 дом"));
    name_table copy = table;
    copy.add("дом", 2);
    EXPECT_FALSE(table.find("дом"));
    EXPECT_EQ(copy.find("дом"), 2U);
}

}  // namespace
}  // namespace reglament
