#include "control/scenario_events.hpp"

#include <utility>

namespace reglament {

namespace {

using action = scenario_step::action;

std::string_view type_of(action kind) noexcept {
    switch (kind) {
        case action::done:
            return "task.done";
        case action::skipped:
            return "task.skipped";
        case action::claimed:
            return "task.claimed";
        case action::returned:
            return "task.returned";
        case action::handed_on:
            return "task.handed";
        default:
            return "task.unanswered";
    }
}

// What a run is handed over lies apart from the key of the deal it is about; a cancelled one has a reason.
feel::value of_run(const rulebook& rules, const machine& m, const scenario_step& s) {
    feel::context data{{"regulation", m.regulation().id.value}}, given;
    const std::string key = m.about_part() ? rules.vocabulary().subjects[m.subject()].key : std::string{};
    for (const given_value& v : s.values) {
        const bool apart = s.name.value != "run.start" || (m.about_part() && v.name.value == key);
        (apart ? data : given).emplace_back(v.name.value, v.value);
    }
    if (s.name.value == "run.start") data.emplace_back("data", feel::value{std::move(given)});
    return feel::value{std::move(data)};
}

feel::value of_task(const std::string& regulation, const scenario_step& s) {
    feel::context data{{"task", s.name.value}, {"regulation", regulation}};
    if (s.kind == action::claimed || s.kind == action::returned || s.kind == action::handed_on) {
        for (const given_value& v : s.values) data.emplace_back(v.name.value, v.value);
    } else {
        data.emplace_back("answers", feel::value{context_of(s.values)});
    }
    return feel::value{std::move(data)};
}

}  // namespace

const std::string& client_of(const scenario& of, const scenario_step& s) {
    return s.client.value.empty() ? of.client : s.client.value;
}

regulation_index regulation_of(const rulebook& rules, const scenario& of, const scenario_step& s) {
    const std::string& id = s.regulation.value.empty() ? of.regulation.value : s.regulation.value;
    return rules.find(id).value_or(regulation_index{0});
}

feel::context context_of(const std::vector<given_value>& values) {
    feel::context out;
    for (const given_value& v : values) out.emplace_back(v.name.value, v.value);
    return out;
}

event given_event(const scenario& of) {
    return {{}, {}, "facts.changed", of.client, of.begin, context_of(of.given)};
}

event event_of(const rulebook& rules, const scenario& of, const scenario_step& s) {
    const machine& m = rules.machines()[regulation_of(rules, of, s)];
    const std::string& id = m.regulation().id.value;
    event e;
    e.subject = client_of(of, s);
    e.time = s.time;
    e.data = context_of(s.values);
    if (s.kind == action::event) {
        e.type = s.name.value;
        if (e.type.starts_with("run.")) e.data = of_run(rules, m, s);
    } else if (s.kind == action::facts) {
        e.type = "facts.changed";
    } else if (s.kind == action::failed) {
        e.type = "action.failed";
        feel::context data = context_of(s.values);  // `error` and `final`
        data.insert(data.end(), {{"call", s.name.value}, {"regulation", id}});
        e.data = std::move(data);
    } else if (s.kind == action::answered) {
        e.type = "action.done";
        e.data = feel::context{{"call", s.name.value}, {"regulation", id}, {"result", context_of(s.values)}};
    } else {
        e.type = type_of(s.kind);
        e.data = of_task(id, s);
    }
    return e;
}

}  // namespace reglament
