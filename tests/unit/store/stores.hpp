// Stores under test, each behind a name.
#pragma once

#include <reglament/store/store.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace reglament::testing {

/// A folder that is gone with it.
class scratch_folder {
public:
    scratch_folder() {
        const auto* const test = ::testing::UnitTest::GetInstance()->current_test_info();
        std::string name = std::string{test->test_suite_name()} + "." + test->name();
        for (char& c : name) c = c == '/' ? '.' : c;
        path_ = std::filesystem::path{::testing::TempDir()} / ("reglament-" + name);
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_);
    }
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;
    ~scratch_folder() {
        std::error_code ignored;
        std::filesystem::permissions(path_, std::filesystem::perms::owner_all, ignored);
        std::filesystem::remove_all(path_, ignored);
    }
    [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

}  // namespace reglament::testing
