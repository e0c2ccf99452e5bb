// Broken files and what is said of them. files/NAME.yaml is loaded; the issues must be those of NAME.en.txt and
// NAME.ru.txt. With REGLAMENT_UPDATE_GOLDEN=1 in the environment these are written anew; read them before they are
// committed.
#include <reglament/machine/rulebook.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace reglament {
namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path{REGLAMENT_SOURCE_DIR} / "tests" / "golden" / "files";

std::string read_file(const fs::path& path) {
    std::ifstream stream{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

std::vector<std::string> broken_files() {
    std::vector<std::string> names;
    for (const auto& file : fs::directory_iterator{folder}) {
        if (file.path().extension() == ".yaml") names.push_back(file.path().stem().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

bool updating() {
    const char* value = std::getenv("REGLAMENT_UPDATE_GOLDEN");
    return value != nullptr && std::string{value} == "1";
}

void expect_golden(const std::string& text, const fs::path& path) {
    if (updating()) {
        std::ofstream{path, std::ios::binary} << text;
    } else {
        EXPECT_EQ(text, read_file(path)) << path;
    }
}

class golden : public testing::TestWithParam<std::string> {};

TEST_P(golden, says_what_is_wrong) {
    const std::string name = GetParam();
    const loaded result = load_text(read_file(folder / (name + ".yaml")), name + ".yaml");
    EXPECT_EQ(result.rules == nullptr, result.found.has_errors());
    expect_golden(render(result.found, language::en), folder / (name + ".en.txt"));
    expect_golden(render(result.found, language::ru), folder / (name + ".ru.txt"));
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
    std::string name = info.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(files, golden, testing::ValuesIn(broken_files()), test_name);

TEST(golden_files, are_many) {
    EXPECT_GE(broken_files().size(), 100U);
}

}  // namespace
}  // namespace reglament
