#include "support.hpp"

#include <gtest/gtest.h>

namespace reglament::feel {
namespace {

class table_test : public ::testing::TestWithParam<testing::row> {};

// Each row: expression; names with their values; the value that must come out.
TEST_P(table_test, gives_the_value) {
    const auto& row = GetParam();
    SCOPED_TRACE(row.file + ":" + std::to_string(row.line) + " " + row.cells[0]);
    const testing::world names{row.cells[1]};
    issues found;
    dialect how;
    how.regulation = row.regulation;
    const auto text = testing::with_breaks(row.cells[0]);
    const auto file = std::make_shared<const source>("row", text);
    const origin from{file, {0, static_cast<std::uint32_t>(text.size())}, true};
    const auto code = compile(text, names.names(), found, from, how);
    ASSERT_FALSE(found.has_errors()) << render(found);
    ASSERT_TRUE(code);
    const auto got = code.evaluate(names.at(*parse_instant("2025-06-15T10:30:00Z")));
    EXPECT_TRUE(got == testing::evaluate_plain(row.cells[2])) << "got " << to_string(got) << ", not " << row.cells[2];
    EXPECT_EQ(code.test(names.at(*parse_instant("2025-06-15T10:30:00Z"))), got.kind() != value_kind::boolean
                                                                               ? truth::unknown
                                                                           : got.as_boolean() ? truth::yes
                                                                                              : truth::no);
}

INSTANTIATE_TEST_SUITE_P(expressions, table_test, ::testing::ValuesIn(testing::read_table("feel_expressions.csv", 3)),
                         testing::row_name);
INSTANTIATE_TEST_SUITE_P(patterns, table_test, ::testing::ValuesIn(testing::read_table("patterns.csv", 3)),
                         testing::row_name);
INSTANTIATE_TEST_SUITE_P(names, table_test, ::testing::ValuesIn(testing::read_table("feel_names.csv", 3)),
                         testing::row_name);

TEST(expression, of_no_text_is_an_error) {
    issues found;
    EXPECT_FALSE(compile(std::string_view{}, scope{}, found));  // it has no address either
    EXPECT_EQ(found.count(severity::error), 1U) << render(found);
}

TEST(tables, are_there) {
    EXPECT_GE(testing::read_table("feel_expressions.csv", 3).size(), 250U);
    EXPECT_GE(testing::read_table("patterns.csv", 3).size(), 300U);
    EXPECT_GE(testing::read_table("feel_names.csv", 3).size(), 60U);
    EXPECT_GE(testing::read_table("feel_errors.csv", 5).size(), 50U);
}

}  // namespace
}  // namespace reglament::feel
