// reglament rollout PATH… --results FILE
#include "cli/drill_results.hpp"
#include "cli/replay.hpp"

#include <reglament/control/rollout.hpp>

#include <fstream>
#include <iostream>

namespace reglament::cli {

namespace {

struct options {
    replay_options replay;
    std::string results, as_of, headquarters, report;
    rollout_options how;
    bool json = false;
};

bool write_page(const std::string& path, const std::string& text, session& s) {
    std::ofstream file{path, std::ios::binary};
    file << text << std::flush;
    if (file) return true;
    s.fail(wrong_use, "the report cannot be written to “" + path + "”", "не удаётся записать отчёт в «" + path + "»");
    return false;
}

// As of a day that was named, or else as far as anything is known.
bool find_time(options& o, const rulebook& rules, const engine* history, const std::vector<drill_record>& records,
               session& s) {
    if (!o.as_of.empty()) {
        const auto at = parse_moment(o.as_of, rules.vocabulary().calendar.zone());
        if (!at)
            s.fail(wrong_use, "“" + o.as_of + "” is no date such as 2025-03-12",
                   "«" + o.as_of + "» — не дата вида 2025-03-12");
        o.how.as_of = at.value_or(instant{});
        return at.has_value();
    }
    instant known = first_instant;
    if (history != nullptr) known = std::max(known, history->now());
    if (!records.empty()) known = std::max(known, records.back().at);
    o.how.as_of = known;
    if (known == first_instant)
        s.fail(wrong_use, "nothing is known yet: give --as-of", "ещё ничего не известно: укажите --as-of");
    return known != first_instant;
}

bool find_headquarters(options& o, const rulebook& rules, session& s) {
    if (o.headquarters.empty()) {
        o.how.headquarters = usual_headquarters(rules);
        return true;
    }
    const auto named = find_role(o.headquarters, rules.vocabulary(), s);
    o.how.headquarters = named.value_or(no_index);
    return named.has_value();
}

void run(options o, session& s) {
    const bool history = !o.replay.events.empty() || !o.replay.store.empty();
    std::optional<replayed> done;
    if (history) done = replay(o.replay, s);
    const auto rules = history ? (done ? done->rules : nullptr) : load_rules(o.replay.paths, s);
    if (!rules) return;
    const auto records = read_results(o.results, true, s);
    const engine* const e = done ? &done->engine : nullptr;
    if (!records || !find_time(o, *rules, e, *records, s) || !find_headquarters(o, *rules, s)) return;
    const rollout r = plan_rollout(rules, *records, e, o.how);
    if (o.json) {
        std::cout << feel::write_json(to_value(r), 2) << "\n";
    } else {
        std::cout << to_text(r, s.lang);
    }
    if (o.report.empty() || !write_page(o.report, to_html(r, s.lang), s)) return;
    (o.json ? std::cerr : std::cout << "\n") << s.say("Report: ", "Отчёт: ") << o.report << "\n";
}

void add_numbers(CLI::App& command, options& o, const session& s) {
    command
        .add_option(
            "--needed", o.how.needed,
            s.say("clean repetitions in a row that accredit", "сколько чистых прогонов подряд нужно для аккредитации"))
        ->check(CLI::Range(1, 1'000))
        ->capture_default_str();
    command
        .add_option("--at-once", o.how.at_once, s.say("regulations in a sprint", "сколько регламентов в одном спринте"))
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
    command
        .add_option("--weeks", o.how.habit_weeks,
                    s.say("that are looked back on for habits", "за сколько недель смотреть привычку"))
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
    command
        .add_option("--share", o.how.habit_share,
                    s.say("of tasks made in time that is a habit, in per cent",
                          "какая доля задач в срок — привычка, в процентах"))
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
}

}  // namespace

void add_rollout(CLI::App& app, session& s) {
    const auto o = std::make_shared<options>();
    CLI::App* command = app.add_subcommand(
        "rollout", s.say("who knows, can and does which regulation habitually, and what comes next",
                         "внедрение: кто какой регламент знает, умеет, делает не думая, и что дальше"));
    add_replay_options(*command, o->replay, s);
    command->add_option("--results", o->results, s.say("the file that drill writes", "файл, который пишет drill"))
        ->required();
    command->add_option("--as-of", o->as_of,
                        s.say("the day; by default as far as anything is known",
                              "на какой день; по умолчанию — насколько что-нибудь известно"));
    command->add_option("--headquarters", o->headquarters,
                        s.say("the role of its members; by default headquarters",
                              "роль членов штаба; по умолчанию headquarters или штаб"));
    add_numbers(*command, *o, s);
    command->add_flag("--json", o->json, s.say("as one JSON object", "одним объектом JSON"));
    command->add_option("--report", o->report, s.say("writes a page", "записать страницу"));
    command->callback([o, &s] { run(*o, s); });
}

}  // namespace reglament::cli
