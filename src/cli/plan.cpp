// reglament plan PATH… --events FILE… --from DAY --to DAY
#include "cli/replay.hpp"

#include <reglament/control/plan.hpp>

#include <iostream>

namespace reglament::cli {

namespace {

struct options {
    replay_options replay;
    std::string from, to, by = "day", format = "table";
};

// The first instant of a day, or the last one; of a time that time.
std::optional<instant> moment_of(const std::string& text, bool last, const feel::zone& zone, session& s) {
    constexpr std::size_t day_length = 10;
    const auto read = parse_moment(text, zone);
    if (!read) {
        s.fail(wrong_use, "“" + text + "” is no date such as 2025-03-12", "«" + text + "» — не дата вида 2025-03-12");
        return std::nullopt;
    }
    if (!last || text.size() != day_length) return read;
    constexpr std::chrono::microseconds tick{1};
    return zone.to_instant(zone.to_local(*read) + std::chrono::days{1}) - tick;
}

void print(const plan& p, const options& o, const session& s) {
    const plan_group by = o.by == "client"    ? plan_group::client
                          : o.by == "manager" ? plan_group::manager
                                              : plan_group::day;
    if (o.format == "csv") {
        std::cout << to_csv(p, by, s.lang);
    } else if (o.format == "ics") {
        std::cout << to_calendar(p, by, s.lang);
    } else if (o.format == "json") {
        std::cout << feel::write_json(to_value(p, by, s.lang), 2) << "\n";
    } else {
        std::cout << to_text(p, by, s.lang);
    }
}

void run(options& o, session& s) {
    if (!looks_only(o.replay)) o.replay.before = o.from;
    const std::optional<replayed> done = replay(o.replay, s);
    if (!done) return;
    const feel::zone zone = done->rules->vocabulary().calendar.zone();
    const auto from = moment_of(o.from, false, zone, s), to = from ? moment_of(o.to, true, zone, s) : from;
    if (!from || !to) return;
    if (*to < *from) {
        s.fail(wrong_use, "the period ends before it begins", "период кончается раньше, чем начинается");
        return;
    }
    plan_options how;
    how.from = *from;
    how.to = *to;
    print(plan_ahead(done->engine, how), o, s);
}

}  // namespace

void add_plan(CLI::App& app, session& s) {
    const auto o = std::make_shared<options>();
    CLI::App* command = app.add_subcommand(
        "plan", s.say("lists what will be due before it happens", "перечисляет задачи будущего периода заранее"));
    o->replay.plans = true;
    add_replay_options(*command, o->replay, s);
    command
        ->add_option(
            "--from", o->from,
            s.say("the first day; of the events those before it are read", "первый день; события читаем до него"))
        ->required();
    command->add_option("--to", o->to, s.say("the last day", "последний день"))->required();
    command
        ->add_option("--by", o->by, s.say("in groups by client, manager or day", "по клиентам, сотрудникам или дням"))
        ->check(CLI::IsMember({"client", "manager", "day"}));
    command
        ->add_option(
            "--format", o->format,
            s.say("table, csv, ics (for calendar programs) or json", "table, csv, ics (для календарей) или json"))
        ->check(CLI::IsMember({"table", "csv", "ics", "json"}));
    command->callback([o, &s] { run(*o, s); });
}

}  // namespace reglament::cli
