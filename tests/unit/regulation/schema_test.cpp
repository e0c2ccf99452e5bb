#include "golden/golden_files.hpp"
#include "regulation/schema_shapes.hpp"

#include <reglament/regulation/schema.hpp>

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

namespace reglament {
namespace {

TEST(schema, tells_the_shape_of_every_key) {
    std::map<const keyword*, int> shapes;
    for (const key_shape& s : key_shapes()) {
        each_name_in(s.keys, [&](std::string_view en) {
            const keyword* const k = find_keyword(en, s.where);
            ASSERT_NE(k, nullptr) << en;
            ++shapes[k];
        });
    }
    for (const keyword& k : keywords()) {
        if (!definition_of(k.where).empty()) {
            EXPECT_EQ(shapes[&k], 1) << definition_of(k.where) << ": " << k.en;
        }
    }
}

TEST(schema, lets_every_key_of_steps_and_tasks_go_with_some_kind) {
    std::set<const keyword*> used;
    for (const step_shape& s : step_shapes()) {
        ASSERT_NE(find_keyword(s.kind, context_of::step), nullptr) << s.kind;
        used.insert(find_keyword(s.kind, context_of::step));
        each_name_in(s.keys, [&](std::string_view en) {
            const keyword* const of_task = find_keyword(en, context_of::task);
            const keyword* const of_step = find_keyword(en, context_of::step);
            ASSERT_TRUE(of_task != nullptr || of_step != nullptr) << s.kind << ": " << en;
            used.insert(of_task != nullptr && (s.kind == "task" || of_step == nullptr) ? of_task : of_step);
        });
    }
    for (const keyword& k : keywords()) {
        if (k.where == context_of::step || k.where == context_of::task) {
            EXPECT_EQ(used.count(&k), 1U) << k.en;
        }
    }
}

TEST(schema, refers_only_to_what_it_defines) {
    const std::string text = json_schema(language::en);
    const std::string begin = "\"#/$defs/";
    for (std::size_t at = text.find(begin); at != text.npos; at = text.find(begin, at + 1)) {
        const std::size_t from = at + begin.size();
        const std::string name = text.substr(from, text.find('"', from) - from);
        EXPECT_NE(text.find("\n  \"" + name + "\": "), text.npos) << name;
    }
}

// With REGLAMENT_UPDATE_GOLDEN=1 in the environment the files are written anew.
TEST(schema, is_what_is_shipped) {
    const std::filesystem::path folder = std::filesystem::path{REGLAMENT_SOURCE_DIR} / "schema";
    testing::expect_golden(json_schema(language::en), folder / "reglament.en.json");
    testing::expect_golden(json_schema(language::ru), folder / "reglament.ru.json");
}

}  // namespace
}  // namespace reglament
