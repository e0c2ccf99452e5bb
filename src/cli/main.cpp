#include "cli/usage.hpp"

#include <cstdlib>
#include <exception>
#include <iostream>
#include <string_view>

namespace {

using reglament::language;

// --lang wherever it stands, else as the system is set; known before the options are, since help is in it too.
language language_of(int count, const char* const* arguments) {
    for (int i = 1; i < count; ++i) {
        const std::string_view word = arguments[i];
        if (word == "--lang=ru" || (word == "--lang" && i + 1 < count && std::string_view{arguments[i + 1]} == "ru")) {
            return language::ru;
        }
        if (word.starts_with("--lang")) return language::en;
    }
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* set = std::getenv(name);
        if (set == nullptr || *set == '\0') continue;
        return std::string_view{set}.starts_with("ru") ? language::ru : language::en;
    }
    return language::en;
}

int run(int count, const char* const* arguments) {
    using namespace reglament::cli;
    session s{language_of(count, arguments)};
    CLI::App app{s.say("Regulations in YAML: checked, run over events, drawn.",
                       "Регламенты на YAML: проверить, исполнить по событиям, нарисовать."),
                 "reglament"};
    name_headings(app, s);
    app.set_version_flag("--version", "reglament " REGLAMENT_VERSION, s.say("prints the version", "показать версию"));
    app.require_subcommand(1);
    app.fallthrough();
    std::string lang;
    app.add_option("--lang", lang, s.say("language: ru or en", "язык: ru или en"))->check(CLI::IsMember({"ru", "en"}));
    for (const auto add : {add_check, add_run, add_test, add_tasks, add_segments, add_calendar, add_draw, add_eval,
                           add_migrate, add_keywords, add_schema})
        add(app, s);
    try {
        app.parse(count, arguments);
    } catch (const CLI::ParseError& e) {
        return tell_usage(app, e, s);
    }
    return s.status;
}

}  // namespace

int main(int count, char** arguments) {
    try {
        return run(count, arguments);
    } catch (const std::exception& e) {
        std::cerr << "reglament: " << e.what() << "\n";
        return reglament::cli::wrong_use;
    }
}
