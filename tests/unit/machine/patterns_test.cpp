// docs/patterns.md is run: each pattern's steps, and what is open when.
#include "support/fenced.hpp"
#include "support/rules.hpp"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

namespace reglament {
namespace {

using testing::at;

struct pattern {
    int number = 0;
    std::string name, steps, story;
};

// Two blocks each: the steps, then what happens.
std::vector<pattern> patterns() {
    std::vector<pattern> all;
    for (testing::fenced_block& block : testing::fenced_blocks("docs/patterns.md")) {
        if (block.kind == "yaml") {
            all.push_back({std::stoi(block.heading), block.heading, std::move(block.text), {}});
        } else if (!all.empty()) {
            all.back().story += block.text;
        }
    }
    return all;
}

// Tasks get the instruction that the page leaves out, under their name.
std::string whole_regulation(const std::string& steps) {
    std::string out =
        "regulation: p\ninput:\n  event: ping\noutput:\n  done:\n  lost:\n  stopped:\n    when: client.lost\nsteps:\n";
    std::istringstream lines{steps};
    for (std::string line; std::getline(lines, line);) {
        out += "  " + line + "\n";
        const auto task = line.find("- task: ");
        if (task != std::string::npos) out += "  " + std::string(task + 2, ' ') + "do: Do it\n";
    }
    return out;
}

std::string trimmed(std::string text) {
    text.erase(0, text.find_first_not_of(' '));
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

class story {
public:
    explicit story(const pattern& p) : engine_{testing::rules_of(whole_regulation(p.steps))} {}

    void happen(const std::string& what) {
        const auto rest = [&](std::string_view word) { return what.substr(word.size()); };
        if (what == "start") return post("ping", {});
        if (what.starts_with("event "))
            return post(rest("event "), rest("event ") == "call.made" ? feel::value{feel::context{{"result", "talked"}}}
                                                                      : feel::value{});
        if (what.starts_with("done ")) return done(rest("done "));
        if (what.starts_with("fact ")) return fact(rest("fact "));
        ASSERT_TRUE(what.starts_with("+")) << what;
        now_ += std::chrono::days{std::stoi(what.substr(1))};
        engine_.advance(now_);
    }

    // "a, b", or "= done".
    [[nodiscard]] std::string state() const {
        std::multiset<std::string> open;
        for (const task& t : engine_.tasks()) open.insert(t.what->id);
        std::string out;
        for (const auto& id : open) out += (out.empty() ? "" : ", ") + id;
        const auto history = engine_.history("c1");
        if (!history.empty() && engine_.state(0).runs.empty())
            out += "= " + engine_.rules().machines()[0].states()[history.back().state].id;
        return out;
    }

private:
    void post(std::string_view type, feel::value data) {
        const posted p = engine_.post(testing::make(type, to_string(now_), std::move(data)));
        EXPECT_EQ(p.status, post_status::accepted) << render(p.found);
    }

    void done(const std::string& what) {
        const auto colon = what.find(": ");
        const auto answers = colon == what.npos ? feel::value{} : feel::evaluate(what.substr(colon + 2)).result;
        std::uint32_t oldest = 0;
        for (const task& t : engine_.tasks()) {
            if (t.what->id == what.substr(0, colon) && (oldest == 0 || t.number < oldest)) oldest = t.number;
        }
        const posted p = engine_.complete("c1", oldest, answers, now_);
        EXPECT_EQ(p.status, post_status::accepted) << render(p.found);
    }

    void fact(const std::string& what) {
        const auto equals = what.find(" = ");
        post("facts.changed", feel::context{{what.substr(0, equals), feel::evaluate(what.substr(equals + 3)).result}});
    }

    engine engine_;
    instant now_ = at("2025-01-01");
};

TEST(patterns, happen_as_they_are_written) {
    const std::set<int> wanted{1,  2,  3,  4,  5,  6,  7,  9,  10, 11, 12, 13, 14, 16,
                               18, 19, 20, 21, 23, 24, 25, 29, 30, 32, 34, 39, 43};
    std::set<int> found;
    for (const pattern& p : patterns()) {
        SCOPED_TRACE(p.name);
        found.insert(p.number);
        story s{p};
        std::istringstream lines{p.story};
        for (std::string line; std::getline(lines, line);) {
            const auto bar = line.find('|');
            s.happen(trimmed(line.substr(0, bar)));
            const std::string told = bar == line.npos ? s.state() : trimmed(line.substr(bar + 1));
            EXPECT_EQ(s.state(), told) << line;
        }
    }
    EXPECT_EQ(found, wanted);
}

}  // namespace
}  // namespace reglament
