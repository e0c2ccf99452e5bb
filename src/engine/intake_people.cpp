// Events about who does a task: they must be among the people, and fit.
#include "engine/intake.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>

namespace reglament {

namespace {

std::string_view text_of(const feel::value& v) noexcept {
    return v.kind() == feel::value_kind::string ? v.as_string() : std::string_view{};
}

const asked_call* given(const run& of, std::uint32_t task) noexcept {
    if (of.details() == nullptr) return nullptr;
    const auto& all = of.details()->asked;
    const auto at = std::find_if(all.begin(), all.end(), [&](const asked_call& a) {
        return a.number == task && a.data.size() == given_task::entries;
    });
    return at == all.end() ? nullptr : &*at;
}

}  // namespace

bool intake::resolve_person(const event& e, const open_task& open, resolved& into, issues& found) const {
    const task_definition& what = open.in->tasks()[open.in->states()[open.at->at].detail];
    const asked_call* const its = given(*open.of, open.at->task);
    if (its == nullptr) {
        found.add("task-not-given-out", {}, {what.id});
        return false;
    }
    const std::string has{text_of(its->data[given_task::person])};
    const std::string_view reason = text_of(e.data.get("reason"));
    const feel::value why = reason.empty() ? feel::value{} : feel::value{reason};
    const bool returned = into.type == static_cast<event_index>(reserved_event::task_returned);
    const bool claimed = into.type == static_cast<event_index>(reserved_event::task_claimed);
    const std::string_view key = into.type == static_cast<event_index>(reserved_event::task_handed) ? "to" : "person";
    const std::string_view named = text_of(e.data.get(key));
    if (named.empty() && !returned) {
        found.add("event-attribute-missing", {}, {e.type, std::string{key}});
        return false;
    }
    const auto who = named.empty() ? std::nullopt : find_person(named, found);
    if (!named.empty() && !who) return false;
    const std::string id = who ? rules_.vocabulary().people.all[*who].id.value : std::string{};
    into.values = {id.empty() ? feel::value{} : feel::value{id}, why};
    if (returned) {
        if (!has.empty() && (id.empty() || id == has)) return true;
        found.add(has.empty() ? "task-with-nobody" : "task-of-another", {}, {what.id, has});
        return false;
    }
    if (claimed && !has.empty() && has != id) {
        found.add("task-of-another", {}, {what.id, has});
        return false;
    }
    if (!may_do(*who, its->data, found)) return false;
    const absence* const away = claimed ? nullptr : rules_.vocabulary().people.absent(*who, e.time);
    if (away != nullptr) found.add("person-absent", {}, {id, away->reason.empty() ? "" : ": " + away->reason});
    return away == nullptr;
}

std::optional<std::uint16_t> intake::find_person(std::string_view name, issues& found) const {
    const people& all = rules_.vocabulary().people;
    if (const auto known = all.find(name)) return known;
    std::vector<std::string_view> names;
    for (const person& p : all.all) names.emplace_back(p.id.value);
    const auto near = near_names(name, names);
    found.add("unknown-person", {}, {std::string{name}}, near.empty() ? std::string{} : std::string{near.front()});
    return std::nullopt;
}

// By the role it is with now, and the skill it asked for.
bool intake::may_do(std::uint16_t who, const std::vector<feel::value>& given, issues& found) const {
    const vocabulary& words = rules_.vocabulary();
    const std::string role{text_of(given[given_task::role])};
    const auto known = words.find_role(role);
    if (!known || !words.people.has_role(who, static_cast<std::uint16_t>(*known))) {
        found.add("person-without-role", {}, {words.people.all[who].id.value, role});
        return false;
    }
    if (words.people.has_skill(who, given[given_task::skill])) return true;
    found.add("person-without-skill", {}, {words.people.all[who].id.value, feel::to_string(given[given_task::skill])});
    return false;
}

}  // namespace reglament
