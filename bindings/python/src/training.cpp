#include "training.hpp"

#include "engine.hpp"
#include "rulebook.hpp"
#include "values.hpp"

#include <reglament/control/rollout.hpp>
#include <reglament/control/training.hpp>

#include <pybind11/stl.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace reglament::python {

namespace py = pybind11;

namespace {

regulation_index regulation_called(const rulebook& rules, const std::string& name) {
    for (regulation_index i = 0; i < rules.machines().size(); ++i) {
        const regulation& r = rules.machines()[i].regulation();
        if (!rules.is_earlier(i) && (r.id.value == name || r.title == name)) return i;
    }
    throw py::value_error("there is no regulation '" + name + "'");
}

std::uint16_t role_called(const rulebook& rules, const std::string& name) {
    const auto& all = rules.vocabulary().roles;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].name.value == name || all[i].title == name) return static_cast<std::uint16_t>(i);
    throw py::value_error("there is no role '" + name + "'");
}

struct drill_handle {
    std::unique_ptr<drill> it;
    std::uint64_t seed = 0;
    language lang = language::en;
    bool begun = false;

    [[nodiscard]] feel::zone zone() const { return it->rules().vocabulary().calendar.zone(); }
};

/// In the order of the fields of reglament.DrillDeviation.
py::list from_deviations(const drill_deviations& all, const drill_handle& self) {
    py::list out;
    for (const drill_deviation& d : all)
        out.append(py::make_tuple(std::string{to_string(d.kind)}, d.step, d.meant, d.field, from_value(d.told),
                                  from_value(d.written), from_instant(d.at, self.zone()),
                                  to_text(d, *self.it, self.lang)));
    return out;
}

// The drill, or None, and the issues.
py::tuple begin(const rulebook_handle& rules, const std::string& regulation, const std::string& role,
                std::uint64_t seed, const std::vector<std::string>& through, const std::string& story,
                std::uint32_t pace, const std::string& lang) {
    const regulation_index which = regulation_called(*rules.rules, regulation);
    const std::uint16_t as = role_called(*rules.rules, role);
    const auto tasks = rules.rules->machines()[which].tasks();
    if (std::none_of(tasks.begin(), tasks.end(), [&](const task_definition& t) { return t.role == as; }))
        throw py::value_error("'" + role + "' has nothing to do in '" + regulation + "'");
    if (pace < 1 || pace > 10'000) throw py::value_error("pace must be from 1 to 10000");
    drill_options how;
    how.seed = seed;
    how.through = through;
    how.pace = pace;
    for (const scenario* s : drill_stories(*rules.rules, which, as))
        if (!story.empty() && s->name.value == story) how.story = s;
    if (!story.empty() && how.story == nullptr) throw py::value_error("there is no such story: '" + story + "'");
    issues found;
    drill_handle made{nullptr, seed, to_language(lang), false};
    {
        const py::gil_scoped_release others_may_run;
        made.it = std::make_unique<drill>(rules.rules, which, as, how, found);
    }
    py::object out = found.has_errors() ? py::object{py::none()} : py::cast(std::move(made));
    return py::make_tuple(out, from_issues(found, to_language(lang)), render(found, to_language(lang)));
}

std::size_t step_called(const drill_handle& self, const std::string& id) {
    const auto& all = self.it->steps();
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].what->id == id) return i;
    throw py::value_error("there is no step '" + id + "'");
}

py::list steps(const drill_handle& self) {
    py::list out;
    for (const drill_step& s : self.it->steps()) {
        const auto role = s.what->role;
        out.append(
            py::make_tuple(s.what->id, s.what->instruction,
                           role == no_index ? std::string{} : self.it->rules().vocabulary().roles[role].name.value));
    }
    return out;
}

void expect_begun(const drill_handle& self, bool begun) {
    if (self.begun != begun)
        throw std::runtime_error{begun ? "nothing is begun: take() comes first" : "finish() what is begun first"};
}

py::list wait(drill_handle& self, const std::string& so_long) {
    expect_begun(self, false);
    if (so_long.empty()) return from_deviations(self.it->wait(), self);
    const auto p = parse_period(so_long);
    if (!p) throw py::value_error("'" + so_long + "' is no period such as '2 days'");
    return from_deviations(self.it->wait(*p), self);
}

py::tuple take(drill_handle& self, const std::string& step) {
    expect_begun(self, false);
    const drill_taken t = self.it->take(step_called(self, step));
    self.begun = t.begun;
    return py::make_tuple(t.begun, t.unanswered, from_value(feel::value{t.told}), from_instant(t.due, self.zone()),
                          from_deviations(t.wrong, self));
}

feel::context answers_of(const drill_handle& self, const py::dict& answers) {
    const feel::value v = to_value(answers, self.zone());
    return v.kind() == feel::value_kind::context ? v.as_context() : feel::context{};
}

py::list told(drill_handle& self, const py::object& answers) {
    expect_begun(self, true);
    if (answers.is_none()) {
        self.it->told_nothing();
        return py::list{};
    }
    return from_issues(self.it->told(answers_of(self, answers.cast<py::dict>())), self.lang);
}

py::list finish(drill_handle& self, const py::dict& answers, std::int64_t seconds) {
    expect_begun(self, true);
    if (seconds < 0) throw py::value_error("seconds must not be negative");
    self.begun = false;
    return from_deviations(self.it->finish(answers_of(self, answers), std::chrono::seconds{seconds}), self);
}

/// In the order of the fields of reglament.DrillResult.
py::tuple result(const drill_handle& self) {
    const drill_result r = self.it->result();
    return py::make_tuple(r.story, r.complete, r.clean(), r.output, r.took.count(), r.norm.count(), r.steps,
                          from_deviations(r.deviations, self));
}

std::string line(const drill_handle& self, const std::string& person, const py::object& at) {
    return to_line(record_of(*self.it, person, self.seed, to_instant(at, self.zone())));
}

std::vector<drill_record> records_of(const std::string& path, issues& found) {
    std::ifstream in{path, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (!in) throw py::value_error("'" + path + "' cannot be read");
    return read_drills(std::make_shared<const source>(path, std::move(text)), found);
}

/// In the order of the fields of reglament.Accreditation, the issues behind them.
py::tuple accredited(const rulebook_handle& rules, const std::string& regulation, const std::string& role,
                     const std::string& person, const std::string& results, std::uint32_t needed,
                     const std::string& lang) {
    if (needed == 0) throw py::value_error("needed must be 1 or more");
    issues found;
    const auto records = records_of(results, found);
    const accreditation a = accreditation_of(*rules.rules, regulation_called(*rules.rules, regulation),
                                             role_called(*rules.rules, role), person, records, needed);
    return py::make_tuple(std::string{to_string(a.level)}, a.in_a_row, a.needed, a.repetitions, a.version,
                          from_instant(a.since, rules.rules->vocabulary().calendar.zone()), a.asked, a.not_met,
                          to_text(a, *rules.rules, to_language(lang)), from_issues(found, to_language(lang)));
}

// As a dict, as text and as a page, and the issues.
py::tuple rolled_out(const rulebook_handle& rules, const std::string& results, const py::object& engine,
                     const py::object& as_of, const py::dict& how, const std::string& lang) {
    issues found;
    const auto records = records_of(results, found);
    rollout_options options;
    options.needed = how["needed"].cast<std::uint32_t>();
    options.at_once = how["at_once"].cast<std::uint32_t>();
    options.habit_weeks = how["weeks"].cast<std::uint32_t>();
    options.habit_share = how["share"].cast<std::uint32_t>();
    if (options.needed == 0 || options.at_once == 0 || options.habit_weeks == 0)
        throw py::value_error("needed, at_once and weeks must be 1 or more");
    const auto headquarters = how["headquarters"].cast<std::string>();
    options.headquarters =
        headquarters.empty() ? usual_headquarters(*rules.rules) : role_called(*rules.rules, headquarters);
    const auto zone = rules.rules->vocabulary().calendar.zone();
    options.as_of = as_of.is_none() ? (records.empty() ? first_instant : records.back().at) : to_instant(as_of, zone);
    const auto plan = [&](const reglament::engine* e) {
        if (e != nullptr && as_of.is_none()) options.as_of = std::max(options.as_of, e->now());
        return plan_rollout(rules.rules, records, e, options);
    };
    const rollout r = engine.is_none()
                          ? plan(nullptr)
                          : engine.cast<engine_handle&>().with_histories([&](const auto& e) { return plan(&e); });
    const language language = to_language(lang);
    return py::make_tuple(from_json(to_value(r)), to_text(r, language), to_html(r, language),
                          from_issues(found, language));
}

}  // namespace

void define_training(py::module_& m) {
    py::class_<drill_handle>(m, "Drill")
        .def("steps", &steps)
        .def("now", [](const drill_handle& self) { return from_instant(self.it->now(), self.zone()); })
        .def("over", [](const drill_handle& self) { return self.it->over(); })
        .def("news", [](drill_handle& self) { return self.it->news(self.lang); })
        .def("wait", &wait)
        .def("take", &take)
        .def("told", &told)
        .def("finish", &finish)
        .def("skip",
             [](drill_handle& self, const std::string& step) {
                 expect_begun(self, false);
                 return from_deviations(self.it->skip(step_called(self, step)), self);
             })
        .def("result", &result)
        .def("line", &line);
    m.def("drill", &begin);
    m.def("accreditation", &accredited);
    m.def("rollout", &rolled_out);
}

}  // namespace reglament::python
