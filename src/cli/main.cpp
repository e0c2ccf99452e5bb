#include "cli/usage.hpp"

#include <cstdlib>
#include <exception>
#include <iostream>
#include <optional>
#include <string_view>

namespace {

using reglament::language;

// --lang wherever it stands, else as the system is set; known before the options are, since help is in it too. The
// locale C says nothing: then it is English until files have been read.
std::optional<language> language_of(int count, const char* const* arguments) {
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
        const std::string_view locale{set};
        if (locale == "C" || locale == "POSIX" || locale.starts_with("C.")) return std::nullopt;
        return locale.starts_with("ru") ? language::ru : language::en;
    }
    return std::nullopt;
}

int run(int count, const char* const* arguments) {
    using namespace reglament::cli;
    const std::optional<language> said = language_of(count, arguments);
    session s{said.value_or(language::en), said.has_value()};
    CLI::App app{s.say("Regulations in YAML: checked, run over events, drawn.",
                       "Регламенты на YAML: проверить, исполнить по событиям, нарисовать."),
                 "reglament"};
    name_headings(app, s);
    app.set_version_flag("--version", "reglament " REGLAMENT_VERSION, s.say("prints the version", "показать версию"));
    app.require_subcommand(1);
    app.fallthrough();
    std::string lang;
    app.add_option("--lang", lang, s.say("language: ru or en", "язык: ru или en"))->check(CLI::IsMember({"ru", "en"}));
    for (const auto add :
         {add_check,   add_run,     add_test,        add_drill,     add_tasks,    add_explain,  add_backtest, add_plan,
          add_control, add_roles,   add_rollout,     add_statement, add_segments, add_calendar, add_play,     add_draw,
          add_eval,    add_migrate, add_restructure, add_admin,     add_keywords, add_schema})
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
