#include "control/conformance_words.hpp"
#include "control/feedback_words.hpp"
#include "control/page.hpp"
#include "machine/picture.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace reglament {

namespace {

constexpr std::size_t most_people = 15, most_deviations = 12, most_weeks = 12, most_events = 25, most_columns = 6;

double share(std::uint64_t n, std::uint64_t of) {
    return of == 0 ? 0 : static_cast<double>(n) * 100 / static_cast<double>(of);
}

report_cell number(std::uint64_t n) {
    return {grouped(n), -1, false};
}

report_cell share_cell(std::uint64_t n, std::uint64_t of, bool warns = false) {
    return {share_words(n, of), of == 0 ? -1 : share(n, of), warns};
}

class writer {
public:
    writer(const feedback_figures& f, const conformance& of, language lang) : f_{f}, say_{f, of, lang} {}

    std::vector<report_section> go(feedback_by by) {
        std::vector<report_section> out;
        const auto asked = [&](feedback_by one) { return by == feedback_by::all || by == one; };
        if (by == feedback_by::all) out.push_back(summary());
        if (asked(feedback_by::manager)) out.push_back(people());
        if (asked(feedback_by::step)) out.push_back(deviations());
        if (asked(feedback_by::week)) out.push_back(weeks());
        return out;
    }

private:
    [[nodiscard]] std::string say(std::string_view en, std::string_view ru) const { return say_.say(en, ru); }
    [[nodiscard]] std::uint64_t decided() const { return f_.cases - f_.undecided; }
    [[nodiscard]] std::uint64_t deviating() const { return decided() - f_.conforming; }

    [[nodiscard]] report_cell trend_cell(const feedback_course& c) const {
        return {say_.trend(c.trend), -1, c.trend == feedback_trend::rising};
    }

    // --- What to talk about ---

    [[nodiscard]] report_section summary() const {
        report_section out;
        out.id = "feedback";
        out.title = say("What to talk about", "О чём поговорить");
        out.about = about();
        out.figures.push_back({share_words(deviating(), decided()),
                               say("of cases left the regulation", "случаев отошли от регламента"), false});
        const bool known = f_.course.trend != feedback_trend::unknown;
        out.figures.push_back(
            {known ? say_.course(f_.course) : say_.trend(f_.course.trend),
             known ? say("first and second half of the weeks: it ", "первая и вторая половина недель: ") +
                         say_.trend(f_.course.trend)
                   : say("for a trend", "для вывода о переменах"),
             f_.course.trend == feedback_trend::rising});
        if (f_.conforming_duration.count > 0)
            out.figures.push_back(
                {say_.span(f_.conforming_duration.median),
                 say("takes a case by the regulation, median", "длится случай по регламенту, медиана"), false});
        example(out, f_.typical, say("Typical of the dearest deviation", "Типичный для самого дорогого отклонения"));
        example(out, f_.dearest, say("The dearest case", "Самый дорогой случай"));
        example(out, f_.model, say("A model: the quickest by the regulation", "Образец: быстрее всех и по регламенту"));
        return out;
    }

    [[nodiscard]] std::string about() const {
        if (f_.deviations.empty()) return say("Nobody left the regulation.", "От регламента никто не отходил.");
        const feedback_deviation& d = f_.deviations.front();
        std::string out = say("The dearest: ", "Дороже всего обходится: ") +
                          say_.deviation(d.kind, d.step, d.activity) + " (" + say_.counted(d.cases, case_noun) + ").";
        if (const feedback_person* who = most_often())
            out += say(" Most often by: ", " Чаще всех отходит: ") + say_.who(who->name) + " (" +
                   share_words(who->all.deviating, who->all.cases) + say(" of their cases).", " своих случаев).");
        return out;
    }

    // Of those with as many cases as make a share worth saying.
    [[nodiscard]] const feedback_person* most_often() const {
        constexpr std::uint64_t enough = 30;
        const feedback_person* out = nullptr;
        for (const feedback_person& p : f_.people) {
            if (p.all.cases < enough || p.name.empty() || p.name == feedback_others || p.all.deviating == 0) continue;
            if (out == nullptr || share(p.all.deviating, p.all.cases) > share(out->all.deviating, out->all.cases))
                out = &p;
        }
        return out;
    }

    // Whether the log tells who did what.
    [[nodiscard]] bool is_named() const {
        return std::any_of(f_.people.begin(), f_.people.end(), [](const auto& p) { return !p.name.empty(); });
    }

    void example(report_section& to, const std::optional<feedback_case>& c, const std::string& title) const {
        if (!c) return;
        report_table t;
        t.title = title + " — " + c->id;
        t.note = fate(*c);
        t.columns = {{say("when", "когда")}, {say("what", "что")}};
        if (is_named()) t.columns.push_back({say("who", "кто")});
        t.columns.push_back({say("deviation", "отклонение")});
        for (const feedback_event& e : c->events) {
            if (t.rows.size() == most_events) break;
            t.rows.push_back({{moment(*c, e)}, {e.activity}});
            if (is_named()) t.rows.back().push_back({say_.who(e.person)});
            const std::string kind = e.deviation ? kind_name(*e.deviation, say_.lang()) : std::string{};
            t.rows.back().push_back({kind, -1, e.deviation.has_value()});
        }
        t.left_out = c->left_out + c->events.size() - t.rows.size();
        to.tables.push_back(std::move(t));
    }

    // Where others of the case have a time of day, midnight is one.
    [[nodiscard]] std::string moment(const feedback_case& c, const feedback_event& e) const {
        if (!e.time) return "—";
        const auto has_clock = [&](const feedback_event& x) {
            return x.time && say_.date(*x.time).find(',') != std::string::npos;
        };
        const bool midnight = !has_clock(e) && std::any_of(c.events.begin(), c.events.end(), has_clock);
        return say_.date(*e.time) + (midnight ? ", 00:00" : "");
    }

    // How long it took, beside those that went by the regulation, and what came of it.
    [[nodiscard]] std::string fate(const feedback_case& c) const {
        std::string out;
        if (c.begin) {
            const auto took = std::chrono::duration_cast<std::chrono::seconds>(*c.end - *c.begin);
            out = say("It took ", "Длился ") + say_.span(took);
            if (f_.conforming_duration.count > 0)
                out += say(" (beside the median by the regulation: ", " (к медиане по регламенту: ") +
                       say_.difference(took - f_.conforming_duration.median) + ")";
            out += "; ";
        }
        out += c.output.empty() ? say("it came to no output", "до выхода не дошёл")
                                : say("output: ", "выход: ") + c.output;
        return out + say("; cost of deviations: ", "; цена отклонений: ") + std::to_string(c.cost) + ".";
    }

    // --- People ---

    [[nodiscard]] report_section people() const {
        report_section out;
        out.id = "feedback-people";
        out.title = say("Who left it, and where", "Кто отходит от регламента и где");
        out.about = say(
            "A deviation is charged to who did it; a step left out to who did the last thing before it.",
            "Отклонение записано на того, кто его сделал; пропущенный шаг — на того, кто сделал последнее до него.");
        if (!is_named()) {
            out.about = say("The log does not tell who did what.", "Журнал не говорит, кто что сделал.");
            return out;
        }
        report_table t;
        t.columns = {{say("who", "кто")},
                     {say("cases", "случаев"), true},
                     {say("with deviations", "с отклонениями"), true},
                     {say("cost", "цена"), true},
                     {say("mostly", "чаще всего")},
                     {say("before → after", "было → стало"), true},
                     {say("trend", "тенденция")}};
        for (const feedback_person& p : f_.people) {
            if (t.rows.size() == most_people) break;
            t.rows.push_back({{say_.who(p.name)},
                              number(p.all.cases),
                              share_cell(p.all.deviating, p.all.cases),
                              number(p.cost),
                              {mostly([&](const feedback_row& r) { return r.person == p.name; })},
                              {say_.course(p.course)},
                              trend_cell(p.course)});
        }
        t.left_out = f_.people.size() - t.rows.size();
        t.note =
            say("Before and after: the first and the second half of the weeks. A trend is said only with 30 cases in "
                "each half, and when chance would hardly show it.",
                "Было и стало — первая и вторая половина недель. О тенденции говорится, только если в каждой половине "
                "не меньше 30 случаев и разница едва ли случайна.");
        out.tables.push_back(std::move(t));
        matrix(out);
        return out;
    }

    template <class Is>
    [[nodiscard]] std::uint64_t times(const Is& is) const {
        std::uint64_t out = 0;
        for (const feedback_row& r : f_.rows) out += is(r) ? r.times : 0;
        return out;
    }

    // The deviation with the most cases among these rows.
    template <class Is>
    [[nodiscard]] std::string mostly(const Is& is) const {
        std::map<std::tuple<deviation_kind, std::string_view, std::string_view>, std::uint64_t> times;
        for (const feedback_row& r : f_.rows) {
            if (is(r)) times[{r.kind, r.step, r.activity}] += r.cases;
        }
        const auto most = std::max_element(times.begin(), times.end(),
                                           [](const auto& a, const auto& b) { return a.second < b.second; });
        if (most == times.end()) return "—";
        const auto& [kind, step, activity] = most->first;
        return say_.deviation(kind, step, activity);
    }

    [[nodiscard]] std::vector<const feedback_step*> worst_steps() const {
        std::vector<const feedback_step*> out;
        for (const feedback_step& s : f_.steps) {
            if (s.all.times > 0) out.push_back(&s);
        }
        std::stable_sort(out.begin(), out.end(),
                         [](const auto* a, const auto* b) { return a->all.deviating > b->all.deviating; });
        if (out.size() > most_columns) out.resize(most_columns);
        return out;
    }
    [[nodiscard]] std::string step_name(const std::string& step) const {
        return step.empty() ? say("no step", "не по шагам") : say_.place(step, {});
    }

    static std::string rate(std::uint64_t n, std::uint64_t cases) {
        const long long whole = std::llround(share(n, cases));
        return n == 0 ? "·" : whole == 0 ? "<1" : std::to_string(whole);
    }

    // What stands out is marked: twice what all have at that step, and five times at least.
    void matrix(report_section& to) const {
        const auto steps = worst_steps();
        if (steps.size() < 2 || f_.people.size() < 2) return;
        std::map<std::pair<std::string_view, std::string_view>, std::uint64_t> times;
        for (const feedback_row& r : f_.rows) times[{r.person, r.step}] += r.times;
        std::uint64_t cases = 0;
        for (const feedback_person& p : f_.people) cases += p.all.cases;
        report_table t;
        t.title = say("Deviations in 100 of their cases, by step", "Отклонений на 100 своих случаев, по шагам");
        t.columns = {{say("who", "кто")}};
        for (const feedback_step* s : steps) t.columns.push_back({step_name(s->step), true});
        for (const feedback_person& p : f_.people) {
            if (t.rows.size() == most_people) break;
            std::vector<report_cell> row{{say_.who(p.name)}};
            for (const feedback_step* s : steps) {
                const std::uint64_t n = times[{p.name, s->step}];
                const bool stands_out = n >= 5 && share(n, p.all.cases) >= 2 * share(s->all.times, cases);
                row.push_back({rate(n, p.all.cases), -1, stands_out});
            }
            t.rows.push_back(std::move(row));
        }
        t.left_out = f_.people.size() - t.rows.size();
        t.note = say("Marked: at least twice as often as all together, and five times at least.",
                     "Выделено: не меньше чем вдвое чаще, чем у всех вместе, и не меньше пяти раз.");
        to.tables.push_back(std::move(t));
    }

    // --- Steps and deviations ---

    [[nodiscard]] report_section deviations() const {
        report_section out;
        out.id = "feedback-steps";
        out.title = say("What deviates, and what it costs", "Что нарушается и чего это стоит");
        steps(out);
        report_table t;
        t.title = say("Deviations, the dearest first", "Отклонения, самые дорогие сверху");
        t.columns = {{say("deviation", "отклонение")},
                     {say("of cases", "случаев"), true},
                     {say("times", "раз"), true},
                     {say("cost", "цена"), true},
                     {say("longer by", "дольше на"), true},
                     {say("late by", "опоздание"), true},
                     {say("to an output: with it", "до выхода: с ним"), true},
                     {say("without", "без него"), true},
                     {say("trend", "тенденция")}};
        for (const feedback_deviation& d : f_.deviations) {
            if (t.rows.size() == most_deviations) break;
            t.rows.push_back(deviation_row(d));
        }
        t.left_out = f_.deviations.size() - t.rows.size();
        t.note = say(
            "Longer: the median of the cases with it, less that of the cases by the regulation. A case came to an "
            "output when the last step before it was done.",
            "Дольше — насколько медиана случаев с отклонением больше медианы случаев по регламенту. Случай дошёл до "
            "выхода, если сделан последний шаг перед ним.");
        out.tables.push_back(std::move(t));
        outputs(out);
        return out;
    }

    static std::uint64_t sum(const std::vector<std::uint64_t>& of) {
        std::uint64_t out = 0;
        for (const std::uint64_t n : of) out += n;
        return out;
    }

    [[nodiscard]] std::vector<report_cell> deviation_row(const feedback_deviation& d) const {
        const std::uint64_t with = sum(d.reached), all = sum(f_.reached);
        return {{say_.deviation(d.kind, d.step, d.activity)},
                {share_words(d.cases, decided())},
                number(d.times),
                number(d.cost),
                {say_.difference(d.longer)},
                {d.late.count == 0 ? "—" : say_.span(d.late.median)},
                {share_words(with, d.over)},
                {share_words(all - with, f_.over - d.over)},
                trend_cell(d.course)};
    }

    void steps(report_section& to) const {
        report_table t;
        t.title = say("By step", "По шагам");
        t.columns = {{say("step", "шаг")},
                     {say("cases with deviations", "случаев с отклонениями"), true},
                     {say("cost", "цена"), true},
                     {say("before → after", "было → стало"), true},
                     {say("trend", "тенденция")}};
        for (const feedback_step& s : f_.steps)
            t.rows.push_back({{step_name(s.step)},
                              share_cell(s.all.deviating, s.all.cases),
                              number(s.cost),
                              {say_.course(s.course)},
                              trend_cell(s.course)});
        to.tables.push_back(std::move(t));
    }

    // Where there are several, which of them cases come to, with the deviation and without.
    void outputs(report_section& to) const {
        std::vector<std::size_t> used;
        for (std::size_t o = 0; o < f_.outputs.size(); ++o) {
            if (f_.reached[o] > 0) used.push_back(o);
        }
        if (used.size() < 2) return;
        if (used.size() > most_columns) used.resize(most_columns);
        report_table t;
        t.title = say("Outputs, with the deviation / without", "Выходы: с отклонением / без него");
        t.columns = {{say("deviation", "отклонение")}};
        for (const std::size_t o : used) t.columns.push_back({f_.outputs[o], true});
        for (const feedback_deviation& d : f_.deviations) {
            if (t.rows.size() == most_deviations) break;
            std::vector<report_cell> row{{say_.deviation(d.kind, d.step, d.activity)}};
            for (const std::size_t o : used)
                row.push_back({share_words(d.reached[o], d.over) + " / " +
                               share_words(f_.reached[o] - d.reached[o], f_.over - d.over)});
            t.rows.push_back(std::move(row));
        }
        to.tables.push_back(std::move(t));
    }

    // --- Weeks ---

    [[nodiscard]] report_section weeks() const {
        report_section out;
        out.id = "feedback-weeks";
        out.title = say("Week by week", "По неделям");
        chart(out);
        report_table t;
        t.title = say("The last weeks", "Последние недели");
        t.columns = {{say("week of", "неделя с")},
                     {say("cases", "случаев"), true},
                     {say("of them with deviations", "из них с отклонениями"), true},
                     {say("deviations that week", "отклонений за неделю"), true},
                     {say("mostly", "чаще всего")}};
        if (is_named()) t.columns.push_back({say("most of them by", "больше всего у")});
        t.note = say("A case stands in the week of its last event, a deviation in that of its own.",
                     "Случай стоит в неделе своего последнего события, отклонение — в неделе своего.");
        const auto& all = f_.course.weeks;
        for (std::size_t i = all.size(); i-- > 0 && t.rows.size() < most_weeks;) {
            const auto& [when, s] = all[i];
            const auto of_week = [&when = when](const feedback_row& r) { return r.when.week == when.week; };
            t.rows.push_back({{when.monday},
                              number(s.cases),
                              share_cell(s.deviating, s.cases),
                              number(times(of_week)),
                              {mostly(of_week)}});
            if (is_named()) t.rows.back().push_back({busiest(of_week)});
        }
        t.left_out = all.size() - t.rows.size();
        out.tables.push_back(std::move(t));
        return out;
    }

    template <class Is>
    [[nodiscard]] std::string busiest(const Is& is) const {
        std::map<std::string_view, std::uint64_t> times;
        for (const feedback_row& r : f_.rows) {
            if (is(r)) times[r.person] += r.times;
        }
        const auto most = std::max_element(times.begin(), times.end(),
                                           [](const auto& a, const auto& b) { return a.second < b.second; });
        return most == times.end() ? "—" : say_.who(most->first) + " (" + grouped(most->second) + ")";
    }

    // Weeks with next to nothing in them would only jump.
    void chart(report_section& to) const {
        constexpr std::uint64_t enough = 5;
        if (f_.course.weeks.size() < 3) return;
        report_chart c;
        c.how = report_chart::form::line;
        c.title = say("Of 100 cases, how many had deviations", "Сколько случаев из 100 с отклонениями");
        c.series = {say("with deviations", "с отклонениями")};
        c.note = say("By week; weeks with fewer than five cases are left out.",
                     "По неделям; недели, в которых меньше пяти случаев, не показаны.");
        for (const auto& [when, s] : f_.course.weeks)
            c.items.push_back(
                {when.monday,
                 {s.cases < enough ? std::numeric_limits<double>::quiet_NaN() : share(s.deviating, s.cases)}});
        to.charts.push_back(std::move(c));
    }

    const feedback_figures& f_;
    feedback_words say_;
};

}  // namespace

std::vector<report_section> sections(const feedback_figures& f, const conformance& of, language lang, feedback_by by) {
    return writer{f, of, lang}.go(by);
}

}  // namespace reglament
