#include "rulebook.hpp"

#include "values.hpp"

#include <reglament/control/job.hpp>
#include <reglament/machine/draw.hpp>
#include <reglament/regulation/schema.hpp>

#include <pybind11/stl.h>

#include <filesystem>
#include <string>
#include <vector>

namespace reglament::python {

namespace {

py::tuple outcome(const loaded& done, language lang) {
    py::object rules = py::none();
    if (done.rules) rules = py::cast(rulebook_handle{done.rules});
    return py::make_tuple(rules, from_issues(done.found, lang), render(done.found, lang));
}

py::tuple load_files(const std::vector<std::string>& names, const std::string& lang) {
    const std::vector<std::filesystem::path> paths{names.begin(), names.end()};
    loaded done;
    {
        const py::gil_scoped_release others_may_run;
        done = load(paths);
    }
    return outcome(done, to_language(lang));
}

py::tuple load_string(std::string text, std::string name, const std::string& lang) {
    loaded done;
    {
        const py::gil_scoped_release others_may_run;
        done = load_text(std::move(text), std::move(name));
    }
    return outcome(done, to_language(lang));
}

py::list regulations(const rulebook_handle& self) {
    py::list result;
    for (const auto& m : self.rules->machines()) {
        const auto& r = m.regulation();
        py::list outputs;
        for (const auto& o : r.outputs) outputs.append(o.name.value);
        result.append(
            py::make_tuple(r.id.value, r.title, r.version, r.priority, r.subject.value, r.owner.value, outputs));
    }
    return result;
}

py::list events(const rulebook_handle& self) {
    py::list result;
    for (const auto& e : self.rules->vocabulary().events) {
        py::dict data;
        for (const auto& a : e.data) data[py::str(a.name.value)] = (a.optional ? "optional " : "") + to_string(a.type);
        result.append(py::make_tuple(e.name.value, e.title, data));
    }
    return result;
}

std::string drawing(const machine& m, const std::string& format, language lang, const vocabulary& words) {
    if (format == "mermaid") return to_mermaid(m, {}, lang, &words);
    if (format == "dot") return to_dot(m, {}, lang, &words);
    if (format == "table") return to_table(m, lang);
    if (format != "svg")
        throw py::value_error("format must be 'svg', 'mermaid', 'dot' or 'table', not '" + format + "'");
    auto svg = to_svg(m, {}, lang, &words);
    if (svg.empty())
        throw std::runtime_error("an SVG takes Graphviz, whose program `dot` is missing or could not draw this");
    return svg;
}

std::string draw(const rulebook_handle& self, const std::string& id, const std::string& format,
                 const std::string& lang) {
    const auto which = self.rules->find(id);
    if (!which) throw py::key_error("no regulation '" + id + "'");
    return drawing(self.rules->machines()[*which], format, to_language(lang), self.rules->vocabulary());
}

std::string job(const rulebook_handle& self, const std::string& role, const std::string& format,
                const std::string& lang) {
    const auto which = self.rules->vocabulary().find_role(role);
    if (!which) throw py::key_error("no role '" + role + "'");
    const auto index = static_cast<std::uint16_t>(*which);
    if (format == "html") return job_in_html(*self.rules, index, to_language(lang));
    if (format != "md") throw py::value_error("format must be 'md' or 'html', not '" + format + "'");
    return job_in_markdown(*self.rules, index, to_language(lang));
}

}  // namespace

void define_rulebook(py::module_& m) {
    py::class_<rulebook_handle>(m, "Rulebook")
        .def("regulations", &regulations)
        .def("events", &events)
        .def("draw", &draw)
        .def("job", &job);
    m.def("load_files", &load_files);
    m.def("load_text", &load_string);
    m.def("schema", [](const std::string& lang) { return json_schema(to_language(lang)); });
}

}  // namespace reglament::python
