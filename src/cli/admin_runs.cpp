// reglament admin runs, pause, resume, cancel, jump: open runs, one or many
#include "cli/admin.hpp"
#include "cli/progress.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <iostream>
#include <span>
#include <thread>

namespace reglament::cli {

namespace {

// Runs are numbered by client.
bool lacks_run(const admin_options& o, const engine& e, session& s) {
    if (o.run == 0) return false;
    if (o.named.client.empty()) {
        s.fail(wrong_use, "each client's runs have numbers of their own: --run goes with --client",
               "номера запусков у каждого клиента свои: --run указывают вместе с --client");
        return true;
    }
    run_filter of;
    of.subject = o.named.client;
    const auto all = e.runs(of);
    if (std::any_of(all.begin(), all.end(), [&](const open_run& r) { return r.number == o.run; })) return false;
    const std::string number = std::to_string(o.run);
    s.fail(wrong_use, "client “" + o.named.client + "” has no open run №" + number,
           "у клиента «" + o.named.client + "» нет открытого запуска №" + number);
    return true;
}

// The filter views the names: they outlive it. Nothing: an option is wrong, and it was said.
std::optional<run_filter> filter_of(const asked_names& known, const admin_options& o, const engine& e, session& s) {
    run_filter which{known.client, known.regulation, known.version, known.step, known.role, known.person, {}, {},
                     o.run};
    if (o.state == "going") which.state = run_state::going;
    if (o.state == "paused") which.state = run_state::paused;
    if (o.state == "stuck") which.state = run_state::stuck;
    if (!o.named.before.empty()) {
        which.due_before = moment(o.named.before, e, s);
        if (!which.due_before) return std::nullopt;
    }
    return lacks_run(o, e, s) ? std::nullopt : std::optional{which};
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

void list_runs(const admin_options& o, session& s) {
    opened_store store{o, s};
    if (!store) return;
    const engine& e = store.kept->look();
    const auto known = known_names(o.named, e, s);
    const auto which = known ? filter_of(*known, o, e, s) : std::nullopt;
    if (!which) return;
    const auto list = e.runs(*which);
    if (!o.json) return print(list, e, o.at_most, s);
    feel::list out;
    for (std::size_t i = 0; i < std::min(o.at_most, list.size()); ++i) out.push_back(to_value(list[i], e));
    std::cout << feel::write_json(feel::value{std::move(out)}, 2) << "\n";
}

bool is_restricted(const admin_options& o) {
    return o.all || o.run != 0 ||
           !(o.named.client.empty() && o.named.regulation.empty() && o.named.version.empty() && o.named.step.empty() &&
             o.named.role.empty() && o.named.person.empty() && o.named.before.empty() && o.state.empty());
}

// Those that could not be are told, some of them.
void tell_refused(const operated& came, const session& s) {
    constexpr std::size_t shown = 20;
    for (std::size_t i = 0; i < std::min(came.refused.size(), shown); ++i) {
        for (const issue& why : came.refused[i].why) {
            const std::string hint = advice(why, s.lang);
            std::cerr << came.refused[i].subject << ": " << message(why, s.lang) << (hint.empty() ? "" : ". " + hint)
                      << "\n";
        }
    }
}

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

bool is_misused(operation_kind kind, const admin_options& o, session& s) {
    if (!is_restricted(o))
        return s.fail(wrong_use, "say which runs are meant, or --all", "укажите, какие запуски, или --all"), true;
    if (kind == operation_kind::jump && o.to.empty())
        return s.fail(wrong_use, "not given: --to STEP", "не указано: --to ШАГ"), true;
    return false;
}

// Nothing: it is none, or the store is beyond it, and that was said.
std::optional<instant> time_of(const admin_options& o, const engine& e, session& s) {
    if (o.at.empty()) return e.now();
    const auto said = moment(o.at, e, s);
    if (!said || *said >= e.now()) return said;
    const std::string now = to_string(e.now(), e.rules().vocabulary().calendar.zone());
    s.fail(wrong_use, "“" + o.at + "” is before the time of the store, which is at " + now + " already",
           "«" + o.at + "» раньше времени хранилища: там уже " + now);
    return std::nullopt;
}

operated post(const std::vector<event>& all, const admin_options& o, durable_engine& to, const session& s) {
    const auto check = [&](std::span<const event> some) {
        std::vector<posted> answers;
        for (const event& one : some) {
            posted& answer = answers.emplace_back();
            answer.found = to.look().check(one);
            if (!answer.found.empty()) answer.status = post_status::rejected;
        }
        return answers;
    };
    progress_bar bar{s.say("working", "выполняю")};
    const auto between = [&](std::size_t done, std::size_t of) {
        bar.at(done, of);
        if (!o.dry_run && done < of) std::this_thread::sleep_for(std::chrono::milliseconds{o.pause});
        return true;
    };
    return operate(all, {o.a_commit, between},
                   [&](std::span<const event> some) { return o.dry_run ? check(some) : to.post(some); });
}

void print(operation_kind kind, const operated& came, std::size_t fit, const admin_options& o, const session& s) {
    if (o.json) {
        const auto n = [](std::size_t x) { return feel::value{feel::number{x}}; };
        std::cout << feel::write_json(feel::value{feel::context{{"operation", feel::value{to_string(kind)}},
                                                                {"dry run", feel::value{o.dry_run}},
                                                                {"fit", n(fit)},
                                                                {"done", n(came.done)},
                                                                {"refused", n(came.refused.size())}}},
                                      2)
                  << "\n";
        return;
    }
    if (o.dry_run) std::cout << s.say("Nothing was changed. ", "Ничего не изменено. ");
    std::cout << done_to(kind, s) << came.done;
    if (!came.refused.empty()) std::cout << s.say(", refused: ", ", отказано: ") << came.refused.size();
    const std::size_t tried = came.done + came.refused.size();
    if (fit > tried) std::cout << s.say(", left: ", ", осталось: ") << fit - tried;
    std::cout << "\n";
}

void operate(operation_kind kind, const admin_options& o, session& s) {
    if (is_misused(kind, o, s)) return;
    opened_store store{o, s};
    if (!store) return;
    const engine& e = store.kept->look();
    const auto known = known_names(o.named, e, s);
    const auto which = known ? filter_of(*known, o, e, s) : std::nullopt;
    const auto at = which ? time_of(o, e, s) : std::nullopt;
    if (!at) return;
    std::size_t fit = 0;
    for (const open_run& r : e.runs(*which)) fit += concerns(kind, r.state) ? 1U : 0U;
    const operated came =
        post(events_of(e, *which, {kind, o.reason, o.actor, o.to}, *at, o.at_most), o, *store.kept, s);
    tell_refused(came, s);
    if (!came.refused.empty()) s.status = wrong_input;
    print(kind, came, fit, o, s);
}

void add_filter(CLI::App& command, const std::shared_ptr<admin_options>& o, const session& s) {
    add_names(command, o->named, s);
    command
        .add_option("--state", o->state,
                    s.say("going, paused or stuck", "going — идут, paused — на паузе, stuck — остановились"))
        ->check(CLI::IsMember({"going", "paused", "stuck"}));
    command
        .add_option(
            "--run", o->run,
            s.say("with --client: only the run of this number", "вместе с --client: только запуск с этим номером"))
        ->check(CLI::Range(1, 1'000'000'000));
    command.add_option("--at-most", o->at_most, s.say("so many of them", "не больше стольких"))
        ->check(CLI::Range(1, 1'000'000'000));
    command.add_flag("--json", o->json, s.say("as JSON", "в виде JSON"));
}

void add_operation(CLI::App& of, const std::shared_ptr<admin_options>& o, session& s, operation_kind kind,
                   const std::string& help) {
    CLI::App* command = of.add_subcommand(std::string{to_string(kind)}, help);
    add_filter(*command, o, s);
    command->add_flag("--all", o->all, s.say("all runs", "все запуски"));
    add_saying(*command, *o, s);
    command->add_option("--at", o->at,
                        s.say("when: not before the latest time the store knows, the default",
                              "когда: не раньше последнего времени, известного хранилищу; оно и по умолчанию"));
    command->add_option("--commit-every", o->a_commit, s.say("so many a commit", "сколько в одной записи"))
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command
        ->add_option("--pause", o->pause,
                     s.say("between two commits, in milliseconds", "пауза между записями, в миллисекундах"))
        ->check(CLI::Range(0, 3'600'000));
    command->add_flag("--dry-run", o->dry_run,
                      s.say("changes nothing, only tells", "ничего не менять, только рассказать"));
    if (kind == operation_kind::jump)
        command->add_option("--to", o->to, s.say("the step, or the output", "шаг или выход"));
    command->callback([o, kind, &s] { operate(kind, *o, s); });
}

}  // namespace

void add_run_commands(CLI::App& admin, const std::shared_ptr<admin_options>& o, session& s) {
    CLI::App* runs = admin.add_subcommand("runs", s.say("lists open runs", "перечисляет открытые запуски"));
    add_filter(*runs, o, s);
    runs->callback([o, &s] { list_runs(*o, s); });
    add_operation(admin, o, s, operation_kind::pause,
                  s.say("stops the time of runs; what comes for them is held",
                        "приостанавливает запуски: их время стоит, события ждут"));
    add_operation(admin, o, s, operation_kind::resume,
                  s.say("lets paused runs go on, and tries again what was stuck",
                        "возобновляет запуски и пробует ещё раз то, что остановилось"));
    add_operation(admin, o, s, operation_kind::cancel, s.say("cancels runs", "отменяет запуски"));
    add_operation(admin, o, s, operation_kind::jump,
                  s.say("lets runs go on at another step", "переводит запуски на другой шаг"));
}

}  // namespace reglament::cli
