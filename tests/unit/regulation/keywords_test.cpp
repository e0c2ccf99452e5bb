#include <reglament/regulation/keywords.hpp>

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

namespace reglament {
namespace {

TEST(keywords, have_one_meaning_where_they_stand) {
    std::map<std::pair<std::string_view, context_of>, const keyword*> all;
    for (const keyword& k : keywords()) {
        EXPECT_TRUE(all.try_emplace({k.en, k.where}, &k).second) << k.en;
        for (const auto ru : k.ru) EXPECT_TRUE(all.try_emplace({ru, k.where}, &k).second) << ru;
    }
    for (const auto& [word, k] : all) EXPECT_EQ(find_keyword(word.first, word.second), k) << word.first;
}

TEST(keywords, are_explained_and_translated) {
    for (const keyword& k : keywords()) {
        EXPECT_FALSE(k.ru.empty()) << k.en;
        EXPECT_FALSE(k.meaning_en.empty()) << k.en;
        EXPECT_FALSE(k.meaning_ru.empty()) << k.en;
    }
}

TEST(keywords, are_grouped) {
    std::set<context_of> done;
    context_of last = context_of::document;
    for (const keyword& k : keywords()) {
        if (k.where != last) {
            EXPECT_TRUE(done.insert(last).second) << k.en;
        }
        last = k.where;
    }
}

TEST(keywords, are_found_only_where_they_belong) {
    ASSERT_NE(find_keyword("шаги", context_of::regulation), nullptr);
    EXPECT_EQ(find_keyword("шаги", context_of::regulation)->en, "steps");
    EXPECT_EQ(find_keyword("вход", context_of::step), nullptr);
    EXPECT_EQ(find_keyword("Steps", context_of::regulation), nullptr);
    EXPECT_EQ(find_keyword("", context_of::regulation), nullptr);
}

}  // namespace
}  // namespace reglament
