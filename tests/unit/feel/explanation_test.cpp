#include "support.hpp"

#include <reglament/feel/evaluate.hpp>

#include <gtest/gtest.h>

namespace reglament::feel {
namespace {

struct asked {
    std::string_view text;
    context names;
    language lang;
    std::string_view answer;
};

TEST(explanation, tells_every_part_with_its_value) {
    const value unknown;
    const asked all[] = {
        {"class in (\"A\", \"B\") and amount > 100 and phone allowed",
         {{"class", "A"}, {"amount", 50}, {"phone allowed", true}},
         language::en,
         "class in (\"A\", \"B\") and amount > 100 and phone allowed — no\n"
         "  class in (\"A\", \"B\") — yes\n"
         "    class — \"A\"\n"
         "  amount > 100 — no\n"
         "    amount — 50\n"
         "  phone allowed — not needed\n"},
        {"сумма + 1\n > 5",
         {{"сумма", 5}},
         language::ru,
         "сумма + 1 > 5 — да\n"
         "  сумма + 1 — 6\n"
         "    сумма — 5\n"},
        {"if a > 1 then \"x\" else b",
         {{"a", 2}, {"b", unknown}},
         language::en,
         "if a > 1 then \"x\" else b — \"x\"\n"
         "  a > 1 — yes\n"
         "    a — 2\n"
         "  b — not needed\n"},
        {"count(a[item > 1]) = 2 or b = 2",
         {{"a", list{1, 2, 3}}, {"b", unknown}},
         language::en,
         "count(a[item > 1]) = 2 or b = 2 — yes\n"
         "  count(a[item > 1]) = 2 — yes\n"
         "    count(a[item > 1]) — 2\n"
         "      a[item > 1] — [2, 3]\n"
         "  b = 2 — not needed\n"},
        {"not(b > 1)",
         {{"b", unknown}},
         language::ru,
         "not(b > 1) — неизвестно\n  b > 1 — неизвестно\n    b — неизвестно\n"},
        {"1 + 1", {}, language::en, "1 + 1 — 2\n"},
    };
    for (const auto& each : all) EXPECT_EQ(why(each.text, each.names, {}, each.lang), each.answer) << each.text;
}

TEST(explanation, of_a_text_with_errors_says_them) {
    EXPECT_NE(why("a >", {{"a", 1}}).find("feel-ends-early"), std::string::npos);
}

TEST(explanation, points_into_the_text_and_names_the_facts) {
    issues found;
    scope names;
    ASSERT_TRUE(names.declare("дней без заказа", {type_kind::number}, {0, 0}));
    const std::string text = "90 < дней без заказа";
    const auto p = compile_condition(text, names, found);
    const value days = 30;
    frame f;
    f.bank[0] = &days;
    const auto e = explain(p, text, f);
    ASSERT_EQ(e.parts.size(), 1U);
    EXPECT_EQ(e.parts[0].what, explanation::role::fact);
    EXPECT_EQ(e.parts[0].text, "дней без заказа");
    EXPECT_EQ(e.parts[0].where, (span{5, static_cast<std::uint32_t>(text.size())}));
    EXPECT_EQ(e.parts[0].result, days);
    EXPECT_EQ(e.result, value{false});
}

}  // namespace
}  // namespace reglament::feel
