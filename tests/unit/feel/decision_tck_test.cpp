// The decision tables of the DMN TCK, where the shared data is present.
#include <reglament/feel/decision.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <string>

namespace reglament::feel {
namespace {

template <class T>
value some(const std::optional<T>& v) {
    return v ? value{*v} : value{};
}

// {"type": …, "value": …} as the corpus writes values: numbers, dates and durations are texts.
value typed(const value& given) {
    const value v = given.get("value");
    const value kind = given.get("type");
    if (v.kind() == value_kind::list) {
        list items;
        for (const auto& item : v.as_list()) items.push_back(typed(item));
        return value{std::move(items)};
    }
    if (v.kind() == value_kind::context) {
        context entries;
        for (const auto& [name, entry] : v.as_context()) entries.emplace_back(name, typed(entry));
        return value{std::move(entries)};
    }
    if (v.kind() != value_kind::string) return v;
    const auto text = v.as_string();
    const auto type = kind.as_string();
    if (type == "number") return some(number::parse(text));
    if (type == "date") return some(parse_date(text));
    if (type == "time") return some(parse_time(text));
    if (type == "dateTime") return some(parse_date_time(text));
    if (type == "duration")
        return parse_months_duration(text) ? some(parse_months_duration(text)) : some(parse_time_duration(text));
    return v;
}

bool same(const value& a, const value& b) {
    if (a.kind() != b.kind()) return false;
    if (a.kind() == value_kind::number) return std::abs(a.as_number().to_double() - b.as_number().to_double()) <= 1e-8;
    return a.kind() == value_kind::list ? std::ranges::equal(a.as_list(), b.as_list(), same) : a == b;
}

TEST(decision_tck, every_table_gives_what_is_expected) {
    std::ifstream in{std::string{REGLAMENT_SHARED_DIR} + "/tck/tables.jsonl"};
    if (!in) {
        std::cout << "the TCK corpus is not here (" REGLAMENT_SHARED_DIR "/tck/tables.jsonl): nothing was compared\n";
        RecordProperty("corpus", "absent");
        return;
    }
    int right = 0;
    int cases = 0;
    for (std::string line; std::getline(in, line); ++cases) {
        const auto record = read_json(line);
        ASSERT_TRUE(record);
        const auto table = decision_table_from(*record);
        ASSERT_TRUE(table);
        type_table names;
        context values;
        for (const auto& [name, v] : record->get("context").as_context()) {
            values.emplace_back(name, typed(v));
            names.push_back({name, type_of(values.back().second)});
        }
        issues found;
        const value got = evaluate_table(*table, names, values, found);
        const value expected = typed(record->get("expected"));
        right += same(got, expected) ? 1 : 0;
        EXPECT_TRUE(same(got, expected)) << record->get("id").as_string() << ": " << to_string(got) << "\n"
                                         << render(found);
    }
    std::cout << "TCK: " << right << " of " << cases << " tables\n";
}

}  // namespace
}  // namespace reglament::feel
