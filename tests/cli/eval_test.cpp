// Decision tables from the command line.
#include "cli/command_line.hpp"

#include <string>

namespace reglament::testing {
namespace {

const std::string_view calls = R"(выбор: первая
класс   | звонков || действие                | срок
A, B, C | число   || встреча, звонок, письмо | число
---     | ---     || ---                     | ---
A       | > 2     || встреча                 | 3     || так решил директор
A, B    | -       || звонок                  | 5
иначе   |         || письмо                  | 10
)";

std::string evaluated(const std::string& file, const std::string& context, const std::string& more = {}) {
    return "eval --table " + file + " --regulation --context '" + context + "' " + more;
}

TEST(eval_table, gives_the_result_of_the_rule_that_counts) {
    const folder f;
    const auto table = f.file("calls.txt", calls);
    const outcome o = reglament(evaluated(table, R"({"класс": "A", "звонков": 4})"));
    EXPECT_EQ(o.code, 0) << o.err;
    EXPECT_EQ(o.out, "{действие: \"встреча\", срок: 3}\n");
    EXPECT_EQ(o.err, "");
    EXPECT_EQ(reglament(evaluated(table, R"({"класс": "C", "звонков": 0})")).out, "{действие: \"письмо\", срок: 10}\n");
}

TEST(eval_table, tells_the_rules_that_fit) {
    const folder f;
    const auto table = f.file("calls.txt", calls);
    const std::string both = R"({"класс": "A", "звонков": 4})";
    EXPECT_EQ(reglament(evaluated(table, both, "--why")).out,
              "{действие: \"встреча\", срок: 3}\n"
              "rule 1 (" +
                  table +
                  ":5): A | > 2 || встреча | 3 — так решил директор\n"
                  "rule 2 (" +
                  table + ":6): A, B | - || звонок | 5\n");
    EXPECT_TRUE(reglament(evaluated(table, both, "--why --lang ru")).out.find("строка 2 (") != std::string::npos);
    EXPECT_EQ(reglament(evaluated(table, R"({"класс": "C", "звонков": 0})", "--why --lang ru")).out,
              "{действие: \"письмо\", срок: 10}\nне подошла ни одна строка, кроме «иначе»\n");
}

TEST(eval_table, gives_json) {
    const folder f;
    const auto table = f.file("calls.txt", calls);
    const std::string one = R"({"класс": "B", "звонков": 4})";
    EXPECT_EQ(reglament(evaluated(table, one, "--json")).json().get("действие"), feel::value{"звонок"});
    const auto both = reglament(evaluated(table, one, "--json --why")).json();
    EXPECT_EQ(number_at(both, "result", "срок"), 5);
    ASSERT_EQ(both.get("rules").as_list().size(), 1U);
    EXPECT_EQ(number_at(both.get("rules").as_list()[0], "rule"), 2);
    EXPECT_EQ(number_at(both.get("rules").as_list()[0], "line"), 6);
}

TEST(eval_table, reads_csv_by_the_name_of_the_file) {
    const folder f;
    for (const auto& [name, text] : {std::pair{"fees.csv", "amount;;fee\n> 10;;0\n;;amount * 2\n"},
                                     std::pair{"fees.CSV", "amount,,fee\n> 10,,0\n,,amount * 2\n"},
                                     std::pair{"fees.tsv", "amount\t\tfee\n> 10\t\t0\n\t\tamount * 2\n"}}) {
        const outcome o = reglament("eval --table " + f.file(name, text) + " --context '{amount: 4}'");
        EXPECT_EQ(o.code, 0) << name << o.err;
        EXPECT_EQ(o.out, "8\n") << name;
    }
}

TEST(eval_table, says_why_it_is_null_and_ends_well) {
    const folder f;
    const outcome o = reglament("eval --table " + f.file("t.txt", "x || y\n> 1 || 2\n") + " --context '{x: 0}'");
    EXPECT_EQ(o.code, 0);
    EXPECT_EQ(o.out, "null\n");
    EXPECT_NE(o.err.find("decision-no-rule"), std::string::npos) << o.err;
}

TEST(eval_table, points_into_the_cells_that_are_wrong_and_ends_with_one) {
    const folder f;
    const auto bars = f.file("t.txt", "first\namount || fee\n> 10   || amont * 2\n< || 1\n");
    const outcome o = reglament("eval --table " + bars + " --context '{amount: 0}'");
    EXPECT_EQ(o.code, 1);
    EXPECT_EQ(o.out, "");
    EXPECT_NE(o.err.find("t.txt:3:11: error"), std::string::npos) << o.err;
    EXPECT_NE(o.err.find("t.txt:4:2: error"), std::string::npos) << o.err;
    const auto csv = f.file("t.csv", "amount;;fee\n\"> 10, < \";;1\n");
    EXPECT_NE(reglament("eval --table " + csv + " --context '{amount: 0}'").err.find("t.csv:2:"), std::string::npos);
    const auto other = f.file("cp.csv", "\xcf\xf0;;y\n1;;2\n");
    EXPECT_NE(reglament("eval --table " + other).err.find("cp.csv:1:1: error: the text is not"), std::string::npos);
    EXPECT_EQ(reglament("eval --table " + f.file("e.txt", "")).code, 1);
    EXPECT_EQ(reglament("eval --table " + f.path()).code, 1);
}

TEST(eval_table, is_used_wrongly) {
    const folder f;
    EXPECT_EQ(reglament("eval --table " + f.path("nothing.csv")).code, 2);
    EXPECT_EQ(reglament("eval 1 --table " + f.file("t.txt", "x || y\n> 1 || 2\n")).code, 2);
}

}  // namespace
}  // namespace reglament::testing
