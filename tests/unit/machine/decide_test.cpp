// Decision tables in regulations: what they give, which row fitted, what becomes of a run when none does.
#include "support/rules.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

namespace reglament {
namespace {

using testing::at;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::last_line;
using testing::make;
using testing::paid;
using testing::rules_of;

std::string regulation(const std::string& steps) {
    return "regulation: r\ninput:\n  event: order.paid\noutput:\n  done:\n  lost:\n  meeting:\nsteps:\n" + steps;
}

engine started(const std::string& steps, std::int64_t amount = 50) {
    engine e{rules_of(regulation(steps))};
    EXPECT_EQ(e.post(make("order.paid", "2025-01-01", paid(amount))).status, post_status::accepted);
    return e;
}

std::string wrong(const std::string& steps, language lang = language::en) {
    const loaded l = load_text(testing::small_vocabulary + regulation(steps), "test.yaml");
    EXPECT_FALSE(l.rules);
    return render(l.found, lang);
}

const std::string fee = R"(  - decide: fee
    table: |
      first
      last amount | class || way     | days
      > 1000      | -     || meeting | 3
      > 100       | A, B  || call    | last amount / 100
      else        |       || letter  | 10
)";

const std::string ways = R"(  - switch: fee.way
    cases:
      meeting: meeting
      call: lost
      letter: done
)";

std::string with_quotes(std::string table) {
    for (const std::string word : {"meeting |", "call    |", "letter  |"}) {
        const auto found = table.find("|| " + word);
        const std::string name = word.substr(0, word.find(' '));
        table.replace(found + 3, word.size(), "\"" + name + "\" |");
    }
    return table;
}

TEST(decide, switches_over_what_a_table_gives) {
    EXPECT_EQ(last_line(started(with_quotes(fee) + ways, 2000)), "2025-01-01 run finished meeting");
    EXPECT_EQ(last_line(started(with_quotes(fee) + ways, 200)), "2025-01-01 run finished lost");
    EXPECT_EQ(last_line(started(with_quotes(fee) + ways, 5)), "2025-01-01 run finished done");
}

TEST(decide, values_below_the_headings_need_no_quotes) {
    const std::string table = R"(  - решение: плата
    таблица: |
      выбор: первая
      last amount | class || way                   | days
      число       | -     || meeting, call, letter | число
      ---         | ---   || ---                   | ---
      > 1000      | -     || meeting               | 3
      -           | A     || call                  | 5
    иначе: lost
  - выбор: плата.way
    случаи:
      meeting: meeting
      call: done
      letter: done
)";
    EXPECT_EQ(last_line(started(table, 2000)), "2025-01-01 run finished meeting");
    EXPECT_EQ(last_line(started(table, 5)), "2025-01-01 run finished done");
}

TEST(decide, an_only_output_has_two_names_and_a_list_is_one_value) {
    const std::string only = R"(  - decide: fee
    table: |
      class || days
      A     || 5
  - if: fee.output = 5 and fee.days = 5
    then: done
    else: lost
)";
    EXPECT_EQ(last_line(started(only)), "2025-01-01 run finished done");
    const std::string list = R"(  - decide: fees
    table: |
      rule order
      class || name | days
      A     || "a"  | 5
      -     || "b"  | 7
  - if: count(fees.output) = 2 and fees.output[2].name = "b" and sum(fees.output.days) = 12
    then: done
    else: lost
)";
    EXPECT_EQ(last_line(started(list)), "2025-01-01 run finished done");
    const std::string whole = R"(  - decide: fee
    table: |
      class || name | days
      A     || "a"  | 5
  - if: 'fee.output = {name: "a", days: 5} and fee.days = 5'
    then: done
    else: lost
)";
    EXPECT_EQ(last_line(started(whole)), "2025-01-01 run finished done");
}

TEST(decide, no_row_gives_null_and_a_warning_or_another_way) {
    const std::string table = "  - decide: fee\n    table: |\n      class || days\n      B     || 5\n";
    engine e = started(table + "  - if: fee.days = 5\n    then: lost\n    else: done\n");
    EXPECT_EQ(last_line(e), "2025-01-01 run finished done");
    EXPECT_THAT(render(e.warnings()), HasSubstr("decision-no-rule"));
    EXPECT_THAT(render(e.warnings()), HasSubstr("      class || days\n")) << "the table's own place";
    engine other = started(table + "    else: lost\n  - output: done\n");
    EXPECT_EQ(last_line(other), "2025-01-01 run finished lost");
    EXPECT_TRUE(other.warnings().empty()) << render(other.warnings());
}

TEST(decide, tells_which_rows_fitted) {
    const engine e = started(with_quotes(fee) + ways, 2000);
    const machine& m = e.rules().machines()[0];
    std::vector<feel::value> rows;
    for (const effect& x : e.history("c1")) {
        if (x.kind != effect_kind::state_entered || x.transition == no_index) continue;
        if (m.states()[m.transitions()[x.transition].from].kind == state_kind::decide) rows = x.data;
    }
    EXPECT_THAT(rows, ElementsAre(feel::value{0}));
}

TEST(decide, what_it_gave_is_saved_and_read_later) {
    engine e = started(with_quotes(fee) + "  - wait: P1D\n" + ways, 200);
    const std::string bytes = encode(e.rules(), e.state(0));
    auto again = decode(e.rules(), bytes);
    ASSERT_TRUE(again);
    EXPECT_EQ(encode(e.rules(), *again), bytes);
    step_output out;
    step_timers(e.rules(), *again, at("2025-01-05"), out);
    EXPECT_EQ(testing::line(e.rules(), out.effects.back()), "2025-01-02 run finished lost");
}

TEST(decide, looks_at_the_item_of_a_loop_and_is_gathered) {
    const std::string steps = R"(  - for each: n
    in: '[1, 5, 9]'
    steps:
      - decide: size
        table: |
          n   || name
          < 4 || "small"
          -   || "large"
          hit || 
    join: all
  - output: done
)";
    const std::string good = steps.substr(0, steps.find("          hit")) + R"(  - if: count(size[name = "large"]) = 2
    then: done
    else: lost
)";
    std::string first = good;
    first.replace(first.find("          n   ||"), 0, "          first\n");
    EXPECT_EQ(last_line(started(first)), "2025-01-01 run finished done");
}

TEST(decide, issues_point_into_the_cell) {
    const std::string said = wrong(
        "  - decide: fee\n    table: |\n      clas || days\n      A     || 5\n"
        "      -     || \"x\n  - output: done\n");
    EXPECT_THAT(said, HasSubstr("test.yaml:41:7: error")) << said;
    EXPECT_THAT(said, HasSubstr("Did you mean “class”?")) << said;
    EXPECT_THAT(wrong("  - decide: fee\n  - output: done\n"), HasSubstr("“table” is missing"));
    EXPECT_THAT(wrong("  - решение: fee\n    файл: нет.csv\n  - output: done\n", language::ru),
                HasSubstr("не лежит рядом с регламентом"));
}

TEST(decide, reads_a_file_beside_the_regulation) {
    namespace fs = std::filesystem;
    const fs::path folder = fs::temp_directory_path() / "reglament-decide-test";
    fs::create_directories(folder);
    std::ofstream{folder / "vocabulary.yaml"}
        << testing::small_vocabulary.substr(0, testing::small_vocabulary.size() - 4);
    std::ofstream{folder / "fees.csv"} << "class;;days\nA;;5\n;;7\n";
    std::ofstream{folder / "r.yaml"} << regulation("  - decide: fee\n    file: fees.csv\n  - output: done\n");
    loaded l = load(folder / "r.yaml");
    EXPECT_TRUE(l.rules) << render(l.found);
    std::ofstream{folder / "fees.csv"} << "clas;;days\nA;;5\n";
    l = load(folder / "r.yaml");
    EXPECT_FALSE(l.rules);
    EXPECT_THAT(render(l.found), HasSubstr("fees.csv:1:1: error"));
    fs::remove_all(folder);
}

}  // namespace
}  // namespace reglament
