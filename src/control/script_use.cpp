// How the talks along a script went, as filled forms tell.
#include "control/noun_form.hpp"
#include "control/page.hpp"
#include "control/script_outline.hpp"

#include <reglament/control/script_report.hpp>

#include <algorithm>
#include <cctype>
#include <set>
#include <string_view>
#include <unordered_map>
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

// What a form tells.
struct reading {
    std::size_t talks = 0;
    std::set<mark> some, always;
};

reading read(const script& of, const feel::context& form) {
    const script_talks talks = talks_of(of, form);
    reading out;
    out.talks = talks.all.size();
    if (talks.all.empty()) return out;
    out.always = marks_of(of, talks.all.front());
    for (const auto& talk : talks.all) {
        const std::set<mark> here = marks_of(of, talk);
        out.some.insert(here.begin(), here.end());
        std::erase_if(out.always, [&](const mark& m) { return !here.contains(m); });
    }
    return out;
}

void enter(script_use& into, const reading& what) {
    ++into.forms;
    if (what.talks == 0) ++into.unlike;
    if (what.talks > 1) ++into.unclear;
    const auto at = [&](const mark& m) -> script_count& {
        script_use::line& line = into.lines[m.first];
        return m.second == 0 ? line.said : line.answers[m.second - 1];
    };
    for (const mark& m : what.some) ++at(m).possible;
    for (const mark& m : what.always) ++at(m).sure;
}

class section_writer {
public:
    section_writer(const script& of, const script_use& use, language lang) : o_{of, lang}, of_{of}, use_{use} {}

    report_section write() {
        const auto is_sign = [](char c) {
            const auto byte = static_cast<unsigned char>(c);
            return byte < 0x80 && std::isalnum(byte) == 0;
        };
        out_.id = "script-" + of_.id.value;
        std::replace_if(out_.id.begin(), out_.id.end(), is_sign, '-');
        out_.title = std::string{of_.name()};
        out_.about = o_.kind_and_version();
        static constexpr words::noun talks{"talk", "talks", "разговор", "разговора", "разговоров"};
        static constexpr words::noun several{"went one of several ways", "went one of several ways",
                                             "мог пойти по-разному", "могли пойти по-разному",
                                             "могли пойти по-разному"};
        out_.figures.push_back({grouped(use_.forms), noun_form(use_.forms, talks, o_.lang())});
        if (use_.unlike > 0)
            out_.figures.push_back({grouped(use_.unlike), o_.say("not by the script", "не по скрипту"), true});
        if (use_.unclear > 0)
            out_.figures.push_back({grouped(use_.unclear), noun_form(use_.unclear, several, o_.lang())});
        if (use_.others > 0)
            out_.figures.push_back({grouped(use_.others), o_.say("by another wording", "по другой версии текста")});
        if (use_.forms > 0) tables();
        return std::move(out_);
    }

private:
    void tables() {
        report_table given, ended;
        given.title = o_.say("Which answers were given", "Как отвечали");
        given.columns = {{o_.say("line", "реплика")},
                         {o_.say("answer", "ответ")},
                         {o_.say("times", "раз"), true},
                         {o_.say("of the line", "из реплики")},
                         {o_.say("leads to", "куда ведёт")}};
        ended.title = o_.say("Where the talks ended", "Где закончились разговоры");
        ended.columns = {{o_.say("line", "реплика")},
                         {o_.say("answer", "ответ")},
                         {o_.say("times", "раз"), true},
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
    enter(*this, read(of, form));
}

namespace {

// Forms that differ only in what was answered in one's own words went the same ways, and are looked at once.
class talk_counter {
public:
    explicit talk_counter(const script& of) : of_{of}, free_(of.form.size(), true) {
        prepare(out_, of);
        const auto note = [&](const std::vector<script_fill>& all) {
            for (const script_fill& f : all) free_[f.field] = false;
        };
        for (std::size_t l = 0; l < of.lines.size(); ++l) {
            const script_line& line = of.lines[l];
            note(line.fills);
            for (const script_reply& r : line.replies) note(r.fills);
            if (line.asks() && !choices_of(of, l).empty()) free_[line.field] = false;
        }
    }

    void take(const effect& done, const task_definition& t) {
        if (t.goes_by->text != of_.text) {
            ++out_.others;
            return;
        }
        std::string key;
        for (std::size_t f = 0; f < free_.size() && f < done.data.size(); ++f) {
            const feel::value& v = done.data[f];
            key += free_[f] && !v.is_null() ? std::string{"*"} : feel::write_json(v);
            key += '\n';
        }
        const auto [at, fresh] = known_.try_emplace(std::move(key));
        if (fresh) at->second = read(of_, form_of(done, t, of_));
        enter(out_, at->second);
    }

    [[nodiscard]] script_use finish() { return std::move(out_); }

private:
    const script& of_;
    std::vector<bool> free_;
    std::unordered_map<std::string, reading> known_;
    script_use out_;
};

}  // namespace

std::vector<script_use> count_talks(const engine& e, std::span<const std::shared_ptr<const script>> scripts) {
    std::vector<talk_counter> all;
    std::unordered_map<std::string_view, std::size_t> by_name;
    for (const auto& s : scripts) {
        by_name.emplace(s->id.value, all.size());
        all.emplace_back(*s);
    }
    for (std::size_t i = 0; i < e.client_count() && !all.empty(); ++i) {
        for (const effect& done : e.history(e.client(i))) {
            if (done.kind != effect_kind::task_done) continue;
            const machine& m = e.rules().machines()[done.regulation];
            const task_definition& t = m.tasks()[m.states()[done.state].detail];
            const auto at = t.goes_by == nullptr ? by_name.end() : by_name.find(t.goes_by->id.value);
            if (at != by_name.end()) all[at->second].take(done, t);
        }
    }
    std::vector<script_use> out;
    for (talk_counter& one : all) out.push_back(one.finish());
    return out;
}

script_use count_talks(const engine& e, const std::shared_ptr<const script>& of) {
    return std::move(count_talks(e, std::span{&of, 1}).front());
}

report_section to_section(const script& of, const script_use& use, language lang) {
    return section_writer{of, use, lang}.write();
}

}  // namespace reglament
