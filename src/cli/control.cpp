// reglament control PATH… --events FILE… --week DAY, or --log FILE
#include "cli/control_log.hpp"
#include "cli/control_week.hpp"

#include <reglament/store/address.hpp>

#include <algorithm>

namespace reglament::cli {

namespace {

struct options {
    replay_options replay;
    std::string week;
    control_log_options log;
    bool json = false;
};

bool is_about_a_log(const control_log_options& o) {
    const auto all = {&o.regulation, &o.open_since, &o.csv, &o.xes, &o.html, &o.by, &o.feedback_csv};
    return o.feedback || std::any_of(all.begin(), all.end(), [](const std::string* text) { return !text->empty(); });
}

// A week of events, or a log: each goes with options of its own, and takes the others from the same words.
void control(options& o, session& s) {
    if (o.log.log.empty() == o.week.empty()) {
        s.fail(wrong_use, "say either --week or --log", "укажите либо --week, либо --log");
        return;
    }
    if (o.log.log.empty() && is_about_a_log(o.log)) {
        s.fail(wrong_use, "with --week go neither --feedback nor other options of a log",
               "с --week не сочетаются ни --feedback, ни другие параметры журнала");
        return;
    }
    if (o.log.log.empty()) return control_of_week(o.week, o.replay, o.json, s);
    const bool has_rules = names_store(o.log.log) || !o.replay.paths.empty();
    if (!has_rules || !o.replay.events.empty() || !o.replay.store.empty() || !o.replay.until.empty()) {
        s.fail(wrong_use,
               "a log goes with files of regulations, unless it is a store, and neither with --events, --store nor "
               "--until",
               "журналу, если это не хранилище, нужны файлы регламентов, а --events, --store и --until с ним не "
               "сочетаются");
        return;
    }
    o.log.paths = o.replay.paths;
    o.log.mapping = o.replay.mapping;
    o.log.zone = o.replay.zone;
    o.log.bad = o.replay.bad;
    o.log.json = o.json;
    control_of_log(o.log, s);
}

}  // namespace

void add_control(CLI::App& app, session& s) {
    const auto o = std::make_shared<options>();
    CLI::App* command = app.add_subcommand("control", s.say("compares what was done with what should have been",
                                                            "сравнивает сделанное с тем, что положено"));
    add_replay_options(*command, o->replay, s);
    command->add_option("--week", o->week,
                        s.say("what was made, late and missed in the week of this day, by person",
                              "что сделано, сделано с опозданием и пропущено за неделю этого дня, по сотрудникам"));
    add_log_options(*command, o->log, s);
    command->add_flag("--json", o->json, s.say("as one JSON object", "одним объектом JSON"));
    command->callback([o, &s] { control(*o, s); });
}

}  // namespace reglament::cli
