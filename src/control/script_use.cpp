// How the talks along a script went, as filled forms tell.
#include "control/noun_form.hpp"
#include "control/page.hpp"
#include "control/script_outline.hpp"

#include <reglament/control/script_report.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace reglament {

namespace {

// A line, or an answer to it (the line's number and the answer's, from 1).
using mark = std::pair<std::size_t, std::size_t>;

std::set<mark> marks_of(const script& of, const std::vector<script_turn>& talk) {
    std::set<mark> out;
    for (const script_turn& t : talk) {
        out.insert({t.line, 0});
        if (const auto a = answer_of(of, t)) out.insert({t.line, *a + 1});
    }
    return out;
}

void prepare(script_use& use, const script& of) {
    for (std::size_t l = use.lines.size(); l < of.lines.size(); ++l)
        use.lines.emplace_back().answers.resize(std::max<std::size_t>(choices_of(of, l).size(), 1));
}

// The answers of a task that is done by the script: its fields are the first of the form.
feel::context form_of(const effect& e, const task_definition& t, const script& of) {
    feel::context form;
    for (std::size_t f = 0; f < of.form.size() && f < e.data.size(); ++f)
        if (!e.data[f].is_null()) form.emplace_back(t.form[f].name.value, e.data[f]);
    return form;
}

// "12", or "12–15" when it is not sure of all.
std::string counted(const script_count& n) {
    return n.sure == n.possible ? grouped(n.sure) : grouped(n.sure) + "–" + grouped(n.possible);
}

report_cell share_cell(const script_count& n, std::uint64_t of) {
    if (of == 0) return {"—"};
    return {percent(n.possible, of), static_cast<double>(n.possible) * 100 / static_cast<double>(of)};
}

class section_writer {
public:
    section_writer(const script& of, const script_use& use, language lang) : o_{of, lang}, of_{of}, use_{use} {}

    report_section write() {
        out_.id = "script-" + of_.id.value;
        std::replace(out_.id.begin(), out_.id.end(), ' ', '-');
        out_.title = std::string{of_.name()};
        out_.about = o_.kind_and_version();
        static constexpr words::noun talks{"talk", "talks", "разговор", "разговора", "разговоров"};
        out_.figures.push_back({grouped(use_.forms), noun_form(use_.forms, talks, o_.lang())});
        if (use_.unlike > 0)
            out_.figures.push_back({grouped(use_.unlike), o_.say("not by the script", "не по скрипту"), true});
        if (use_.unclear > 0)
            out_.figures.push_back({grouped(use_.unclear), o_.say("went one of several ways", "могли пойти по-разному")});
        if (use_.others > 0)
            out_.figures.push_back({grouped(use_.others), o_.say("by another wording", "по другой версии текста")});
        if (use_.forms > 0) tables();
        return std::move(out_);
    }

private:
    void tables() {
        report_table given, ended;
        given.title = o_.say("Which answers were given", "Как отвечали");
        given.columns = {{o_.say("line", "реплика")}, {o_.say("answer", "ответ")}, {o_.say("times", "раз"), true},
                         {o_.say("of the line", "из реплики")}, {o_.say("leads to", "куда ведёт")}};
        ended.title = o_.say("Where the talks ended", "Где закончились разговоры");
        ended.columns = {{o_.say("line", "реплика")}, {o_.say("answer", "ответ")}, {o_.say("times", "раз"), true},
                         {o_.say("of all", "из всех")}};
        for (std::size_t l = 0; l < of_.lines.size(); ++l) {
            const outlined_line line = o_.line(l);
            for (std::size_t a = 0; a < line.answers.size(); ++a) {
                const script_count& n = use_.lines[l].answers[a];
                const outlined_answer& is = line.answers[a];
                given.rows.push_back({{a == 0 ? line.number_and_id : ""},
                                      {is.words},
                                      {counted(n), -1, n.possible == 0},
                                      share_cell(n, use_.lines[l].said.possible),
                                      {is.leads}});
                if (is.to == script_end && n.possible > 0)
                    ended.rows.push_back(
                        {{line.number_and_id}, {is.words}, {counted(n)}, share_cell(n, use_.forms - use_.unlike)});
            }
        }
        if (use_.unclear > 0)
            given.note = o_.say("Of “2–5” two are sure and three may be so: a form does not tell of every reply.",
                                "«2–5»: два раза точно, ещё три — возможно: анкета хранит не каждый ответ.");
        out_.tables = {std::move(given), std::move(ended)};
    }

    script_outline o_;
    const script& of_;
    const script_use& use_;
    report_section out_;
};

}  // namespace

void script_use::add(const script& of, const feel::context& form) {
    prepare(*this, of);
    ++forms;
    const script_talks talks = talks_of(of, form);
    if (talks.all.empty()) {
        ++unlike;
        return;
    }
    if (talks.all.size() > 1) ++unclear;
    std::set<mark> some, always = marks_of(of, talks.all.front());
    for (const auto& talk : talks.all) {
        const std::set<mark> here = marks_of(of, talk);
        some.insert(here.begin(), here.end());
        std::erase_if(always, [&](const mark& m) { return !here.contains(m); });
    }
    const auto at = [&](const mark& m) -> script_count& {
        return m.second == 0 ? lines[m.first].said : lines[m.first].answers[m.second - 1];
    };
    for (const mark& m : some) ++at(m).possible;
    for (const mark& m : always) ++at(m).sure;
}

script_use count_talks(const engine& e, const script& of) {
    script_use out;
    prepare(out, of);
    for (std::size_t i = 0; i < e.client_count(); ++i) {
        for (const effect& done : e.history(e.client(i))) {
            if (done.kind != effect_kind::task_done) continue;
            const machine& m = e.rules().machines()[done.regulation];
            const task_definition& t = m.tasks()[m.states()[done.state].detail];
            if (t.goes_by == nullptr || t.goes_by->id.value != of.id.value) continue;
            if (t.goes_by->text != of.text) {
                ++out.others;
            } else {
                out.add(of, form_of(done, t, of));
            }
        }
    }
    return out;
}

report_section to_section(const script& of, const script_use& use, language lang) {
    return section_writer{of, use, lang}.write();
}

}  // namespace reglament
