// reglament admin COMMAND --store STORE
#include "cli/admin.hpp"

#include "cli/progress.hpp"

#include <reglament/control/client_file.hpp>
#include <reglament/control/report.hpp>
#include <reglament/engine/back_up.hpp>
#include <reglament/engine/delivery.hpp>

#include <iostream>

namespace reglament::cli {

opened_store::opened_store(const admin_options& o, session& s) : session_{s} {
    issues found;
    in = open_store(o.store, found, store_use::look);
    if (in != nullptr) kept = durable_engine::open(in, nullptr, {}, found);
    if (kept != nullptr) speak_as(kept->look().rules().sources(), s);
    good(kept != nullptr, found);
}

bool opened_store::good(bool done, const issues& found) {
    tell(found, session_);
    if (!done) session_.status = wrong_input;
    return done;
}

std::string shown_time(instant when, const engine& e) {
    constexpr std::size_t day = 10, minute = 16;
    if (when == never || when == instant::min()) return "—";
    std::string text = to_string(when, e.rules().vocabulary().calendar.zone());
    text[day] = ' ';
    return text.substr(0, minute);
}

void add_saying(CLI::App& command, admin_options& o, const session& s) {
    command.add_option("--reason", o.reason, s.say("why, to be kept", "почему — для истории"));
    command.add_option("--actor", o.actor, s.say("who says so, to be kept", "кто — для истории"));
}

namespace {

bool lacks_client(const admin_options& o, const engine& e, session& s) {
    if (e.find_client(o.named.client)) return false;
    s.fail(wrong_use, "there is no client “" + o.named.client + "”", "нет клиента «" + o.named.client + "»");
    return true;
}

void show_history(const admin_options& o, session& s) {
    opened_store store{o, s};
    if (!store || lacks_client(o, store.kept->look(), s)) return;
    issues found;
    std::vector<effect> history;
    if (!store.good(store.kept->history(o.named.client, history, found), found)) return;
    const std::string told = tell(store.kept->look(), o.named.client, history, s.lang, o.run);
    if (told.empty() && o.run != 0) {
        const std::string number = std::to_string(o.run);
        s.fail(wrong_use, "the history of “" + o.named.client + "” knows no run №" + number,
               "в истории «" + o.named.client + "» нет запуска №" + number);
    }
    std::cout << told;
}

void export_client(const admin_options& o, session& s) {
    opened_store store{o, s};
    if (!store || lacks_client(o, store.kept->look(), s)) return;
    issues found;
    std::vector<effect> history;
    if (!store.good(store.kept->history(o.named.client, history, found), found)) return;
    std::cout << feel::write_json(client_file(store.kept->look(), o.named.client, history, s.lang), 2) << "\n";
}

void erase(const admin_options& o, session& s) {
    opened_store store{o, s};
    if (!store || lacks_client(o, store.kept->look(), s)) return;
    issues found;
    const bool done = store.kept->erase(o.named.client, o.reason, store.kept->look().now(), found, o.actor);
    if (store.good(done, found)) std::cout << s.say("Erased.\n", "Удалено.\n");
}

void print(const store_figures& f, const session& s) {
    std::cout << s.say("Clients: ", "Клиентов: ") << f.clients << "\n"
              << s.say("Commits: ", "Записей журнала: ") << f.entries << " (" << f.first << "–" << f.last << ")\n"
              << s.say("Effects: ", "Действий в истории: ") << f.effects << "\n"
              << s.say("Bytes: ", "Байтов: ") << f.bytes << "\n";
}

void check_whole(const admin_options& o, session& s) {
    issues found;
    const auto in = open_store(o.store, found, store_use::look);
    tell(found, s);
    if (in == nullptr) {
        s.status = wrong_input;
        return;
    }
    store_figures figures;
    issues wrong;
    bool whole = false;
    {
        progress_bar bar{s.say("reading", "читаю")};
        whole = check_store(in, figures, wrong, [&](commit_number done, commit_number last) { bar.at(done, last); });
    }
    tell(wrong, s);
    if (!whole) s.status = wrong_input;
    print(figures, s);
    std::cout << (whole ? s.say("It is whole.\n", "Всё цело.\n") : s.say("It is not whole.\n", "Есть повреждения.\n"));
}

void back_up(const admin_options& o, session& s) {
    issues found;
    const auto from = open_store(o.store, found, store_use::look);
    const auto to = from == nullptr ? nullptr : open_store(o.to_store, found);
    store_figures copied;
    bool done = to != nullptr;
    if (done) {
        progress_bar bar{s.say("copying", "копирую")};
        done = copy_store(*from, *to, copied, found, [&](commit_number at, commit_number last) { bar.at(at, last); });
    }
    tell(found, s);
    if (!done) {
        s.status = wrong_input;
        return;
    }
    std::cout << s.say("Copied: commits up to ", "Скопировано: записи журнала до ") << copied.last
              << s.say(", bytes: ", ", байтов: ") << copied.bytes << "\n";
}

// From what the host has not taken on all stays, whatever its time.
void tell_held(opened_store& store, instant before, session& s) {
    issues found;
    const auto oldest = store.kept->outbox(1, found);
    if (!store.good(!found.has_errors(), found) || oldest.empty() || oldest.front().effect.at >= before) return;
    const std::string count = std::to_string(store.kept->metrics().waiting);
    const std::string since = shown_time(oldest.front().effect.at, store.kept->look());
    std::cerr << "reglament: "
              << s.say("the history since " + since +
                           " stays, because the host has not taken the effects from then on (" + count +
                           "); no command takes them, the host does by outbox() and taken() of its engine\n",
                       "история с " + since + " остаётся: поручения с этого времени (" + count +
                           ") CRM ещё не забрала; забирает их не команда, а сама CRM — вызовами outbox() и taken() "
                           "движка\n");
}

void forget(const admin_options& o, session& s) {
    opened_store store{o, s};
    if (!store) return;
    const auto before = moment(o.before, store.kept->look(), s);
    if (!before) return;
    issues found;
    std::uint64_t gone = 0;
    const bool done = store.kept->forget_history(*before, gone, found, o.reason, o.actor) && store.in->scrub(found);
    if (!store.good(done, found)) return;
    std::cout << s.say("Entries forgotten: ", "Записей удалено: ") << gone << "\n";
    tell_held(store, *before, s);
}

// Counters begin with the engine, and this one was made to look: its zeros would pass for the host's.
std::string without_counters(const std::string& text) {
    constexpr std::string_view head = "# HELP ";
    std::string out;
    bool counts = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at) + 1;
        const std::string_view line{text.data() + at, end - at};
        if (line.starts_with(head)) counts = line.substr(0, line.find(' ', head.size())).ends_with("_total");
        if (!counts) out += line;
        at = end;
    }
    return out;
}

void print_metrics(const admin_options& o, session& s) {
    opened_store store{o, s};
    if (!store) return;
    issues found;
    const auto effects = delivery::open(*store.kept, {}, {}, found);
    if (!store.good(effects != nullptr, found)) return;
    std::cout << without_counters(to_prometheus(store.kept->metrics()) + to_prometheus(effects->metrics()));
}

std::string named(command_kind what, const session& s) {
    switch (what) {
        case command_kind::publish:
            return s.say("rules published", "опубликованы правила");
        case command_kind::erase:
            return s.say("somebody erased", "удалён клиент");
        default:
            return s.say("history forgotten", "удалена история");
    }
}

feel::value to_value(const audit_entry& one, const engine& e) {
    const auto text = [](const std::string& t) { return t.empty() ? feel::value{} : feel::value{t}; };
    return feel::context{
        {"what", feel::value{to_string(one.what)}},
        {"at", one.at == instant::min() ? feel::value{}
                                        : feel::value{to_string(one.at, e.rules().vocabulary().calendar.zone())}},
        {"actor", text(one.actor)},
        {"reason", text(one.reason)},
        {"detail", text(one.detail)}};
}

void show_audit(const admin_options& o, session& s) {
    opened_store store{o, s};
    if (!store) return;
    issues found;
    std::vector<audit_entry> all;
    if (!store.good(store.kept->audit(all, found), found)) return;
    const engine& e = store.kept->look();
    if (o.json) {
        feel::list out;
        for (const audit_entry& one : all) out.push_back(to_value(one, e));
        std::cout << feel::write_json(feel::value{std::move(out)}, 2) << "\n";
        return;
    }
    for (const audit_entry& one : all) {
        std::cout << "  " << padded(shown_time(one.at, e), 16) << "  " << named(one.what, s);
        for (const std::string* const text : {&one.detail, &one.actor, &one.reason}) {
            if (!text->empty()) std::cout << (text == &one.detail ? ": " : ", ") << *text;
        }
        std::cout << "\n";
    }
    std::cout << s.say("Commands kept: ", "Команд в журнале: ") << all.size() << "\n";
}

void add_client_commands(CLI::App& admin, const std::shared_ptr<admin_options>& o, session& s) {
    const auto of_client = [&](const char* name, const std::string& help,
                               void (*what)(const admin_options&, session&)) {
        CLI::App* command = admin.add_subcommand(name, help);
        command->add_option("--client", o->named.client, s.say("of whom", "чей"))->required();
        command->callback([o, what, &s] { what(*o, s); });
        return command;
    };
    of_client("history", s.say("what happened to a client, in words", "что было с клиентом, словами"), show_history)
        ->add_option("--run", o->run, s.say("only in the run of this number", "только в запуске с этим номером"))
        ->check(CLI::Range(1, 1'000'000'000));
    of_client("export", s.say("everything known of a client, as JSON", "всё, что известно о клиенте, в виде JSON"),
              export_client);
    CLI::App* removal = of_client(
        "erase", s.say("takes a client out of the store for good", "удаляет клиента из хранилища навсегда"), erase);
    add_saying(*removal, *o, s);
}

void add_store_commands(CLI::App& admin, const std::shared_ptr<admin_options>& o, session& s) {
    CLI::App* check =
        admin.add_subcommand("check", s.say("reads all of a store: is it whole?", "читает всё хранилище: цело ли оно"));
    check->callback([o, &s] { check_whole(*o, s); });
    CLI::App* copy = admin.add_subcommand(
        "backup", s.say("copies a store as it is now, while others write into it",
                        "копирует хранилище, каким оно сейчас есть; писать в него при этом можно"));
    copy->add_option("--to", o->to_store, s.say("a new store, of any kind", "новое хранилище, любого вида"))
        ->required();
    copy->callback([o, &s] { back_up(*o, s); });
    CLI::App* trim = admin.add_subcommand(
        "forget", s.say("drops histories from before a time", "удаляет историю старше указанного времени"));
    trim->add_option("--before", o->before, s.say("the time", "время"))->required();
    add_saying(*trim, *o, s);
    trim->callback([o, &s] { forget(*o, s); });
    CLI::App* audit = admin.add_subcommand(
        "audit",
        s.say("lists what was done to the store as a whole: rules published, clients erased, histories dropped",
              "перечисляет, что делали с хранилищем целиком: публиковали правила, удаляли клиентов и историю"));
    audit->add_flag("--json", o->json, s.say("as JSON", "в виде JSON"));
    audit->callback([o, &s] { show_audit(*o, s); });
    CLI::App* metrics =
        admin.add_subcommand("metrics", s.say("prints how full it is, as Prometheus reads it",
                                              "сколько в нём всего, в том виде, как это читает Prometheus"));
    metrics->callback([o, &s] { print_metrics(*o, s); });
}

}  // namespace

void add_admin(CLI::App& app, session& s) {
    const auto o = std::make_shared<admin_options>();
    CLI::App* admin = app.add_subcommand("admin", s.say("takes runs of a store in hand, and the store itself",
                                                        "управляет запусками и самим хранилищем"));
    admin->require_subcommand(1);
    admin->add_option("--store", o->store, s.say("sqlite:FILE or postgres://…", "sqlite:ФАЙЛ или postgres://…"))
        ->required();
    add_run_commands(*admin, o, s);
    add_client_commands(*admin, o, s);
    add_store_commands(*admin, o, s);
    add_queue_commands(*admin, o, s);
}

}  // namespace reglament::cli
