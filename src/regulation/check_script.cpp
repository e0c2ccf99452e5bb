// What is wrong with where the lines of a script lead.
#include "regulation/read_script.hpp"

#include <algorithm>
#include <deque>
#include <string>
#include <vector>

namespace reglament {

namespace {

class script_checker {
public:
    script_checker(const script& of, issues& found) : of_{of}, found_{found} {
        ways_.resize(of.lines.size());
        for (std::size_t l = 0; l < of.lines.size(); ++l) {
            const script_line& line = of.lines[l];
            for (const script_reply& r : line.replies) ways_[l].push_back({&r, r.to});
            if (line.to != script_nowhere) ways_[l].push_back({nullptr, line.to});
        }
    }

    void check() {
        if (of_.lines.empty()) return;
        find_reached();
        for (std::size_t l = 0; l < of_.lines.size(); ++l)
            if (!reached_[l]) report("line-unreachable", of_.lines[l].id, {of_.lines[l].id.value});
        check_ends();
        for (std::size_t f = 0; f < of_.form.size(); ++f)
            if (!of_.form[f].optional) check_filled(static_cast<std::uint16_t>(f));
    }

private:
    struct way {
        const script_reply* reply = nullptr;  // null: all other answers, or the only way
        std::uint16_t to = script_end;
    };

    void report(std::string_view code, const located<std::string>& name, std::vector<std::string> arguments) {
        found_.add(code, place{of_.file, name.where}, std::move(arguments));
    }

    void find_reached() {
        reached_.assign(of_.lines.size(), false);
        std::vector<std::uint16_t> rest{0};
        reached_[0] = true;
        while (!rest.empty()) {
            const std::uint16_t l = rest.back();
            rest.pop_back();
            for (const way& w : ways_[l]) {
                if (w.to == script_end || reached_[w.to]) continue;
                reached_[w.to] = true;
                rest.push_back(w.to);
            }
        }
    }

    // From which lines an end can be reached: backwards, until nothing is added.
    void check_ends() {
        std::vector<std::vector<std::uint16_t>> from(of_.lines.size());
        std::vector<bool> ends(of_.lines.size());
        std::vector<std::uint16_t> rest;
        for (std::uint16_t l = 0; l < of_.lines.size(); ++l) {
            for (const way& w : ways_[l]) {
                if (w.to != script_end) from[w.to].push_back(l);
                if (w.to == script_end && !ends[l]) rest.push_back(l);
                ends[l] = ends[l] || w.to == script_end;
            }
        }
        while (!rest.empty()) {
            const std::uint16_t l = rest.back();
            rest.pop_back();
            for (const std::uint16_t before : from[l]) {
                if (ends[before]) continue;
                ends[before] = true;
                rest.push_back(before);
            }
        }
        report_endless(ends);
    }

    void report_endless(const std::vector<bool>& ends) {
        const script_line* first = nullptr;
        std::string others;
        for (std::size_t l = 0; l < of_.lines.size(); ++l) {
            if (ends[l] || !reached_[l]) continue;
            if (first == nullptr) first = &of_.lines[l];
            others += (others.empty() ? "" : ", ") + of_.lines[l].id.value;
        }
        if (first != nullptr) report("script-never-ends", first->id, {first->id.value, others});
    }

    [[nodiscard]] static bool fills(const std::vector<script_fill>& all, std::uint16_t field) {
        return std::any_of(all.begin(), all.end(), [&](const script_fill& f) { return f.field == field; });
    }
    [[nodiscard]] bool fills(std::uint16_t line, std::uint16_t field) const {
        return of_.lines[line].field == field || fills(of_.lines[line].fills, field);
    }

    // Whether some way through leaves the field unfilled: the shortest one is told.
    void check_filled(std::uint16_t field) {
        struct visit {
            std::uint16_t line;
            std::size_t before;
            const script_reply* by;
        };
        std::vector<visit> seen;
        std::vector<bool> there(of_.lines.size());
        const auto go = [&](std::uint16_t line, std::size_t before, const script_reply* by) {
            if (there[line] || fills(line, field)) return;
            there[line] = true;
            seen.push_back({line, before, by});
        };
        go(0, 0, nullptr);
        for (std::size_t at = 0; at < seen.size(); ++at) {
            for (const way& w : ways_[seen[at].line]) {
                if (w.reply != nullptr && fills(w.reply->fills, field)) continue;
                if (w.to != script_end) {
                    go(w.to, at, w.reply);
                    continue;
                }
                std::string told = step(seen[at].line, w.reply);
                for (std::size_t back = at; back != 0; back = seen[back].before)
                    told.insert(0, step(seen[seen[back].before].line, seen[back].by) + " → ");
                report("script-field-left-out", of_.form[field].name, {of_.form[field].name.value, told});
                return;
            }
        }
    }

    [[nodiscard]] std::string step(std::uint16_t line, const script_reply* by) const {
        return of_.lines[line].id.value + (by == nullptr ? "" : ": " + by->words.value);
    }

    const script& of_;
    issues& found_;
    std::vector<std::vector<way>> ways_;
    std::vector<bool> reached_;
};

}  // namespace

void check_script(const script& of, issues& found) {
    script_checker{of, found}.check();
}

}  // namespace reglament
