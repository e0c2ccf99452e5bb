#include "control/digest.hpp"
#include "control/plain_text.hpp"
#include "control/section_page.hpp"
#include "machine/picture.hpp"

#include <algorithm>

namespace reglament {

namespace {

std::string aligned(std::uint64_t n, std::size_t width) {
    return flush_right(grouped(n), width);
}

class text_writer {
public:
    text_writer(const digest& d, const figures& f, const words& say, const std::vector<report_section>& sections)
        : digest_{d}, figures_{f}, say_{say}, sections_{sections} {}

    std::string write() {
        line(digest_.title + (digest_.until.empty() ? "" : say_.say(" — until ", " — на ") + digest_.until));
        line(events_line(figures_.events, say_));
        line(totals_line(figures_, say_));
        out_ += to_text(sections_);
        if (are_folded(sections_, digest_)) {
            regulations();
        } else {
            for (const auto& s : digest_.sections) section(s);
        }
        way();
        return std::move(out_);
    }

private:
    void line(std::string_view text, std::size_t indent = 0) {
        out_ += std::string(indent, ' ') + printable(text) + "\n";
    }
    void head(std::string_view en, std::string_view ru) { out_ += "\n  " + say_.say(en, ru) + "\n"; }

    // Of many of them a line each.
    void regulations() {
        out_ += "\n━━ " + say_.say("Regulations", "Регламенты") + "\n";
        std::size_t width = 0;
        for (const auto& s : digest_.sections) width = std::max(width, count_characters(s.title));
        for (const auto& s : digest_.sections) {
            const auto& r = *s.figures;
            std::string text = flush_left(s.title, width) + "  " + aligned(r.runs.started, 6) + " " +
                               say_.form(r.runs.started, run_noun) + say_.say(", still going on ", ", ещё идут ") +
                               grouped(r.runs.open);
            if (r.runs.stuck > 0) text += say_.say(", stuck ", ", остановились ") + grouped(r.runs.stuck);
            line(text, 4);
        }
    }

    void section(const digest::section& s) {
        const std::string title = s.title == s.id ? s.id : s.title + " (" + s.id + ")";
        out_ += "\n";
        line("━━ " + title);
        const auto& r = *s.figures;
        line(say_.counted(r.runs.started, run_noun) + say_.say(" of ", ", ") + say_.counted(r.clients, client_noun), 2);
        outcomes(s);
        starts(s);
        refused(s);
        for (const auto& r2 : s.roles) role(r2);
        if (s.roles.empty() && r.tasks.created > 0) head("No open tasks.", "Открытых задач нет.");
    }

    void outcomes(const digest::section& s) {
        std::size_t width = 0;
        for (const auto& o : s.outcomes) width = std::max(width, count_characters(o.name));
        for (const auto& o : s.outcomes) {
            line(flush_left(o.name, width) + "  " + aligned(o.count, 9) + "  " +
                     text_bar(o.count, s.figures->runs.started),
                 4);
        }
    }

    void starts(const digest::section& s) {
        if (s.starts.empty()) return;
        head("The latest that started, and why", "Последние запуски и почему они начались");
        std::size_t date = 0, client = 0;
        for (const auto& x : s.starts) {
            date = std::max(date, count_characters(x.when));
            client = std::max(client, count_characters(x.client));
        }
        for (const auto& x : s.starts)
            line(flush_left(x.when, date) + "  " + flush_left(x.client, client) + "  " + x.why, 4);
        more(s.figures->runs.started, s.starts.size());
    }

    void refused(const digest::section& s) {
        if (s.refused.empty()) return;
        head("Came up but did not start", "Повод был, но запуска не было");
        for (const auto& [why, n] : s.refused) line(aligned(n, 9) + "  " + why, 4);
    }

    void role(const digest::role_work& r) {
        std::string late;
        if (r.late > 0) late = say_.say(", late: ", ", просрочено: ") + grouped(r.late);
        out_ += "\n";
        line(say_.say("To do: ", "К исполнению: ") + r.role + " — " + say_.counted(r.total, task_noun) + late, 2);
        std::size_t due = 0, client = 0;
        for (const auto& w : r.shown) {
            due = std::max(due, count_characters(w.due));
            client = std::max(client, count_characters(w.client));
        }
        for (const auto& w : r.shown) {
            std::string text = flush_left(w.due, due) + "  " + flush_left(w.client, client) + "  " + w.what;
            if (w.attempt > 1) text += say_.say(" (attempt ", " (попытка ") + std::to_string(w.attempt) + ")";
            line((w.late ? "! " : "  ") + text, 2);
        }
        more(r.total, r.shown.size());
    }

    void more(std::uint64_t total, std::size_t shown) {
        if (total > shown) line(say_.say("… and ", "… и ещё ") + grouped(total - shown) + say_.say(" more", ""), 4);
    }

    void way() {
        if (digest_.client.empty() || digest_.way.empty()) return;
        out_ += "\n";
        line(say_.say("━━ The way of one client: ", "━━ Путь одного клиента: ") + digest_.client);
        std::size_t width = 0;
        for (const auto& l : digest_.way) width = std::max(width, count_characters(l.when));
        for (const auto& l : digest_.way) {
            line(flush_left(l.when, width) + "  " + (l.regulation.empty() ? "" : l.regulation + ": ") + l.text, 2);
        }
    }

    const digest& digest_;
    const figures& figures_;
    const words& say_;
    const std::vector<report_section>& sections_;
    std::string out_;
};

}  // namespace

std::string to_text(const engine& e, const figures& f, const std::vector<report_section>& sections,
                    const report_options& options) {
    const words say{e.rules(), options.lang};
    const digest d = gather(e, f, options, say);
    return text_writer{d, f, say, sections}.write();
}

std::string to_text(const engine& e, const figures& f, const report_options& options) {
    return to_text(e, f, {}, options);
}

}  // namespace reglament
