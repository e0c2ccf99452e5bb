// Stores under test, each behind a name.
#pragma once

#include <reglament/store/store.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

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

/// Of the server that REGLAMENT_TEST_STORE tells, new tables for each call; empty: there is none.
inline std::string fresh_place() {
    static int count = 0;
    const char* const server = std::getenv("REGLAMENT_TEST_STORE");
    return server == nullptr ? "" : std::string{server} + "?table_prefix=t" + std::to_string(++count) + "_";
}

/// What the contract is tested with: a server alone, when there is one.
inline std::vector<std::string> kinds_of_stores() {
    if (std::getenv("REGLAMENT_TEST_STORE") != nullptr) return {"postgres:"};
    return {"memory:", "sqlite:"};
}

/// A new store: of the server, when there is one.
inline std::shared_ptr<store> new_store() {
    const std::string where = fresh_place();
    issues found;
    auto made = where.empty() ? memory_store() : open_store(where, found);
    EXPECT_NE(made, nullptr) << render(found);
    return made;
}

}  // namespace reglament::testing
