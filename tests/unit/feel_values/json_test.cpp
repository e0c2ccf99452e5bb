#include <reglament/feel/value.hpp>

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace reglament::feel {
namespace {

std::string error_of(std::string_view text, const json_limits& limits = {}) {
    std::string error;
    return read_json(text, &error, limits) ? "read" : error;
}

TEST(json, what_is_read_is_written) {
    for (const char* text : {"null", "true", "false", "0", "-1", "12.5", "\"\"", "\"да\"", "[]", "{}", "[1,[2,[3]],{}]",
                             R"({"a":1,"b":{"c":[null,true]},"имя":"Анна"})", R"("\"\\\n\r\t\u0001")",
                             "0.1234567890123456789012345678901234", "1234567890123456789012345678901234",
                             "-9223372036854775808", "18446744073709551615", "18446744073709551616", "1e6144"}) {
        std::string error;
        const auto v = read_json(text, &error);
        ASSERT_TRUE(v) << text << ": " << error;
        EXPECT_EQ(write_json(*v), text);
    }
}

TEST(json, numbers_keep_every_digit) {
    EXPECT_EQ(*add(read_json("0.1")->as_number(), read_json("0.2")->as_number()), read_json("0.3")->as_number());
    EXPECT_EQ(read_json(" [1.10] ")->as_list().front().as_number().to_string(), "1.1");
    EXPECT_EQ(read_json("1E-400")->as_number(), number::of(1, -400));
    EXPECT_EQ(read_json("1e400")->as_number(), number::of(1, 400));
    EXPECT_EQ(read_json("123456789.123456789e-3")->as_number().to_string(), "123456.789123456789");
    EXPECT_EQ(read_json("-0")->as_number(), number{});
    EXPECT_EQ(read_json("-0.0")->as_number(), number{});
}

TEST(json, blanks_and_escapes) {
    EXPECT_EQ(read_json("\t\r\n {\"a\" : [ 1 , 2 ] }\n"), read_json(R"({"a":[1,2]})"));
    EXPECT_EQ(read_json(R"("\u0434\u0430 \ud83d\ude00 \/ \u0000")")->as_string(), std::string_view("да 😀 / \0", 13));
}

TEST(json, each_fault_says_where_it_is) {
    const std::vector<std::pair<std::string, std::string>> faults{{"", "byte 0"},
                                                                  {"  ", "byte 2"},
                                                                  {"{", "byte 1"},
                                                                  {"[1,]", "byte 3"},
                                                                  {"[1 2]", "byte 3"},
                                                                  {"{\"a\"}", "byte 4"},
                                                                  {"{a:1}", "byte 1"},
                                                                  {"'a'", "byte 0"},
                                                                  {"01", "byte 1"},
                                                                  {"+1", "byte 0"},
                                                                  {".5", "byte 0"},
                                                                  {"1.", "byte 2"},
                                                                  {"nul", "byte 3"},
                                                                  {"NaN", "byte 0"},
                                                                  {"\"a\nb\"", "byte 2"},
                                                                  {"1 2", "byte 2"},
                                                                  {"[] x", "byte 3"},
                                                                  {"// c\n1", "byte 0"},
                                                                  {"\"\xFF\"", "byte 1"},
                                                                  {"\"\xC0\x80\"", "byte 1"},
                                                                  {"\"\\ud800\"", "byte"},
                                                                  {"[1e99999]", "byte"},
                                                                  {"\xEF\xBB\xBF"
                                                                   "1",
                                                                   "byte 0"}};
    for (const auto& [text, where] : faults) {
        const std::string error = error_of(text);
        EXPECT_NE(error.find(where), std::string::npos) << text << " → " << error;
    }
    EXPECT_FALSE(read_json("["));  // without asking why
}

TEST(json, a_repeated_key_is_refused) {
    EXPECT_NE(error_of(R"({"a":1,"b":{},"a":2})").find("key \"a\" twice"), std::string::npos);
    EXPECT_NE(error_of(R"([{"x":{"k":1,"\u006b":1}}])").find("key \"k\" twice"), std::string::npos);
    EXPECT_TRUE(read_json(R"([{"a":1},{"a":1,"b":{"a":1}}])"));
    std::string many = "{";
    for (int i = 0; i < 1'000; ++i) many += "\"k" + std::to_string(i) + "\":" + std::to_string(i) + ",";
    EXPECT_EQ(read_json(many + "\"last\":1}")->get("k999"), value{999});
    EXPECT_NE(error_of(many + "\"k500\":1}").find("key \"k500\" twice"), std::string::npos);
}

TEST(json, depth_and_length_are_bounded) {
    const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    EXPECT_EQ(error_of(nested(64)), "read");
    EXPECT_NE(error_of(nested(65)), "read");
    EXPECT_NE(error_of(nested(1'000'000)), "read");
    EXPECT_EQ(error_of(nested(3), {3, 100}), "read");
    EXPECT_NE(error_of(nested(4), {3, 100}), "read");
    EXPECT_EQ(error_of("\"12345678\"", {64, 10}), "read");
    EXPECT_NE(error_of("\"123456789\"", {64, 10}).find("longer than 10 bytes"), std::string::npos);
}

TEST(json, every_cut_and_every_changed_byte_is_survived) {
    const std::string text =
        R"({"тип":"order.paid","n":-12.5e+3,"list":[true,false,null,"\u0434\n",{}],"x":{"y":[1.5]}})";
    ASSERT_TRUE(read_json(text));
    for (std::size_t i = 0; i < text.size(); ++i) {
        EXPECT_FALSE(read_json(text.substr(0, i))) << i;
        for (const char c : {'\0', '"', '{', ']', '9', '\x80', '\\', ','}) {
            std::string changed = text;
            changed[i] = c;
            std::string error;
            const auto v = read_json(changed, &error);
            EXPECT_NE(v.has_value(), !error.empty()) << changed;
            if (v) {
                EXPECT_EQ(read_json(write_json(*v)), v) << changed;
            }
        }
    }
}

TEST(json, other_kinds_are_written_as_texts) {
    const value v{context{{"day", *parse_date("2025-02-28")},
                          {"at", *parse_date_time("2025-02-28T10:00:00Z")},
                          {"time", *parse_time("10:00:00")},
                          {"span", *parse_time_duration("P1DT2H")},
                          {"months", months_duration{18}}}};
    EXPECT_EQ(write_json(v),
              R"({"day":"2025-02-28","at":"2025-02-28T10:00:00Z","time":"10:00:00","span":"P1DT2H","months":"P1Y6M"})");
    EXPECT_EQ(write_json(value{"a\xFF\xD0"}), "\"a\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST(json, indented) {
    EXPECT_EQ(write_json(*read_json(R"({"a":[1,{}],"b":[],"c":{"d":null}})"), 2),
              "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": [],\n  \"c\": {\n    \"d\": null\n  }\n}");
}

TEST(value, text_is_feel) {
    EXPECT_EQ(to_string(*read_json(R"({"a":[1,"x\"y\n",null,true],"two words":{}})")),
              R"({a: [1, "x\"y\n", null, true], "two words": {}})");
}

}  // namespace
}  // namespace reglament::feel
