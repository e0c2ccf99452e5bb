// reglament restructure --from PATH… --events FILE… --to PATH… --hand anna=boris
#include "cli/progress.hpp"
#include "cli/replay.hpp"

#include <reglament/control/restructure.hpp>
#include <reglament/engine/durable_engine.hpp>

#include <fstream>
#include <iostream>

namespace reglament::cli {

namespace {

struct options {
    replay_options replay;  // of the rules before
    std::vector<std::string> to, hands;
    restructure_options how;
    std::int64_t days = 30;
    std::size_t rows = 20;
    std::string report;
    bool apply = false, json = false;
};

bool read_hands(options& o, session& s) {
    issues found;
    for (const std::string& text : o.hands) {
        if (auto one = parse_hand_over(text, found)) o.how.hands.push_back(std::move(*one));
    }
    tell(found, s);
    if (!found.empty()) s.status = wrong_use;
    return found.empty();
}

// Null: it is not read; the rules stay where none are named.
bool read_next(const options& o, std::shared_ptr<const rulebook>& next, session& s) {
    if (o.to.empty()) return true;
    next = load_rules(o.to, s);
    return next != nullptr;
}

bool write_page(const options& o, const restructuring& r, session& s) {
    if (o.report.empty()) return true;
    std::ofstream file{o.report, std::ios::binary};
    file << to_html(r, s.lang) << std::flush;
    if (file) return true;
    s.fail(wrong_use, "the page cannot be written to “" + o.report + "”",
           "не удаётся записать страницу в «" + o.report + "»");
    return false;
}

// What it will be; in JSON the outcome stands beside it.
void print(const options& o, const restructuring& r, const restructured* done, session& s) {
    if (o.json) {
        feel::context all = to_value(r).as_context();
        const feel::value applied{done != nullptr && done->done};
        all.emplace_back("applied", applied);
        std::cout << feel::write_json(feel::value{std::move(all)}, 2) << "\n";
        return;
    }
    std::cout << to_text(r, s.lang, o.rows);
    if (done == nullptr) {
        std::cout << s.say("\nNothing was changed. To do it: --apply, with --store.\n",
                           "\nНичего не изменено. Чтобы сделать: --apply вместе с --store.\n");
    } else if (done->done) {
        std::cout << s.say("\nDone, events: ", "\nСделано, событий: ") << done->taken << "\n";
    }
}

restructuring plan(const options& o, const engine& e, std::shared_ptr<const rulebook> next, session& s) {
    const progress_bar bar{s.say("trying it on a copy", "пробую на копии")};
    return plan_restructuring(e, std::move(next), o.how);
}

// Only told, of files or of a store.
void look(const options& o, session& s) {
    std::optional<replayed> done = replay(o.replay, s);
    std::shared_ptr<const rulebook> next;
    if (!done || !read_next(o, next, s)) return;
    const restructuring r = plan(o, done->engine, next, s);
    tell(r.found, s);
    if (r.found.has_errors() || r.leaves_holes()) s.status = wrong_input;
    if (!r.found.has_errors() && write_page(o, r, s)) print(o, r, nullptr, s);
}

void apply(const options& o, session& s) {
    if (o.replay.store.empty() || !o.replay.paths.empty() || !o.replay.events.empty()) {
        s.fail(wrong_use, "it is done in a store, which has rules and clients of its own: name --store alone",
               "сделать это можно только в хранилище, в нём свои правила и клиенты: укажите только --store");
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
    speak_as(kept->look().rules().sources(), s);
    std::shared_ptr<const rulebook> next;
    if (!read_next(o, next, s)) return;
    const restructuring r = plan(o, kept->look(), next, s);
    tell(r.found, s);
    if (r.found.has_errors()) {
        s.status = wrong_input;
        return;
    }
    const restructured done = restructure(*kept, r);
    tell(done.found, s);
    if (!done.done || r.leaves_holes()) s.status = wrong_input;
    if (write_page(o, r, s)) print(o, r, &done, s);
}

void run(options o, session& s) {
    o.how.ahead = std::chrono::days{o.days};
    if (!read_hands(o, s)) return;
    if (o.to.empty() && o.hands.empty() && o.how.gone.empty()) {
        s.fail(wrong_use, "say what changes: --to, --hand or --gone", "укажите, что меняется: --to, --hand или --gone");
        return;
    }
    o.apply ? apply(o, s) : look(o, s);
}

void add_change(CLI::App& command, options& o, const session& s) {
    command.add_option("--to", o.to,
                       s.say("files and folders as they will be; without it the rules stay",
                             "новые файлы и папки; без этого правила остаются прежними"));
    command.add_option("--hand", o.hands,
                       s.say("whose clients and tasks go to whom: anna=boris; anna=boris,vera in equal parts; "
                             "anna=boris if CONDITION",
                             "чьи клиенты и задачи кому переходят: anna=boris; anna=boris,vera поровну; "
                             "anna=boris если УСЛОВИЕ"));
    command.add_option("--gone", o.how.gone, s.say("who has left", "кто ушёл"));
    command.add_option("--role", o.how.role,
                       s.say("only what is done in this role is handed over", "передать только то, что в этой роли"));
    command.add_option("--reason", o.how.reason, s.say("why, for the history", "почему — для истории"));
    command.add_option("--actor", o.how.actor, s.say("who says so, for the history", "кто — для истории"));
}

void add_forms(CLI::App& command, options& o, const session& s) {
    command
        .add_option("--days", o.days,
                    s.say("how far everybody's plan is looked at", "на сколько дней вперёд смотреть план"))
        ->check(CLI::Range(1, 366))
        ->capture_default_str();
    command.add_option("--rows", o.rows, s.say("tasks that are listed", "сколько задач перечислить"))
        ->check(CLI::Range(0, 100'000))
        ->capture_default_str();
    command.add_flag("--apply", o.apply, s.say("does it, in a store", "сделать — в хранилище"));
    command.add_flag("--json", o.json, s.say("as one JSON object", "одним объектом JSON"));
    command.add_option("--report", o.report, s.say("writes a page", "записать страницу"));
}

}  // namespace

void add_restructure(CLI::App& app, session& s) {
    const auto o = std::make_shared<options>();
    CLI::App* command = app.add_subcommand(
        "restructure",
        s.say("tells what a change of roles, people and whose clients are does to running work, and does it",
              "рассказывает, что перемена ролей, людей и клиентов сделает с начатой работой, и делает её"));
    o->replay.paths_name = "--from";
    command->add_option("--from", o->replay.paths, s.say("files and folders as they are", "нынешние файлы и папки"));
    add_event_options(*command, o->replay, s);
    add_change(*command, *o, s);
    add_forms(*command, *o, s);
    command->callback([o, &s] { run(*o, s); });
}

}  // namespace reglament::cli
