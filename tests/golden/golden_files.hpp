// The broken files of tests/golden, and files that hold what is expected.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace reglament::testing {

inline const std::filesystem::path golden_folder =
    std::filesystem::path{REGLAMENT_SOURCE_DIR} / "tests" / "golden" / "files";

inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream stream{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

inline std::string read_golden(const std::string& name) {
    return read_file(golden_folder / name);
}

/// Their names without `.yaml`, in order.
inline std::vector<std::string> broken_files() {
    std::vector<std::string> names;
    for (const auto& file : std::filesystem::directory_iterator{golden_folder}) {
        if (file.path().extension() == ".yaml") names.push_back(file.path().stem().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

inline bool updating() {
    const char* value = std::getenv("REGLAMENT_UPDATE_GOLDEN");
    return value != nullptr && std::string{value} == "1";
}

/// With REGLAMENT_UPDATE_GOLDEN=1 in the environment the file is written instead.
inline void expect_golden(const std::string& text, const std::filesystem::path& path) {
    if (updating()) {
        std::ofstream{path, std::ios::binary} << text;
    } else {
        EXPECT_EQ(text, read_file(path)) << path;
    }
}

}  // namespace reglament::testing
