// docs/language.md and the pages below it are run, and so is the Russian edition in docs/ru: every example loads, the
// scenarios under it pass, and both editions have the same pages with as many examples.
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

// An edition of the pages, with what its examples leave out.
struct edition {
    language lang;
    std::string folder;
    std::string head, owner, input, output, steps, last;
    std::vector<std::string> other_outputs;
};

const edition english{language::en,
                      "docs",
                      "regulation: example\n",
                      "owner: client manager\n",
                      "input:\n  event: client.registered\n",
                      "output:\n  done:\n",
                      "steps:\n  - task: call\n    do: Call the client\n",
                      "  - output: done\n",
                      {"lost", "refused"}};
const edition russian{language::ru,
                      "docs/ru",
                      "регламент: пример\n",
                      "ответственный: клиентский менеджер\n",
                      "вход:\n  событие: клиент.зарегистрирован\n",
                      "выход:\n  готово:\n",
                      "шаги:\n  - задача: позвонить\n    сделать: Позвонить клиенту\n",
                      "  - выход: готово\n",
                      {"потерян", "отказ"}};

void PrintTo(const edition& of, std::ostream* out) {
    *out << of.folder;
}

// Named from the edition's folder.
std::vector<std::string> pages(const edition& of) {
    const std::string root = std::string{REGLAMENT_SOURCE_DIR} + "/" + of.folder;
    std::vector<std::string> all{"language.md"};
    for (const auto& file : fs::directory_iterator{root + "/language"}) {
        if (file.path().extension() == ".md") all.push_back("language/" + file.path().filename().string());
    }
    std::sort(all.begin() + 1, all.end());
    return all;
}

std::vector<fenced_block> blocks(const edition& of, const std::string& page) {
    return testing::fenced_blocks(of.folder + "/" + page);
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
std::string whole_regulation(const edition& of, const std::string& part) {
    std::string text = part;
    if (text.starts_with("- ")) {
        text = of.steps.substr(0, of.steps.find('\n') + 1);
        for (const std::string& line : lines_of(part)) text += "  " + line + "\n";
        const auto last = part.rfind("\n- ") == part.npos ? 0 : part.rfind("\n- ") + 1;
        if (!part.substr(last).starts_with(of.last.substr(2, of.last.find(':') - 1))) text += of.last;
    }
    const auto has = keys_of(text, context_of::regulation);
    std::string head = of.head;
    if (!has.contains("owner")) head += of.owner;
    if (!has.contains("input")) head += of.input;
    if (!has.contains("output")) {
        head += of.output;
        for (const std::string& name : of.other_outputs) {
            if (text.find(": " + name + "\n") != text.npos) head += "  " + name + ":\n";
        }
    }
    if (!has.contains("steps")) text += of.steps + of.last;
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

std::vector<example> examples(const edition& of) {
    std::string vocabulary;
    std::vector<example> all;
    std::map<std::string, std::string> files;
    for (const std::string& page : pages(of)) {
        for (const fenced_block& block : blocks(of, page)) {
            if (block.kind.starts_with("csv ")) files[block.kind.substr(4)] = block.text;
            if (block.kind != "yaml") continue;
            if (vocabulary.empty()) vocabulary = block.text;
            if (begins_with(block.text, "scenario")) {
                all.back().text += "---\n" + whole_scenario(block.text, all.back().text);
                continue;
            }
            std::string text = is_whole(block.text) ? block.text : whole_regulation(of, block.text);
            if (!begins_with(text, "vocabulary")) text = vocabulary + "---\n" + text;
            all.push_back(
                {of.folder + "/" + page + ":" + std::to_string(block.line), std::move(text), std::exchange(files, {})});
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

// What is read of the examples: their lines without comments.
std::string code_of(const edition& of) {
    std::string text;
    for (const std::string& page : pages(of)) {
        for (const fenced_block& block : blocks(of, page)) {
            if (block.kind != "yaml") continue;
            for (const std::string& line : lines_of(block.text))
                text += line.substr(0, line.starts_with("#") ? 0 : line.find(" #")) + "\n";
        }
    }
    return text;
}

std::string_view trimmed(std::string_view text, std::string_view of) {
    const auto from = text.find_first_not_of(of);
    return from == text.npos ? std::string_view{} : text.substr(from);
}

// Whatever stands before a colon, on a line or in braces.
std::set<std::string> all_keys(const std::string& code) {
    std::set<std::string> found;
    for (const std::string& line : lines_of(code)) {
        const std::string_view rest = trimmed(line, " -");
        for (std::size_t at = rest.find(':'); at != rest.npos; at = rest.find(':', at + 1)) {
            if (at + 1 < rest.size() && rest[at + 1] != ' ') continue;
            found.emplace(rest.substr(0, at));
            const auto brace = rest.substr(0, at).find_last_of("{,");
            if (brace != rest.npos) found.emplace(trimmed(rest.substr(0, at).substr(brace + 1), " "));
        }
    }
    return found;
}

// A word by itself, not a key and not a part of another word.
bool is_value(const std::string& code, std::string_view word) {
    constexpr std::string_view before = " [({,\"'\n", after = " ])},\"'\n";
    for (std::size_t at = code.find(word); at != code.npos; at = code.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        if (at > 0 && before.find(code[at - 1]) != before.npos && after.find(code[end]) != after.npos) return true;
    }
    return false;
}

class language_pages : public ::testing::TestWithParam<edition> {};

TEST_P(language_pages, every_example_loads_without_a_warning) {
    const auto all = examples(GetParam());
    EXPECT_GE(all.size(), 30U);
    for (const example& x : all) {
        SCOPED_TRACE(x.where);
        const loaded l = load(x);
        EXPECT_TRUE(l.rules);
        EXPECT_EQ(l.found.count(severity::error) + l.found.count(severity::warning), 0U) << render(l.found);
    }
}

TEST_P(language_pages, every_scenario_passes) {
    std::size_t ran = 0;
    for (const example& x : examples(GetParam())) {
        const loaded l = load(x);
        if (!l.rules) continue;  // told above
        const rehearsal r = rehearse(l.rules);
        ran += r.scenarios.size();
        EXPECT_EQ(r.failed(), 0U) << x.where << "\n" << to_text(r);
    }
    EXPECT_GE(ran, 25U);
}

// Every key of the language is in some example, and every word that may stand in a value but the days of the week.
TEST_P(language_pages, every_keyword_has_an_example) {
    const edition& of = GetParam();
    const std::string code = code_of(of);
    const std::set<std::string> keys = all_keys(code);
    for (const keyword& k : keywords()) {
        if (k.where == context_of::weekday) continue;
        const bool is_key = k.where <= context_of::expectation ||
                            (k.where >= context_of::statement && k.where != context_of::script_word);
        const auto is_used = [&](std::string_view word) {
            return is_key ? keys.contains(std::string{word}) : is_value(code, word);
        };
        const bool found = of.lang == language::ru ? std::any_of(k.ru.begin(), k.ru.end(), is_used) : is_used(k.en);
        EXPECT_TRUE(found) << (of.lang == language::ru ? k.ru.front() : k.en) << ": " << k.meaning_en;
    }
}

INSTANTIATE_TEST_SUITE_P(language, language_pages, ::testing::Values(english, russian),
                         [](const auto& of) { return of.param.lang == language::ru ? "ru" : "en"; });

TEST(language_editions, the_russian_one_has_the_same_pages_with_as_many_examples) {
    EXPECT_EQ(pages(russian), pages(english));
    for (const std::string& page : pages(english)) {
        std::map<std::string, std::size_t> count[2];
        for (const bool ru : {false, true}) {
            for (const fenced_block& block : blocks(ru ? russian : english, page)) {
                const bool scenario = block.kind == "yaml" && begins_with(block.text, "scenario");
                ++count[ru ? 1 : 0][scenario ? "scenario" : block.kind.substr(0, block.kind.find(' '))];
            }
        }
        EXPECT_EQ(count[0], count[1]) << page;
    }
}

// Only names that are fixed stand in Latin letters there, as `into` of the events of a segment, `reason` of
// run.cancel, `to` of run.jump.
TEST(language_editions, the_russian_one_has_no_english_keyword) {
    for (const std::string& key : all_keys(code_of(russian))) {
        const bool is_english = std::any_of(keywords().begin(), keywords().end(), [&](const keyword& k) {
            return k.en == key && key != "into" && key != "reason" && key != "to";
        });
        EXPECT_FALSE(is_english) << key;
    }
}

}  // namespace
}  // namespace reglament
