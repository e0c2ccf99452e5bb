#include "control/digest.hpp"
#include "control/page.hpp"
#include "control/section_page.hpp"
#include "machine/picture.hpp"

#include <algorithm>

namespace reglament {

namespace {

class page_writer {
public:
    page_writer(const digest& d, const figures& f, const words& say, const vocabulary& names,
                const std::vector<report_section>& sections)
        : digest_{d}, figures_{f}, say_{say}, names_{names}, sections_{sections} {}

    std::string write() {
        out_ = page_head(digest_.title, say_.lang());
        top();
        for (const auto& s : sections_) add(section_page(s, say_));
        regulations();
        way();
        return std::move(out_ += page_foot);
    }

private:
    void add(std::string_view text) { out_ += text; }
    void head(std::string_view en, std::string_view ru) { add(element("h3", say_.say(en, ru)) + "\n"); }

    void tile(std::uint64_t n, std::string_view word, std::string_view kind = {}) {
        add(reglament::tile(grouped(n), word, kind));
    }

    void top() {
        add("<header>\n" + element("h1", digest_.title) + "\n");
        if (!digest_.until.empty()) {
            add(element("p", say_.say("What happened until ", "Состояние на ") + digest_.until, "sub"));
        }
        add("\n<div class=\"totals\">");
        tile(figures_.clients, say_.form(figures_.clients, client_noun));
        tile(figures_.runs.started, say_.form(figures_.runs.started, run_noun));
        tile(figures_.runs.open, say_.say("still going on", "ещё идут"));
        tile(figures_.tasks.created, say_.form(figures_.tasks.created, task_noun));
        tile(figures_.tasks.done, say_.say("done", "сделано"));
        if (figures_.runs.stuck > 0) tile(figures_.runs.stuck, say_.say("stuck", "остановились"), "late");
        tile(figures_.tasks.late, say_.say("were late", "с просрочкой"), figures_.tasks.late > 0 ? "late" : "");
        add("</div>\n");
        if (figures_.events.read > 0) add(element("p", events_line(figures_.events, say_), "sub"));
        add("</header>\n");
    }

    // Many of them are folded away: they are looked up, not read.
    void regulations() {
        if (!are_folded(sections_, digest_)) {
            for (const auto& s : digest_.sections) section(s);
            return;
        }
        add("<section class=\"folded\">\n<header>\n" + element("h2", say_.say("Regulations", "Регламенты")) +
            element("p",
                    say_.say("Each opens with what came of it, its diagram and its tasks.",
                             "Каждый раскрывается: чем закончилось, схема, задачи."),
                    "sub") +
            "\n</header>\n");
        for (const auto& s : digest_.sections) {
            add("<details>\n<summary>" + element("b", s.title) + " " + element("span", summary(s), "sub") +
                "</summary>\n");
            section(s);
            add("</details>\n");
        }
        add("</section>\n");
    }

    void section(const digest::section& s) {
        add("<section>\n<header>\n" + element("h2", s.title) + "\n<p class=\"sub\"><code>" + markup(s.id) +
            "</code> · " + markup(summary(s)) + "</p>\n</header>\n");
        outcomes(s);
        diagram(s);
        for (const auto& r : s.roles) role(r);
        if (s.roles.empty() && s.figures->tasks.created > 0) head("No open tasks", "Открытых задач нет");
        starts(s);
        refused(s);
        add("</section>\n");
    }

    [[nodiscard]] std::string summary(const digest::section& s) const {
        const auto& r = *s.figures;
        return say_.counted(r.runs.started, run_noun) + say_.say(" of ", ", ") + say_.counted(r.clients, client_noun);
    }

    void outcomes(const digest::section& s) {
        head("What came of it", "Чем закончилось");
        add("<table class=\"bars\">\n");
        const std::uint64_t all = std::max<std::uint64_t>(s.figures->runs.started, 1);
        for (const auto& o : s.outcomes) {
            std::string_view kind = o.kind == digest::outcome::what::open ? "open" : "";
            if (o.kind == digest::outcome::what::stuck) kind = "stuck";
            if (o.count == 0) kind = "none";
            const std::string share = std::to_string(o.count * 100 / all);
            add("<tr" + (kind.empty() ? std::string{} : " class=\"" + std::string{kind} + "\"") + ">" +
                element("td", o.name) + element("td", grouped(o.count), "n") + "<td class=\"track\"><i style=\"width:" +
                share + "%\"></i></td>" + element("td", percent(o.count, all), "n") + "</tr>\n");
        }
        add("</table>\n");
    }

    void diagram(const digest::section& s) {
        const std::string svg = to_svg(*s.of, s.figures->counts, say_.lang(), &names_);
        if (svg.empty()) {  // the same without Graphviz
            head("The ways taken", "Какими путями шли");
            return add(ways_table(picture_of(*s.of, s.figures->counts, say_.lang(), &names_), say_));
        }
        add("<figure>\n" + without_ids(svg) + "\n<figcaption>" +
            markup(
                say_.say("The numbers on the arrows say how often each way was taken; ● says how many stand there now.",
                         "Числа на стрелках — сколько раз прошли этим путём; ● — сколько стоит здесь сейчас.")) +
            "</figcaption>\n</figure>\n");
    }

    void role(const digest::role_work& r) {
        std::string late;
        if (r.late > 0) late = say_.say(", late: ", ", просрочено: ") + grouped(r.late);
        add(element("h3",
                    say_.say("To do: ", "К исполнению: ") + r.role + " — " + say_.counted(r.total, task_noun) + late));
        add("\n<table>\n<tr>" + element("th", say_.say("by", "срок")) + element("th", say_.say("client", "клиент")) +
            element("th", say_.say("task", "задача")) + "</tr>\n");
        for (const auto& w : r.shown) {
            std::string what = w.what;
            if (w.attempt > 1) what += say_.say(" (attempt ", " (попытка ") + std::to_string(w.attempt) + ")";
            if (w.late) what += say_.say(" — late", " — просрочена");
            add(std::string{w.late ? "<tr class=\"late\">" : "<tr>"} + element("td", w.due, "when") +
                element("td", w.client, "who") + element("td", what) + "</tr>\n");
        }
        add("</table>\n");
        more(r.total, r.shown.size());
    }

    void starts(const digest::section& s) {
        if (s.starts.empty()) return;
        head("The latest that started, and why", "Последние запуски и почему они начались");
        add("<table>\n<tr>" + element("th", say_.say("when", "когда")) + element("th", say_.say("client", "клиент")) +
            element("th", say_.say("why", "почему")) + "</tr>\n");
        for (const auto& x : s.starts) {
            add("<tr>" + element("td", x.when, "when") + element("td", x.client, "who") + element("td", x.why) +
                "</tr>\n");
        }
        add("</table>\n");
        more(s.figures->runs.started, s.starts.size());
    }

    void refused(const digest::section& s) {
        if (s.refused.empty()) return;
        head("Came up but did not start", "Повод был, но запуска не было");
        add("<table class=\"bars\">\n");
        for (const auto& [why, n] : s.refused)
            add("<tr>" + element("td", why) + element("td", grouped(n), "n") + "</tr>\n");
        add("</table>\n");
    }

    void more(std::uint64_t total, std::size_t shown) {
        if (total > shown)
            add(element("p", say_.say("and ", "и ещё ") + grouped(total - shown) + say_.say(" more", ""), "more") +
                "\n");
    }

    static std::string_view mark(effect_kind k) {
        switch (k) {
            case effect_kind::run_started:
                return "start";
            case effect_kind::run_finished:
            case effect_kind::run_cancelled:
                return "end";
            case effect_kind::task_late:
            case effect_kind::run_stuck:
                return "late";
            default:
                return "";
        }
    }

    void way() {
        if (digest_.client.empty() || digest_.way.empty()) return;
        add("<section>\n<header>" +
            element("h2", say_.say("The way of one client: ", "Путь одного клиента: ") + digest_.client) +
            "</header>\n<ol class=\"way\">\n");
        for (const auto& l : digest_.way) {
            const std::string_view kind = mark(l.kind);
            const std::string text = (l.regulation.empty() ? "" : l.regulation + ": ") + l.text;
            add("<li" + (kind.empty() ? std::string{} : " class=\"" + std::string{kind} + "\"") + ">" +
                element("time", l.when) + element("span", text) + "</li>\n");
        }
        add("</ol>\n</section>\n");
    }

    const digest& digest_;
    const figures& figures_;
    const words& say_;
    const vocabulary& names_;
    const std::vector<report_section>& sections_;
    std::string out_;
};

}  // namespace

std::string to_html(const engine& e, const figures& f, const std::vector<report_section>& sections,
                    const report_options& options) {
    const words say{e.rules(), options.lang};
    const digest d = gather(e, f, options, say);
    return page_writer{d, f, say, e.rules().vocabulary(), sections}.write();
}

std::string to_html(const engine& e, const figures& f, const report_options& options) {
    return to_html(e, f, {}, options);
}

}  // namespace reglament
