// What people and the host are to do, and what they say of it.
#include "engine.hpp"
#include "values.hpp"

#include <reglament/machine/instruction.hpp>
#include <reglament/regulation/script.hpp>

#include <pybind11/stl.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reglament::python {

namespace {

/// A task whose texts are its own, so that it outlives the engine's next change.
struct kept_task {
    std::string subject, about, part, role, person, why;
    task values;
};

py::dict form_of(const task_definition& what) {
    py::dict fields;
    for (const auto& a : what.form) {
        fields[py::str(a.name.value)] = (a.optional ? "optional " : "") + to_string(a.type);
    }
    return fields;
}

py::tuple from_task(const kept_task& t, const rulebook& rules, const engine_handle& self) {
    const feel::zone zone = self.zone_out();
    const auto& v = t.values;
    const auto& regulation = rules.machines()[v.regulation].regulation();
    return py::make_tuple(t.subject, v.number, regulation.id.value, v.run, v.what->id,
                          instruction_text(rules, *v.what, v.values, self.lang()), t.role,
                          from_instant(v.created, zone), from_instant(v.due, zone), v.late, v.attempt, form_of(*v.what),
                          t.about, t.part, t.person, v.unassigned, t.why, v.paused,
                          v.what->goes_by == nullptr ? std::string{} : v.what->goes_by->id.value);
}

py::list tasks(engine_handle& self, const std::string& client, const std::string& role, const std::string& regulation,
               std::optional<bool> late, const std::string& person, bool unassigned, const std::string& version,
               const std::string& step, const py::object& due_before) {
    if (!role.empty() && !self.rules().vocabulary().find_role(role))
        throw py::value_error("there is no role \"" + role + "\"");
    task_filter which{client, role, regulation, late, person, unassigned, version, step};
    if (!due_before.is_none()) which.due_before = to_instant(due_before, self.zone_in());
    const auto [open, rules] = self.told([&](const engine& engine) {
        std::vector<kept_task> kept;
        for (const auto& t : engine.tasks(which)) {
            kept.push_back({std::string{t.subject}, std::string{t.about}, std::string{t.part}, std::string{t.role},
                            std::string{t.person}, std::string{t.why}, t});
        }
        return kept;
    });
    py::list result;
    for (const auto& t : open) result.append(from_task(t, *rules, self));
    return result;
}

/// What the host or somebody has done, as an event that the language has itself.
py::tuple say(engine_handle& self, const char* type, const std::string& client, const py::object& data,
              const py::object& at, const std::string& actor, const py::object& ask, const std::string& lang) {
    const feel::value said = to_value(data, self.zone_in());
    return tell(self, type, client, at, said.as_context(), ask, lang, actor);
}

// --- Calls ---

/// A call whose texts and data are its own.
struct kept_call {
    std::string subject;
    call values;
    std::vector<feel::value> data;
};

py::dict data_of(const kept_call& c, const rulebook& rules) {
    const auto& inputs = rules.vocabulary().actions[c.values.what->action].data;
    py::dict result;
    for (std::size_t i = 0; i < std::min(inputs.size(), c.data.size()); ++i) {
        if (!c.data[i].is_null()) result[py::str(inputs[i].name.value)] = from_value(c.data[i]);
    }
    return result;
}

py::dict loads(engine_handle& self) {
    py::dict result;
    for (const auto& [person, count] : self.with([](const engine& engine) { return engine.loads(); }))
        result[py::str(person)] = count;
    return result;
}

py::list calls(engine_handle& self, const std::string& client) {
    const auto [open, rules] = self.told([&](const engine& engine) {
        std::vector<kept_call> kept;
        for (const auto& c : engine.calls(client))
            kept.push_back({std::string{c.subject}, c, {c.data.begin(), c.data.end()}});
        return kept;
    });
    const feel::zone zone = self.zone_out();
    py::list result;
    for (const auto& c : open) {
        const auto& v = c.values;
        result.append(py::make_tuple(c.subject, v.number, rules->machines()[v.regulation].regulation().id.value, v.run,
                                     v.what->id, rules->vocabulary().actions[v.what->action].name.value,
                                     data_of(c, *rules), from_instant(v.created, zone), from_instant(v.due, zone),
                                     v.attempt, v.waits));
    }
    return result;
}

py::list waiting(engine_handle& self) {
    struct kept {
        std::string subject, part, person;
        waiting_start values;
    };
    const auto all = self.with([](const engine& engine) {
        std::vector<kept> kept;
        for (const auto& w : engine.waiting())
            kept.push_back({std::string{w.subject}, std::string{w.part}, std::string{w.person}, w});
        return kept;
    });
    py::list result;
    for (const auto& w : all) {
        py::dict one;
        one["client"] = w.subject;
        one["part"] = w.part;
        one["regulation"] = self.rules().machines()[w.values.regulation].regulation().id.value;
        one["person"] = w.person;
        one["since"] = from_instant(w.values.since, self.zone_out());
        one["place"] = w.values.place;
        result.append(one);
    }
    return result;
}

}  // namespace

void define_tasks(engine_class& engine) {
    engine.def("tasks", &tasks).def("loads", &loads).def("calls", &calls).def("waiting", &waiting).def("say", &say);
}

}  // namespace reglament::python
