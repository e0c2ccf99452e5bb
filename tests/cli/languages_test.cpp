// What is said in one language has no sentence of the other, and numbers agree
// with their nouns.
#include "cli/command_line.hpp"

#include <reglament/regulation/keywords.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace reglament {
namespace {

namespace fs = std::filesystem;
using testing::folder;
using testing::outcome;

enum class script { none, latin, cyrillic };

struct word {
    std::string text;
    script of = script::none;
    bool follows = false;  // one blank after the word before
};

script script_of(std::string_view text, std::size_t at, std::size_t& size) {
    const auto byte = static_cast<unsigned char>(text[at]);
    size = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
    if (byte == 0xD0 || byte == 0xD1) return script::cyrillic;
    return byte < 0x80 && std::isalpha(byte) != 0 ? script::latin : script::none;
}

std::vector<word> words_of(std::string_view text) {
    std::vector<word> all;
    std::size_t size = 1, end = text.npos;  // where the last word ended
    for (std::size_t at = 0; at < text.size(); at += size) {
        const script of = script_of(text, at, size);
        if (of == script::none) continue;
        if (end == at && !all.empty() && all.back().of == of) {
            all.back().text += text.substr(at, size);
        } else {
            all.push_back({std::string{text.substr(at, size)}, of, end + 1 == at && text[at - 1] == ' '});
        }
        end = at + size;
    }
    return all;
}

std::string read(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

// Texts without what is quoted, lines of sources shown, and the tags and styles
// of pages.
std::string own_words(const std::string& text) {
    std::string out;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        const auto bar = line.find_first_not_of(" 0123456789");
        if (bar == line.npos || line[bar] == '|') continue;
        for (const auto& [open, close] : {std::pair{"`", "`"}, {"«", "»"}, {"“", "”"}, {"<", ">"}, {"[", "]"}}) {
            for (std::size_t from = 0; (from = line.find(open, from)) != line.npos;) {
                const auto to = line.find(close, from + 1);
                if (to == line.npos) break;
                line.replace(from, to + std::string_view{close}.size() - from, ",");
            }
        }
        out += line + "\n";
    }
    return out;
}

class author {
public:
    void wrote(std::string_view text) {
        for (word& w : words_of(text)) words_.insert(std::move(w.text));
    }
    void wrote_files_of(const fs::path& folder) {
        for (const auto& file : fs::recursive_directory_iterator{folder}) {
            if (file.is_regular_file()) wrote(read(file.path()));
        }
    }

    // Three Latin words in a row, or two Russian ones, that no author wrote and no keyword is are a sentence of ours.
    void expect_none_of(script foreign, const std::string& text, const std::string& what) const {
        const std::size_t sentence = foreign == script::latin ? 3 : 2;
        std::vector<std::string> row;
        const auto end_row = [&] {
            std::string said;
            for (const std::string& w : row) said += (said.empty() ? "" : " ") + w;
            EXPECT_TRUE(row.size() < sentence || is_keyword(said)) << what << ": " << said;
            row.clear();
        };
        for (const word& w : words_of(own_words(text))) {
            const bool counts = w.of == foreign && !words_.contains(w.text) && !is_format(w.text);
            if (!counts || !w.follows) end_row();
            if (counts) row.push_back(w.text);
        }
        end_row();
    }

private:
    static bool is_format(const std::string& w) {
        static const std::set<std::string> all{"YAML", "CSV", "JSON", "FEEL", "UTF", "RFC", "CloudEvents", "iCalendar"};
        return all.contains(w);
    }
    // Or a part of one, where an author wrote the rest of its words.
    static bool is_keyword(std::string_view said) {
        return std::any_of(keywords().begin(), keywords().end(), [&](const keyword& k) {
            const auto holds = [&](std::string_view spelling) { return spelling.find(said) != spelling.npos; };
            return holds(k.en) || std::any_of(k.ru.begin(), k.ru.end(), holds);
        });
    }
    std::set<std::string> words_;
};

const std::string root = REGLAMENT_SOURCE_DIR;

script foreign_to(const std::string& lang) {
    return lang == "ru" ? script::latin : script::cyrillic;
}

TEST(languages, no_finding_has_a_sentence_of_the_other) {
    std::size_t checked = 0;
    for (const auto& file : fs::directory_iterator{root + "/tests/golden/files"}) {
        if (file.path().extension() != ".yaml") continue;
        author of;
        of.wrote(read(file.path()));
        for (const std::string lang : {"ru", "en"}) {
            fs::path told = file.path();
            told.replace_extension("." + lang + ".txt");
            if (!fs::exists(told)) continue;
            of.expect_none_of(foreign_to(lang), read(told), told.filename().string());
            ++checked;
        }
    }
    EXPECT_GE(checked, 200U);
}

// A regulation, what comes to pass, and a changed one, with names in Latin
// letters that are no words.
constexpr const char* vocabulary =
    "vocabulary: v\ncalendar:\n  zone: Europe/Moscow\nevents:\n  ev.a:\n    "
    "data:\n      sum: number\n  ev.b:\n"
    "facts:\n  total:\n    sum: ev.a.sum\nsegments:\n  cls:\n    by: total\n   "
    " classes:\n      A: 80 %\n      C: rest\n"
    "roles: [mgr]\n";
std::string regulation(int number, const std::string& version, const std::string& first) {
    return "regulation: r" + std::to_string(number) + "\nversion: " + version +
           "\nowner: mgr\ninput:\n  event: ev.a\noutput:\n  done:\n    when: "
           "ev.b\nsteps:\n  - task: " +
           first +
           "\n    do: T1\n    within: 1 day\n  - wait: 1 week\n  - output: "
           "done\n";
}
std::string events(int count) {
    std::string out;
    for (int i = 1; i <= count; ++i) {
        out += R"({"id":")" + std::to_string(i) + R"(","source":"s","type":"ev.a","subject":"c)" + std::to_string(i) +
               R"(","time":"2025-03-03T10:00:00+03:00","data":{"sum":)" + std::to_string(i) + "}}\n";
    }
    return out;
}
std::string scenarios(int count) {
    std::string out;
    for (int i = 1; i <= count; ++i) {
        out += "---\nscenario: s" + std::to_string(i) +
               "\nregulation: r1\nsteps:\n  - event: ev.a\n    at: 2025-03-03 "
               "10:00\n    data:\n      sum: 1\n"
               "    expect:\n      task: t1\n";
    }
    return out;
}

TEST(languages, no_command_has_a_sentence_of_the_other) {
    const folder at;
    for (const char* sub : {"now", "next"}) fs::create_directory(at.path(sub));
    at.file("now/v.yaml", vocabulary);
    at.file("now/r.yaml", regulation(1, "1.0.0", "t1") + scenarios(2));
    at.file("next/v.yaml", vocabulary);
    at.file("next/r.yaml", regulation(1, "2.0.0", "t2"));
    at.file("e.jsonl", events(3));
    const std::string now = at.path("now"), e = " --events " + at.path("e.jsonl");
    const std::string page = at.path("page.html");
    const std::vector<std::string> commands{
        "--help",
        "check " + now,
        "check " + root + "/rules",
        "run " + now + e + " --until 2025-03-20 --client c1 --report " + page,
        "run " + root + "/rules --events " + root + "/rules/sample/events.jsonl --report " + page,
        "test " + now + " --report " + page,
        "test " + root + "/rules",
        "tasks " + now + e,
        "draw " + now,
        "draw " + now + " --format table",
        "draw " + root + "/rules",
        "calendar " + now + " --year 2026",
        "segments " + now + e + " --clients",
        "migrate --dry-run --from " + now + " --to " + at.path("next") + e,
        "eval '1 + \"a\"'",
        "eval 'if 1 > 2 then 3 else 4' --why",
        "eval '1 +'",
        "schema",
        "run " + now + e + " --until never",
        "run " + now + e + " --bad perhaps",
        "run",
        "calendar " + now + " --year x",
        "tasks " + now + e + " --role nobody",
        "nonsense",
    };
    author of;
    of.wrote_files_of(at.path());
    of.wrote_files_of(root + "/rules");
    of.wrote("Europe Moscow " + at.path() + root);
    for (const std::string& command : commands) {
        for (const std::string lang : {"ru", "en"}) {
            fs::remove(page);
            const outcome o = testing::reglament("--lang " + lang + " " + command);
            std::string told = o.out + o.err;
            if (fs::exists(page)) told += read(page).substr(read(page).find("</style>"));
            EXPECT_FALSE(told.empty()) << command;
            author here = of;
            for (const char* name : {"help", "check", "run", "test", "tasks", "draw", "schema"}) here.wrote(name);
            here.expect_none_of(foreign_to(lang), told, lang + " " + command);
        }
    }
}

TEST(languages, help_of_every_command_has_no_sentence_of_the_other) {
    for (const char* command : {"calendar", "check", "draw", "drill", "eval", "keywords", "migrate", "restructure",
                                "rollout", "run", "schema", "segments", "tasks", "test"}) {
        for (const std::string lang : {"ru", "en"}) {
            const outcome o = testing::reglament("--lang " + lang + " " + command + " --help");
            author{}.expect_none_of(foreign_to(lang), o.out, lang + " " + command + " --help");
        }
    }
}

// --- Numbers with their nouns
// -----------------------------------------------------------------------------------------

using forms = std::array<const char*, 3>;  // 1, 2, 5

struct number {
    int n;
    std::size_t form;
};
constexpr std::array<number, 9> numbers{
    {{1, 0}, {2, 1}, {5, 2}, {11, 2}, {21, 0}, {22, 1}, {25, 2}, {101, 0}, {111, 2}}};

void expect_counted(const std::string& text, const number& of, const forms& noun) {
    const std::string wanted = std::to_string(of.n) + " " + noun[of.form];
    const auto at = text.find(wanted);
    const bool whole = at != text.npos && std::string_view{" ,.:;)\n"}.find(text[at + wanted.size()]) != text.npos;
    EXPECT_TRUE(whole) << wanted << " is not in\n" << text.substr(0, 2000);
}

TEST(languages, numbers_agree_with_their_nouns_in_what_commands_say) {
    for (const number& of : numbers) {
        const folder at;
        for (const char* sub : {"now", "next", "many", "wrong"}) fs::create_directory(at.path(sub));
        at.file("now/v.yaml", vocabulary);
        at.file("now/r.yaml", regulation(1, "1.0.0", "t1") + scenarios(of.n));
        at.file("next/v.yaml", vocabulary);
        at.file("next/r.yaml", regulation(1, "2.0.0", "t1"));
        at.file("e.jsonl", events(of.n));
        std::string names = "vocabulary: v\nevents:\n", roles = "roles:\n", wrong = "vocabulary: v\nfacts:\n";
        for (int i = 1; i <= of.n; ++i) {
            names += "  " + std::string{"e"} + std::to_string(i) + ":\n";
            roles += "  r" + std::to_string(i) + ":\n";
            wrong += "  f" + std::to_string(i) + ": nonsense\n";
        }
        at.file("many/v.yaml", names + roles);
        const std::string ru = "--lang ru ", e = " --events " + at.path("e.jsonl");
        const std::string run = testing::reglament(ru + "run " + at.path("now") + e).out;
        expect_counted(run, of, {"событие", "события", "событий"});
        expect_counted(run, of, {"клиент", "клиента", "клиентов"});
        expect_counted(run, of, {"запуск", "запуска", "запусков"});
        expect_counted(run, of, {"задача", "задачи", "задач"});
        expect_counted(testing::reglament(ru + "test " + at.path("now")).out, of,
                       {"сценарий", "сценария", "сценариев"});
        const std::string many = testing::reglament(ru + "check " + at.path("many")).out;
        expect_counted(many, of, {"событие", "события", "событий"});
        expect_counted(many, of, {"роль", "роли", "ролей"});
        const std::string migrate = ru + "migrate --dry-run --from " + at.path("now") + " --to " + at.path("next") + e;
        expect_counted(testing::reglament(migrate).out, of,
                       {"запуск остаётся", "запуска остаются", "запусков остаются"});
        const forms errors{"ошибка", "ошибки", "ошибок"};
        at.file("wrong/v.yaml", wrong);
        const outcome bad = testing::reglament(ru + "check " + at.path("wrong"));
        expect_counted(bad.out + bad.err, of, errors);
    }
}

}  // namespace
}  // namespace reglament
