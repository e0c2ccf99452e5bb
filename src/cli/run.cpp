// reglament run PATH… --events FILE…
#include "cli/replay.hpp"

#include <reglament/control/performance.hpp>
#include <reglament/control/report.hpp>
#include <reglament/pay/department.hpp>

#include <fstream>
#include <iostream>

namespace reglament::cli {

namespace {

struct options {
    replay_options replay;
    std::string report, client;
    std::vector<std::string> hour_costs;
    std::string period;
    performance_options measured;
    bool json = false;

    [[nodiscard]] bool is_measured() const {
        return !hour_costs.empty() || !period.empty() || !measured.spent.empty() || !measured.class_fact.empty();
    }
};

bool write_report(const std::string& path, const std::string& text, session& s) {
    std::ofstream file{path, std::ios::binary};
    file << text << std::flush;
    if (file) return true;
    s.fail(wrong_use, "the report cannot be written to “" + path + "”", "не удаётся записать отчёт в «" + path + "»");
    return false;
}

bool read_costs(options& o, session& s) {
    issues found;
    for (const std::string& text : o.hour_costs) {
        if (auto one = parse_hour_cost(text, found)) o.measured.hour_cost.push_back(std::move(*one));
    }
    tell(found, s);
    if (!found.empty()) s.status = wrong_use;
    return found.empty();
}

performance_options measures(const options& o, const session& s) {
    performance_options how = o.measured;
    how.lang = s.lang;
    if (o.period == "month") how.by = performance_options::span::month;
    return how;
}

void tell_measured(const issues& found, session& s) {
    tell(found, s);
    if (found.has_errors()) s.status = wrong_input;
}

void print_json(const replayed& done, const figures& f, const options& o, session& s) {
    feel::context out = to_value(f).as_context();
    if (o.is_measured()) {
        const performance p = measure_performance(done.engine, measures(o, s));
        tell_measured(p.found, s);
        out.emplace_back("performance", to_value(p));
    }
    const instant until = done.engine.now();
    out.emplace_back("until", until == instant::min()
                                  ? feel::value{}
                                  : feel::value{to_string(until, done.rules->vocabulary().calendar.zone())});
    std::cout << feel::write_json(feel::value{std::move(out)}, 2) << "\n";
}

// A few regulations are told each by itself, which is all there is to see on a terminal.
bool are_many(const replayed& done) {
    constexpr std::size_t few = 3;
    return done.rules->machines().size() > few;
}

std::vector<report_section> sections_of(const replayed& done, const options& o, session& s) {
    overview_options how;
    how.lang = s.lang;
    if (done.log) how.log = &*done.log;
    issues found;
    std::vector<report_section> out = department(done.engine, how, measures(o, s), found);
    tell_measured(found, s);
    return out;
}

void run(options& o, session& s) {
    if (!read_costs(o, s)) return;
    const std::optional<replayed> done = replay(o.replay, s);
    if (!done) return;
    figures f = count(done->engine);
    f.events = done->counts;
    report_options how;
    how.lang = s.lang;
    how.example_client = o.client;
    if (!o.client.empty() && !done->engine.find_client(o.client)) {
        s.fail(wrong_use, "no event is of client “" + o.client + "”",
               "нет ни одного события клиента «" + o.client + "»");
        how.example_client.clear();
    }
    const bool page = !o.report.empty(), many = !o.json && (are_many(*done) || o.is_measured());
    const auto sections = page || many ? sections_of(*done, o, s) : std::vector<report_section>{};
    if (o.json) {
        print_json(*done, f, o, s);
    } else {
        std::cout << to_text(done->engine, f, many ? sections : std::vector<report_section>{}, how);
    }
    if (o.report.empty() || !write_report(o.report, to_html(done->engine, f, sections, how), s)) return;
    (o.json ? std::cerr : std::cout << "\n") << s.say("Report: ", "Отчёт: ") << o.report << "\n";
}

void add_measures(CLI::App& command, options& o, const session& s) {
    command.add_option("--hour-cost", o.hour_costs,
                       s.say("what an hour of a role or person costs: manager=1200",
                             "сколько стоит час роли или сотрудника: менеджер=1200"));
    command.add_option("--spent", o.measured.spent,
                       s.say("the field of forms in which people tell how many minutes it took",
                             "поле анкет, в которое пишут, сколько минут заняла задача"));
    command.add_option("--class", o.measured.class_fact,
                       s.say("the fact that tells a client's class; by default the first segment",
                             "факт с классом клиента; по умолчанию — первый сегмент"));
    command
        .add_option("--period", o.period,
                    s.say("what is measured is told by month or by quarter, the default",
                          "считать по месяцам (month) или по кварталам (quarter, по умолчанию)"))
        ->check(CLI::IsMember({"month", "quarter"}));
}

}  // namespace

void add_run(CLI::App& app, session& s) {
    const auto o = std::make_shared<options>();
    CLI::App* command = app.add_subcommand(
        "run", s.say("runs regulations over files of events", "исполняет регламенты по файлам событий"));
    o->replay.keeps = true;
    add_replay_options(*command, o->replay, s);
    command
        ->add_option("--commit-every", o->replay.commit_every,
                     s.say("with --store: so many events a commit", "вместе с --store: сколько событий в одной записи"))
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command->add_flag("--json", o->json, s.say("figures as one JSON object", "показатели одним объектом JSON"));
    command->add_option("--report", o->report, s.say("writes a page with diagrams", "записать страницу со схемами"));
    command->add_option("--client", o->client, s.say("whose way is told", "чей путь рассказать"));
    add_measures(*command, *o, s);
    command->callback([o, &s] { run(*o, s); });
}

}  // namespace reglament::cli
