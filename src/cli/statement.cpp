// reglament statement PATH… --events FILE… --month 2025-03
#include "cli/replay.hpp"

#include <reglament/pay/payroll.hpp>

#include <iostream>

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

void run(const options& o, session& s) {
    const auto month = month_of(o.month, s);
    if (!month) return;
    const auto in = read_log(o.replay, s);
    if (!in) return;
    if (in->rules->statements().empty()) {
        s.fail(wrong_use, "there is no statement here", "здесь нет ни одной ведомости");
        return;
    }
    payroll_options how;
    how.person = o.person;
    const payroll p = compute_payroll(in->rules, in->log, *month, how);
    tell(p.found, s);
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
    command->add_option("--month", o->month, s.say("the month, as 2025-03", "месяц, например 2025-03"))->required();
    command->add_option("--person", o->person, s.say("only of this person", "только этого сотрудника"));
    command->add_option("--format", o->format, "text, html, csv, json")
        ->check(CLI::IsMember({"text", "html", "csv", "json"}));
    command->callback([o, &s] { run(*o, s); });
}

}  // namespace reglament::cli
