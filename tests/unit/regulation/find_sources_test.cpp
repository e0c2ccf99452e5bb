#include <reglament/regulation/read.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace reglament {
namespace {

namespace fs = std::filesystem;

class find_sources_test : public testing::Test {
protected:
    void SetUp() override {
        const auto* info = testing::UnitTest::GetInstance()->current_test_info();
        folder_ = fs::temp_directory_path() / ("reglament-" + std::string{info->name()} + "-" +
                                               std::to_string(testing::UnitTest::GetInstance()->random_seed()));
        fs::remove_all(folder_);
        fs::create_directories(folder_ / "a" / "b");
    }
    void TearDown() override { fs::remove_all(folder_); }

    void write(const fs::path& name, std::string_view text = "regulation: x\n") {
        std::ofstream{folder_ / name} << text;
    }

    std::vector<std::string> find(const fs::path& name, const read_limits& limits = {}) {
        const std::vector<fs::path> paths{folder_ / name};
        std::vector<std::string> names;
        for (const auto& file : find_sources(paths, found_, limits)) {
            names.push_back(fs::path{file->name()}.lexically_normal().lexically_relative(folder_).generic_string());
        }
        return names;
    }

    fs::path folder_;
    issues found_;
};

using names = std::vector<std::string>;

TEST_F(find_sources_test, a_file_brings_the_vocabulary_beside_it) {
    write("a/x.yaml");
    write("a/vocabulary.yaml");
    write("vocabulary.yaml");
    EXPECT_EQ(find("a/x.yaml"), (names{"a/x.yaml", "a/vocabulary.yaml"}));
    EXPECT_EQ(find("a/vocabulary.yaml"), (names{"a/vocabulary.yaml"}));
    EXPECT_TRUE(found_.empty());
}

TEST_F(find_sources_test, and_the_people_beside_that) {
    write("a/x.yaml");
    write(fs::path{u8"люди.yaml"}, "люди: y\n");
    EXPECT_EQ(find("a/x.yaml"), (names{"a/x.yaml"}));
    write("vocabulary.yaml");
    EXPECT_EQ(find("a/x.yaml"), (names{"a/x.yaml", "vocabulary.yaml", "люди.yaml"}));
    EXPECT_TRUE(found_.empty());
}

TEST_F(find_sources_test, or_the_one_above) {
    write("a/x.yaml");
    write(fs::path{u8"словарь.yml"});
    EXPECT_EQ(find("a/x.yaml"), (names{"a/x.yaml", "словарь.yml"}));
}

TEST_F(find_sources_test, but_none_when_it_has_its_own) {
    write("a/x.yaml", "регламент: x\n---\nсловарь: y\n");
    write("vocabulary.yaml");
    EXPECT_EQ(find("a/x.yaml"), (names{"a/x.yaml"}));
}

TEST_F(find_sources_test, a_folder_brings_everything_in_order) {
    write("a/z.yaml");
    write("a/b/y.yml");
    write("a/notes.txt");
    write("vocabulary.yaml", "vocabulary: v\n");
    EXPECT_EQ(find("a"), (names{"a/b/y.yml", "a/z.yaml", "vocabulary.yaml"}));
    EXPECT_EQ(find(""), (names{"a/b/y.yml", "a/z.yaml", "vocabulary.yaml"}));
    EXPECT_TRUE(found_.empty());
}

TEST_F(find_sources_test, says_what_is_not_there) {
    EXPECT_EQ(find("nowhere.yaml"), names{});
    EXPECT_EQ(find("a"), names{});
    ASSERT_EQ(found_.size(), 2U);
    EXPECT_EQ(found_[0].code, "no-such-file");
    EXPECT_EQ(found_[1].code, "no-yaml-files");
}

TEST_F(find_sources_test, does_not_load_what_is_too_large) {
    write("big.yaml", std::string(5000, '#'));
    read_limits limits;
    limits.file_size = 4999;
    EXPECT_EQ(find("big.yaml", limits), names{});
    ASSERT_EQ(found_.size(), 1U);
    EXPECT_EQ(found_[0].code, "file-too-large");
    EXPECT_NE(render(found_).find("big.yaml"), std::string::npos);
}

TEST_F(find_sources_test, a_regulation_brings_the_scripts_it_takes) {
    write("calls.yaml", "regulation: calls\nsteps:\n  - task: talk\n    script: first call  # by phone\n");
    write("first.yaml", "script: first call\n");
    write("second.yaml", "script: second call\n");
    write("survey.yaml", "опросник: first call\n");
    EXPECT_EQ(find("calls.yaml"), (std::vector<std::string>{"calls.yaml", "first.yaml", "survey.yaml"}));
    EXPECT_TRUE(found_.empty());
}

}  // namespace
}  // namespace reglament
