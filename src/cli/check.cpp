// reglament check PATH…
#include "cli/command.hpp"

#include <reglament/feel/value.hpp>

#include <iostream>

namespace reglament::cli {

namespace {

struct options {
    std::vector<std::string> paths;
    bool json = false;
};

std::string plural(std::size_t n, std::string_view one, std::string_view few, std::string_view many) {
    const std::size_t last = n % 10, tens = n % 100;
    const bool teens = tens >= 11 && tens <= 14;
    return std::to_string(n) + " " +
           std::string{last == 1 && !teens                ? one
                       : last >= 2 && last <= 4 && !teens ? few
                                                          : many};
}

std::string counted(std::size_t n, std::string_view one, std::string_view many) {
    return std::to_string(n) + " " + std::string{n == 1 ? one : many};
}

// Events every rulebook has by itself are not counted as the author's.
std::size_t own_events(const vocabulary& v) {
    constexpr std::size_t reserved = reserved_events;
    return v.events.size() > reserved ? v.events.size() - reserved : 0;
}

std::string contents(const rulebook& rules, const session& s) {
    const std::size_t n = rules.machines().size(), e = own_events(rules.vocabulary()),
                      r = rules.vocabulary().roles.size();
    if (s.lang == language::ru) {
        return plural(n, "регламент", "регламента", "регламентов") + ", " + plural(e, "событие", "события", "событий") +
               ", " + plural(r, "роль", "роли", "ролей");
    }
    return counted(n, "regulation", "regulations") + ", " + counted(e, "event", "events") + ", " +
           counted(r, "role", "roles");
}

std::string summary(const loaded& read, const session& s) {
    if (!read.rules) {
        const std::size_t errors = read.found.count(severity::error);
        return s.say("Nothing can run yet: mend the " + counted(errors, "error", "errors") + " above.",
                     "Пока ничего нельзя исполнить. Исправьте то, что показано выше: " +
                         plural(errors, "ошибка", "ошибки", "ошибок") + ".");
    }
    const std::size_t warnings = read.found.count(severity::warning);
    const std::string what = contents(*read.rules, s);
    if (warnings == 0) return s.say("All in order: ", "Всё в порядке: ") + what + ".";
    return s.say("It can run, but look at the " + counted(warnings, "warning", "warnings") + " above: ",
                 "Исполнять можно, но посмотрите, что показано выше (" +
                     plural(warnings, "предупреждение", "предупреждения", "предупреждений") + "): ") +
           what + ".";
}

std::string_view word(severity level) {
    switch (level) {
        case severity::note:
            return "note";
        case severity::warning:
            return "warning";
        case severity::error:
            break;
    }
    return "error";
}

feel::value number(std::uint32_t n) {
    return feel::number{std::int64_t{n}};
}

feel::value to_value(const issue& i, language lang) {
    feel::context out{{"code", feel::value{i.code}}, {"severity", feel::value{word(i.level)}}};
    if (i.at) {
        const position from = i.at.source->at(i.at.where.begin);
        out.emplace_back("file", feel::value{i.at.source->name()});
        out.emplace_back("line", number(from.line));
        out.emplace_back("column", number(from.column));
    }
    out.emplace_back("message", feel::value{message(i, lang)});
    out.emplace_back("advice", feel::value{advice(i, lang)});
    out.emplace_back("suggestion", feel::value{i.suggestion});
    return out;
}

void check(const options& o, session& s) {
    if (lacks_paths(o.paths, s)) return;
    const std::vector<std::filesystem::path> files = as_paths(o.paths);
    speak_as(o.paths, s);
    const loaded read = load(files);
    s.status = read.rules ? ok : wrong_input;
    if (!o.json) {
        tell(read.found, s);
        std::cout << summary(read, s) << "\n";
        return;
    }
    feel::list issues;
    for (const issue& i : read.found) issues.push_back(to_value(i, s.lang));
    const feel::context out{{"ok", feel::value{read.rules != nullptr}}, {"issues", feel::value{std::move(issues)}}};
    std::cout << feel::write_json(out, 2) << "\n";
}

}  // namespace

void add_check(CLI::App& app, session& s) {
    const auto o = std::make_shared<options>();
    CLI::App* command = app.add_subcommand(
        "check", s.say("says all that is wrong with regulations", "находит всё, что не так в регламентах"));
    command->add_option("PATH", o->paths, s.say("files and folders", "файлы и папки"))->required();
    command->add_flag("--json", o->json, s.say("findings as JSON", "замечания в виде JSON"));
    command->callback([o, &s] { check(*o, s); });
}

}  // namespace reglament::cli
