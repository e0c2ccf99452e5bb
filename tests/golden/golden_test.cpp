// Broken files and what is said of them. files/NAME.yaml is loaded; the issues must be those of NAME.en.txt and
// NAME.ru.txt. Those of proof/ are sound, and proved; those of published/ are put in force. With
// REGLAMENT_UPDATE_GOLDEN=1 in the environment these are written anew; read them before they are committed.
#include "golden/golden_files.hpp"

#include <reglament/machine/rulebook.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>

namespace reglament {
namespace {

using testing::broken_files;
using testing::expect_golden;
using testing::golden_folder;

class golden : public ::testing::TestWithParam<std::string> {};

TEST_P(golden, says_what_is_wrong) {
    const std::string name = GetParam();
    const loaded result = load_text(testing::read_golden(name + ".yaml"), name + ".yaml");
    EXPECT_EQ(result.rules == nullptr, result.found.has_errors());
    expect_golden(render(result.found, language::en), golden_folder / (name + ".en.txt"));
    expect_golden(render(result.found, language::ru), golden_folder / (name + ".ru.txt"));
}

void expect_said(const issues& found, const std::filesystem::path& folder, const std::string& name) {
    EXPECT_FALSE(found.empty());
    expect_golden(render(found, language::en), folder / (name + ".en.txt"));
    expect_golden(render(found, language::ru), folder / (name + ".ru.txt"));
}

class golden_proof : public ::testing::TestWithParam<std::string> {};

TEST_P(golden_proof, shows_the_hole) {
    if (!can_prove()) GTEST_SKIP() << "built without Z3";
    expect_said(testing::proved(GetParam()), testing::proof_folder, GetParam());
}

class golden_published : public ::testing::TestWithParam<std::string> {};

TEST_P(golden_published, is_warned_of) {
    expect_said(testing::published(GetParam()), testing::published_folder, GetParam());
}

std::string test_name(const ::testing::TestParamInfo<std::string>& info) {
    std::string name = info.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(files, golden, ::testing::ValuesIn(broken_files()), test_name);
INSTANTIATE_TEST_SUITE_P(files, golden_proof, ::testing::ValuesIn(testing::names_in(testing::proof_folder)), test_name);
INSTANTIATE_TEST_SUITE_P(files, golden_published, ::testing::ValuesIn(testing::names_in(testing::published_folder)),
                         test_name);

TEST(golden_files, are_many) {
    EXPECT_GE(broken_files().size(), 100U);
}

}  // namespace
}  // namespace reglament
