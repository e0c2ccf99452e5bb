// reglament roles PATH… --role NAME
#include "cli/command.hpp"

#include <reglament/control/job.hpp>

#include <iostream>

namespace reglament::cli {

namespace {

struct options {
    std::vector<std::string> paths;
    std::string role, format = "md";
};

void run(const options& o, session& s) {
    const auto rules = load_rules(o.paths, s);
    if (!rules) return;
    const auto role = find_role(o.role, rules->vocabulary(), s);
    if (!role) return;
    std::cout << (o.format == "html" ? job_in_html(*rules, *role, s.lang) : job_in_markdown(*rules, *role, s.lang));
}

}  // namespace

void add_roles(CLI::App& app, session& s) {
    const auto o = std::make_shared<options>();
    CLI::App* command = app.add_subcommand("roles", s.say("writes a role's job description out of the regulations",
                                                          "должностная инструкция роли по регламентам"));
    command->add_option("PATH", o->paths, s.say("files and folders of regulations", "файлы и папки регламентов"))
        ->required();
    command->add_option("--role", o->role, s.say("its name, or its title", "имя или название роли"))->required();
    command->add_option("--format", o->format, "md, html")->check(CLI::IsMember({"md", "html"}));
    command->callback([o, &s] { run(*o, s); });
}

}  // namespace reglament::cli
