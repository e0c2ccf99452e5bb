// reglament tasks PATH… --events FILE…
#include "cli/asked.hpp"
#include "cli/replay.hpp"

#include <reglament/control/report.hpp>
#include <reglament/machine/instruction.hpp>
#include <reglament/regulation/script.hpp>

#include <algorithm>
#include <array>
#include <iostream>

namespace reglament::cli {

namespace {

struct options {
    replay_options replay;
    asked_names named;
    bool late = false, unassigned = false, calls = false, waiting = false, json = false;
};

std::string time_of(instant when, const replayed& done) {
    return when == never ? std::string{} : to_string(when, done.rules->vocabulary().calendar.zone());
}

feel::value to_value(const task& t, const replayed& done, language lang) {
    const auto optional_text = [](const std::string& text) { return text.empty() ? feel::value{} : feel::value{text}; };
    feel::context out{{"client", feel::value{t.subject}},
                      {"about", optional_text(std::string{t.about})},
                      {"part", optional_text(std::string{t.part})},
                      {"number", feel::value{feel::number{std::int64_t{t.number}}}},
                      {"regulation", feel::value{done.rules->machines()[t.regulation].regulation().id.value}},
                      {"task", feel::value{t.what->id}},
                      {"do", feel::value{instruction_text(*done.rules, *t.what, t.values, lang)}},
                      {"role", optional_text(std::string{t.role})},
                      {"person", optional_text(std::string{t.person})},
                      {"unassigned", feel::value{t.unassigned}},
                      {"created", feel::value{time_of(t.created, done)}},
                      {"due", optional_text(time_of(t.due, done))},
                      {"late", feel::value{t.late}},
                      {"attempt", feel::value{feel::number{std::int64_t{t.attempt}}}}};
    if (t.what->goes_by != nullptr) out.emplace_back("script", feel::value{t.what->goes_by->id.value});
    return out;
}

// 2025-12-31T18:00:00+03:00 without what nobody reads in a list.
std::string shown_time(instant when, const replayed& done, const session& s) {
    constexpr std::size_t day = 10, minute = 16;
    std::string text = time_of(when, done);
    if (text.empty()) return s.say("no date", "без срока");
    text[day] = ' ';
    return text.substr(0, minute);
}

std::string shown_role(std::string_view name, const replayed& done) {
    const auto found = done.rules->vocabulary().find_role(name);
    if (name.empty() || !found) return "—";
    const std::string& title = done.rules->vocabulary().roles[*found].title;
    return title.empty() ? std::string{name} : title;
}

// Who does it: the person behind the role, as people call them; nobody is said.
std::string shown_doer(const task& t, const replayed& done, const session& s) {
    std::string role = shown_role(t.role, done);
    if (t.unassigned) return role + s.say(": nobody", ": некому");
    if (t.person.empty()) return role;
    const people& all = done.rules->vocabulary().people;
    const auto known = all.find(t.person);
    const bool titled = known && !all.all[*known].title.empty();
    return role + ": " + (titled ? all.all[*known].title : std::string{t.person});
}

void print(const std::vector<task>& list, const replayed& done, const session& s) {
    std::vector<std::array<std::string, 3>> rows;
    std::array<std::size_t, 3> width{};
    for (const task& t : list) {
        rows.push_back({shown_time(t.due, done, s), shown_doer(t, done, s), whose(t)});
        for (std::size_t i = 0; i < width.size(); ++i) width[i] = std::max(width[i], count_characters(rows.back()[i]));
    }
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const task& t = list[r];
        std::cout << (t.late ? "! " : "  ");
        for (std::size_t i = 0; i < width.size(); ++i) std::cout << padded(rows[r][i], width[i]) << "  ";
        std::cout << instruction_text(*done.rules, *t.what, t.values, s.lang) << s.say(" (task ", " (задача ")
                  << t.number << ")\n";
    }
    std::cout << s.say("Open tasks: ", "Открытых задач: ") << list.size() << "\n";
}

feel::value to_value(const call& c, const replayed& done) {
    const action_type& action = done.rules->vocabulary().actions[c.what->action];
    feel::context data;
    for (std::size_t i = 0; i < action.data.size() && i < c.data.size(); ++i) {
        if (!c.data[i].is_null()) data.emplace_back(action.data[i].name.value, c.data[i]);
    }
    const std::string due = time_of(c.due, done);
    return feel::context{{"client", feel::value{c.subject}},
                         {"number", feel::value{feel::number{std::int64_t{c.number}}}},
                         {"regulation", feel::value{done.rules->machines()[c.regulation].regulation().id.value}},
                         {"call", feel::value{c.what->id}},
                         {"action", feel::value{c.action}},
                         {"data", feel::value{std::move(data)}},
                         {"created", feel::value{time_of(c.created, done)}},
                         {"due", due.empty() ? feel::value{} : feel::value{due}},
                         {"attempt", feel::value{feel::number{std::int64_t{c.attempt}}}},
                         {"waits", feel::value{c.waits}}};
}

void print(const std::vector<call>& list, const replayed& done, const session& s) {
    std::size_t width = 0;
    for (const call& c : list) width = std::max(width, count_characters(c.subject));
    for (const call& c : list) {
        const std::string& title = done.rules->vocabulary().actions[c.what->action].title;
        std::cout << "  " << shown_time(c.due, done, s) << "  " << padded(std::string{c.subject}, width) << "  "
                  << (title.empty() ? std::string{c.action} : title) << s.say(" (call ", " (вызов ") << c.number
                  << s.say(", attempt ", ", попытка ") << c.attempt
                  << (c.waits ? s.say(", after a pause)", ", после паузы)") : std::string{")"}) << "\n";
    }
    std::cout << s.say("Open calls: ", "Открытых вызовов: ") << list.size() << "\n";
}

bool is_asked(regulation_index which, const options& o, const replayed& done) {
    return o.named.regulation.empty() || done.rules->machines()[which].regulation().id.value == o.named.regulation;
}

void print_calls(const options& o, const replayed& done, const session& s) {
    std::vector<call> list = done.engine.calls(o.named.client);
    std::erase_if(list, [&](const call& c) { return !is_asked(c.regulation, o, done); });
    if (!o.json) return print(list, done, s);
    feel::list out;
    for (const call& c : list) out.push_back(to_value(c, done));
    std::cout << feel::write_json(feel::value{std::move(out)}, 2) << "\n";
}

void print_waiting(const options& o, const replayed& done, const session& s) {
    feel::list out;
    for (const waiting_start& w : done.engine.waiting()) {
        if ((!o.named.client.empty() && w.subject != o.named.client) || !is_asked(w.regulation, o, done)) continue;
        const regulation& r = done.rules->machines()[w.regulation].regulation();
        if (o.json) {
            out.push_back(feel::context{{"regulation", feel::value{r.id.value}},
                                        {"person", w.person.empty() ? feel::value{} : feel::value{w.person}},
                                        {"place", feel::value{feel::number{static_cast<std::int64_t>(w.place)}}},
                                        {"client", feel::value{w.subject}},
                                        {"part", w.part.empty() ? feel::value{} : feel::value{w.part}},
                                        {"since", feel::value{time_of(w.since, done)}}});
            continue;
        }
        std::cout << "  " << (r.title.empty() ? r.id.value : r.title);
        if (!w.person.empty()) std::cout << ", " << w.person;
        std::cout << ": " << w.place << ". " << w.subject;
        if (!w.part.empty()) std::cout << ", " << w.part;
        std::cout << s.say(", since ", ", с ") << shown_time(w.since, done, s) << "\n";
        out.emplace_back();
    }
    if (o.json) {
        std::cout << feel::write_json(feel::value{std::move(out)}, 2) << "\n";
    } else {
        std::cout << s.say("Waiting for their turn: ", "Ждут своей очереди: ") << out.size() << "\n";
    }
}

// Calls and starts that wait are no tasks: nobody has them, and they rest at no step.
bool is_misused(const options& o, session& s) {
    const asked_names& n = o.named;
    const bool of_tasks =
        o.late || o.unassigned ||
        !(n.version.empty() && n.step.empty() && n.role.empty() && n.person.empty() && n.before.empty());
    if (!(o.calls || o.waiting) || !of_tasks) return false;
    s.fail(wrong_use, "--calls and --waiting go with --client and --regulation alone",
           "вместе с --calls и --waiting указывают только --client и --regulation");
    return true;
}

void tasks(const options& o, session& s) {
    const std::optional<replayed> done = replay(o.replay, s);
    if (!done) return;
    const auto known = known_names(o.named, done->engine, s);
    if (!known || is_misused(o, s)) return;
    if (o.calls) return print_calls(o, *done, s);
    if (o.waiting) return print_waiting(o, *done, s);
    task_filter which{known->client, known->role,  known->regulation, {},
                      known->person, o.unassigned, known->version,    known->step};
    if (o.late) which.late = true;
    if (!o.named.before.empty()) {
        which.due_before = moment(o.named.before, done->engine, s);
        if (!which.due_before) return;
    }
    const std::vector<task> list = done->engine.tasks(which);
    if (!o.json) return print(list, *done, s);
    feel::list out;
    for (const task& t : list) out.push_back(to_value(t, *done, s.lang));
    std::cout << feel::write_json(feel::value{std::move(out)}, 2) << "\n";
}

}  // namespace

void add_tasks(CLI::App& app, session& s) {
    const auto o = std::make_shared<options>();
    CLI::App* command =
        app.add_subcommand("tasks", s.say("lists the tasks that are open", "перечисляет открытые задачи"));
    add_replay_options(*command, o->replay, s);
    add_names(*command, o->named, s);
    command->add_flag("--unassigned", o->unassigned,
                      s.say("only those that nobody is there for", "только те, что некому делать"));
    command->add_flag("--late", o->late, s.say("only late ones", "только просроченные"));
    command->add_flag("--calls", o->calls,
                      s.say("what other programs were asked for, instead", "вместо задач — вызовы других программ"));
    command->add_flag("--waiting", o->waiting,
                      s.say("starts beyond their limit of a day, instead", "вместо задач — очередь на запуск"));
    command->add_flag("--json", o->json, s.say("as a JSON list", "списком JSON"));
    command->callback([o, &s] { tasks(*o, s); });
}

}  // namespace reglament::cli
