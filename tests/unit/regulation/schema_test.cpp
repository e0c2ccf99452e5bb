// The schema for editors: of every key something is said, and the files that are shipped are those it makes. What
// editors make of it: tests/editor.
#include "regulation/key_shapes.hpp"

#include <reglament/feel/value.hpp>
#include <reglament/regulation/schema.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace reglament {
namespace {

TEST(schema, knows_every_key_in_both_languages) {
    for (const language lang : {language::en, language::ru}) {
        const std::string text = json_schema(lang);
        ASSERT_TRUE(feel::read_json(text));
        for (const keyword& k : keywords()) {
            if (k.where > context_of::expectation) continue;
            EXPECT_NE(text.find(lang == language::ru ? k.meaning_ru : k.meaning_en), text.npos) << k.en;
            EXPECT_NE(text.find(k.en), text.npos) << k.en;
            for (const std::string_view ru : k.ru) EXPECT_NE(text.find(ru), text.npos) << ru;
        }
    }
}

TEST(schema, tells_shapes_of_keys_that_there_are) {
    for (const key_shape& s : key_shapes()) {
        EXPECT_NE(find_keyword(s.en, s.where), nullptr) << s.en;
        const bool nested = s.is == shape::one || s.is == shape::one_or_word || s.is == shape::many ||
                            s.is == shape::list || s.is == shape::word;
        EXPECT_EQ(nested, s.below != context_of::document) << s.en;
    }
}

TEST(schema, is_the_one_that_is_shipped) {
    for (const auto& [lang, name] : {std::pair{language::en, "en"}, std::pair{language::ru, "ru"}}) {
        const std::string path = std::string{REGLAMENT_SOURCE_DIR} + "/schema/reglament." + name + ".json";
        if (std::getenv("REGLAMENT_UPDATE_GOLDEN") != nullptr)
            std::ofstream{path, std::ios::binary} << json_schema(lang);
        std::ifstream in{path, std::ios::binary};
        EXPECT_EQ((std::string{std::istreambuf_iterator<char>{in}, {}}), json_schema(lang))
            << path << ": run again with REGLAMENT_UPDATE_GOLDEN=1";
    }
}

}  // namespace
}  // namespace reglament
