// reglament admin COMMAND --store STORE
#include "cli/command.hpp"
#include "cli/progress.hpp"

#include <reglament/control/client_file.hpp>
#include <reglament/control/report.hpp>
#include <reglament/engine/back_up.hpp>
#include <reglament/engine/durable_engine.hpp>

#include <algorithm>
#include <array>
#include <iostream>

namespace reglament::cli {

namespace {

struct options {
    std::string store, to_store;
    std::string client, regulation, version, step, role, person, state, before;
    std::string reason, actor, to, at;
    std::size_t at_most = SIZE_MAX, a_commit = 1'000;
    bool dry_run = false, json = false, all = false;
};

// A store that is opened for one command.
class opened {
public:
    opened(const options& o, session& s) : session_{s} {
        issues found;
        in = open_store(o.store, found, store_use::look);
        if (in != nullptr) kept = durable_engine::open(in, nullptr, {}, found);
        if (kept != nullptr) speak_as(kept->look().rules().sources(), s);
        good(kept != nullptr, found);
    }

    explicit operator bool() const noexcept { return kept != nullptr; }

    // False, and why in words, when it is not good.
    bool good(bool done, const issues& found) {
        tell(found, session_);
        if (!done) session_.status = wrong_input;
        return done;
    }

    std::shared_ptr<store> in;
    std::unique_ptr<durable_engine> kept;

private:
    session& session_;
};

std::string shown_time(instant when, const engine& e) {
    constexpr std::size_t day = 10, minute = 16;
    if (when == never || when == instant::min()) return "—";
    std::string text = to_string(when, e.rules().vocabulary().calendar.zone());
    text[day] = ' ';
    return text.substr(0, minute);
}

std::optional<instant> moment(const std::string& text, const engine& e, session& s) {
    const auto when = parse_moment(text, e.rules().vocabulary().calendar.zone());
    if (!when) {
        s.fail(wrong_use, "“" + text + "” is no date or time such as 2025-03-12 or 2025-03-12T18:00",
               "«" + text + "» — не дата и не время вида 2025-03-12 или 2025-03-12T18:00");
    }
    return when;
}

// Nothing: an option is wrong, and it was said.
std::optional<run_filter> filter_of(const options& o, const engine& e, session& s) {
    run_filter which;
    which.subject = o.client;
    which.regulation = o.regulation;
    which.version = o.version;
    which.step = o.step;
    which.role = o.role;
    which.person = o.person;
    if (o.state == "going") which.state = run_state::going;
    if (o.state == "paused") which.state = run_state::paused;
    if (o.state == "stuck") which.state = run_state::stuck;
    if (!o.before.empty()) {
        which.due_before = moment(o.before, e, s);
        if (!which.due_before) return std::nullopt;
    }
    const auto unknown = [&](bool there, const std::string& name, std::string_view en, std::string_view ru) {
        if (name.empty() || there) return false;
        s.fail(wrong_use, std::string{en} + " “" + name + "”", std::string{ru} + " «" + name + "»");
        return true;
    };
    const auto& words = e.rules().vocabulary();
    const auto machines = e.rules().machines();
    const bool has_step = std::any_of(machines.begin(), machines.end(),
                                      [&](const machine& m) { return m.find_state(o.step).has_value(); });
    if (unknown(e.find_client(o.client).has_value(), o.client, "there is no client", "нет клиента") ||
        unknown(e.rules().find(o.regulation).has_value(), o.regulation, "there is no regulation", "нет регламента") ||
        unknown(has_step, o.step, "there is no step", "нет шага") ||
        unknown(words.find_role(o.role).has_value(), o.role, "there is no role", "нет роли"))
        return std::nullopt;
    return which;
}

std::string state_of(const open_run& r, const engine& e, const session& s) {
    if (r.state == run_state::stuck) return s.say("stuck", "остановился");
    if (r.state == run_state::going) return {};
    return s.say("paused since ", "на паузе с ") + shown_time(r.paused_since.value_or(instant::min()), e);
}

std::string where_of(const open_run& r, const engine& e) {
    std::string out;
    for (const state_index i : r.at) {
        const state& at = e.rules().machines()[r.regulation].states()[i];
        out += (out.empty() ? "" : ", ") + at.id;
    }
    return out;
}

feel::value to_value(const open_run& r, const engine& e) {
    const auto time = [&](instant t) {
        return t == never || t == instant::min() ? feel::value{}
                                                 : feel::value{to_string(t, e.rules().vocabulary().calendar.zone())};
    };
    const auto text = [](std::string_view t) { return t.empty() ? feel::value{} : feel::value{t}; };
    const regulation& of = e.rules().machines()[r.regulation].regulation();
    feel::list at;
    for (const state_index i : r.at) at.emplace_back(e.rules().machines()[r.regulation].states()[i].id);
    return feel::context{{"client", feel::value{r.subject}},
                         {"about", text(r.about)},
                         {"part", text(r.part)},
                         {"run", feel::value{feel::number{r.number}}},
                         {"regulation", feel::value{of.id.value}},
                         {"version", text(of.version)},
                         {"state", feel::value{to_string(r.state)}},
                         {"started", time(r.started)},
                         {"due", time(r.due)},
                         {"paused since", time(r.paused_since.value_or(never))},
                         {"at", feel::value{std::move(at)}}};
}

void print(const std::vector<open_run>& list, const engine& e, std::size_t at_most, const session& s) {
    constexpr std::size_t columns = 5;
    std::vector<std::array<std::string, columns>> rows;
    std::array<std::size_t, columns> width{};
    for (const open_run& r : list) {
        if (rows.size() == at_most) break;
        const regulation& of = e.rules().machines()[r.regulation].regulation();
        std::string who{r.subject};
        if (!r.part.empty()) who.append(", ").append(r.part);
        rows.push_back({who, of.id.value + " №" + std::to_string(r.number), where_of(r, e), shown_time(r.due, e),
                        state_of(r, e, s)});
        for (std::size_t i = 0; i < columns; ++i) width[i] = std::max(width[i], count_characters(rows.back()[i]));
    }
    for (const auto& row : rows) {
        std::string line = "  ";
        for (std::size_t i = 0; i < columns; ++i) line += padded(row[i], width[i]) + "  ";
        line.erase(line.find_last_not_of(' ') + 1);
        std::cout << line << "\n";
    }
    if (rows.size() < list.size()) std::cout << "  …\n";
    std::cout << s.say("Open runs: ", "Открытых запусков: ") << list.size() << "\n";
}

void list_runs(const options& o, session& s) {
    opened store{o, s};
    if (!store) return;
    const engine& e = store.kept->look();
    const auto which = filter_of(o, e, s);
    if (!which) return;
    const auto list = e.runs(*which);
    if (!o.json) return print(list, e, o.at_most, s);
    feel::list out;
    for (std::size_t i = 0; i < std::min(o.at_most, list.size()); ++i) out.push_back(to_value(list[i], e));
    std::cout << feel::write_json(feel::value{std::move(out)}, 2) << "\n";
}

bool is_restricted(const options& o) {
    return o.all || !(o.client.empty() && o.regulation.empty() && o.version.empty() && o.step.empty() &&
                      o.role.empty() && o.person.empty() && o.state.empty() && o.before.empty());
}

// What came of each is counted; those that could not be are told.
struct outcome {
    std::size_t done = 0, refused = 0, fit = 0;

    void note(const event& e, const issues& found, const session& s) {
        constexpr std::size_t shown = 20;
        if (found.empty()) {
            ++done;
            return;
        }
        if (++refused > shown) return;
        for (const issue& i : found) {
            const std::string hint = advice(i, s.lang);
            std::cerr << e.subject << ": " << message(i, s.lang) << (hint.empty() ? "" : ". " + hint) << "\n";
        }
    }
};

std::string done_to(operation_kind k, const session& s) {
    switch (k) {
        case operation_kind::pause:
            return s.say("Paused: ", "Приостановлено: ");
        case operation_kind::resume:
            return s.say("Resumed: ", "Возобновлено: ");
        case operation_kind::cancel:
            return s.say("Cancelled: ", "Отменено: ");
        default:
            return s.say("Moved: ", "Переведено: ");
    }
}

void operate(operation_kind kind, const options& o, session& s) {
    if (!is_restricted(o)) {
        s.fail(wrong_use, "say which runs are meant, or --all", "укажите, какие запуски, или --all");
        return;
    }
    if (kind == operation_kind::jump && o.to.empty()) {
        s.fail(wrong_use, "not given: --to STEP", "не указано: --to ШАГ");
        return;
    }
    opened store{o, s};
    if (!store) return;
    const engine& e = store.kept->look();
    const auto which = filter_of(o, e, s);
    if (!which) return;
    instant at = e.now();
    if (!o.at.empty()) {
        const auto said = moment(o.at, e, s);
        if (!said) return;
        at = std::max(at, *said);
    }
    const std::vector<event> all = events_of(e, *which, {kind, o.reason, o.actor, o.to}, at, o.at_most);
    outcome came;
    for (const open_run& r : e.runs(*which)) came.fit += concerns(kind, r.state) ? 1U : 0U;
    progress_bar bar{s.say("working", "выполняю")};
    for (std::size_t i = 0; i < all.size(); i += o.a_commit) {
        const auto some = std::span{all}.subspan(i, std::min(o.a_commit, all.size() - i));
        if (o.dry_run) {
            for (const event& one : some) came.note(one, e.check(one), s);
            continue;
        }
        const std::vector<posted> answers = store.kept->post(some);
        for (std::size_t k = 0; k < some.size(); ++k) {
            const bool refused = answers[k].status == post_status::rejected;
            came.note(some[k], refused ? answers[k].found : issues{}, s);
        }
        bar.at(i + some.size(), all.size());
    }
    if (came.refused != 0) s.status = wrong_input;
    if (o.json) {
        const auto n = [](std::size_t x) { return feel::value{feel::number{x}}; };
        std::cout << feel::write_json(feel::value{feel::context{{"operation", feel::value{to_string(kind)}},
                                                                {"dry run", feel::value{o.dry_run}},
                                                                {"fit", n(came.fit)},
                                                                {"done", n(came.done)},
                                                                {"refused", n(came.refused)}}},
                                      2)
                  << "\n";
        return;
    }
    if (o.dry_run) std::cout << s.say("Nothing was changed. ", "Ничего не изменено. ");
    std::cout << done_to(kind, s) << came.done;
    if (came.refused != 0) std::cout << s.say(", refused: ", ", отказано: ") << came.refused;
    if (came.fit > all.size()) std::cout << s.say(", left: ", ", осталось: ") << came.fit - all.size();
    std::cout << "\n";
}

bool lacks_client(const options& o, const engine& e, session& s) {
    if (e.find_client(o.client)) return false;
    s.fail(wrong_use, "there is no client “" + o.client + "”", "нет клиента «" + o.client + "»");
    return true;
}

void show_history(const options& o, session& s) {
    opened store{o, s};
    if (!store || lacks_client(o, store.kept->look(), s)) return;
    issues found;
    const auto whole = store.kept->release(found);
    if (store.good(whole.has_value(), found)) std::cout << tell(*whole, o.client, s.lang);
}

void export_client(const options& o, session& s) {
    opened store{o, s};
    if (!store || lacks_client(o, store.kept->look(), s)) return;
    issues found;
    std::vector<effect> history;
    if (!store.good(store.kept->history(o.client, history, found), found)) return;
    std::cout << feel::write_json(client_file(store.kept->look(), o.client, history, s.lang), 2) << "\n";
}

void erase(const options& o, session& s) {
    opened store{o, s};
    if (!store || lacks_client(o, store.kept->look(), s)) return;
    issues found;
    const bool done = store.kept->erase(o.client, o.reason, store.kept->look().now(), found);
    if (store.good(done, found)) std::cout << s.say("Erased.\n", "Удалено.\n");
}

void print(const store_figures& f, const session& s) {
    std::cout << s.say("Clients: ", "Клиентов: ") << f.clients << "\n"
              << s.say("Commits: ", "Записей журнала: ") << f.entries << " (" << f.first << "–" << f.last << ")\n"
              << s.say("Effects: ", "Действий в истории: ") << f.effects << "\n"
              << s.say("Bytes: ", "Байтов: ") << f.bytes << "\n";
}

void check_whole(const options& o, session& s) {
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

void back_up(const options& o, session& s) {
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

void forget(const options& o, session& s) {
    opened store{o, s};
    if (!store) return;
    const auto before = moment(o.before, store.kept->look(), s);
    if (!before) return;
    issues found;
    std::uint64_t gone = 0;
    const bool done = store.kept->forget_history(*before, gone, found) && store.in->scrub(found);
    if (store.good(done, found)) std::cout << s.say("Entries forgotten: ", "Записей удалено: ") << gone << "\n";
}

void print_metrics(const options& o, session& s) {
    const opened store{o, s};
    if (store) std::cout << to_prometheus(store.kept->metrics());
}

void add_filter(CLI::App& command, const std::shared_ptr<options>& o, const session& s) {
    command.add_option("--client", o->client, s.say("only of this client", "только этого клиента"));
    command.add_option("--regulation", o->regulation, s.say("only of this one", "только этого регламента"));
    command.add_option("--version", o->version, s.say("only of this version", "только этой версии"));
    command.add_option("--step", o->step, s.say("only those that rest there", "только те, что стоят на этом шаге"));
    command.add_option("--role", o->role, s.say("only with a task of this role", "только с задачей этой роли"));
    command.add_option("--person", o->person,
                       s.say("only with a task of this person", "только с задачей этого сотрудника"));
    command
        .add_option("--state", o->state,
                    s.say("going, paused or stuck", "going — идут, paused — на паузе, stuck — остановились"))
        ->check(CLI::IsMember({"going", "paused", "stuck"}));
    command.add_option("--due-before", o->before, s.say("only those due before", "только со сроком раньше"));
    command.add_option("--at-most", o->at_most, s.say("so many of them", "не больше стольких"));
    command.add_flag("--json", o->json, s.say("as JSON", "в виде JSON"));
}

void add_operation(CLI::App& of, const std::shared_ptr<options>& o, session& s, operation_kind kind,
                   const std::string& help) {
    CLI::App* command = of.add_subcommand(std::string{to_string(kind)}, help);
    add_filter(*command, o, s);
    command->add_flag("--all", o->all, s.say("all runs", "все запуски"));
    command->add_option("--reason", o->reason, s.say("why, for the history", "почему — для истории"));
    command->add_option("--actor", o->actor, s.say("who says so, for the history", "кто — для истории"));
    command->add_option("--at", o->at,
                        s.say("when; by default the latest time the store knows",
                              "когда; по умолчанию — последнее время, известное хранилищу"));
    command->add_option("--commit-every", o->a_commit, s.say("so many a commit", "сколько в одной записи"))
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command->add_flag("--dry-run", o->dry_run,
                      s.say("changes nothing, only tells", "ничего не менять, только рассказать"));
    if (kind == operation_kind::jump)
        command->add_option("--to", o->to, s.say("the step, or the output", "шаг или выход"));
    command->callback([o, kind, &s] { operate(kind, *o, s); });
}

}  // namespace

void add_admin(CLI::App& app, session& s) {
    const auto o = std::make_shared<options>();
    CLI::App* admin = app.add_subcommand("admin", s.say("takes runs of a store in hand, and the store itself",
                                                        "управляет запусками и самим хранилищем"));
    admin->require_subcommand(1);
    admin->add_option("--store", o->store, s.say("sqlite:FILE or postgres://…", "sqlite:ФАЙЛ или postgres://…"))
        ->required();
    CLI::App* runs = admin->add_subcommand("runs", s.say("lists open runs", "перечисляет открытые запуски"));
    add_filter(*runs, o, s);
    runs->callback([o, &s] { list_runs(*o, s); });
    add_operation(*admin, o, s, operation_kind::pause,
                  s.say("stops the time of runs; what comes for them is held",
                        "приостанавливает запуски: их время стоит, события ждут"));
    add_operation(*admin, o, s, operation_kind::resume,
                  s.say("lets paused runs go on, and tries again what was stuck",
                        "возобновляет запуски и пробует ещё раз то, что остановилось"));
    add_operation(*admin, o, s, operation_kind::cancel, s.say("cancels runs", "отменяет запуски"));
    add_operation(*admin, o, s, operation_kind::jump,
                  s.say("lets runs go on at another step", "переводит запуски на другой шаг"));

    const auto of_client = [&](const char* name, const std::string& help, void (*what)(const options&, session&)) {
        CLI::App* command = admin->add_subcommand(name, help);
        command->add_option("--client", o->client, s.say("of whom", "чей"))->required();
        command->callback([o, what, &s] { what(*o, s); });
        return command;
    };
    of_client("history", s.say("what happened to a client, in words", "что было с клиентом, словами"), show_history);
    of_client("export", s.say("everything known of a client, as JSON", "всё, что известно о клиенте, в виде JSON"),
              export_client);
    of_client("erase", s.say("takes a client out of the store for good", "удаляет клиента из хранилища навсегда"),
              erase)
        ->add_option("--reason", o->reason, s.say("why", "почему"));

    CLI::App* check = admin->add_subcommand(
        "check", s.say("reads all of a store: is it whole?", "читает всё хранилище: цело ли оно"));
    check->callback([o, &s] { check_whole(*o, s); });
    CLI::App* copy = admin->add_subcommand(
        "backup", s.say("copies a store as it is now, while others write into it",
                        "копирует хранилище, каким оно сейчас есть; писать в него при этом можно"));
    copy->add_option("--to", o->to_store, s.say("a new store, of any kind", "новое хранилище, любого вида"))
        ->required();
    copy->callback([o, &s] { back_up(*o, s); });
    CLI::App* trim = admin->add_subcommand(
        "forget", s.say("drops histories from before a time", "удаляет историю старше указанного времени"));
    trim->add_option("--before", o->before, s.say("the time", "время"))->required();
    trim->callback([o, &s] { forget(*o, s); });
    CLI::App* metrics = admin->add_subcommand(
        "metrics", s.say("prints figures as Prometheus reads them", "показатели в том виде, как их читает Prometheus"));
    metrics->callback([o, &s] { print_metrics(*o, s); });
}

}  // namespace reglament::cli
