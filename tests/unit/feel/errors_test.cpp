#include "support.hpp"

#include <gtest/gtest.h>

namespace reglament::feel {
namespace {

class errors_test : public ::testing::TestWithParam<testing::row> {};

std::string summary(const issues& found) {
    std::string text;
    for (const auto& i : found) {
        const auto at = i.at.source->at(i.at.where.begin);
        text += (text.empty() ? "" : " / ") + std::string{i.code} + " " + std::to_string(at.line) + ":" +
                std::to_string(at.column) + " " + i.suggestion;
    }
    return text;
}

// Each row: condition; code; line:column; suggestion. Several issues of one row: rows that follow with an empty
// condition.
TEST_P(errors_test, says_what_is_wrong_and_where) {
    const auto& row = GetParam();
    SCOPED_TRACE(row.file + ":" + std::to_string(row.line) + " " + row.cells[0]);
    const testing::world names{testing::names_of_errors};
    issues found;
    dialect how;
    how.regulation = row.regulation;
    const auto text = testing::with_breaks(row.cells[0]);
    const auto file = std::make_shared<const source>("row", "if: " + text);
    const origin from{file, {4, 4 + static_cast<std::uint32_t>(text.size())}, true};
    const auto code = compile_condition(text, names.names(), found, from, how);
    ASSERT_GE(found.size(), 1U);
    const auto expected = row.cells[1] + " " + row.cells[2] + " " + row.cells[3];
    EXPECT_EQ(summary(found), testing::trimmed(expected) + (row.cells[3].empty() ? " " : ""));
    EXPECT_EQ(code.operator bool(), !found.has_errors());
    for (const auto& i : found) {
        for (const auto lang : {language::en, language::ru}) {
            EXPECT_FALSE(message(i, lang).empty());
            for (const auto* hole : {"{0}", "{1}", "{2}", "{3}", "{4}", "{s}"}) {
                EXPECT_EQ(message(i, lang).find(hole), std::string::npos) << message(i, lang);
                EXPECT_EQ(advice(i, lang).find(hole), std::string::npos) << advice(i, lang);
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(errors, errors_test, ::testing::ValuesIn(testing::read_table("feel_errors.csv", 4)),
                         testing::row_name);

TEST(places, are_the_whole_when_the_text_does_not_stand_there) {
    const auto file = std::make_shared<const source>("f", "if: \"x \\u003e 1\"");
    issues found;
    (void)compile("x > 1", scope{}, found, {file, {4, 16}, false});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].at.where, (span{4, 16}));
}

TEST(places, may_be_nowhere) {
    issues found;
    (void)compile("x >", scope{}, found);
    ASSERT_GE(found.size(), 1U);
    EXPECT_FALSE(found[0].at);
}

TEST(messages, are_for_people) {
    const testing::world names{testing::names_of_errors};
    const std::string text = "класс = \"A\" и amuont > 5";
    const auto file = std::make_shared<const source>("f.yaml", "если: " + text);
    issues found;
    dialect how;
    how.regulation = true;
    (void)compile_condition(text, names.names(), found,
                            {file, {10, 10 + static_cast<std::uint32_t>(text.size())}, true}, how);
    const auto shown = render(found, language::ru);
    EXPECT_TRUE(shown.starts_with("f.yaml:1:21: ошибка: неизвестное имя «amuont» [feel-unknown-name]\n")) << shown;
    EXPECT_NE(shown.find("Может быть, «amount»?"), std::string::npos) << shown;
}

}  // namespace
}  // namespace reglament::feel
