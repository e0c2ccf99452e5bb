// What a host that was killed has delivered, beside what one that was left alone has.
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace reglament::testing {

class delivered_lines {
public:
    explicit delivered_lines(std::string_view text) {
        while (!text.empty()) {
            const std::size_t end = text.find('\n');
            const std::string_view line = text.substr(0, end);
            text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
            all_.emplace_back(line);
        }
    }

    [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }
    [[nodiscard]] std::size_t different() const { return std::set(all_.begin(), all_.end()).size(); }

    /// What is wrong with it; empty: every effect is there, under its key and with its content, each client's in the
    /// same order, and nothing else but at most so many torn lines whose effects came again.
    [[nodiscard]] std::string differs_from(const delivered_lines& expected, std::size_t most_torn) const {
        const std::set<std::string> known{expected.all_.begin(), expected.all_.end()};
        std::size_t torn = 0;
        for (auto line = all_.begin(); line != all_.end(); ++line) {
            if (known.contains(*line)) continue;
            const bool comes_again = std::any_of(line + 1, all_.end(), [&](const std::string& later) {
                return known.contains(later) && later.starts_with(*line);
            });
            if (!comes_again || ++torn > most_torn) return "not expected: " + *line + "\n";
        }
        const auto mine = in_order(known), theirs = expected.in_order(known);
        for (const auto& [client, lines] : theirs) {
            const auto found = mine.find(client);
            if (found == mine.end()) return "nothing came of " + client + "\n";
            for (const std::string& line : lines) {
                if (std::find(found->second.begin(), found->second.end(), line) == found->second.end())
                    return "lost: " + line + "\n";
            }
            if (found->second != lines) return "in another order: " + client + "\n";
        }
        return {};
    }

private:
    // Whole lines by client, each when it came first.
    [[nodiscard]] std::map<std::string, std::vector<std::string>> in_order(const std::set<std::string>& known) const {
        std::map<std::string, std::vector<std::string>> out;
        std::set<std::string_view> seen;
        for (const std::string& line : all_) {
            if (known.contains(line) && seen.insert(line).second) out[line.substr(0, line.find('\t'))].push_back(line);
        }
        return out;
    }

    std::vector<std::string> all_;
};

}  // namespace reglament::testing
