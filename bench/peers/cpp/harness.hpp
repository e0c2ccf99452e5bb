// What the contestants in C++ share: reading the clients, timing, writing the answers.
// Called as  PROGRAM FOLDER ANSWERS CLIENTS : the workload's folder, the file to write, how many clients to take.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace peers {

inline std::string read_file(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) {
        std::fprintf(stderr, "cannot read %s\n", path.c_str());
        std::exit(1);
    }
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// Non-empty parts between separators.
inline std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        if (end != 0) parts.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

/// A column of clients.csv. `kind` is "whole", "money", "boolean" or "enumeration".
struct fact {
    std::string_view name;
    std::string_view kind;
    std::vector<std::string_view> values;  // of an enumeration

    explicit fact(std::string_view heading)
        : name{heading.substr(0, heading.find(':'))}, kind{heading.substr(name.size() + 1)} {
        if (kind.find('|') == std::string_view::npos) return;
        values = split(kind, '|');
        kind = "enumeration";
    }

    /// Interned: an enumeration's value by its place, false and true as 0 and 1.
    [[nodiscard]] double number(std::string_view cell) const {
        if (kind == "boolean") return cell == "true" ? 1 : 0;
        if (kind != "enumeration") return std::strtod(std::string{cell}.c_str(), nullptr);
        return static_cast<double>(std::find(values.begin(), values.end(), cell) - values.begin());
    }
};

class clients {
public:
    clients(const std::string& path, std::size_t most) : text_{read_file(path)} {
        const auto lines = split(text_, '\n');
        for (const auto heading : split(lines.at(0), ',')) facts_.emplace_back(heading);
        count_ = std::min(most, lines.size() - 1);
        for (std::size_t i = 0; i < count_; ++i) {
            for (const auto cell : split(lines[i + 1], ',')) cells_.push_back(cell);
        }
    }

    [[nodiscard]] std::size_t size() const { return count_; }
    [[nodiscard]] const std::vector<fact>& facts() const { return facts_; }
    [[nodiscard]] std::string_view cell(std::size_t client, std::size_t slot) const {
        return cells_[client * facts_.size() + slot];
    }

    /// All facts as numbers, client after client.
    [[nodiscard]] std::vector<double> numbers() const {
        std::vector<double> all;
        for (std::size_t i = 0; i < cells_.size(); ++i) all.push_back(facts_[i % facts_.size()].number(cells_[i]));
        return all;
    }

private:
    std::string text_;
    std::vector<fact> facts_;
    std::vector<std::string_view> cells_;
    std::size_t count_ = 0;
};

using answers = std::vector<std::uint8_t>;  // the number of the rule by client; 255: none
inline constexpr std::uint8_t no_rule = 255;

inline double seconds(clockid_t clock) {
    timespec t{};
    clock_gettime(clock, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

/// Warms up for half a second, then measures five passes of as many rounds over all clients as take a quarter of one.
/// `round(answers&)` answers for all clients.
template <class Round>
void measure(const std::string& version, const std::string& answers_path, std::size_t count, Round round) {
    answers found(count, no_rule);
    const double start = seconds(CLOCK_MONOTONIC);
    double one = 0;
    do {
        const double before = seconds(CLOCK_PROCESS_CPUTIME_ID);
        round(found);
        one = seconds(CLOCK_PROCESS_CPUTIME_ID) - before;
    } while (seconds(CLOCK_MONOTONIC) - start < 0.5);
    const int rounds = std::max(1, static_cast<int>(0.25 / one));
    std::string cpu, wall;
    for (int pass = 0; pass < 5; ++pass) {
        const double cpu_start = seconds(CLOCK_PROCESS_CPUTIME_ID), wall_start = seconds(CLOCK_MONOTONIC);
        for (int i = 0; i < rounds; ++i) round(found);
        const char* comma = pass == 0 ? "" : ",";
        cpu += comma + std::to_string(seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu_start);
        wall += comma + std::to_string(seconds(CLOCK_MONOTONIC) - wall_start);
    }
    std::ofstream{answers_path, std::ios::binary}.write(reinterpret_cast<const char*>(found.data()),
                                                        static_cast<std::streamsize>(found.size()));
    std::printf("{\"version\":\"%s\",\"clients\":%zu,\"rounds\":%d,\"cpu_seconds\":[%s],\"wall_seconds\":[%s]}\n",
                version.c_str(), count, rounds, cpu.c_str(), wall.c_str());
}

struct arguments {
    std::string folder, answers;
    std::size_t clients = 0;
    std::string mode;  // what else the contestant understands

    arguments(int argc, char** argv) {
        if (argc < 4) {
            std::fprintf(stderr, "usage: %s FOLDER ANSWERS CLIENTS [MODE]\n", argv[0]);
            std::exit(2);
        }
        folder = argv[1];
        answers = argv[2];
        clients = std::strtoul(argv[3], nullptr, 10);
        if (argc > 4) mode = argv[4];
    }
};

}  // namespace peers
