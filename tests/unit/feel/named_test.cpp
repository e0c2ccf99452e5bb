// Programs and tables over contexts by name: the same whether the places of the names are known, have moved or are
// gone.
#include "support.hpp"

#include <reglament/feel/named_decision.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace reglament::feel {
namespace {

type_table names() {
    using enum type_kind;
    return {{"n", {.kind = number}},
            {"a rather long name", {.kind = number}},
            {"class", {.kind = string}},
            {"вид продажи", {.kind = string}},
            {"flag", {.kind = boolean}}};
}

// Some entries, in some order, some of other kinds, some that nobody asks for.
context random_context(std::mt19937& random) {
    context all{{"n", random() % 4},
                {"a rather long name", number::of(random() % 40, -1)},
                {"class", random() % 2 == 0 ? "A" : "B"},
                {"вид продажи", random() % 2 == 0 ? "со склада" : "на заказ"},
                {"flag", random() % 2 == 0},
                {"unasked", 1},
                {"n2", 2}};
    if (random() % 4 == 0) std::ranges::shuffle(all, random);
    if (random() % 4 == 0) all.resize(random() % (all.size() + 1));
    if (!all.empty() && random() % 8 == 0) all[random() % all.size()].second = value{};
    if (!all.empty() && random() % 8 == 0) all[random() % all.size()].second = date{};
    return all;
}

std::vector<value> slots_of(const context& from, const std::vector<std::string>& wanted) {
    std::vector<value> slots;
    for (const auto& name : wanted) slots.push_back(value{from}.get(name));
    return slots;
}

TEST(named, programs_find_names_wherever_they_are) {
    std::mt19937 random{3};
    for (const char* text : {"n > 1 and class = \"A\"", "flag or a rather long name < 2.5", "true", "n + 1 > 2",
                             "вид продажи in (\"на заказ\", \"x\") and not(flag)", "n = null"}) {
        issues found;
        const auto p = named_program::compile(text, names(), found);
        ASSERT_TRUE(p) << render(found);
        entry_places places;
        for (int i = 0; i < 2'000; ++i) {
            const auto entries = random_context(random);
            const auto slots = slots_of(entries, p.names());
            frame f;
            f.bank[0] = slots.data();
            ASSERT_EQ(p.test(entries, places), p.code().test(f)) << text;
            ASSERT_EQ(p.evaluate(entries, places), p.code().evaluate(f)) << text;
            ASSERT_EQ(p.evaluate(entries), p.code().evaluate(f)) << text;
        }
    }
}

TEST(named, tables_find_names_wherever_they_are) {
    const std::string text =
        "first\nn | class | вид продажи | a rather long name | flag || rule\n"
        "> 2 | \"A\" | - | - | - || \"a\"\n- | - | \"на заказ\" | [0.5..2) | true || \"b\"\n"
        "1, 2 | not(\"A\") | - | - | - || \"c\"\nnull | - | - | - | - || n\n- | - | - | > 3 | - || class\n";
    issues found;
    const auto size = static_cast<std::uint32_t>(text.size());
    const auto table = parse_decision_table({std::make_shared<const source>("table", text), {0, size}}, found);
    const auto d = named_decision::compile(table, names(), found);
    ASSERT_TRUE(d) << render(found);
    std::mt19937 random{4};
    entry_places places;
    for (int i = 0; i < 5'000; ++i) {
        const auto entries = random_context(random);
        const auto slots = slots_of(entries, d.names());
        frame f;
        f.bank[0] = slots.data();
        const auto hits = d.code().hits(f);
        ASSERT_EQ(d.first_hit(entries, places), hits.empty() ? decision::no_rule : hits[0]);
        ASSERT_EQ(d.evaluate(entries, places), d.code().evaluate(f));
    }
}

TEST(named, a_table_says_why_there_is_no_rule) {
    const std::string text = "first\nn || rule\n> 2 || 1\n";
    issues found;
    const auto size = static_cast<std::uint32_t>(text.size());
    const auto table = parse_decision_table({std::make_shared<const source>("table", text), {0, size}}, found);
    const auto d = named_decision::compile(table, {{"n", {.kind = type_kind::number}}}, found);
    entry_places places;
    EXPECT_TRUE(d.evaluate({{"n", 1}}, places, {}, &found).is_null());
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.begin()->code, "decision-no-rule");
    EXPECT_EQ(d.evaluate({{"n", 3}}, places), value{1});
    EXPECT_TRUE(named_decision{}.evaluate({{"n", 3}}, places).is_null());
    EXPECT_EQ(named_decision{}.first_hit({}, places), decision::no_rule);
}

}  // namespace
}  // namespace reglament::feel
