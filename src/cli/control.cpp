// reglament control PATH… --events FILE… --week DAY
#include "cli/control_week.hpp"

namespace reglament::cli {

namespace {

struct options {
    replay_options replay;
    std::string week;
    bool json = false;
};

}  // namespace

void add_control(CLI::App& app, session& s) {
    const auto o = std::make_shared<options>();
    CLI::App* command = app.add_subcommand("control", s.say("compares what was done with what should have been",
                                                            "сравнивает сделанное с тем, что положено"));
    add_replay_options(*command, o->replay, s);
    command
        ->add_option("--week", o->week,
                     s.say("what was made, late and missed in the week of this day, by person",
                           "что сделано, сделано с опозданием и пропущено за неделю этого дня, по сотрудникам"))
        ->required();
    command->add_flag("--json", o->json, s.say("as one JSON object", "одним объектом JSON"));
    command->callback([o, &s] { control_of_week(o->week, o->replay, o->json, s); });
}

}  // namespace reglament::cli
