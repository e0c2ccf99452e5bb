// docs/language.md and the pages below it are run: every example loads, and the scenarios under it pass.
//
// An example is a block of YAML with the scenarios that follow it. It is whole (`vocabulary` or `regulation` comes
// first), or a part of a regulation, which gets what it lacks: a list is its steps, and a block with other keys
// (`input`, `output`, `on`) keeps them. What comes first is the vocabulary of all that bring none. A block of CSV is a
// file, of the name behind its fence, beside the example after it.
#include "support/fenced.hpp"
#include "support/rules.hpp"

#include <reglament/control/rehearsal.hpp>
#include <reglament/regulation/keywords.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <utility>

namespace reglament {
namespace {

namespace fs = std::filesystem;
using testing::fenced_block;

std::vector<std::string> pages() {
    const std::string root = REGLAMENT_SOURCE_DIR;
    std::vector<std::string> all{"docs/language.md"};
    for (const auto& file : fs::directory_iterator{root + "/docs/language"}) {
        if (file.path().extension() == ".md") all.push_back("docs/language/" + file.path().filename().string());
    }
    std::sort(all.begin() + 1, all.end());
    return all;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> all;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) all.push_back(line);
    return all;
}

// The English keys at the left edge: of a regulation, or of a document.
std::set<std::string_view> keys_of(const std::string& text, context_of where) {
    std::set<std::string_view> found;
    for (const std::string& line : lines_of(text)) {
        if (const keyword* k = find_keyword(line.substr(0, line.find(':')), where)) found.insert(k->en);
    }
    return found;
}

bool is_whole(const std::string& text) {
    return !keys_of(text, context_of::document).empty();
}

bool begins_with(const std::string& text, std::string_view document) {
    const keyword* k = find_keyword(text.substr(0, text.find(':')), context_of::document);
    return k != nullptr && k->en == document;
}

// What an example leaves out: it begins with a new client, and ends `done` where its steps end.
std::string whole_regulation(const std::string& part) {
    std::string text = part;
    if (text.starts_with("- ")) {
        text = "steps:\n";
        for (const std::string& line : lines_of(part)) text += "  " + line + "\n";
        const auto last = part.rfind("\n- ") == part.npos ? 0 : part.rfind("\n- ") + 1;
        if (!part.substr(last).starts_with("- output:")) text += "  - output: done\n";
    }
    const auto has = keys_of(text, context_of::regulation);
    std::string head = "regulation: example\n";
    if (!has.contains("owner")) head += "owner: client manager\n";
    if (!has.contains("input")) head += "input:\n  event: client.registered\n";
    if (!has.contains("output")) {
        head += "output:\n  done:\n";
        for (const std::string name : {"lost", "refused"}) {
            if (text.find(": " + name + "\n") != text.npos) head += "  " + name + ":\n";
        }
    }
    if (!has.contains("steps")) text += "steps:\n  - task: call\n    do: Call the client\n  - output: done\n";
    return head + text;
}

// A scenario is about the regulation above it.
std::string whole_scenario(const std::string& text, const std::string& about) {
    if (keys_of(text, context_of::scenario).contains("regulation")) return text;
    static const std::regex id{"(?:^|\n)(?:regulation|регламент): ([^\n]*)\n"};
    std::string last;
    for (std::sregex_iterator i{about.begin(), about.end(), id}, end; i != end; ++i) last = (*i)[1];
    return text + "regulation: " + last + "\n";
}

struct example {
    std::string where, text;
    std::map<std::string, std::string> files;  // beside it
};

std::vector<example> examples() {
    std::string vocabulary;
    std::vector<example> all;
    std::map<std::string, std::string> files;
    for (const std::string& page : pages()) {
        for (const fenced_block& block : testing::fenced_blocks(page)) {
            if (block.kind.starts_with("csv ")) files[block.kind.substr(4)] = block.text;
            if (block.kind != "yaml") continue;
            if (vocabulary.empty()) vocabulary = block.text;
            if (begins_with(block.text, "scenario")) {
                all.back().text += "---\n" + whole_scenario(block.text, all.back().text);
                continue;
            }
            std::string text = is_whole(block.text) ? block.text : whole_regulation(block.text);
            if (!begins_with(text, "vocabulary")) text = vocabulary + "---\n" + text;
            all.push_back({page + ":" + std::to_string(block.line), std::move(text), std::exchange(files, {})});
        }
    }
    return all;
}

loaded load(const example& x) {
    if (x.files.empty()) return load_text(x.text, x.where);
    const fs::path folder = fs::path{::testing::TempDir()} / "reglament-language";
    fs::create_directories(folder);
    for (const auto& [name, text] : x.files) std::ofstream{folder / name} << text;
    std::ofstream{folder / "example.yaml"} << x.text;
    return reglament::load(folder);
}

TEST(language, every_example_loads_without_a_warning) {
    const auto all = examples();
    EXPECT_GE(all.size(), 30U);
    for (const example& x : all) {
        SCOPED_TRACE(x.where);
        const loaded l = load(x);
        EXPECT_TRUE(l.rules);
        EXPECT_EQ(l.found.count(severity::error) + l.found.count(severity::warning), 0U) << render(l.found);
    }
}

TEST(language, every_scenario_passes) {
    std::size_t ran = 0;
    for (const example& x : examples()) {
        const loaded l = load(x);
        if (!l.rules) continue;  // told above
        const rehearsal r = rehearse(l.rules);
        ran += r.scenarios.size();
        EXPECT_EQ(r.failed(), 0U) << x.where << "\n" << to_text(r);
    }
    EXPECT_GE(ran, 25U);
}

// Every key of the language is in some example, and every word that may stand in a value but the days of the week.
TEST(language, every_keyword_has_an_example) {
    std::string text;
    for (const std::string& page : pages()) {
        for (const fenced_block& block : testing::fenced_blocks(page)) text += block.kind == "yaml" ? block.text : "";
    }
    std::set<std::string> keys;
    static const std::regex key{R"((?:^|[\s{,-])([a-z][a-z ]*):)"};
    for (std::sregex_iterator i{text.begin(), text.end(), key}, end; i != end; ++i) keys.insert((*i)[1]);
    for (const keyword& k : keywords()) {
        if (k.where == context_of::weekday) continue;
        const bool is_key = k.where <= context_of::expectation;
        const bool found = is_key ? keys.contains(std::string{k.en}) : text.find(k.en) != text.npos;
        EXPECT_TRUE(found) << k.en << ": " << k.meaning_en;
    }
}

}  // namespace
}  // namespace reglament
