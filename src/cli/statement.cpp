// reglament statement PATH… --events FILE… --month 2025-03
#include "cli/replay.hpp"

#include <reglament/engine/durable_engine.hpp>
#include <reglament/pay/payroll.hpp>
#include <reglament/pay/untold_events.hpp>

#include <iostream>
#include <memory>
#include <optional>

namespace reglament::cli {

namespace {

struct options {
    replay_options replay;
    std::string month, person, format = "text";
};

std::optional<feel::date> month_of(const std::string& text, session& s) {
    constexpr std::size_t length = 7;
    const auto day = text.size() == length ? parse_moment(text + "-01", feel::zone::utc()) : std::nullopt;
    if (day) return feel::date{std::chrono::floor<std::chrono::days>(feel::zone::utc().to_local(*day))};
    s.fail(wrong_use, "“" + text + "” is no month such as 2025-03", "«" + text + "» — не месяц вида 2025-03");
    return std::nullopt;
}

void print(const payroll& p, const options& o, const session& s) {
    if (o.format == "html") {
        std::cout << to_html(p, s.lang);
    } else if (o.format == "csv") {
        std::cout << to_csv(p, s.lang);
    } else if (o.format == "json") {
        std::cout << feel::write_json(to_value(p), 2) << "\n";
    } else {
        std::cout << to_text(p, s.lang);
    }
}

// A store does not have the events themselves.
bool lacks_files_beside_store(const replay_options& o, session& s) {
    if (!o.paths.empty()) {
        s.fail(wrong_use, "a store has rules of its own: name no PATH beside it",
               "в хранилище свои правила: пути рядом с ним не указывают");
    } else if (o.events.empty()) {
        s.fail(wrong_use,
               "a store keeps what came of events (facts, tasks, effects) and not the events: neither their data nor "
               "when each was recorded is in it, and pay is counted from that. Name the files of events, too: "
               "--store … --events FILE",
               "хранилище помнит, что вышло из событий (факты, задачи, эффекты), а не сами события: ни их данных, ни "
               "времени записи в нём нет, а оплату считают по ним. Укажите и файлы событий: --store … --events ФАЙЛ");
    } else {
        return false;
    }
    return true;
}

// The store as it is, to be asked for its rules and for what it has taken. Nothing: `s.status` says why.
std::unique_ptr<durable_engine> look_into(const std::string& where, session& s) {
    issues found;
    const auto in = open_store(where, found, store_use::look);
    auto kept = in == nullptr ? nullptr : durable_engine::open(in, nullptr, {}, found);
    tell(found, s);
    if (kept == nullptr) s.status = wrong_input;
    return kept;
}

struct input {
    std::unique_ptr<durable_engine> kept;  // null: no store is named
    std::optional<read_events> events;
};

input read(const options& o, session& s) {
    input in;
    if (o.replay.store.empty()) {
        in.events = read_log(o.replay, s);
        return in;
    }
    if (lacks_files_beside_store(o.replay, s)) return in;
    in.kept = look_into(o.replay.store, s);
    if (in.kept == nullptr) return in;
    const auto& rules = in.kept->look().shared_rules();
    speak_as(rules->sources(), s);
    replay_options files = o.replay;
    files.store.clear();
    in.events = read_log(files, rules, s);
    return in;
}

void run(const options& o, session& s) {
    const auto month = month_of(o.month, s);
    if (!month) return;
    const auto [kept, in] = read(o, s);
    if (!in) return;
    if (in->rules->statements().empty()) {
        s.fail(wrong_use, "there is no statement here", "здесь нет ни одной ведомости");
        return;
    }
    payroll_options how;
    how.person = o.person;
    const payroll p = compute_payroll(in->rules, in->log, *month, how);
    tell(p.found, s);
    if (kept != nullptr) tell(untold_events(kept->look(), in->log, *month), s);
    if (!o.person.empty() && p.slips.empty()) {
        s.fail(wrong_use, "nobody called “" + o.person + "” is paid anything",
               "сотруднику «" + o.person + "» ничего не начислено");
        return;
    }
    print(p, o, s);
}

}  // namespace

void add_statement(CLI::App& app, session& s) {
    const auto o = std::make_shared<options>();
    CLI::App* command = app.add_subcommand("statement", s.say("what people are paid for a month, and what for",
                                                              "ведомость: кому сколько за месяц и за что"));
    o->replay.plans = true;
    add_replay_options(*command, o->replay, s);
    command->get_option("--store")->description(
        s.say("the rules kept there instead of PATH, beside files of events; what it has taken and they lack is told: "
              "sqlite:FILE",
              "правила из хранилища вместо пути, вместе с файлами событий; чего в файлах не хватает, будет сказано: "
              "sqlite:ФАЙЛ"));
    command->add_option("--month", o->month, s.say("the month, as 2025-03", "месяц, например 2025-03"))->required();
    command->add_option("--person", o->person, s.say("only of this person", "только этого сотрудника"));
    command->add_option("--format", o->format, "text, html, csv, json")
        ->check(CLI::IsMember({"text", "html", "csv", "json"}));
    command->callback([o, &s] { run(*o, s); });
}

}  // namespace reglament::cli
