#include <reglament/regulation/keywords.hpp>
#include <reglament/text/catalogue.hpp>
#include <reglament/text/issue.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

namespace reglament {
namespace {

TEST(source, columns_count_characters) {
    const source s{"a.yaml", "задача: дом\r\nшаг\n"};
    EXPECT_EQ(s.at(0), (position{1, 1}));
    EXPECT_EQ(s.at(s.text().find("дом")), (position{1, 9}));
    EXPECT_EQ(s.at(s.text().find("шаг")), (position{2, 1}));
    EXPECT_EQ(s.at(10'000), (position{3, 1}));
    EXPECT_EQ(s.line(1), "задача: дом");
    EXPECT_EQ(s.line(4), "");
}

TEST(source, finds_the_first_byte_that_is_no_utf8) {
    EXPECT_EQ(find_invalid_utf8("клиент"), std::string_view::npos);
    EXPECT_EQ(find_invalid_utf8("ab\xCA\xEB"), 2U);        // Windows-1251
    EXPECT_EQ(find_invalid_utf8("\xC0\x80"), 0U);          // overlong
    EXPECT_EQ(find_invalid_utf8("\xED\xA0\x80"), 0U);      // surrogate
    EXPECT_EQ(find_invalid_utf8("\xF4\x90\x80\x80"), 0U);  // beyond Unicode
    EXPECT_EQ(find_invalid_utf8("x\xE2\x82"), 1U);         // cut off
}

TEST(catalogue, speaks_every_language_and_names_each_code_once) {
    std::set<std::string_view> codes;
    for (const catalogue_entry& e : catalogue()) {
        EXPECT_TRUE(codes.insert(e.code).second) << e.code;
        EXPECT_FALSE(e.message_en.empty()) << e.code;
        EXPECT_FALSE(e.message_ru.empty()) << e.code;
        EXPECT_EQ(e.advice_en.empty(), e.advice_ru.empty()) << e.code;
        EXPECT_NE(e.message_en, e.message_ru) << e.code;
    }
    EXPECT_FALSE(codes.empty());
    EXPECT_EQ(find_entry("no-such-code"), nullptr);
}

bool is_cyrillic(char byte) {
    return byte == '\xD0' || byte == '\xD1';
}

bool has_cyrillic(std::string_view text) {
    return std::any_of(text.begin(), text.end(), is_cyrillic);
}

TEST(catalogue, speaks_russian_in_russian_and_english_in_english) {
    for (const catalogue_entry& e : catalogue()) {
        for (const std::string_view text : {e.message_en, e.advice_en}) EXPECT_FALSE(has_cyrillic(text)) << e.code;
        EXPECT_TRUE(has_cyrillic(e.message_ru)) << e.code;
        EXPECT_EQ(has_cyrillic(e.advice_ru), !e.advice_en.empty()) << e.code;
    }
    for (const keyword& k : keywords()) {
        EXPECT_TRUE(has_cyrillic(k.meaning_ru)) << k.en;
        EXPECT_FALSE(has_cyrillic(k.meaning_en)) << k.en;
    }
}

// Whoever copies `ключ:` out of a message must have a key that there is.
TEST(catalogue, names_only_keys_that_there_are) {
    std::set<std::string_view> known{"name", "имя", "key", "ключ", "hit", "memory", "sqlite"};
    for (const keyword& k : keywords()) {
        known.insert(k.en);
        known.insert(k.ru.begin(), k.ru.end());
    }
    std::size_t checked = 0;
    for (const catalogue_entry& e : catalogue()) {
        for (std::string_view text : {e.message_en, e.message_ru, e.advice_en, e.advice_ru}) {
            for (std::size_t open = 0; (open = text.find('`')) != text.npos;) {
                text.remove_prefix(open + 1);
                std::string_view key = text.substr(0, text.find('`'));
                text.remove_prefix(std::min(text.size(), key.size() + 1));
                if (key.starts_with("- ")) key.remove_prefix(2);
                const std::size_t colon = key.find(':');
                if (colon == key.npos || (colon + 1 < key.size() && key[colon + 1] != ' ')) continue;
                key = key.substr(0, colon);
                if (key.empty() || !(is_cyrillic(key[0]) || (key[0] >= 'a' && key[0] <= 'z'))) continue;
                EXPECT_TRUE(known.contains(key)) << e.code << ": " << key;
                ++checked;
            }
        }
    }
    EXPECT_GE(checked, 100U);
}

TEST(issue, is_rendered_with_place_line_and_carets) {
    const auto file = std::make_shared<const source>("правила.yaml", "steps:\n  - задача: один\n");
    const auto begin = static_cast<std::uint32_t>(file->text().find("один"));
    issues found;
    found.add("unknown-role", place{file, {begin, begin + 8}}, {"один"}, "одна");
    EXPECT_EQ(render(found[0]),
              "правила.yaml:2:13: error: there is no role “один” in the vocabulary [unknown-role]\n"
              " 2 |   - задача: один\n"
              "   |             ^^^^\n"
              "   → Did you mean “одна”? Roles are declared under `roles:` of the vocabulary.\n");
    EXPECT_EQ(message(found[0], language::ru), "в словаре нет роли «один»");
}

TEST(issue, keeps_long_lines_and_control_characters_off_the_terminal) {
    const auto file = std::make_shared<const source>("x", std::string(5000, 'a') + "\x1b" + std::string(5000, 'b'));
    issues found;
    found.add("unknown-role", place{file, {5000, 5001}}, {"x"});
    const std::string text = render(found[0]);
    EXPECT_LT(text.size(), 700U);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_NE(text.find("a?b"), std::string::npos);
}

TEST(issues, are_sorted_by_place_and_said_once) {
    const auto file = std::make_shared<const source>("x", "0123456789");
    issues found;
    found.add("unknown-role", place{file, {5, 6}}, {"b"});
    found.add("unknown-role", place{file, {1, 2}}, {"a"});
    found.add("unknown-role", place{file, {5, 6}}, {"b"});
    found.sort();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].arguments[0], "a");
    EXPECT_TRUE(found.has_errors());
}

TEST(issues, of_one_place_are_said_once_whatever_is_said_between_them) {
    const auto file = std::make_shared<const source>("f", "abc");
    const auto again = std::make_shared<const source>("f", "abc");  // read a second time
    issues found;
    for (const auto& from : {file, again}) {
        found.add("unknown-role", place{from, {0, 1}}, {"x"});
        found.add("unknown-event", place{from, {0, 1}}, {"x"});
        found.add("unknown-role", place{from, {0, 1}}, {"y"});
    }
    found.add("unknown-role", place{file, {0, 2}}, {"x"});
    found.add("unknown-role", {}, {"x"});
    found.sort();
    EXPECT_EQ(found.size(), 5U) << render(found);
}

TEST(issues, of_very_many_only_the_first_are_shown) {
    issues found;
    for (int i = 0; i < 1'005; ++i) found.add("unknown-role", {}, {std::to_string(i)});
    const std::string text = render(found, language::en, 5);
    EXPECT_NE(text.find("“4”"), std::string::npos);
    EXPECT_EQ(text.find("“5”"), std::string::npos);
    EXPECT_NE(text.find("and 1000 more"), std::string::npos);
    EXPECT_NE(text.find("1005 errors"), std::string::npos);
    EXPECT_NE(render(found, language::ru, 5).find("и ещё 1000"), std::string::npos);
    EXPECT_EQ(render(found, language::en, 1'005).find("more"), std::string::npos);
}

}  // namespace
}  // namespace reglament
