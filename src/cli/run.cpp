// reglament run PATH… --events FILE…
#include "cli/replay.hpp"

#include <reglament/control/overview.hpp>
#include <reglament/control/report.hpp>
#include <reglament/pay/payroll.hpp>

#include <fstream>
#include <iostream>

namespace reglament::cli {

namespace {

struct options {
    replay_options replay;
    std::string report, client;
    bool json = false;
};

bool write_report(const std::string& path, const std::string& text, session& s) {
    std::ofstream file{path, std::ios::binary};
    file << text << std::flush;
    if (file) return true;
    s.fail(wrong_use, "the report cannot be written to “" + path + "”", "не удаётся записать отчёт в «" + path + "»");
    return false;
}

void print_json(const replayed& done, const figures& f) {
    feel::context out = to_value(f).as_context();
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

std::vector<report_section> sections_of(const replayed& done, const session& s) {
    overview_options how;
    how.lang = s.lang;
    if (done.log) how.log = &*done.log;
    std::vector<report_section> out = overview(done.engine, how);
    const instant now = done.engine.now();
    const auto month = now == instant::min() ? std::nullopt : last_closed_month(*done.rules, now);
    if (!month || !done.log) return out;
    const payroll p = compute_payroll(done.rules, *done.log, *month);
    if (!p.slips.empty()) out.push_back(to_section(p, s.lang));
    return out;
}

void run(const options& o, session& s) {
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
    const bool page = !o.report.empty(), many = !o.json && are_many(*done);
    const auto sections = page || many ? sections_of(*done, s) : std::vector<report_section>{};
    if (o.json) {
        print_json(*done, f);
    } else {
        std::cout << to_text(done->engine, f, many ? sections : std::vector<report_section>{}, how);
    }
    if (o.report.empty() || !write_report(o.report, to_html(done->engine, f, sections, how), s)) return;
    (o.json ? std::cerr : std::cout << "\n") << s.say("Report: ", "Отчёт: ") << o.report << "\n";
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
    command->callback([o, &s] { run(*o, s); });
}

}  // namespace reglament::cli
