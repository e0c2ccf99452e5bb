#include "cli/asked.hpp"

#include <algorithm>
#include <string_view>

namespace reglament::cli {

namespace {

// Of the regulation that is named, else of any.
bool has_version(const asked_names& o, const rulebook& rules) {
    const auto machines = rules.machines();
    return std::any_of(machines.begin(), machines.end(), [&](const machine& m) {
        const regulation& r = m.regulation();
        return r.version == o.version && (o.regulation.empty() || r.id.value == o.regulation);
    });
}

bool has_step(const std::string& step, const rulebook& rules) {
    const auto machines = rules.machines();
    return std::any_of(machines.begin(), machines.end(),
                       [&](const machine& m) { return m.find_state(step).has_value(); });
}

// By its name or its title; else empty.
std::string role_of(const std::string& text, const vocabulary& words) {
    if (words.find_role(text)) return text;
    for (const role& r : words.roles)
        if (!text.empty() && r.title == text) return r.name.value;
    return {};
}

// Facts may name somebody whom the rules do not: then a task of theirs has to be open.
bool knows_person(const std::string& person, const engine& e) {
    task_filter theirs;
    theirs.person = person;
    return e.rules().vocabulary().people.find(person) || !e.tasks(theirs).empty();
}

}  // namespace

void add_names(CLI::App& command, asked_names& o, const session& s) {
    command.add_option("--client", o.client, s.say("only of this client", "только этого клиента"));
    command.add_option("--regulation", o.regulation, s.say("only of this one", "только этого регламента"));
    command.add_option("--version", o.version, s.say("only of this version", "только этой версии"));
    command.add_option("--step", o.step, s.say("only at this step", "только на этом шаге"));
    command.add_option("--role", o.role, s.say("only with a task of this role", "только с задачей этой роли"));
    command.add_option("--person", o.person,
                       s.say("only with a task of this person", "только с задачей этого сотрудника"));
    command.add_option("--due-before", o.before, s.say("only those due before", "только со сроком раньше"));
}

std::optional<asked_names> known_names(const asked_names& o, const engine& e, session& s) {
    const rulebook& rules = e.rules();
    const auto unknown = [&](const std::string& name, bool there, std::string_view en, std::string_view ru) {
        if (name.empty() || there) return false;
        s.fail(wrong_use, std::string{en} + " “" + name + "”", std::string{ru} + " «" + name + "»");
        return true;
    };
    asked_names known = o;
    known.role = role_of(o.role, rules.vocabulary());
    if (unknown(o.client, e.find_client(o.client).has_value(), "there is no client", "нет клиента") ||
        unknown(o.regulation, rules.find(o.regulation).has_value(), "there is no regulation", "нет регламента") ||
        unknown(o.version, has_version(o, rules), "there is no version", "нет версии") ||
        unknown(o.step, has_step(o.step, rules), "there is no step", "нет шага") ||
        unknown(o.role, !known.role.empty(), "there is no role", "нет роли") ||
        unknown(o.person, knows_person(o.person, e), "neither the people nor an open task knows",
                "ни среди сотрудников, ни в открытых задачах нет"))
        return std::nullopt;
    const people& all = rules.vocabulary().people;
    if (const auto person = all.find(o.person)) known.person = all.all[*person].id.value;
    return known;
}

std::optional<instant> moment(const std::string& text, const engine& e, session& s) {
    const auto when = parse_moment(text, e.rules().vocabulary().calendar.zone());
    if (!when) {
        s.fail(wrong_use, "“" + text + "” is no date or time such as 2025-03-12 or 2025-03-12T18:00",
               "«" + text + "» — не дата и не время вида 2025-03-12 или 2025-03-12T18:00");
    }
    return when;
}

}  // namespace reglament::cli
