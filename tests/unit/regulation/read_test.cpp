#include <reglament/regulation/read.hpp>

#include <gtest/gtest.h>

#include <filesystem>

namespace reglament {
namespace {

namespace fs = std::filesystem;

documents read_folder(const fs::path& path, issues& found) {
    const std::vector<fs::path> paths{path};
    return read(find_sources(paths, found), found);
}

TEST(read, the_rules_are_read_without_a_word) {
    issues found;
    const documents read = read_folder(fs::path{REGLAMENT_SOURCE_DIR} / "rules" / "reactivation", found);
    EXPECT_EQ(render(found), "");
    ASSERT_EQ(read.regulations.size(), 1U);
    const regulation& r = read.regulations[0];
    EXPECT_EQ(r.id.value, "wake-up");
    EXPECT_EQ(r.resources.size(), 3U);
    EXPECT_EQ(r.input.event.value, "order.paid");
    EXPECT_EQ(to_string(r.input.silent_for->value), "90 days");
    EXPECT_EQ(r.input.when.text, "class in (\"A\", \"B\") and phone allowed");
    EXPECT_TRUE(r.input.when.verbatim);
    EXPECT_EQ(to_string(r.input.again->after), "180 days");
    ASSERT_EQ(r.outputs.size(), 2U);
    EXPECT_EQ(r.outputs[0].when.value, "order.paid");
    EXPECT_EQ(r.outputs[1].emit.value, "client.lost");
    ASSERT_EQ(r.steps.size(), 4U);
    EXPECT_EQ(r.steps[0].id.value, "survey");
    EXPECT_EQ(r.steps[1].id.value, "switch-1");
    const auto& survey = std::get<task_step>(r.steps[0].kind);
    EXPECT_EQ(survey.form.size(), 2U);
    EXPECT_EQ(survey.on_no_answer->at_most, 3U);
    EXPECT_EQ(survey.on_no_answer->then.target.value, "lost");
    EXPECT_EQ(std::get<switch_step>(r.steps[1].kind).cases.at(0).then.steps.size(), 2U);
    EXPECT_EQ(read.vocabulary.events.size(), 8U);
    EXPECT_EQ(read.vocabulary.facts.at(2).from.at(0).attribute, "");
    EXPECT_EQ(read.vocabulary.calendar.holidays.size(), 15U);
}

}  // namespace
}  // namespace reglament
