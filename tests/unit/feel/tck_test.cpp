// The expressions of the DMN TCK, where the shared data is present: none may crash, and what is right stays right.
#include "support.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <iostream>
#include <map>

namespace reglament::feel {
namespace {

value typed(const value& given);

value typed_list(const value& given) {
    list items;
    for (const auto& item : given.as_list()) items.push_back(typed(item));
    return value{std::move(items)};
}

value typed_context(const value& given) {
    context entries;
    for (const auto& [name, v] : given.as_context()) entries.emplace_back(name, typed(v));
    return value{std::move(entries)};
}

template <class T>
value some(const std::optional<T>& v) {
    return v ? value{*v} : value{};
}

// {"type": …, "value": …} as the corpus writes values: numbers, dates and durations are texts.
value typed(const value& given) {
    const value v = given.get("value");
    if (v.is_null()) return {};
    const value kind = given.get("type");
    const auto type = kind.as_string();
    if (type == "list") return typed_list(v);
    if (type == "context") return typed_context(v);
    if (v.kind() != value_kind::string) return v;
    const auto text = v.as_string();
    if (type == "number") return some(number::parse(text));
    if (type == "date") return some(parse_date(text));
    if (type == "time") return some(parse_time(text));
    if (type == "dateTime") return some(parse_date_time(text));
    if (type == "duration")
        return parse_months_duration(text) ? some(parse_months_duration(text)) : some(parse_time_duration(text));
    return v;
}

// As every runner of the TCK compares: numbers within 1e-8.
bool same(const value& a, const value& b) {
    if (a.kind() != b.kind()) return false;
    if (a.kind() == value_kind::number) return std::abs(a.as_number().to_double() - b.as_number().to_double()) <= 1e-8;
    if (a.kind() != value_kind::list) return a == b;
    const auto& x = a.as_list();
    const auto& y = b.as_list();
    return std::ranges::equal(x, y, same);
}

struct score {
    int cases = 0;
    int values = 0;  // cases that expect something else than null
    int right_values = 0;
    int right_nulls = 0;
};

value outcome(const value& test) {
    scope known;
    std::vector<value> values;
    for (const auto& [name, v] : test.get("context").as_context()) {
        known.declare(name, {}, {0, static_cast<std::uint32_t>(values.size())});
        values.push_back(typed(v));
    }
    frame f;
    f.bank[0] = values.data();
    f.zone = {};  // FEEL knows no place
    issues found;
    const value expression = test.get("expr");
    const auto code = compile(expression.as_string(), known, found);
    EXPECT_NE(code.operator bool(), found.has_errors()) << expression.as_string();
    (void)render(found, language::ru);
    std::vector<evaluation_note> notes;
    auto result = code.evaluate(f, &notes);
    EXPECT_TRUE(same(result, code.evaluate(f))) << expression.as_string();
    return result;
}

TEST(tck, what_was_right_stays_right) {
    std::ifstream in{std::string{REGLAMENT_SHARED_DIR} + "/tck/feel.jsonl"};
    if (!in) {
        std::cout << "the TCK corpus is not here (" REGLAMENT_SHARED_DIR "/tck/feel.jsonl): nothing was compared\n";
        RecordProperty("corpus", "absent");
        return;
    }
    score total;
    std::map<std::string, score> groups;
    for (std::string line; std::getline(in, line);) {
        std::string error;
        const auto test = read_json(line, &error);
        ASSERT_TRUE(test) << error;
        const auto expected = typed(test->get("expected"));
        const bool right = same(outcome(*test), expected);
        const value group = test->get("group");
        for (auto* s : {&total, &groups[std::string{group.as_string()}]}) {
            ++s->cases;
            if (expected.is_null()) {
                s->right_nulls += right;
            } else {
                ++s->values;
                s->right_values += right;
            }
        }
        if (std::getenv("REGLAMENT_TCK_SHOW") != nullptr && !right)
            std::cout << test->get("id").as_string() << " | " << test->get("expr").as_string() << "\n";
    }
    std::cout << "TCK: " << total.right_values << " of " << total.values << " values, " << total.right_nulls << " of "
              << total.cases - total.values << " nulls\n";
    EXPECT_GE(total.right_values, 1055);
    EXPECT_GE(total.right_nulls, 922);
}

}  // namespace
}  // namespace reglament::feel
