// Pages of the documentation: their fenced blocks, which tests run.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <fstream>
#include <string>
#include <vector>

namespace reglament::testing {

struct fenced_block {
    std::string kind;     ///< what stands behind the fence: "yaml", or nothing
    std::string heading;  ///< the nearest heading above, without its signs
    std::string text;
    std::size_t line = 0;  ///< of its first line, from 1
};

/// The blocks of a page, named from the root of the repository.
inline std::vector<fenced_block> fenced_blocks(const std::string& page) {
    std::ifstream file{std::string{REGLAMENT_SOURCE_DIR} + "/" + page};
    EXPECT_TRUE(file) << page;
    std::vector<fenced_block> all;
    std::string heading;
    bool inside = false;
    std::size_t number = 0;
    for (std::string line; std::getline(file, line);) {
        ++number;
        if (line.starts_with("```")) {
            inside = !inside;
            if (inside) all.push_back({line.substr(3), heading, {}, number + 1});
        } else if (inside) {
            all.back().text += line + "\n";
        } else if (line.starts_with("#")) {
            heading = line.substr(line.find_first_not_of("# "));
        }
    }
    EXPECT_FALSE(inside) << page << ": a fence is left open";
    return all;
}

}  // namespace reglament::testing
