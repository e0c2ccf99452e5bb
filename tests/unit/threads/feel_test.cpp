// One program, one function and one decision, evaluated by several threads; texts compiled by several at once.
#include "together.hpp"

#include <reglament/feel/named_decision.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace reglament::feel {
namespace {

using testing::together;

const type_table names{{"amount", {.kind = type_kind::number}},
                       {"city", {.kind = type_kind::string}},
                       {"orders", {.kind = type_kind::list}},
                       {"rate", {.kind = type_kind::function}}};

// What each thread reads: some of it its own, some of it shared with the others.
context at(int i) {
    static const value orders = evaluate("for n in 1..20 return {sum: n * 1.5, \"placed on\": @\"2025-01-31\"}").result;
    static const value rate = evaluate("function(x) x * 0.9").result;
    return {{"amount", value{i}}, {"city", value{i % 2 == 0 ? "Tver" : "Пермь"}}, {"orders", orders}, {"rate", rate}};
}

// Results of many evaluations, and what was said of them, in one text.
template <class Evaluate>
void same_everywhere(const Evaluate& once) {
    const auto all = [&](int) {
        std::string told;
        for (int i = 0; i < 200; ++i) told += once(at(i)) + "\n";
        return told;
    };
    const auto alone = all(0);
    for (const auto& found : together(all)) EXPECT_EQ(found, alone);
}

TEST(program, is_shared) {
    issues found;
    const auto code = named_program::compile(
        "if amount > 100 and matches(city, \"T.*r\") then sum(orders[sum > amount / 10].sum) "
        "else string join(for o in orders return string(rate(o.sum)) + string(o.placed on + @\"P1M\"), city) + amount",
        names, found);
    ASSERT_TRUE(code) << render(found);
    const auto condition = named_program::compile("amount in (1, 5, [50..150]) or city = \"Tver\"", names, found);
    same_everywhere([&](const context& names_at) {
        issues why;
        return to_string(code.evaluate(names_at, {}, &why)) + render(why) + to_string(condition.evaluate(names_at));
    });
    same_everywhere([&](const context& names_at) { return to_string(code.explain(names_at)); });
}

TEST(decision, is_shared) {
    std::string rows = "first\namount | city || fee | by\n";
    for (int i = 0; i < 150; ++i)
        rows += "[" + std::to_string(i) + "..amount] | \"Tver\" || amount * " + std::to_string(i) + " | city + \"!\"\n";
    rows += "> 100 | not(\"Tver\") || 5 | \"post\"\n";
    const auto size = static_cast<std::uint32_t>(rows.size());
    issues found;
    auto table = parse_decision_table({std::make_shared<const source>("t", rows), {0, size}}, found);
    const auto d = named_decision::compile(std::move(table), names, found);
    ASSERT_TRUE(d) << render(found);
    same_everywhere([&](const context& names_at) {
        issues why;
        return to_string(d.evaluate(names_at, {}, &why)) + render(why) + feel::why(d, names_at);
    });
}

TEST(compile, may_be_done_at_once) {
    const auto texts = {"now() + @\"P1D\"", "orders[sum > 3].sum", "amont", "date(\"2025-01-31\").weekday in (1..5)"};
    const auto compiled = together([&](int) {
        std::string told;
        for (const auto* text : texts) {
            issues found;
            told += to_string(named_program::compile(text, names, found).code().result_type());
            told += render(found, language::ru);
        }
        return told;
    });
    for (const auto& each : compiled) EXPECT_EQ(each, compiled.front());
}

}  // namespace
}  // namespace reglament::feel
