// An explanation as people read it.
#include "control/explain_reasons.hpp"
#include "machine/picture.hpp"

#include <algorithm>

namespace reglament {

namespace {

constexpr std::size_t most_shown = 10;  // attempts: nobody reads more

std::string on_one_line(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
        if (!blank) out += c;
        if (blank && !out.empty() && out.back() != ' ') out += ' ';
    }
    return out;
}

class explanation_writer {
public:
    explanation_writer(const explained& of, language lang) : of_{of}, words_{of, lang}, say_{words_.in()} {}

    std::string write() {
        head();
        tasks();
        runs();
        attempts();
        for (const start_outlook& next : of_.outlook) outlook(next);
        limits();
        return std::move(out_);
    }

private:
    void line(std::size_t depth, const std::string& text) {
        out_.append(2 * depth, ' ');
        out_ += text + "\n";
    }
    void heading(std::string_view en, std::string_view ru) { line(0, "\n" + say_.say(en, ru)); }

    static std::string with_part(const std::string& part) { return part.empty() ? part : " [" + part + "]"; }

    void head() {
        const regulation& r = of_.rules->machines()[of_.regulation].regulation();
        const std::string name = r.title.empty() ? r.id.value : r.title + " (" + r.id.value + ")";
        std::string whom = of_.subject;
        if (of_.asked_for != of_.subject)
            whom = of_.asked_for + say_.say(", goes on as ", ", дальше ведётся как ") + whom;
        const bool no_time = of_.as_of == instant::min() || of_.as_of == never;
        line(0, name + ": " + whom + (no_time ? "" : say_.say(", as of ", ", на ") + say_.date(of_.as_of)));
        if (!of_.known)
            line(0, say_.say("Nothing has been heard of this client.", "Об этом клиенте ничего не известно."));
    }

    void tasks() {
        const bool any =
            std::any_of(of_.runs.begin(), of_.runs.end(), [](const explained_run& r) { return !r.tasks.empty(); });
        if (!any) return;
        heading("Open tasks", "Открытые задачи");
        for (const explained_run& r : of_.runs) {
            for (const explained_task& t : r.tasks) task(r, t);
        }
    }

    void task(const explained_run& of, const explained_task& t) {
        line(1, say_.instruction(*t.what, t.values) + say_.say(" (task ", " (задача ") + std::to_string(t.number) +
                    ")" + with_part(of.part));
        line(2, say_.say("for ", "исполнитель: ") + words_.person(t));
        std::string when = say_.say("since ", "с ") + say_.date(t.created);
        when += t.due == never ? say_.say(", without a time", ", без срока")
                               : say_.say(", due ", ", срок ") + say_.date(t.due);
        if (t.late) when += say_.say(", late", ", просрочена");
        if (t.paused) when += say_.say("; its run is paused", "; запуск приостановлен");
        line(2, when);
        line(2, say_.say("step ", "шаг ") + t.what->id + say_.say(" of run ", " запуска ") + std::to_string(of.number) +
                    because(t));
    }

    [[nodiscard]] std::string because(const explained_task& t) const {
        std::string out;
        for (const effect& e : t.cause) {
            const std::string text = words_.cause(e);
            if (!text.empty()) out += (out.empty() ? "" : "; ") + text;
        }
        return out.empty() ? out : say_.say(", because: ", ", потому что: ") + out;
    }

    void runs() {
        if (of_.runs.empty()) return;
        heading("Runs", "Запуски");
        for (const explained_run& r : of_.runs) {
            std::string text = std::to_string(r.number) + with_part(r.part) + ": " + words_.state(r);
            text +=
                r.started.at == never
                    ? say_.say("; when it began the history does not tell", "; когда начат, история не говорит")
                    : say_.say("; started ", "; начат ") + say_.date(r.started.at) + ": " + say_.why_started(r.started);
            line(1, text);
            for (const effect& e : r.told) line(2, say_.date(e.at) + "  " + say_.sentence(e, {}));
            for (const explained_rest& rest : r.rests)
                line(2, say_.say("rests at ", "стоит на шаге ") + words_.rest(r, rest));
        }
    }

    void attempts() {
        if (of_.attempts.empty()) return;
        heading("Starts", "Когда доходило до запуска");
        const std::size_t first = of_.attempts.size() > most_shown ? of_.attempts.size() - most_shown : 0;
        if (first + of_.left_out > 0)
            line(1, say_.say("… earlier ones: ", "… более ранних: ") + std::to_string(first + of_.left_out));
        for (std::size_t i = first; i < of_.attempts.size(); ++i) attempt(of_.attempts[i]);
    }

    void attempt(const start_attempt& a) {
        line(1, say_.date(a.told.at) + with_part(a.part) + "  " + words_.attempt(a));
        if (a.condition) parts(a.condition->parts, 2);
        if (!a.why_not || !a.why_not->condition) return;
        parts(a.why_not->condition->parts, 2);
        changes(*a.why_not->condition, true,
                a.why_not->what == start_reason_kind::stopped
                    ? say_.say("would not have been in the way if ", "не помешало бы, если бы ")
                    : say_.say("would have started if ", "запустился бы, если бы "));
    }

    void outlook(const start_outlook& next) {
        const bool stopped = !next.in_the_way.empty();
        line(0, "\n" +
                    (stopped ? say_.say("Why it does not start now", "Почему сейчас не запускается")
                             : say_.say("What starts it next", "Что запустит его дальше")) +
                    with_part(next.part));
        const bool alone = next.in_the_way.size() == 1 && comes_by_itself(next.trigger.what);
        reason(next.trigger, !stopped && next.trigger.what == start_reason_kind::becomes_true
                                 ? say_.say("would start if ", "запустился бы, если бы ")
                                 : say_.say("would hold if ", "было бы выполнено, если бы "));
        for (const start_reason& r : next.in_the_way) {
            reason(r, alone ? say_.say("would start then if ", "тогда запустился бы, если бы ")
                            : say_.say("would not be in the way if ", "не мешало бы, если бы "));
        }
    }

    // Nothing need change for it but time, or an event.
    static bool comes_by_itself(start_reason_kind trigger) {
        using enum start_reason_kind;
        return trigger == on_event || trigger == silence_lasts || trigger == on_schedule || trigger == on_date ||
               trigger == holds_not_long || trigger == on_call;
    }

    void reason(const start_reason& r, const std::string& would) {
        line(1, "— " + words_.now(r));
        if (!r.condition) return;
        parts(r.condition->parts, 2);
        const bool no_outcome = r.what == start_reason_kind::date_unknown;  // it is no condition
        const bool stops = r.what == start_reason_kind::stopped;
        if (!no_outcome && (stops || r.condition->came != feel::truth::yes)) changes(*r.condition, false, would);
    }

    void parts(const feel::explanation& e, std::size_t depth) {
        std::string text = on_one_line(e.text);
        if (!e.decided) {
            line(depth, text + say_.say(" — not needed", " — не понадобилось"));
            return;
        }
        const bool told = e.what != feel::explanation::role::operation || !e.parts.empty() || !e.result.is_null();
        line(depth, told ? text + " — " + words_.value(e.result) : text);
        for (const feel::explanation& p : e.parts) parts(p, depth + 1);
    }

    void changes(const tested_condition& c, bool then, const std::string& would) {
        if (c.parts.what == feel::explanation::role::operation && c.parts.parts.empty()) return;
        for (const auto& set : c.changes) line(2, "→ " + would + words_.changes(set, then));
        if (c.changes.empty())
            line(2, say_.say("→ no change of one fact or two was found that would do",
                             "→ изменения одного или двух фактов, которого хватило бы, не нашлось"));
        if (!c.all_tried) line(2, say_.say("(not everything could be tried)", "(перепробовано не всё)"));
    }

    void limits() {
        if (of_.limits.empty()) return;
        heading("Not told", "О чём сказать нельзя");
        for (const untold u : of_.limits) line(1, words_.limit(u));
    }

    const explained& of_;
    reason_words words_;
    const words& say_;
    std::string out_;
};

}  // namespace

std::string to_text(const explained& what, language lang) {
    return explanation_writer{what, lang}.write();
}

}  // namespace reglament
