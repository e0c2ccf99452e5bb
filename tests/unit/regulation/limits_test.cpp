// Texts from outside that are no texts, or far too much of one: an issue, never a crash, a hang or a half-read
// rulebook.
#include <reglament/machine/rulebook.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <random>

namespace reglament {
namespace {

using namespace std::chrono;

const std::string regulation_text =
    "регламент: r\nвход:\n  событие: e\nвыход:\n  готово:\nшаги:\n  - задача: t\n    сделать: Позвонить\n"
    "    исполнитель: менеджер\n  - выход: готово\n";

std::string repeated(std::string_view what, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) text += what;
    return text;
}

// The codes of the errors, each once; checks that every place lies in the text and that there is no rulebook with
// errors.
std::vector<std::string_view> errors_of(std::string text) {
    const std::size_t size = text.size();
    const loaded result = load_text(std::move(text));
    EXPECT_EQ(result.rules == nullptr, result.found.has_errors());
    std::vector<std::string_view> codes;
    for (const issue& i : result.found) {
        EXPECT_LE(i.at.where.begin, i.at.where.end);
        EXPECT_LE(i.at.where.end, size);
        if (i.level == severity::error && std::find(codes.begin(), codes.end(), i.code) == codes.end())
            codes.push_back(i.code);
    }
    EXPECT_FALSE(render(result.found, language::ru).empty() && !codes.empty());
    return codes;
}

using codes = std::vector<std::string_view>;

TEST(limits, places_end_with_the_text) {
    EXPECT_FALSE(errors_of("}: [").empty());
}

TEST(limits, nesting_of_ten_thousand) {
    EXPECT_EQ(errors_of("a: " + repeated("[", 9'000)), (codes{"yaml-too-deep"}));
    EXPECT_EQ(errors_of("a:\n  " + repeated("[\n  ", 10'000)), (codes{"yaml-too-deep"}));
    EXPECT_EQ(errors_of("a: " + repeated("{b: ", 2'400)), (codes{"yaml-too-deep"}));
    EXPECT_EQ(errors_of(repeated("- ", 4'900) + "x"), (codes{"yaml-too-deep"}));
    std::string block;
    for (std::size_t i = 0; i < 2'000; ++i) block += std::string(i, ' ') + "a:\n";
    EXPECT_EQ(errors_of(block), (codes{"yaml-too-deep"}));
    EXPECT_EQ(errors_of(block + "---\n" + regulation_text), (codes{"yaml-too-deep"}));
}

TEST(limits, a_line_of_a_hundred_megabytes) {
    const std::string line = "title: " + std::string(100u << 20, 'x');
    read_limits limits;
    limits.file_size = 200u << 20;
    const auto file = std::make_shared<const source>("long.yaml", line);
    const auto start = steady_clock::now();
    issues found;
    (void)read(std::span{&file, 1}, found, limits);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].code, "line-too-long");
    EXPECT_LT(render(found).size(), 2'000U);
    EXPECT_LT(steady_clock::now() - start, 60s);  // a hang, not a slow machine
    issues small;
    (void)read(std::span{&file, 1}, small);
    ASSERT_EQ(small.size(), 1U);
    EXPECT_EQ(small[0].code, "file-too-large");
}

TEST(limits, billion_laughs) {
    std::string text = "regulation: laughs\na: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n";
    for (char c = 'b'; c <= 'z'; ++c) {
        text += std::string{c} + ": &" + c + " [";
        for (int i = 0; i < 10; ++i) text += std::string{i > 0 ? ", *" : "*"} + static_cast<char>(c - 1);
        text += "]\n";
    }
    const auto start = steady_clock::now();
    const auto found = errors_of(text);
    EXPECT_NE(std::find(found.begin(), found.end(), "yaml-anchor"), found.end());
    EXPECT_LT(steady_clock::now() - start, 60s);
}

TEST(limits, what_is_no_text) {
    EXPECT_EQ(errors_of(std::string("\x7F"
                                    "ELF\x02\x01\x01\x00\x00\x00",
                                    10)),
              (codes{"control-character"}));
    EXPECT_EQ(errors_of(std::string("regulation: a\0b\n", 16)), (codes{"binary-file"}));
    EXPECT_EQ(errors_of("regulation: \x1b[31mred\n"), (codes{"control-character"}));
    EXPECT_EQ(errors_of("regulation: \x04\n"), (codes{"control-character"}));
    EXPECT_EQ(errors_of(std::string("\xFF\xFEr\0e\0g\0", 8)), (codes{"utf-16"}));
    EXPECT_EQ(errors_of(std::string("r\0e\0g\0u\0l\0a\0t\0i\0o\0n\0:\0 \0", 24)), (codes{"utf-16"}));
    EXPECT_EQ(errors_of("regulation: a\rtitle: b\r"), (codes{"old-line-ends"}));
}

TEST(limits, other_encodings) {
    // «регламент: побудка» in Windows-1251
    const std::string cp1251 = "\xF0\xE5\xE3\xEB\xE0\xEC\xE5\xED\xF2: \xEF\xEE\xE1\xF3\xE4\xEA\xE0\n";
    EXPECT_EQ(errors_of(cp1251), (codes{"windows-1251"}));
    EXPECT_EQ(errors_of("title: caf\xE9\n"), (codes{"invalid-utf8"}));
    EXPECT_EQ(errors_of("title: \xD0\n"), (codes{"invalid-utf8"}));
    const loaded broken = load_text(
        "регламент: по\xD0"
        "будка\n");
    ASSERT_EQ(broken.found.size(), 1U);
    EXPECT_EQ(broken.found[0].code, "invalid-utf8");
    EXPECT_EQ(broken.found[0].at.source->at(broken.found[0].at.where.begin), (position{1, 14}));
}

// Twice as much takes twice the time, not four times: with a square anywhere, these would take minutes.
TEST(limits, many_names) {
    const auto start = steady_clock::now();
    const auto numbered = [](std::string_view before, std::string_view behind, int n) {
        std::string text;
        for (int i = 0; i < n; ++i) text += std::string{before} + std::to_string(i) + std::string{behind};
        return text;
    };
    const std::string rest = "steps:\n  - output: done\n";
    const std::string input = "regulation: r\ninput:\n  event: e\n";
    EXPECT_EQ(errors_of(input + "output:\n  done:\n" + numbered("  o", ":\n", 15'000) + rest), codes{});
    EXPECT_EQ(errors_of(input + "output:\n  done:\n" + numbered("  o", ":\n", 40'000) + rest), (codes{"too-large"}));
    EXPECT_EQ(errors_of("vocabulary: v\nroles:\n" + numbered("  r", ":\n", 20'000)), codes{});
    EXPECT_EQ(errors_of("vocabulary: v\nevents:\n  e:\n    data:\n" + numbered("      a", ": text\n", 40'000)),
              (codes{"too-large"}));
    EXPECT_EQ(errors_of(input + "output: [done]\nsteps:\n  - switch: event\n    cases:\n" +
                        numbered("      c", ": done\n", 60'000)),
              (codes{"feel-unknown-name"}));
    EXPECT_EQ(errors_of(input + "output:\n  done:\n" + numbered("  o", ":\n", 3'000) + "steps:\n" +
                        numbered("  - goto: x", "\n", 3'000) + "  - output: done\n"),
              (codes{"unknown-target"}));
    EXPECT_LT(steady_clock::now() - start, 120s);
}

TEST(limits, many_of_everything) {
    const auto start = steady_clock::now();
    EXPECT_EQ(errors_of("a: [" + repeated("x,\n  ", 600'000) + "]\n"),
              (codes{"unknown-document", "yaml-too-many-nodes"}));
    (void)errors_of("regulation: x\n" + repeated("\tdo: x\n", 20'000));
    (void)errors_of("regulation: x\n" + repeated("do:x\n", 5'000));
    (void)errors_of("regulation: x\n" + repeated("  – a: b: c\n", 5'000));
    (void)errors_of("regulation: x\n" + repeated("'a\n", 20'000));
    (void)errors_of(repeated("a: \"\n", 20'000));
    (void)errors_of(repeated("---\n", 50'000));
    EXPECT_LT(steady_clock::now() - start, 60s);
}

std::string read_file(const char* name) {
    std::ifstream stream{std::string{REGLAMENT_SOURCE_DIR} + "/" + name, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

// Whatever is done to a file, something is said or it still runs.
TEST(limits, files_spoiled_at_random) {
    const std::string whole =
        read_file("rules/vocabulary.yaml") + "---\n" + read_file("rules/reactivation/wake-up.yaml");
    ASSERT_GT(whole.size(), 1'000U);
    static constexpr std::string_view spoil[] = {
        " ", "\n",       "\t", ":",  ": ", "-",     "- ",    "\"",   "'",  "[", "]",    "{",
        "}", ",",        "#",  " #", "|",  ">",     "&a",    "*a",   "!",  "%", "@",    "`",
        "?", "\xC2\xA0", "–",  "«",  "\r", "---\n", "...\n", "<<: ", "\\", "а", "\xFF", "\n\n  "};
    std::mt19937 random{2025};
    for (int round = 0; round < 1'500; ++round) {
        std::string text = whole;
        for (unsigned changes = 1 + random() % 4; changes > 0; --changes) {
            if (text.empty()) text = whole;
            const std::size_t at = random() % text.size();
            switch (random() % 3) {
                case 0:
                    text.erase(at, 1 + random() % 8);
                    break;
                case 1:
                    text.insert(at, spoil[random() % std::size(spoil)]);
                    break;
                default:
                    text.resize(std::max<std::size_t>(at, 1));
                    break;
            }
        }
        SCOPED_TRACE(round);
        (void)errors_of(std::move(text));
    }
}

}  // namespace
}  // namespace reglament
