// reglament migrate --from PATH… --to PATH… --events FILE… --dry-run
#include "cli/replay.hpp"

#include <reglament/control/publication.hpp>

#include <algorithm>
#include <iostream>

namespace reglament::cli {

namespace {

struct options {
    replay_options replay;  // of the rules before
    std::vector<std::string> to;
    bool dry_run = false, json = false;
};

// Whether there is something to do before it is published.
bool needs_work(const publish_report& r) {
    return std::any_of(r.runs.begin(), r.runs.end(),
                       [](const auto& m) { return m.what.fate == run_fate::needs_mapping; });
}

void migrate(const options& o, session& s) {
    if (!o.dry_run) {
        s.fail(wrong_use, "this program keeps no clients, so it can only tell what would become of them: add --dry-run",
               "эта программа не хранит клиентов и может только рассказать, что с ними станет: добавьте --dry-run");
        return;
    }
    std::optional<replayed> done = replay(o.replay, s);
    if (!done) return;
    const auto next = load_rules(o.to, s);
    if (!next) return;
    done->engine.taken(static_cast<std::size_t>(-1));
    const publish_report report = done->engine.publish(next, {.dry_run = true});
    tell(report.found, s);
    if (report.found.has_errors() || needs_work(report)) s.status = wrong_input;
    std::cout << (o.json ? feel::write_json(to_value(report), 2) + "\n" : to_text(report, s.lang));
}

}  // namespace

void add_migrate(CLI::App& app, session& s) {
    const auto o = std::make_shared<options>();
    CLI::App* command = app.add_subcommand(
        "migrate", s.say("tells what becomes of open runs when regulations are changed",
                         "рассказывает, что станет с открытыми запусками, если изменить регламенты"));
    command->add_option("--from", o->replay.paths, s.say("files and folders as they are", "нынешние файлы и папки"))
        ->required();
    command->add_option("--to", o->to, s.say("files and folders as they will be", "новые файлы и папки"))->required();
    add_event_options(*command, o->replay, s);
    command->add_flag("--dry-run", o->dry_run,
                      s.say("changes nothing, only tells", "ничего не менять, только рассказать"));
    command->add_flag("--json", o->json, s.say("the outcome as JSON", "итог в виде JSON"));
    command->callback([o, &s] { migrate(*o, s); });
}

}  // namespace reglament::cli
