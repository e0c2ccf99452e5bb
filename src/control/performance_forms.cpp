#include "control/overview_scene.hpp"
#include "control/reactions.hpp"

#include <reglament/control/performance.hpp>

#include <algorithm>
#include <cmath>

namespace reglament {

namespace {

using std::chrono::seconds;

// n / of, with so many decimals.
feel::number quotient(feel::number n, std::uint64_t of, std::int64_t decimals) {
    const auto exact = of == 0 ? std::nullopt : divide(n, feel::number{of});
    const auto short_one = exact ? round(*exact, decimals, feel::rounding::half_even) : std::nullopt;
    return short_one.value_or(feel::number{0});
}

feel::number hours(seconds s, std::uint64_t of) {
    constexpr std::uint64_t hour = 3'600;
    return quotient(feel::number{s.count()}, of * hour, 2);
}

class performance_teller {
public:
    performance_teller(const performance& p, language lang) : p_{p}, say_{*p.rules, lang} {}

    [[nodiscard]] report_section section() const {
        report_section s;
        s.id = "performance";
        s.title = say("What the department comes to", "Чего отдел добивается");
        s.about = about();
        s.figures = figures();
        if (p_.periods.size() > 1) s.charts.push_back(chart());
        s.tables.push_back(table(say("By person", "По сотрудникам"), say("who", "кто"), p_.people));
        if (!p_.classes.empty()) s.tables.push_back(table(p_.class_title, say("class", "класс"), p_.classes));
        s.tables.push_back(table(by_period(), period_word(), p_.periods));
        s.tables.push_back(by_person_and_period());
        return s;
    }

private:
    [[nodiscard]] std::string say(std::string_view en, std::string_view ru) const { return say_.say(en, ru); }
    [[nodiscard]] bool is_month() const { return p_.how.by == performance_options::span::month; }
    [[nodiscard]] bool is_priced() const { return !p_.how.hour_cost.empty(); }
    [[nodiscard]] std::string by_period() const {
        return is_month() ? say("By month", "По месяцам") : say("By quarter", "По кварталам");
    }
    [[nodiscard]] std::string period_word() const {
        return is_month() ? say("month", "месяц") : say("quarter", "квартал");
    }

    [[nodiscard]] std::string plain(feel::number n) const {
        std::string text = feel::to_string(feel::value{n});
        if (say_.lang() == language::ru) std::replace(text.begin(), text.end(), '.', ',');
        return text;
    }

    [[nodiscard]] static std::string money(const performance_row& r) {
        const auto whole = quotient(r.cost, r.clients, 0).to_int64();
        return whole && *whole >= 0 ? grouped(static_cast<std::uint64_t>(*whole)) : "—";
    }

    [[nodiscard]] std::string about() const {
        std::string out =
            say("Hours are not measured: a task counts as its norm says, or as people told; with neither as nothing. ",
                "Часы никто не засекал: задача считается по норме или по словам сотрудника, без того и другого — за "
                "ноль. ");
        if (is_priced())
            out += say("So cost is the norm's, hours by what an hour costs, of ",
                       "Поэтому и стоимость нормативная, часы на цену часа; она есть у ") +
                   grouped(p_.all.priced) + say(" tasks; not what was paid. ", " задач. Это не то, что заплатили. ");
        return out + say("A run is kept when no task of it was late or missed and nobody moved it by hand.",
                         "Запуск выдержан, если ни одна его задача не опоздала и не пропущена и никто не двигал его "
                         "вручную.");
    }

    [[nodiscard]] std::vector<report_figure> figures() const {
        const performance_row& a = p_.all;
        std::vector<report_figure> out;
        if (a.reactions > 0)
            out.push_back({span_text(say_, a.median), say("until we react, the median", "до ответа клиенту, медиана")});
        out.push_back({plain(hours(a.worked, a.clients)), say("hours per client", "часов на клиента")});
        if (is_priced()) out.push_back({money(a), say("per client, by the norm", "на клиента по норме")});
        out.push_back({share_text(a.by_norm + a.told, a.tasks),
                       say("of tasks have hours: by norm ", "задач с часами: по норме ") + grouped(a.by_norm) +
                           say(", as told ", ", со слов ") + grouped(a.told)});
        out.push_back({share_text(a.in_time, a.due), say("of tasks in time", "задач в срок")});
        out.push_back({share_text(a.kept, a.runs), say("of runs kept", "запусков выдержано")});
        return out;
    }

    [[nodiscard]] report_chart chart() const {
        constexpr double whole = 100;
        report_chart c;
        c.how = report_chart::form::line;
        c.title = by_period() + say(", in per cent", ", %");
        c.series = {say("tasks in time", "задачи в срок"), say("runs kept", "запуски выдержаны")};
        c.most = whole;
        const auto point = [](std::uint64_t n, std::uint64_t of) { return of == 0 ? std::nan("") : share_of(n, of); };
        for (const performance_row& r : p_.periods)
            c.items.push_back({r.name, {point(r.in_time, r.due), point(r.kept, r.runs)}});
        return c;
    }

    [[nodiscard]] report_table table(std::string title, std::string of,
                                     const std::vector<performance_row>& rows) const {
        report_table t;
        t.title = std::move(title);
        t.columns = {{std::move(of)}};
        const bool both = !rows.empty() && !rows.front().period.empty();
        if (both) t.columns.push_back({period_word()});
        for (const auto& [en, ru] :
             {std::pair{"clients", "клиентов"}, std::pair{"reaction, median", "ответ, медиана"},
              std::pair{"90 % within", "90 % не дольше"}, std::pair{"contacts per client", "касаний на клиента"},
              std::pair{"hours per client", "часов на клиента"}})
            t.columns.push_back({say(en, ru), true});
        if (is_priced()) t.columns.push_back({say("cost per client", "стоит клиент"), true});
        t.columns.push_back({say("in time", "в срок"), true});
        t.columns.push_back({say("runs kept", "выдержано"), true});
        for (const performance_row& r : rows) t.rows.push_back(row(r, both));
        return t;
    }

    // Of the last four periods; the data has them all.
    [[nodiscard]] report_table by_person_and_period() const {
        constexpr std::size_t shown = 4;
        const std::size_t first = p_.periods.size() > shown ? p_.periods.size() - shown : 0;
        std::vector<performance_row> rows;
        for (const performance_row& r : p_.people_by_period) {
            if (p_.periods.empty() || r.period >= p_.periods[first].name) rows.push_back(r);
        }
        const std::string title = is_month() ? say("By person and month", "По сотрудникам и месяцам")
                                             : say("By person and quarter", "По сотрудникам и кварталам");
        report_table t = table(title, say("who", "кто"), rows);
        t.left_out = p_.people_by_period.size() - rows.size();
        return t;
    }

    [[nodiscard]] std::vector<report_cell> row(const performance_row& r, bool both) const {
        constexpr double low = 75;
        std::vector<report_cell> out{{r.name}};
        if (both) out.push_back({r.period});
        out.push_back(count_cell(r.clients));
        out.push_back({r.reactions == 0 ? "—" : span_text(say_, r.median)});
        out.push_back({r.reactions == 0 ? "—" : span_text(say_, r.most)});
        const bool any = r.clients > 0;
        out.push_back({any ? plain(quotient(feel::number{r.contacts}, r.clients, 1)) : "—"});
        out.push_back({r.told + r.by_norm > 0 ? plain(hours(r.worked, r.clients)) : "—"});
        if (is_priced()) out.push_back({r.priced > 0 ? money(r) : "—"});
        // Without bars: beside so many columns there is no room for them.
        out.push_back({share_text(r.in_time, r.due), -1, r.due > 0 && share_of(r.in_time, r.due) < low});
        out.push_back({share_text(r.kept, r.runs)});
        return out;
    }

    const performance& p_;
    words say_;
};

feel::value row_value(const performance_row& r) {
    const auto n = [](std::uint64_t x) { return feel::value{feel::number{x}}; };
    const auto minutes = [&](std::chrono::microseconds t) {
        return r.reactions == 0
                   ? feel::value{}
                   : feel::value{feel::number{std::chrono::duration_cast<std::chrono::minutes>(t).count()}};
    };
    feel::context out;
    if (!r.name.empty()) out.emplace_back("name", feel::value{r.name});
    if (!r.period.empty()) out.emplace_back("period", feel::value{r.period});
    const feel::context rest{{"reactions", n(r.reactions)},
                             {"median", minutes(r.median)},
                             {"most", minutes(r.most)},
                             {"clients", n(r.clients)},
                             {"tasks", n(r.tasks)},
                             {"contacts", n(r.contacts)},
                             {"hours", feel::value{hours(r.worked, 1)}},
                             {"told", n(r.told)},
                             {"by norm", n(r.by_norm)},
                             {"timeless", n(r.timeless)},
                             {"cost", r.priced == 0 ? feel::value{} : feel::value{r.cost}},
                             {"priced", n(r.priced)},
                             {"due", n(r.due)},
                             {"in time", n(r.in_time)},
                             {"runs", n(r.runs)},
                             {"kept", n(r.kept)}};
    out.insert(out.end(), rest.begin(), rest.end());
    return feel::value{std::move(out)};
}

feel::value rows_value(const std::vector<performance_row>& rows) {
    feel::list out;
    for (const performance_row& r : rows) out.push_back(row_value(r));
    return feel::value{std::move(out)};
}

}  // namespace

std::optional<report_section> to_section(const performance& p, language lang) {
    if (p.all.tasks == 0 && p.all.due == 0) return std::nullopt;
    return performance_teller{p, lang}.section();
}

feel::value to_value(const performance& p) {
    const bool month = p.how.by == performance_options::span::month;
    return feel::context{{"by", feel::value{month ? "month" : "quarter"}},
                         {"class", p.class_title.empty() ? feel::value{} : feel::value{p.class_title}},
                         {"all", row_value(p.all)},
                         {"people", rows_value(p.people)},
                         {"classes", rows_value(p.classes)},
                         {"periods", rows_value(p.periods)},
                         {"people by period", rows_value(p.people_by_period)}};
}

}  // namespace reglament
