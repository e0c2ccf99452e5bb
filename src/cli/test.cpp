// reglament test PATH…
#include "cli/command.hpp"

#include <reglament/control/rehearsal.hpp>

#include <algorithm>
#include <fstream>
#include <iostream>

namespace reglament::cli {

namespace {

struct options {
    std::vector<std::string> paths;
    std::string junit, report;
    bool json = false;
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

void test(const options& o, session& s) {
    const auto rules = load_rules(o.paths, s);
    if (!rules) return;
    const auto paths = as_paths(o.paths);
    const rehearsal done = rehearse(rules, [&](const scenario& x) { return is_named(x, paths); });
    if (done.scenarios.empty()) {
        s.fail(wrong_input, "there is no scenario here; one begins with `scenario: NAME`",
               "здесь нет ни одного сценария; сценарий начинается со строки `сценарий: ИМЯ`");
        return;
    }
    for (const scenario_result& r : done.scenarios) tell(r.warnings, s);
    std::cout << (o.json ? feel::write_json(to_value(done, s.lang), 2) + "\n" : to_text(done, s.lang));
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
    command->add_option("--junit", o->junit, s.say("writes JUnit's XML", "записать XML в виде JUnit"));
    command->add_option("--report", o->report,
                        s.say("writes a page with coverage and diagrams", "записать страницу с покрытием и схемами"));
    command->callback([o, &s] { test(*o, s); });
}

}  // namespace reglament::cli
