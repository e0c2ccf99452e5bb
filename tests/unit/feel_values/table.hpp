// Rows of a table in tests/tables: cells divided by `;`, lines that begin with # are remarks.
#pragma once

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace reglament::tests {

struct row {
    std::size_t line = 0;
    std::vector<std::string> cells;

    [[nodiscard]] const std::string& operator[](std::size_t i) const { return cells.at(i); }
};

inline std::vector<row> read_table(std::string_view name) {
    std::ifstream in{std::string{REGLAMENT_SOURCE_DIR "/tests/tables/"} + std::string{name}};
    std::vector<row> rows;
    std::string line;
    for (std::size_t number = 1; std::getline(in, line); ++number) {
        if (line.empty() || line.front() == '#') continue;
        row r{number, {}};
        std::size_t begin = 0;
        for (std::size_t end = line.find(';'); end != line.npos; end = line.find(';', begin)) {
            r.cells.push_back(line.substr(begin, end - begin));
            begin = end + 1;
        }
        r.cells.push_back(line.substr(begin));
        rows.push_back(std::move(r));
    }
    return rows;
}

}  // namespace reglament::tests
