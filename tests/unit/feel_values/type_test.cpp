#include "table.hpp"

#include <reglament/feel/type.hpp>

#include <gtest/gtest.h>

#include <tuple>

namespace reglament::feel {
namespace {

type simple(type_kind kind) {
    return {kind, {}, nullptr};
}

type list_of(type item) {
    return {type_kind::list, {}, std::make_shared<const type>(std::move(item))};
}

// The type that to_string writes so.
type type_named(std::string_view name) {
    if (name.starts_with("list of ")) return list_of(type_named(name.substr(8)));
    if (name.starts_with("one of ")) {
        type t = simple(type_kind::string);
        for (name.remove_prefix(7); !name.empty();) {
            const std::size_t comma = std::min(name.find(", "), name.size());
            t.values.emplace_back(name.substr(0, comma));
            name.remove_prefix(std::min(comma + 2, name.size()));
        }
        return t;
    }
    for (int kind = 0; kind <= static_cast<int>(type_kind::context); ++kind) {
        type t = simple(static_cast<type_kind>(kind));
        if (to_string(t) == name) return t;
    }
    ADD_FAILURE() << "no type is called " << name;
    return {};
}

TEST(type, values_from_outside_become_values_of_the_type) {
    const zone local = zone::fixed(std::chrono::hours{3});
    const auto rows = tests::read_table("conversion.csv");
    ASSERT_GT(rows.size(), 60u);
    for (const auto& row : rows) {
        const type t = type_named(row[0]);
        const std::optional<value> given = read_json(row[1]);
        ASSERT_TRUE(given) << "line " << row.line;
        const std::optional<value> converted = convert(*given, t, local);
        EXPECT_EQ(converted ? to_string(*converted) : "", row[2]) << "line " << row.line;
        EXPECT_TRUE(!converted || conforms(*converted, t)) << "line " << row.line;
    }
}

type within(value low, value high, bool low_open = false, bool high_open = false) {
    type t = simple(type_kind::number);
    t.within = std::make_shared<const range>(range{std::move(low), std::move(high), low_open, high_open});
    return t;
}

TEST(type, a_number_may_have_a_range) {
    const type percent = within(value{0}, value{100}), share = within(value{0}, value{1}, true),
               count = within(value{0}, {}), below = within({}, value{10}, false, true);
    EXPECT_EQ(to_string(percent), "number [0..100]");
    EXPECT_EQ(to_string(share, language::ru), "число (0..1]");
    EXPECT_EQ(to_string(count), "number >= 0");
    EXPECT_EQ(to_string(list_of(below)), "list of number < 10");
    for (const auto& [t, text, fits] : {std::tuple{percent, "0", true},
                                        {percent, "100.0", true},
                                        {percent, "100.001", false},
                                        {share, "0", false},
                                        {share, "1", true},
                                        {count, "-1", false},
                                        {count, "1e40", true},
                                        {below, "10", false},
                                        {below, "9.99", true}}) {
        const value n{*number::parse(text)};
        EXPECT_EQ(conforms(n, t), fits) << to_string(t) << " " << text;
        EXPECT_EQ(convert(n, t).has_value(), fits) << to_string(t) << " " << text;
        EXPECT_EQ(convert(value{text}, t).has_value(), fits) << to_string(t) << " " << text;
        EXPECT_EQ(coerce(n, t).is_null(), !fits) << to_string(t) << " " << text;
    }
    EXPECT_EQ(percent, within(value{0}, value{100}));
    EXPECT_NE(percent, simple(type_kind::number));
    EXPECT_NE(percent, within(value{0}, value{100}, true));
}

TEST(type, what_conforms_stays_itself) {
    const zone local = zone::fixed(std::chrono::hours{3});
    const value day{*parse_date("2025-02-28")};
    EXPECT_EQ(convert(day, simple(type_kind::date)), day);
    EXPECT_EQ(to_string(*convert(day, simple(type_kind::date_time), local)), "2025-02-28T00:00:00+03:00");
    EXPECT_FALSE(convert(value{*parse_date_time("2025-02-28T10:00:00")}, simple(type_kind::date)));
    EXPECT_EQ(to_string(*convert(value{*parse_date_time("2025-02-28T10:00:00")}, simple(type_kind::date_time), local)),
              "2025-02-28T10:00:00+03:00");
    const value text{"a text that is shared"};
    EXPECT_EQ(convert(text, simple(type_kind::string))->as_string().data(), text.as_string().data());
}

TEST(type, conforms_is_about_the_value_as_it_is) {
    EXPECT_FALSE(conforms({}, simple(type_kind::any)));
    EXPECT_FALSE(conforms("1", simple(type_kind::number)));
    EXPECT_TRUE(conforms(1, simple(type_kind::number)));
    EXPECT_TRUE(conforms(1, simple(type_kind::any)));
    EXPECT_TRUE(conforms("B", type_named("one of A, B")));
    EXPECT_FALSE(conforms("C", type_named("one of A, B")));
    EXPECT_TRUE(conforms(list{1, 2}, type_named("list of number")));
    EXPECT_FALSE(conforms(list{1, "2"}, type_named("list of number")));
    EXPECT_TRUE(conforms(list{1, "2"}, simple(type_kind::list)));
}

TEST(type, words_of_both_languages) {
    const auto ru = [](std::string_view en) { return to_string(type_named(en), language::ru); };
    EXPECT_EQ(ru("text"), "текст");
    EXPECT_EQ(ru("number"), "число");
    EXPECT_EQ(ru("boolean"), "да/нет");
    EXPECT_EQ(ru("date"), "дата");
    EXPECT_EQ(ru("time"), "время");
    EXPECT_EQ(ru("date and time"), "дата и время");
    EXPECT_EQ(ru("duration"), "длительность");
    EXPECT_EQ(ru("one of A, Б"), "одно из A, Б");
    EXPECT_EQ(ru("list of date"), "список из дата");
    EXPECT_EQ(to_string(type_named("list of one of A, B")), "list of one of A, B");
}

TEST(type, named_in_each_other_end_somewhere) {
    type_table named{{"a0", simple(type_kind::number)}};
    for (int i = 1; i < 60; ++i) {
        const auto last = named.back().name;
        const auto t = parse_type("context<x: " + last + ", y: " + last + ">", named);
        EXPECT_EQ(t.has_value(), i <= 9) << i;
        if (t) named.push_back({"a" + std::to_string(i), *t});
    }
    std::string deep = "number";
    for (int i = 0; i < 40; ++i) deep = "list<" + deep + ">";
    EXPECT_FALSE(parse_type(deep));
}

TEST(type, equality_is_of_content) {
    EXPECT_EQ(type_named("list of one of A, B"), type_named("list of one of A, B"));
    for (const char* other :
         {"list of one of B, A", "list of one of A", "list of text", "list", "one of A, B", "text"}) {
        EXPECT_FALSE(type_named("list of one of A, B") == type_named(other)) << other;
    }
}

}  // namespace
}  // namespace reglament::feel
