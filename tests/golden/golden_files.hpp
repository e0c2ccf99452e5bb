// The broken files of tests/golden, and files that hold what is expected.
#pragma once

#include <reglament/engine/engine.hpp>
#include <reglament/machine/rulebook.hpp>
#include <reglament/proof/prove.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

namespace reglament::testing {

inline const std::filesystem::path golden_root = std::filesystem::path{REGLAMENT_SOURCE_DIR} / "tests" / "golden";
inline const std::filesystem::path golden_folder = golden_root / "files";
/// Sound regulations with a hole each, and rules that are published.
inline const std::filesystem::path proof_folder = golden_root / "proof", published_folder = golden_root / "published";

inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream stream{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

inline std::string read_golden(const std::string& name) {
    return read_file(golden_folder / name);
}

/// Their names without `.yaml`, in order; what is published over `NAME.before.yaml` is NAME.
inline std::vector<std::string> names_in(const std::filesystem::path& folder) {
    std::vector<std::string> names;
    for (const auto& file : std::filesystem::directory_iterator{folder}) {
        const std::string name = file.path().stem().string();
        if (file.path().extension() == ".yaml" && !name.ends_with(".before")) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}
inline std::vector<std::string> broken_files() {
    return names_in(golden_folder);
}

inline std::shared_ptr<const rulebook> sound_rules(const std::filesystem::path& file) {
    const loaded l = load_text(read_file(file), file.filename().string());
    EXPECT_TRUE(l.rules) << render(l.found);
    return l.rules;
}

/// What the proof says of a file of `proof_folder`.
inline issues proved(const std::string& name) {
    const auto rules = sound_rules(proof_folder / (name + ".yaml"));
    constexpr proof_limits few{.places = 100};  // the large one is too large for any
    return rules ? prove(rules, few).found() : issues{};
}

/// What is said when a file of `published_folder` is put in force, over the one before it or as the first.
inline issues published(const std::string& name) {
    const std::filesystem::path before = published_folder / (name + ".before.yaml");
    const auto rules = sound_rules(published_folder / (name + ".yaml"));
    if (!std::filesystem::exists(before)) return engine{rules}.warnings();
    return engine{sound_rules(before)}.publish(rules).found;
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
