#include "scripts.hpp"

#include "engine.hpp"
#include "rulebook.hpp"
#include "values.hpp"

#include <reglament/control/script_report.hpp>

#include <pybind11/stl.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

namespace reglament::python {

namespace {

std::shared_ptr<const script> script_called(const rulebook_handle& rules, const std::string& name) {
    for (const auto& one : rules.rules->scripts())
        if (one->id.value == name || one->title == name) return one;
    throw py::key_error("no script or questionnaire '" + name + "'");
}

/// In the order of the fields of reglament.Script.
py::list scripts(const rulebook_handle& rules) {
    py::list out;
    for (const auto& one : rules.rules->scripts()) {
        py::dict form;
        for (const attribute& a : one->form)
            form[py::str(a.name.value)] = (a.optional ? "optional " : "") + to_string(a.type);
        out.append(py::make_tuple(one->id.value, one->title, one->version,
                                  one->questionnaire ? "questionnaire" : "script", form,
                                  from_json(to_value(*one).as_context().back().second)));
    }
    return out;
}

std::string page(const rulebook_handle& rules, const std::string& name, const std::string& format,
                 const std::string& lang) {
    const auto of = script_called(rules, name);
    if (format == "text") return script_in_text(*of, to_language(lang));
    if (format == "md") return script_in_markdown(*of, to_language(lang));
    if (format == "html") return script_in_html(*of, to_language(lang));
    throw py::value_error("format must be 'text', 'md' or 'html', not '" + format + "'");
}

/// In the order of the fields of reglament.ScriptUse.
py::tuple from_use(const script& of, const script_use& counts, const std::string& text) {
    py::list lines;
    for (std::size_t l = 0; l < counts.lines.size(); ++l) {
        const auto choices = choices_of(of, l);
        py::list answers;
        for (std::size_t a = 0; a < counts.lines[l].answers.size(); ++a) {
            const script_count& n = counts.lines[l].answers[a];
            answers.append(py::make_tuple(choices.empty() ? std::string{} : choices[a].words, n.sure, n.possible));
        }
        lines.append(
            py::make_tuple(of.lines[l].id.value, counts.lines[l].said.sure, counts.lines[l].said.possible, answers));
    }
    return py::make_tuple(counts.forms, counts.unlike, counts.unclear, counts.others, lines, text);
}

py::tuple use(engine_handle& engine, const rulebook_handle& rules, const std::string& name, const std::string& lang) {
    const auto of = script_called(rules, name);
    const script_use counts = engine.with_histories([&](const auto& e) { return count_talks(e, of); });
    return from_use(*of, counts, to_text(std::vector{to_section(*of, counts, to_language(lang))}));
}

py::tuple rehearsed(const rulebook_handle& rules, const std::string& name, const std::string& lang) {
    const auto of = script_called(rules, name);
    issues found;
    const script_use counts = rehearsed_talks(*rules.rules, of, found);
    return from_use(*of, counts, rehearsed_in_text(*of, counts, to_language(lang)));
}

struct play_handle {
    script_play it;
    language lang = language::en;
};

play_handle play(const rulebook_handle& rules, const std::string& name, const std::string& lang) {
    return {script_play{script_called(rules, name), rules.rules->vocabulary().calendar.zone()}, to_language(lang)};
}

/// In the order of the fields of reglament.ScriptLine; None when the talk is over.
py::object line(const play_handle& self) {
    if (self.it.over()) return py::none();
    const script_line& l = self.it.line();
    py::list choices;
    for (const script_choice& c : self.it.choices(self.lang))
        if (!c.words.empty()) choices.append(c.words);
    const attribute* const asked = self.it.asked();
    return py::make_tuple(l.id.value, l.say, l.hint, asked == nullptr ? std::string{} : asked->name.value, choices);
}

}  // namespace

void define_scripts(py::module_& m) {
    py::class_<play_handle>(m, "ScriptPlay")
        .def("over", [](const play_handle& self) { return self.it.over(); })
        .def("line", &line)
        .def("answer", [](play_handle& self, const std::string& typed) { return self.it.answer(typed); })
        .def("back", [](play_handle& self) { return self.it.back(); })
        .def("form", [](const play_handle& self) { return from_value(feel::value{self.it.form()}); })
        .def("talk", [](const play_handle& self) {
            py::list out;
            for (const script_turn& t : self.it.talk()) {
                std::string words;
                for (const script_choice& c : choices_of(self.it.of(), t.line, self.lang))
                    if (c.turn.reply == t.reply && c.turn.answer == t.answer) words = c.words;
                out.append(py::make_tuple(self.it.of().lines[t.line].id.value, words, from_value(t.answer)));
            }
            return out;
        });
    m.def("scripts", &scripts);
    m.def("script_page", &page);
    m.def("script_use", &use);
    m.def("rehearsed_talks", &rehearsed);
    m.def("play_script", &play);
}

}  // namespace reglament::python
