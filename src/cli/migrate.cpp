// reglament migrate --from PATH… --to PATH… --events FILE… --dry-run
#include "cli/replay.hpp"

#include <reglament/control/publication.hpp>
#include <reglament/engine/durable_engine.hpp>

#include <algorithm>
#include <iostream>

namespace reglament::cli {

namespace {

struct options {
    replay_options replay;  // of the rules before
    std::vector<std::string> to;
    std::string actor, reason;
    bool dry_run = false, json = false;
};

// Whether there is something to do before it is published.
bool needs_work(const publish_report& r) {
    return std::any_of(r.runs.begin(), r.runs.end(),
                       [](const auto& m) { return m.what.fate == run_fate::needs_mapping; });
}

void print(const publish_report& report, const options& o, session& s) {
    tell(report.found, s);
    std::cout << (o.json ? feel::write_json(to_value(report), 2) + "\n" : to_text(report, s.lang));
}

// Into the store, for good.
void publish(const options& o, session& s) {
    const auto next = load_rules(o.to, s);
    if (!next) return;
    if (!o.replay.paths.empty() || !o.replay.events.empty()) {
        s.fail(wrong_use, "a store has rules and clients of its own: leave out --from and --events",
               "в хранилище свои правила и клиенты: --from и --events не нужны");
        return;
    }
    if (speaks_of_files(o.replay, s)) return;
    issues found;
    const auto in = open_store(o.replay.store, found, store_use::look);
    const auto kept = in == nullptr ? nullptr : durable_engine::open(in, nullptr, {}, found);
    tell(found, s);
    if (kept == nullptr) {
        s.status = wrong_input;
        return;
    }
    const publish_report report = kept->publish(next, {.actor = o.actor, .reason = o.reason});
    if (!report.published) s.status = wrong_input;
    print(report, o, s);
}

void migrate(const options& o, session& s) {
    if (!o.dry_run && o.replay.store.empty()) {
        s.fail(
            wrong_use,
            "files have no clients to be kept, so it can only be told what would become of them: add --dry-run, or "
            "name a --store",
            "в файлах клиентов не хранят, можно только рассказать, что с ними станет: добавьте --dry-run или укажите "
            "хранилище (--store)");
        return;
    }
    if (!o.replay.store.empty() && !o.dry_run) return publish(o, s);
    std::optional<replayed> done = replay(o.replay, s);
    if (!done) return;
    const auto next = load_rules(o.to, s);
    if (!next) return;
    done->engine.taken(static_cast<std::size_t>(-1));
    const publish_report report = done->engine.publish(next, {.dry_run = true});
    if (report.found.has_errors() || needs_work(report)) s.status = wrong_input;
    print(report, o, s);
}

}  // namespace

void add_migrate(CLI::App& app, session& s) {
    const auto o = std::make_shared<options>();
    CLI::App* command = app.add_subcommand(
        "migrate",
        s.say("tells what becomes of open runs when regulations are changed, and changes them in a store",
              "рассказывает, что станет с открытыми запусками, если изменить регламенты, и меняет их в хранилище"));
    o->replay.paths_name = "--from";
    command->add_option("--from", o->replay.paths, s.say("files and folders as they are", "нынешние файлы и папки"));
    command->add_option("--to", o->to, s.say("files and folders as they will be", "новые файлы и папки"))->required();
    add_event_options(*command, o->replay, s);
    command->add_flag("--dry-run", o->dry_run,
                      s.say("changes nothing, only tells", "ничего не менять, только рассказать"));
    command->add_option("--reason", o->reason, s.say("why, to be kept in the store", "почему — для истории хранилища"));
    command->add_option("--actor", o->actor,
                        s.say("who publishes, to be kept in the store", "кто публикует — для истории хранилища"));
    command->add_flag("--json", o->json, s.say("the outcome as JSON", "итог в виде JSON"));
    command->callback([o, &s] { migrate(*o, s); });
}

}  // namespace reglament::cli
