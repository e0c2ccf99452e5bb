// Decision tables over values by their names: from records and files, and which rules fit in words.
#include <reglament/feel/named_decision.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace reglament::feel {
namespace {

named_decision compiled(const std::string& record, const type_table& names) {
    issues found;
    auto d = named_decision::compile(decision_table_from(*read_json(record)).value(), names, found);
    EXPECT_TRUE(d) << render(found);
    return d;
}

const type_table names{{"x", {.kind = type_kind::number}}, {"city", {.kind = type_kind::string}}};
constexpr std::string_view fees =
    R"({"hit_policy": "C", "inputs": ["x", "city"], "outputs": [{"name": "fee"}], "rules": [
    {"in": ["> 1", "-"], "out": [5, null], "note": "since May"},
    {"in": [null, "\"Tver\""], "out": ["x * 2"]}, {"in": [3, ""], "out": [[1, "a"]]}]})";

std::string without_second_null(std::string text) {
    text.erase(text.find(", null]"), 6);
    return text;
}

TEST(named_decision, takes_records_whose_cells_are_values) {
    const auto d = compiled(without_second_null(std::string{fees}), names);
    const context at{{"city", value{"Tver"}}, {"x", value{3}}};
    EXPECT_EQ(to_string(d.evaluate(at)), R"([5, 6, [1, "a"]])");
    EXPECT_THAT(d.hits(at), ::testing::ElementsAre(0, 1, 2));
    EXPECT_THAT(d.names(), ::testing::ElementsAre("x", "city"));
    EXPECT_EQ(d.code().policy(), hit_policy::collect);
}

TEST(named_decision, tells_which_rules_fit) {
    const auto d = compiled(without_second_null(std::string{fees}), names);
    EXPECT_EQ(why(d, {{"x", value{2}}, {"city", value{"Tver"}}}),
              "rule 1 (table:5): > 1 | - || 5 — since May\n"
              "rule 2 (table:9): - | \"Tver\" || x * 2\n");
    EXPECT_EQ(why(d, {{"x", value{2}}}, {}, language::ru), "строка 1 (table:5): > 1 | - || 5 — since May\n");
    EXPECT_EQ(why(d, {}), "no rule fits\n");
    EXPECT_EQ(why(d, {}, {}, language::ru), "не подошла ни одна строка\n");
}

TEST(named_decision, is_empty_when_there_are_errors) {
    issues found;
    const auto d = named_decision::compile(decision_table_from(*read_json(fees)).value(), names, found);
    EXPECT_FALSE(d) << "two outputs below one heading";
    EXPECT_TRUE(d.evaluate({{"x", value{2}}}).is_null());
    EXPECT_TRUE(d.hits({}).empty());
    issues unread;
    EXPECT_FALSE(named_decision::compile(read_decision_file("no/such/file", unread), names, unread));
    ASSERT_EQ(unread.size(), 1U);
    EXPECT_EQ(unread[0].code, "no-such-file");
}

TEST(named_decision, keeps_the_places_of_a_file) {
    const auto folder = std::filesystem::temp_directory_path() / "reglament-named-decision";
    std::filesystem::create_directories(folder);
    const auto file = folder / "fees.csv";
    std::ofstream{file} << "x;;fee\n> 1;;city\n";
    issues found;
    const auto d = named_decision::compile(read_decision_file(file, found), names, found);
    ASSERT_TRUE(d) << render(found);
    EXPECT_TRUE(d.evaluate({{"x", value{0}}}, {}, &found).is_null());
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].code, "decision-no-rule");
    EXPECT_TRUE(found[0].at.source->name().ends_with("fees.csv"));
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace reglament::feel
