// docs/errors.md and docs/errors.ru.md: every code of the catalogue, with what is said and an example of tests/golden
// or tests/tables/feel_errors.csv. With REGLAMENT_UPDATE_GOLDEN=1 in the environment both pages are written anew.
#include "golden/golden_files.hpp"
#include "text/catalogue/tables.hpp"
#include "unit/feel/support.hpp"

#include <reglament/machine/rulebook.hpp>
#include <reglament/text/catalogue.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace reglament {
namespace {

using catalogue_tables::table;
using testing::expect_golden;

struct stage {
    table codes;
    std::string_view title_en, title_ru;
};

std::array<stage, 16> stages() {
    namespace of = catalogue_tables;
    return {{{of::yaml(), "The file", "Файл"},
             {of::regulation(), "Vocabulary and regulations", "Словарь и регламенты"},
             {of::calendar(), "Calendars and files of holidays", "Календари и файлы праздников"},
             {of::people(), "People", "Люди"},
             {of::script(), "Scripts and questionnaires", "Скрипты и опросники"},
             {of::machine(), "Steps and ways", "Шаги и пути"},
             {of::feel(), "Conditions and decision tables", "Условия и таблицы решений"},
             {of::proof(), "Holes found before it runs", "Дыры, найденные до запуска"},
             {of::scenario(), "Scenarios", "Сценарии"},
             {of::pay(), "Statements", "Ведомости"},
             {of::engine(), "Events, answers and results", "События, ответы и результаты"},
             {of::log(), "Files of events", "Файлы событий"},
             {of::conformance(), "Logs compared with regulations", "Сверка журналов с регламентами"},
             {of::training(), "Drills and their results", "Тренировки и их результаты"},
             {of::versions(), "Versions, pilots and migrations", "Версии, пилоты и переводы"},
             {of::store(), "What an engine is kept in", "Хранилище"}}};
}

// Where a code was met: the lines around it, and what was said.
struct example {
    std::string excerpt;
    issue what;
};

bool is_readable(std::string_view text) {
    constexpr std::size_t widest = 160;
    return find_invalid_utf8(text) == text.npos && text.size() <= widest &&
           std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; });
}

// Two lines above, so that one sees where it stands, and one below.
std::string excerpt_of(const issue& i) {
    constexpr std::size_t above = 2, below = 1;
    const source& file = *i.at.source;
    const std::size_t line = file.at(i.at.where.begin).line;
    std::string text;
    for (std::size_t n = line > above ? line - above : 1; n <= line + below && n <= file.line_count(); ++n) {
        std::string_view shown = file.line(n);
        if (shown.ends_with('\r')) shown.remove_suffix(1);
        if (!is_readable(shown)) return {};
        text.append(shown).append(1, '\n');
    }
    return text;
}

// An example of each code: of a file in the reader's language if there is one, and of one where little else is wrong.
class gallery {
public:
    explicit gallery(language lang) : lang_{lang} {
        for (const std::string& name : testing::broken_files()) {
            keep_all(load_text(testing::read_golden(name + ".yaml"), name + ".yaml").found);
        }
        for (const std::string& name : testing::names_in(testing::proof_folder)) keep_all(testing::proved(name));
        for (const std::string& name : testing::names_in(testing::published_folder)) keep_all(testing::published(name));
        for (const auto& row : feel::testing::read_table("feel_errors.csv", 4)) add_condition(row);
    }

    [[nodiscard]] const example* find(std::string_view code) const {
        const auto at = all_.find(code);
        return at == all_.end() ? nullptr : &at->second.second;
    }

private:
    void keep_all(const issues& found) {
        for (const issue& i : found) keep(i, found.size(), true);
    }

    void keep(const issue& i, std::size_t beside, bool with_lines) {
        const bool cyrillic = i.at && i.at.source->text().find("\xD0") != std::string_view::npos;
        const std::size_t cost = beside + (cyrillic == (lang_ == language::ru) ? 0 : 1000);
        const auto [at, fresh] = all_.try_emplace(i.code);
        if (!fresh && at->second.first <= cost) return;
        at->second = {cost, {with_lines && i.at ? excerpt_of(i) : std::string{}, i}};
    }

    void add_condition(const feel::testing::row& row) {
        if (row.cells[0].empty()) return;
        const feel::testing::world names{feel::testing::names_of_errors};
        feel::dialect how;
        how.regulation = row.regulation;
        const auto text = feel::testing::with_breaks(row.cells[0]);
        const auto file = std::make_shared<const source>(row.regulation ? "example.yaml" : "example", "if: " + text);
        issues found;
        (void)feel::compile_condition(text, names.names(), found,
                                      {file, {4, 4 + static_cast<std::uint32_t>(text.size())}, true}, how);
        for (const issue& i : found) keep(i, found.size(), false);
    }

    language lang_;
    std::map<std::string_view, std::pair<std::size_t, example>> all_;
};

// The message with `…` for what an issue fills in.
std::string with_gaps(std::string_view pattern) {
    std::string text;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        const bool hole = pattern[at] == '{' && at + 2 < pattern.size() && pattern[at + 2] == '}';
        const bool end = pattern[at] == '|' && (at + 1 == pattern.size() || pattern[at + 1] != '|') &&
                         (at == 0 || pattern[at - 1] != '|');
        if (hole) at += 2;
        if (!end)
            text += hole ? "…" : std::string{pattern[at]};
        else if (at + 1 < pattern.size())
            text += ' ';
    }
    return text;
}

std::string level_in_words(severity level, language lang) {
    const bool ru = lang == language::ru;
    if (level == severity::error) return ru ? "ошибка" : "error";
    if (level == severity::warning) return ru ? "предупреждение" : "warning";
    return ru ? "замечание" : "note";
}

std::string page(language lang) {
    const gallery shown{lang};
    const bool ru = lang == language::ru;
    std::string out =
        ru ? "# Что говорит Reglament\n\nВсе сообщения по их кодам: код стоит в скобках в конце сообщения. `…` — место "
             "того, о чём речь. Эту страницу пишут тесты из каталога сообщений и своих примеров; "
             "[то же по-английски](errors.md). Незнакомое слово — в [глоссарии](ru/glossary.md), все ключи — на "
             "странице [о языке](ru/language.md).\n"
           : "# What Reglament says\n\nAll messages by their codes: the code stands in brackets at the end of a "
             "message. `…` is the place of what it is about. This page is written by the tests, from the catalogue "
             "of messages and their own examples; [the same in Russian](errors.ru.md). Every key is told of in [the "
             "language](language.md).\n";
    for (const stage& s : stages()) {
        out += "\n## " + std::string{ru ? s.title_ru : s.title_en} + "\n";
        std::map<std::string_view, const catalogue_entry*> sorted;
        for (const catalogue_entry& e : s.codes) sorted[e.code] = &e;
        for (const auto& [code, e] : sorted) {
            out += "\n### " + std::string{code} + "\n\n" + level_in_words(e->level, lang) + ": " +
                   with_gaps(ru ? e->message_ru : e->message_en) + "\n";
            const std::string said = with_gaps(ru ? e->advice_ru : e->advice_en);
            const example* x = shown.find(code);
            if (x == nullptr) {
                if (!said.empty()) out += "\n→ " + said + "\n";
                continue;
            }
            if (!x->excerpt.empty()) out += "\n```yaml\n" + x->excerpt + "```\n";
            out += "\n```\n" + render(x->what, lang) + "```\n";
        }
    }
    return out;
}

TEST(errors_page, is_what_the_catalogue_and_the_examples_say) {
    if (!can_prove()) GTEST_SKIP() << "built without Z3: what the proof says has no examples";
    const std::string docs = std::string{REGLAMENT_SOURCE_DIR} + "/docs/";
    expect_golden(page(language::en), docs + "errors.md");
    expect_golden(page(language::ru), docs + "errors.ru.md");
}

// What is wrong with a file, a vocabulary, a regulation or its ways has an example, but for what takes files that are
// not there or are too large, and what a YAML library says that no longer comes to it. So have all holes, and what is
// said of versions, but for the build without Z3.
TEST(errors_page, has_an_example_of_everything_wrong_in_a_regulation) {
    const std::set<std::string_view> without{
        "file-too-large", "no-such-file", "no-table-file", "no-yaml-files", "too-large", "unreadable-file",
        "yaml-too-many-nodes", "yaml-colon", "yaml-unreadable", "no-holidays-file", "holidays-unknown",
        "proof-not-built",
        // of clients with open runs, and of stores: see unit/engine/publish_test.cpp
        "record-not-fitting", "version-in-outbox", "version-not-fitting", "version-unreadable",
        // what a scenario does not notice
        "mutant-row", "mutant-unnoticed",
        // what it tells beside a script: see unit/control/script_test.cpp
        "scenario-not-by-script"};
    if (!can_prove()) GTEST_SKIP() << "built without Z3: what the proof says has no examples";
    // What is wrong with a file of holidays is in unit/regulation/holiday_file_test.cpp.
    const auto of_a_file = [](std::string_view code) {
        return code.starts_with("holidays-") && code != "holidays-not-beside" && code != "holidays-unknown";
    };
    const gallery shown{language::en};
    for (const table codes : {catalogue_tables::yaml(), catalogue_tables::regulation(), catalogue_tables::calendar(),
                              catalogue_tables::machine(), catalogue_tables::proof(), catalogue_tables::versions()}) {
        for (const catalogue_entry& e : codes) {
            if (of_a_file(e.code)) continue;
            EXPECT_NE(shown.find(e.code) != nullptr, without.contains(e.code)) << e.code;
        }
    }
}

}  // namespace
}  // namespace reglament
