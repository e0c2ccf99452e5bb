// Decision tables: what they give, what is said of broken ones, and that the index finds what testing every row does.
#include "support.hpp"

#include <reglament/feel/decision.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <map>
#include <random>

namespace reglament::feel {
namespace {

namespace fs = std::filesystem;
using testing::split;
using testing::trimmed;
using testing::world;

place whole(std::string name, std::string text) {
    const auto size = static_cast<std::uint32_t>(text.size());
    return {std::make_shared<const source>(std::move(name), std::move(text)), {0, size}};
}

decision compiled(const std::string& text, const scope& names, const dialect& how = {.regulation = true}) {
    issues found;
    const auto table = parse_decision_table(whole("table", text), found);
    auto d = compile_decision(table, names, found, how);
    EXPECT_TRUE(d) << render(found);
    return d;
}

// A case of decisions.txt.
struct table_case {
    int line = 0;
    std::string title;
    std::string names;
    std::string table;
    bool regulation = true;
    std::vector<std::pair<int, std::string>> evaluations;

    friend void PrintTo(const table_case& c, std::ostream* to) { *to << c.title; }
};

std::vector<table_case> read_cases() {
    std::ifstream in{std::string{REGLAMENT_SOURCE_DIR} + "/tests/tables/decisions.txt"};
    std::vector<table_case> cases;
    int number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (line.starts_with("= ")) {
            cases.emplace_back().line = number;
            cases.back().title = line.substr(2);
        } else if (cases.empty()) {
            continue;
        } else if (line.starts_with("names: ")) {
            cases.back().names = line.substr(7);
        } else if (line == "dialect: feel") {
            cases.back().regulation = false;
        } else if (line.find(" => ") != std::string::npos) {
            cases.back().evaluations.emplace_back(number, line.substr(2));
        } else {
            cases.back().table += line + "\n";
        }
    }
    return cases;
}

class decision_table_test : public ::testing::TestWithParam<table_case> {};

TEST_P(decision_table_test, gives) {
    const auto& of = GetParam();
    SCOPED_TRACE(of.title);
    const world known{of.names};
    const auto d = compiled(of.table, known.names(), {.regulation = of.regulation});
    ASSERT_FALSE(of.evaluations.empty());
    for (const auto& [line, text] : of.evaluations) {
        SCOPED_TRACE("line " + std::to_string(line) + ": " + text);
        const auto arrow = text.find(" => ");
        world with{of.names};
        for (const auto& fact : split(text.substr(0, arrow), '|')) with.set(fact);
        const auto expected = text.substr(arrow + 4);
        const bool noted = expected.starts_with("null decision-");
        std::vector<evaluation_note> notes;
        const value got = d.evaluate(with.at(), &notes);
        EXPECT_EQ(got, testing::evaluate_plain(noted ? "null" : expected)) << to_string(got);
        EXPECT_EQ(d.evaluate(with.at()), got);
        if (noted) {
            ASSERT_FALSE(notes.empty());
            EXPECT_EQ(notes.back().code, expected.substr(5));
        } else if (!got.is_null()) {
            EXPECT_TRUE(notes.empty());
        }
    }
}

INSTANTIATE_TEST_SUITE_P(tables, decision_table_test, ::testing::ValuesIn(read_cases()),
                         [](const auto& tested) { return "line_" + std::to_string(tested.param.line); });

TEST(decision, is_null_when_empty) {
    const decision none;
    EXPECT_FALSE(none);
    EXPECT_TRUE(none.evaluate({}).is_null());
    EXPECT_TRUE(none.hits({}).empty());
    EXPECT_EQ(none.first_hit({}), decision::no_rule);
    EXPECT_TRUE(none.reads().empty());
}

TEST(decision, tells_its_rules_slots_and_type) {
    const world w{"a: number = 3 | b: number = 1 | c: text = \"x\""};
    const auto d =
        compiled("collect\na | b + 1 || y | z\n> 1 | - || a | c\n> 2 | 2 || 1 | \"q\"\n> 5 | - || 1 | c\n", w.names());
    EXPECT_THAT(d.hits(w.at()), ::testing::ElementsAre(0, 1));
    EXPECT_EQ(d.first_hit(w.at()), 0U);
    EXPECT_THAT(d.reads(), ::testing::UnorderedElementsAre(slot{0, 0}, slot{0, 1}, slot{0, 2}));
    EXPECT_EQ(d.policy(), hit_policy::collect);
    EXPECT_EQ(d.result_type().kind, type_kind::list);
    EXPECT_FALSE(d.reads_clock());
    EXPECT_TRUE(compiled("a || y\n- || now()\n", w.names()).reads_clock());
}

TEST(decision, places_of_notes_are_in_the_file) {
    world w{"x: number = 10"};
    const std::string text = "x       || y\n[0..10] || 1\n[10..20] || 2\n";
    std::vector<evaluation_note> notes;
    EXPECT_TRUE(compiled(text, w.names()).evaluate(w.at(), &notes).is_null());
    ASSERT_EQ(notes.size(), 1U);
    EXPECT_EQ(text.substr(notes[0].where.begin, notes[0].where.end - notes[0].where.begin), "[10..20] || 2");
    EXPECT_THAT(notes[0].arguments, ::testing::ElementsAre("1, 2"));
}

TEST(decision, knows_policies_by_many_names) {
    EXPECT_EQ(find_hit_policy(""), hit_policy::unique);
    EXPECT_EQ(find_hit_policy("UNIQUE"), hit_policy::unique);
    EXPECT_EQ(find_hit_policy("Все по порядку"), hit_policy::rule_order);
    EXPECT_EQ(find_hit_policy("все"), hit_policy::collect);
    EXPECT_EQ(find_hit_policy("все, сумма"), hit_policy::collect_sum);
    EXPECT_EQ(find_hit_policy("COLLECT  SUM"), hit_policy::collect_sum);
    EXPECT_EQ(find_hit_policy("C#"), hit_policy::collect_count);
    EXPECT_EQ(find_hit_policy("O"), hit_policy::output_order);
    EXPECT_FALSE(find_hit_policy("collected"));
    EXPECT_FALSE(find_hit_policy("first sum"));
    for (auto p = hit_policy::unique; p <= hit_policy::collect_count;
         p = static_cast<hit_policy>(static_cast<unsigned>(p) + 1))
        EXPECT_EQ(find_hit_policy(to_string(p)), p) << to_string(p);
}

// The same table from a file of comma-separated values.
TEST(decision_csv, is_read_as_excel_writes_it) {
    const world w{"класс: one of A, B | звонков: number | имя: text"};
    for (const std::string comma : {";", ",", "\t"}) {
        std::string text =
            "\xEF\xBB\xBF"
            "выбор: первая;;;;\r\nкласс;звонков;имя;;действие;;зачем\r\n"
            "A;> 2;\"\"\"Анна\"\", \"\"a;b\"\"\";;\"\"\"встреча\"\"\";;важно\r\n"
            ";;;;;;\r\n"
            "\"A, B\";-;;;\"\"\"звонок\"\"\"\r\n"
            "иначе;;;;\"\"\"письмо\"\"\";;\r\n";
        if (comma == ",") text.replace(text.find("\"A, B\""), 6, "B    ");
        const bool tricky = comma == ";";
        for (auto at = text.find(';'); !tricky && at != std::string::npos; at = text.find(';', at + 1))
            text.replace(at, 1, comma);
        issues found;
        const auto table = parse_decision_csv(whole("t.csv", text), found);
        ASSERT_TRUE(found.empty()) << render(found);
        ASSERT_EQ(table.rules.size(), 2U);
        EXPECT_EQ(table.rules[0].note.value, "важно");
        EXPECT_EQ(table.policy.value, "первая");
        const auto d = compile_decision(table, w.names(), found, {.regulation = true});
        ASSERT_TRUE(d) << render(found);
        world anna{"класс: one of A, B = \"A\" | звонков: number = 3 | имя: text = \"Анна\""};
        EXPECT_EQ(d.evaluate(anna.at()), value{"встреча"});
        anna.set("класс = \"B\"");
        EXPECT_EQ(d.evaluate(anna.at()), value{"звонок"});
        anna.set("класс = null");
        EXPECT_EQ(d.evaluate(anna.at()), value{"письмо"});
    }
}

// Broken tables and what is said of them; see golden_test.cpp.
std::string read_file(const fs::path& path) {
    std::ifstream stream{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

TEST(decision_golden, says_what_is_wrong) {
    const auto folder = fs::path{REGLAMENT_SOURCE_DIR} / "tests" / "golden" / "tables";
    const char* const update = std::getenv("REGLAMENT_UPDATE_GOLDEN");
    const world names{"класс: one of A, B, C | звонков: number | дата: date | имя: text | срочно: boolean"};
    std::size_t files = 0;
    for (const auto& file : fs::directory_iterator{folder}) {
        const auto& path = file.path();
        if (path.extension() != ".table" && path.extension() != ".csv") continue;
        ++files;
        issues found;
        const auto at = whole(path.filename().string(), read_file(path));
        const auto table = path.extension() == ".csv" ? parse_decision_csv(at, found) : parse_decision_table(at, found);
        const bool readable = !found.has_errors();
        const auto d = compile_decision(table, names.names(), found, {.regulation = true});
        if (readable) {
            EXPECT_EQ(static_cast<bool>(d), !found.has_errors()) << path;
        }
        found.sort();
        EXPECT_FALSE(found.empty()) << path;
        for (const auto lang : {language::en, language::ru}) {
            auto golden = path;
            golden.replace_extension(lang == language::en ? ".en.txt" : ".ru.txt");
            if (update != nullptr && std::string_view{update} == "1")
                std::ofstream{golden, std::ios::binary} << render(found, lang);
            else
                EXPECT_EQ(render(found, lang), read_file(golden)) << golden;
        }
    }
    EXPECT_GE(files, 20U);
}

// Random tables: what the index finds is what testing every cell by itself finds.
class random_table {
public:
    explicit random_table(unsigned seed) : random_{seed} {}

    std::string number_cell(int scale) {
        const auto one = [&] { return std::to_string(pick(scale)) + (pick(4) == 0 ? ".5" : ""); };
        const int low = pick(scale);
        const auto high = std::to_string(low + pick(scale / 4 + 1));
        switch (pick(8)) {
            case 0:
                return "-";
            case 1:
                return "< " + one();
            case 2:
                return ">= " + one();
            case 3:
                return "[" + std::to_string(low) + ".." + high + ")";
            case 4:
                return "not(" + one() + ", > " + high + ")";
            case 5:
                return "(" + std::to_string(low) + ".." + high + "], " + one();
            case 6:
                return pick(20) == 0 ? "limit" : one();
            default:
                return one() + ", " + one();
        }
    }
    std::string text_cell(int kinds) {
        const auto one = [&] { return "\"kind " + std::to_string(pick(kinds)) + "\""; };
        switch (pick(5)) {
            case 0:
                return "-";
            case 1:
                return "not(" + one() + ")";
            case 2:
                return one() + ", " + one();
            default:
                return one();
        }
    }
    std::string truth_cell() { return pick(3) == 0 ? "-" : pick(2) == 0 ? "true" : "not(true)"; }
    int pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }

private:
    std::mt19937 random_;
};

void compare_with_every_row(unsigned seed, int rows, int scale) {
    random_table made{seed};
    const world names{"a: number | kind: text | b: number | yes: boolean | limit: number = 3"};
    std::vector<std::array<program, 4>> cells;
    std::array<std::map<std::string, program>, 4> known;
    std::array<scope, 4> scopes;
    const std::array<type_kind, 4> kinds{type_kind::number, type_kind::string, type_kind::number, type_kind::boolean};
    for (std::uint32_t c = 0; c < 4; ++c) {
        scopes[c] = names.names();
        scopes[c].declare("?", {.kind = kinds[c]}, {0, c == 3 ? 3 : c});
    }
    decision_table table;
    for (const auto* input : {"a", "kind", "b", "yes"}) table.inputs.push_back({.expression = {input, {}}});
    table.outputs.emplace_back();
    table.policy.value = "RULE ORDER";
    issues found;
    for (int r = 0; r < rows; ++r) {
        const std::array<std::string, 4> texts{made.number_cell(scale), made.text_cell(scale), made.number_cell(scale),
                                               made.truth_cell()};
        auto& rule = table.rules.emplace_back();
        auto& tests = cells.emplace_back();
        for (std::size_t c = 0; c < 4; ++c) {
            rule.inputs.push_back({texts[c], {}});
            auto& test = known[c][texts[c]];
            if (!test) test = compile_tests(texts[c], scopes[c], found);
            tests[c] = test;
        }
        rule.outputs.push_back({std::to_string(r), {}});
    }
    const auto d = compile_decision(table, names.names(), found);
    ASSERT_TRUE(d) << render(found);
    for (int i = 0; i < 60; ++i) {
        world facts{"a: number | kind: text | b: number | yes: boolean | limit: number = 3"};
        auto& v = facts.values();
        if (made.pick(10) != 0) v[0] = number::of(made.pick(2 * scale + 2) * 5, -1);
        if (made.pick(10) != 0) v[1] = "kind " + std::to_string(made.pick(scale + 1));
        if (made.pick(10) != 0) v[2] = made.pick(3) == 0 ? v[0] : value{made.pick(scale)};
        if (made.pick(10) != 0) v[3] = value{made.pick(2) == 0};
        std::vector<std::uint32_t> expected;
        for (std::size_t r = 0; r < cells.size(); ++r)
            if (std::ranges::all_of(cells[r], [&](const program& p) { return p.test(facts.at()) == truth::yes; }))
                expected.push_back(static_cast<std::uint32_t>(r));
        EXPECT_EQ(d.hits(facts.at()), expected) << seed << " " << i;
        EXPECT_EQ(d.first_hit(facts.at()), expected.empty() ? decision::no_rule : expected[0]);
    }
}

TEST(decision_index, finds_what_testing_every_row_finds) {
    for (unsigned seed = 1; seed <= 12; ++seed) compare_with_every_row(seed, static_cast<int>(seed * seed), 4);
    compare_with_every_row(20, 64, 8);
    compare_with_every_row(21, 65, 8);
    compare_with_every_row(22, 700, 30);
    compare_with_every_row(23, 4'000, 3);
}

// So many values that sets of rules are folded.
TEST(decision_index, may_be_coarse) {
    compare_with_every_row(30, 1'500, 5'000);
}

}  // namespace
}  // namespace reglament::feel
