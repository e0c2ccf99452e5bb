// reglament test PATH…
#include "cli/command.hpp"

#include <reglament/control/mutation.hpp>
#include <reglament/control/rehearsal.hpp>
#include <reglament/control/script_report.hpp>
#include <reglament/proof/generate.hpp>

#include <algorithm>
#include <fstream>
#include <iostream>

namespace reglament::cli {

namespace {

struct options {
    std::vector<std::string> paths;
    std::string junit, report;
    std::string generate;
    bool json = false, mutate = false;
};

// A file that was named stands for its own scenarios, a folder for all in it.
bool is_named(const scenario& s, const std::vector<std::filesystem::path>& paths) {
    return std::any_of(paths.begin(), paths.end(), [&](const std::filesystem::path& p) {
        std::error_code failed;
        return std::filesystem::is_directory(p, failed) || p.generic_string() == s.file->name();
    });
}

bool write(const std::string& path, const std::string& text, session& s) {
    std::ofstream file{path, std::ios::binary};
    file << text << std::flush;
    if (file) return true;
    s.fail(wrong_use, "“" + path + "” cannot be written", "не удаётся записать «" + path + "»");
    return false;
}

feel::value to_value(const mutant& m, const rulebook& rules) {
    const position at = m.where.source->at(m.where.where.begin);
    return feel::context{{"slip", feel::value{to_string(m.what)}},
                         {"regulation", feel::value{rules.machines()[m.regulation].regulation().id.value}},
                         {"file", feel::value{m.where.source->name()}},
                         {"line", feel::value{at.line}},
                         {"column", feel::value{at.column}},
                         {"before", feel::value{m.before}},
                         {"after", feel::value{m.after}},
                         {"noticed", feel::value{m.noticed}}};
}

// Which slips no scenario notices.
void try_slips(const options& o, const std::shared_ptr<const rulebook>& rules, session& s) {
    const std::vector<mutant> all = mutate(rules);
    if (o.json) {
        feel::list out;
        for (const mutant& m : all) out.push_back(to_value(m, *rules));
        std::cout << feel::write_json(feel::context{{"mutants", feel::value{std::move(out)}}}, 2) << "\n";
        return;
    }
    std::cout << render(unnoticed(all), s.lang);
    const auto noticed = std::count_if(all.begin(), all.end(), [](const mutant& m) { return m.noticed; });
    std::cout << s.say("Slips tried: ", "Проверено описок: ") << all.size() << s.say(", noticed: ", ", замечено: ")
              << noticed << "\n";
}

// A scenario for each way, to be kept and edited.
void write_scenarios(const options& o, const std::shared_ptr<const rulebook>& rules, session& s) {
    if (!can_prove()) {
        issues none;
        none.add("proof-not-built", {});
        tell(none, s);
        s.status = wrong_use;
        return;
    }
    const generated_scenarios made = generate_scenarios(rules);
    if (!write(o.generate, made.text, s)) return;
    std::cout << s.say("Scenarios written: ", "Записано сценариев: ") << made.written
              << s.say(", ways that cannot be told: ", ", путей, о которых не рассказать: ") << made.left_out << "\n";
}

// Which answers the scenarios give in the scripts that steps go by.
void tell_talks(const options& o, const rulebook& rules, session& s) {
    for (const auto& one : rules.scripts()) {
        issues found;
        const script_use use = rehearsed_talks(rules, one, found);
        tell(found, s);
        if (!o.json) std::cout << rehearsed_in_text(*one, use, s.lang);
    }
}

void test(const options& o, session& s) {
    const auto rules = load_rules(o.paths, s);
    if (!rules) return;
    if (o.mutate) return try_slips(o, rules, s);
    if (!o.generate.empty()) return write_scenarios(o, rules, s);
    const auto paths = as_paths(o.paths);
    const rehearsal done = rehearse(rules, [&](const scenario& x) { return is_named(x, paths); });
    if (done.scenarios.empty()) {
        s.fail(wrong_input, "there is no scenario here; one begins with `scenario: NAME`",
               "здесь нет ни одного сценария; сценарий начинается со строки `сценарий: ИМЯ`");
        return;
    }
    for (const scenario_result& r : done.scenarios) tell(r.warnings, s);
    std::cout << (o.json ? feel::write_json(to_value(done, s.lang), 2) + "\n" : to_text(done, s.lang));
    tell_talks(o, *rules, s);
    if (done.failed() > 0) s.status = wrong_input;
    if (!o.junit.empty()) (void)write(o.junit, to_junit(done, s.lang), s);
    if (o.report.empty() || !write(o.report, to_html(done, s.lang), s)) return;
    (o.json ? std::cerr : std::cout << "\n") << s.say("Report: ", "Отчёт: ") << o.report << "\n";
}

}  // namespace

void add_test(CLI::App& app, session& s) {
    const auto o = std::make_shared<options>();
    CLI::App* command = app.add_subcommand(
        "test", s.say("runs scenarios and says what came otherwise", "исполняет сценарии и говорит, что вышло не так"));
    command->add_option("PATH", o->paths, s.say("files and folders", "файлы и папки"))->required();
    command->add_flag("--json", o->json, s.say("the outcome as JSON", "итог в виде JSON"));
    command->add_option("--generate", o->generate,
                        s.say("writes a file with a scenario for each way, with values that take it",
                              "записать файл, где на каждый путь есть сценарий с подходящими значениями"));
    command->add_flag("--mutate", o->mutate,
                      s.say("puts slips into the regulations, one at a time, and says which no scenario notices",
                            "вносит в регламенты описки по одной и говорит, каких не заметил ни один сценарий"));
    command->add_option("--junit", o->junit, s.say("writes JUnit's XML", "записать XML в виде JUnit"));
    command->add_option("--report", o->report,
                        s.say("writes a page with coverage and diagrams", "записать страницу с покрытием и схемами"));
    command->callback([o, &s] { test(*o, s); });
}

}  // namespace reglament::cli
