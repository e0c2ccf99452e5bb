// reglament check PATH…
#include "cli/command.hpp"

#include <reglament/feel/value.hpp>
#include <reglament/proof/prove.hpp>

#include <iostream>

namespace reglament::cli {

namespace {

struct options {
    std::vector<std::string> paths;
    bool json = false;
    bool prove = false, no_prove = false;
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

std::string summary(const loaded& read, const issues& found, const session& s) {
    if (!read.rules) {
        const std::size_t errors = read.found.count(severity::error);
        return s.say("Nothing can run yet: mend the " + counted(errors, "error", "errors") + " above.",
                     "Пока ничего нельзя исполнить. Исправьте то, что показано выше: " +
                         plural(errors, "ошибка", "ошибки", "ошибок") + ".");
    }
    const std::size_t warnings = found.count(severity::warning);
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

feel::context to_context(const issue& i, language lang) {
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

feel::value to_value(const place& at) {
    const position from = at.source->at(at.where.begin);
    return feel::context{
        {"file", feel::value{at.source->name()}}, {"line", number(from.line)}, {"column", number(from.column)}};
}

// What was proved, with its example as data and as a scenario.
feel::value to_value(const finding& f, const rulebook& rules, language lang) {
    feel::context out = to_context(f.what, lang);
    const machine& m = rules.machines()[f.regulation];
    out.emplace_back("kind", feel::value{to_string(f.kind)});
    out.emplace_back("regulation", feel::value{m.regulation().id.value});
    if (f.state != no_index) out.emplace_back("step", feel::value{m.states()[f.state].id});
    feel::list others, way;
    for (const place& p : f.others)
        if (p) others.push_back(to_value(p));
    for (const example_step& e : f.way) {
        way.push_back(feel::context{{"what", feel::value{e.what}},
                                    {"name", feel::value{e.name}},
                                    {"data", feel::value{e.data}},
                                    {"facts", feel::value{e.facts}}});
    }
    out.emplace_back("others", feel::value{std::move(others)});
    out.emplace_back("client", feel::value{f.client});
    out.emplace_back("way", feel::value{std::move(way)});
    out.emplace_back("scenario", feel::value{f.scenario});
    return out;
}

// Notes of the proof are told only to who asks for it by name: they are about what may well be meant.
issues told(const loaded& read, const proof& proved, bool asked) {
    issues all = read.found;
    for (const issue& i : proved.found(read.found))
        if (asked || i.level != severity::note) all.append(i);
    return all;
}

void write_json(const loaded& read, const issues& found, const proof& proved, bool asked, const session& s) {
    feel::list issues, findings;
    for (const issue& i : found) issues.emplace_back(to_context(i, s.lang));
    for (const finding& f : proved.findings)
        if (asked || f.what.level != severity::note) findings.push_back(to_value(f, *read.rules, s.lang));
    const feel::context out{{"ok", feel::value{read.rules != nullptr}},
                            {"issues", feel::value{std::move(issues)}},
                            {"proved", feel::value{read.rules != nullptr && proved.complete}},
                            {"findings", feel::value{std::move(findings)}}};
    std::cout << feel::write_json(out, 2) << "\n";
}

void check(const options& o, session& s) {
    if (lacks_paths(o.paths, s)) return;
    const std::vector<std::filesystem::path> files = as_paths(o.paths);
    speak_as(o.paths, s);
    if (o.prove && !can_prove()) {
        issues none;
        none.add("proof-not-built", {});
        tell(none, s);
        s.status = wrong_use;
        return;
    }
    const loaded read = load(files);
    s.status = read.rules ? ok : wrong_input;
    proof proved{{}, false};
    if (read.rules && can_prove() && !o.no_prove) proved = prove(read.rules);
    const issues found = told(read, proved, o.prove);
    if (o.json) return write_json(read, found, proved, o.prove, s);
    tell(found, s);
    std::cout << summary(read, found, s) << "\n";
}

}  // namespace

void add_check(CLI::App& app, session& s) {
    const auto o = std::make_shared<options>();
    CLI::App* command = app.add_subcommand(
        "check", s.say("says all that is wrong with regulations", "находит всё, что не так в регламентах"));
    command->add_option("PATH", o->paths, s.say("files and folders", "файлы и папки"))->required();
    command->add_flag("--json", o->json, s.say("findings as JSON", "замечания в виде JSON"));
    const auto prove = command->add_flag(
        "--prove", o->prove,
        s.say("also what may well be meant: facts that are not known, tasks that nobody misses; fails without Z3",
              "показать и то, что могло быть задумано: неизвестные факты, опоздания без последствий; без Z3 — ошибка"));
    command->add_flag("--no-prove", o->no_prove, s.say("do not look for holes", "не искать дыры"))->excludes(prove);
    command->callback([o, &s] { check(*o, s); });
}

}  // namespace reglament::cli
