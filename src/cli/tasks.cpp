// reglament tasks PATH… --events FILE…
#include "cli/replay.hpp"

#include <reglament/control/report.hpp>

#include <iostream>

namespace reglament::cli {

namespace {

struct options {
    replay_options replay;
    std::string role, client;
    bool late = false, json = false;
};

std::string time_of(instant when, const replayed& done) {
    return when == never ? std::string{} : to_string(when, done.rules->vocabulary().calendar.zone);
}

feel::value to_value(const task& t, const replayed& done) {
    const auto optional_text = [](const std::string& text) { return text.empty() ? feel::value{} : feel::value{text}; };
    return feel::context{{"client", feel::value{t.subject}},
                         {"number", feel::value{feel::number{std::int64_t{t.number}}}},
                         {"regulation", feel::value{done.rules->machines()[t.regulation].regulation().id.value}},
                         {"task", feel::value{t.what->id}},
                         {"do", feel::value{t.what->instruction}},
                         {"role", optional_text(std::string{t.role})},
                         {"created", feel::value{time_of(t.created, done)}},
                         {"due", optional_text(time_of(t.due, done))},
                         {"late", feel::value{t.late}},
                         {"attempt", feel::value{feel::number{std::int64_t{t.attempt}}}}};
}

void print(const std::vector<task>& list, const replayed& done, const session& s) {
    for (const task& t : list) {
        const std::string due = time_of(t.due, done);
        std::cout << (t.late ? "! " : "  ") << (due.empty() ? s.say("no date", "без срока") : due) << "  "
                  << (t.role.empty() ? "—" : t.role) << "  " << t.subject << " #" << t.number << "  "
                  << (t.what->instruction.empty() ? t.what->id : t.what->instruction) << "\n";
    }
    std::cout << s.say("Open tasks: ", "Открытых задач: ") << list.size() << "\n";
}

void tasks(const options& o, session& s) {
    const std::optional<replayed> done = replay(o.replay, s);
    if (!done) return;
    if (!o.role.empty() && !done->rules->vocabulary().find_role(o.role)) {
        s.fail(wrong_use, "there is no role “" + o.role + "”", "нет роли «" + o.role + "»");
        return;
    }
    task_filter which;
    which.subject = o.client;
    which.role = o.role;
    if (o.late) which.late = true;
    const std::vector<task> list = done->engine.tasks(which);
    if (!o.json) return print(list, *done, s);
    feel::list out;
    for (const task& t : list) out.push_back(to_value(t, *done));
    std::cout << feel::write_json(feel::value{std::move(out)}, 2) << "\n";
}

}  // namespace

void add_tasks(CLI::App& app, session& s) {
    const auto o = std::make_shared<options>();
    CLI::App* command =
        app.add_subcommand("tasks", s.say("lists the tasks that are open", "перечисляет открытые задачи"));
    add_replay_options(*command, o->replay, s);
    command->add_option("--role", o->role, s.say("only of this role", "только этой роли"));
    command->add_option("--client", o->client, s.say("only about this client", "только по этому клиенту"));
    command->add_flag("--late", o->late, s.say("only late ones", "только просроченные"));
    command->add_flag("--json", o->json, s.say("as a JSON list", "списком JSON"));
    command->callback([o, &s] { tasks(*o, s); });
}

}  // namespace reglament::cli
