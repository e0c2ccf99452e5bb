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
               std::optional<bool> late, const std::string& person, bool unassigned) {
    if (!role.empty() && !self.rules().vocabulary().find_role(role))
        throw py::value_error("there is no role \"" + role + "\"");
    const auto [open, rules] = self.told([&](const engine& engine) {
        std::vector<kept_task> kept;
        for (const auto& t : engine.tasks({client, role, regulation, late, person, unassigned})) {
            kept.push_back({std::string{t.subject}, std::string{t.about}, std::string{t.part}, std::string{t.role},
                            std::string{t.person}, std::string{t.why}, t});
        }
        return kept;
    });
    py::list result;
    for (const auto& t : open) result.append(from_task(t, *rules, self));
    return result;
}

py::tuple complete(engine_handle& self, const std::string& client, std::uint32_t number, const py::object& answers,
                   const py::object& at, const py::object& ask, const std::string& lang) {
    const auto values = to_value(answers, self.zone_in());
    return tell(self, "task.done", client, at, {{"task", feel::number{number}}, {"answers", values}}, ask, lang);
}

py::tuple unanswered(engine_handle& self, const std::string& client, std::uint32_t number, const py::object& at,
                     const py::object& ask, const std::string& lang) {
    return tell(self, "task.unanswered", client, at, {{"task", feel::number{number}}}, ask, lang);
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

py::tuple skipped(engine_handle& self, const std::string& client, std::uint32_t number, const py::object& at,
                  const py::object& ask, const std::string& lang) {
    return tell(self, "task.skipped", client, at, {{"task", feel::number{number}}}, ask, lang);
}

py::tuple claim(engine_handle& self, const std::string& client, std::uint32_t number, const std::string& person,
                const py::object& at, const py::object& ask, const std::string& lang) {
    return tell(self, "task.claimed", client, at, {{"task", feel::number{number}}, {"person", feel::value{person}}},
                ask, lang);
}

py::tuple give_back(engine_handle& self, const std::string& client, std::uint32_t number, const std::string& reason,
                    const py::object& at, const py::object& ask, const std::string& lang) {
    return tell(self, "task.returned", client, at, {{"task", feel::number{number}}, {"reason", feel::value{reason}}},
                ask, lang);
}

py::tuple hand_on(engine_handle& self, const std::string& client, std::uint32_t number, const std::string& to,
                  const std::string& reason, const py::object& at, const py::object& ask, const std::string& lang) {
    return tell(self, "task.handed", client, at,
                {{"task", feel::number{number}}, {"to", feel::value{to}}, {"reason", feel::value{reason}}}, ask, lang);
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

py::tuple answered(engine_handle& self, const std::string& client, std::uint32_t number, const py::object& given,
                   const py::object& at, const py::object& ask, const std::string& lang) {
    const auto result = to_value(given, self.zone_in());
    return tell(self, "action.done", client, at, {{"call", feel::number{number}}, {"result", result}}, ask, lang);
}

py::tuple failed(engine_handle& self, const std::string& client, std::uint32_t number, const std::string& error,
                 bool final, const py::object& at, const py::object& ask, const std::string& lang) {
    return tell(self, "action.failed", client, at, {{"call", feel::number{number}}, {"error", error}, {"final", final}},
                ask, lang);
}

py::tuple start(engine_handle& self, const std::string& client, const std::string& regulation, const py::object& given,
                const py::object& at, const py::object& ask, const std::string& lang) {
    const auto data = to_value(given, self.zone_in());
    return tell(self, "run.start", client, at, {{"regulation", regulation}, {"data", data}}, ask, lang);
}

py::tuple merge(engine_handle& self, const std::string& client, const std::string& into, const py::object& at,
                const py::object& ask, const std::string& lang) {
    return tell(self, "subject.merged", client, at, {{"into", into}}, ask, lang);
}

py::tuple cancel(engine_handle& self, const std::string& client, std::uint32_t run, const std::string& reason,
                 const py::object& at, const std::string& actor, const py::object& ask, const std::string& lang) {
    return tell(self, "run.cancel", client, at, {{"run", feel::number{run}}, {"reason", reason}}, ask, lang, actor);
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
    engine.def("tasks", &tasks)
        .def("complete", &complete)
        .def("unanswered", &unanswered)
        .def("skipped", &skipped)
        .def("claim", &claim)
        .def("give_back", &give_back)
        .def("hand_on", &hand_on)
        .def("loads", &loads)
        .def("calls", &calls)
        .def("answered", &answered)
        .def("failed", &failed)
        .def("start", &start)
        .def("waiting", &waiting)
        .def("cancel", &cancel)
        .def("merge", &merge);
}

}  // namespace reglament::python
