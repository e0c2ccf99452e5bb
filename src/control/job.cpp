#include "control/markdown.hpp"
#include "control/page.hpp"
#include "control/words.hpp"
#include "machine/picture.hpp"

#include <reglament/control/job.hpp>
#include <reglament/regulation/script.hpp>

#include <algorithm>
#include <set>
#include <string_view>
#include <vector>

namespace reglament {

namespace {

// A description as headings and points, before any form.
struct point {
    int depth = 0;  // 0: a paragraph
    std::string text;
};
struct section {
    int level = 2;
    std::string title;
    std::vector<point> points;
};

class writer {
public:
    writer(const rulebook& rules, std::uint16_t role, language lang) : rules_{rules}, role_{role}, say_{rules, lang} {}

    [[nodiscard]] std::string title() const { return say_.role(role_); }

    std::vector<section> go() {
        people();
        owned();
        for (regulation_index i = 0; i < rules_.machines().size(); ++i) {
            if (!rules_.is_earlier(i)) regulation(i);
        }
        pay();
        return std::move(out_);
    }

private:
    [[nodiscard]] std::string say(std::string_view en, std::string_view ru) const { return say_.say(en, ru); }
    [[nodiscard]] const vocabulary& words_of() const { return rules_.vocabulary(); }

    section& open(int level, std::string title) { return out_.emplace_back(section{level, std::move(title), {}}); }
    void add(int depth, std::string text) { out_.back().points.push_back({depth, std::move(text)}); }

    static std::string joined(const std::vector<std::string>& all) {
        std::string out;
        for (const std::string& s : all) out += (out.empty() ? "" : ", ") + s;
        return out;
    }
    static std::string name_of(const person& p) { return p.title.empty() ? p.id.value : p.title; }

    void people() {
        open(2, say("Who", "Кто"));
        const role& of = words_of().roles[role_];
        const auto& all = words_of().people.all;
        for (const person& p : all) {
            if (std::find(p.roles.begin(), p.roles.end(), role_) == p.roles.end()) continue;
            std::vector<std::string> others;
            for (const std::uint16_t s : p.substitutes) others.push_back(name_of(all[s]));
            std::string text = name_of(p);
            if (!p.skills.empty()) text += say("; skills: ", "; умеет: ") + joined(p.skills);
            add(1, text + (others.empty() ? say("; nobody stands in", "; замещать некому")
                                          : say("; stands in: ", "; замещает: ") + joined(others)));
        }
        if (of.person != UINT16_MAX)
            add(1, say("Of a client it is whoever this fact names: ", "У клиента это тот, кого называет факт ") +
                       words_of().facts[of.person].name.value);
        if (of.by != role::choice::owner)
            add(1, of.by == role::choice::load
                       ? say("Tasks go to whoever has fewest", "Задачу получает тот, у кого их меньше")
                       : say("Tasks go by turn", "Задачи раздаются по очереди"));
        if (of.otherwise != UINT16_MAX)
            add(1, say("When nobody is there: ", "Если никого нет на месте: ") + say_.role(of.otherwise));
        if (out_.back().points.empty()) add(0, say("Nobody is named.", "Никто не назван."));
    }

    void owned() {
        std::vector<std::string> names;
        for (regulation_index i = 0; i < rules_.machines().size(); ++i) {
            const bool ours = rules_.machines()[i].regulation().owner.value == words_of().roles[role_].name.value;
            if (!rules_.is_earlier(i) && ours) names.push_back(say_.regulation(i));
        }
        if (names.empty()) return;
        open(2, say("Answers for", "Отвечает за регламенты"));
        for (std::string& n : names) add(1, std::move(n));
    }

    // Whether a task may come to the role: as its own, or when nobody of another one is there.
    [[nodiscard]] bool is_ours(const task_definition& t) const {
        if (t.role == role_) return true;
        return std::any_of(t.ways.begin(), t.ways.end(), [&](const auto& w) { return w.role == role_; });
    }
    [[nodiscard]] bool is_told(const task_definition& t) const {
        return std::any_of(t.ladder.begin(), t.ladder.end(), [&](const auto& r) { return r.escalate == role_; });
    }

    void regulation(regulation_index which) {
        const machine& m = rules_.machines()[which];
        const bool any = std::any_of(m.tasks().begin(), m.tasks().end(),
                                     [&](const task_definition& t) { return is_ours(t) || is_told(t); });
        if (!any) return;
        open(2, say_.regulation(which));
        const reglament::regulation& r = m.regulation();
        add(0, say("Starts when: ", "Начинается: ") + start_words(m, say_.lang(), &words_of()) +
                   (r.input.when ? say(", if ", ", если ") + r.input.when.text : std::string{}));
        if (!r.resources.empty()) {
            std::vector<std::string> all;
            for (const auto& n : r.resources) all.push_back(n.value);
            add(0, say("Needed: ", "Понадобится: ") + joined(all));
        }
        std::set<std::string> seen;
        for (const state& s : m.states()) {
            if (s.kind == state_kind::task && seen.insert(m.tasks()[s.detail].id).second) step(m, s);
        }
        std::vector<std::string> ends;
        for (const output& o : r.outputs) ends.push_back(o.title.empty() ? o.name.value : o.title);
        add(0, say("Ends with: ", "Заканчивается: ") + joined(ends));
    }

    void step(const machine& m, const state& s) {
        const task_definition& t = m.tasks()[s.detail];
        if (!is_ours(t)) {
            if (is_told(t))
                add(1, say("Is told when it is late: ", "Узнаёт об опоздании: ") + say_.instruction(t) + " (" +
                           say_.role(t.role) + ")");
            return;
        }
        add(1, say_.instruction(t) + (t.optional ? say(" (optional)", " (необязательно)") : std::string{}));
        if (t.role != role_) add(2, say("when nobody is there of: ", "когда никого нет из роли: ") + say_.role(t.role));
        add(2, s.timer ? say("within ", "срок: ") + timer_words(m, s, say_.lang())
                       : say("without a deadline", "без срока"));
        if (t.norm) add(2, say("norm: ", "норма: ") + to_string(*t.norm, say_.lang()));
        if (t.channel != no_index) {
            const channel& c = words_of().channels[t.channel];
            add(2, say("by ", "канал: ") + (c.title.empty() ? c.name.value : c.title));
        }
        if (!t.resources.empty()) add(2, say("needs: ", "понадобится: ") + joined(t.resources));
        if (t.goes_by != nullptr)
            add(2, (t.goes_by->questionnaire ? say("by the questionnaire: ", "по опроснику: ")
                                             : say("by the script: ", "по скрипту: ")) +
                       std::string{t.goes_by->name()});
        for (const attribute& a : t.form)
            add(2, say("asks and fills in ", "спросить и записать: ") + a.name.value + " — " +
                       to_string(a.type, say_.lang()) +
                       (a.optional ? say(", if known", ", если известно") : std::string{}));
        if (t.attempts > 1) add(2, say("attempts: ", "попыток: ") + std::to_string(t.attempts));
        for (const auto& r : t.ladder) {
            if (r.escalate != no_index) add(2, say("late: told to ", "при опоздании узнаёт: ") + say_.role(r.escalate));
        }
    }

    void pay() {
        for (std::size_t i = 0; i < rules_.statements().size(); ++i) {
            const statement& s = rules_.statements()[i];
            if (s.role.value != words_of().roles[role_].name.value) continue;
            const std::string title = s.title.empty() ? s.id.value : s.title;
            open(2, say("Paid for", "За что платят") + " — " + title);
            for (const statement_line& l : s.lines) add(1, l.title.empty() ? l.id.value : l.title);
            std::vector<std::string> never;
            for (const auto& n : s.never) never.push_back(n.value);
            if (!never.empty()) add(0, say("Never paid for: ", "Не платят никогда: ") + joined(never));
        }
    }

    const rulebook& rules_;
    std::uint16_t role_;
    words say_;
    std::vector<section> out_;
};

// On one line.
std::string escaped(std::string_view text) {
    std::string out = markdown_text(text);
    std::replace(out.begin(), out.end(), '\n', ' ');
    return out;
}

}  // namespace

std::string job_in_markdown(const rulebook& rules, std::uint16_t role, language lang) {
    writer w{rules, role, lang};
    std::string out = "# " + escaped(w.title()) + "\n";
    for (const section& s : w.go()) {
        out += "\n" + std::string(static_cast<std::size_t>(s.level), '#') + " " + escaped(s.title) + "\n\n";
        int before = 0;
        for (const point& p : s.points) {
            if (p.depth == 0) {
                out += (before == 0 ? "" : "\n") + escaped(p.text) + "\n\n";
            } else {
                out += std::string(static_cast<std::size_t>(p.depth - 1) * 2, ' ') + "- " + escaped(p.text) + "\n";
            }
            before = p.depth;
        }
    }
    while (out.ends_with("\n\n")) out.pop_back();
    return out;
}

std::string job_in_html(const rulebook& rules, std::uint16_t role, language lang) {
    writer w{rules, role, lang};
    std::string out = page_head(w.title(), lang) + element("h1", w.title()) + "\n";
    for (const section& s : w.go()) {
        out += element("h" + std::to_string(s.level), s.title) + "\n";
        int depth = 0;
        const auto go_to = [&](int wanted) {
            for (; depth < wanted; ++depth) out += "<ul>\n";
            for (; depth > wanted; --depth) out += "</ul>\n";
        };
        for (const point& p : s.points) {
            go_to(p.depth);
            out += element(p.depth == 0 ? "p" : "li", p.text) + "\n";
        }
        go_to(0);
    }
    return out + std::string{page_foot};
}

}  // namespace reglament
