// What became of tasks, what is late, what will be due.
#include "control/overview_scene.hpp"

#include <reglament/control/plan.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <utility>

namespace reglament {

namespace {

struct tally {
    std::uint64_t made = 0, late = 0, missed = 0;

    void take(task_end e) {
        made += e == task_end::made ? 1 : 0;
        late += e == task_end::late ? 1 : 0;
        missed += e == task_end::missed ? 1 : 0;
    }
    [[nodiscard]] std::uint64_t all() const noexcept { return made + late + missed; }
};

using tallies = std::vector<std::pair<std::string, tally>>;

// Below this share in time somebody should look.
constexpr double low = 75;

report_table table_of(const overview_scene& s, std::string title, std::string of, tallies rows) {
    report_table t;
    t.title = std::move(title);
    t.columns = {{std::move(of), false},
                 {s.say.say("were due", "было задач"), true},
                 {s.say.say("late", "с опозданием"), true},
                 {s.say.say("missed", "пропущено"), true},
                 {s.say.say("in time", "в срок"), true}};
    // The worst first.
    std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
        return share_of(a.second.made, a.second.all()) < share_of(b.second.made, b.second.all());
    });
    for (const auto& [name, n] : rows) {
        const bool warns = share_of(n.made, n.all()) < low;
        t.rows.push_back({{name},
                          count_cell(n.all()),
                          count_cell(n.late),
                          count_cell(n.missed),
                          share_cell(n.made, n.all(), warns)});
    }
    return t;
}

template <class Key>
tallies in_order(std::map<Key, tally>& of, const std::function<std::string(const Key&)>& name) {
    tallies out;
    for (const auto& [key, n] : of) {
        if (n.all() > 0) out.emplace_back(name(key), n);
    }
    return out;
}

using doer = std::pair<std::string, std::uint16_t>;

doer doer_of(const std::string& person, std::uint16_t role) {
    return {person, person.empty() ? role : no_index};
}

report_chart by_month(const overview_scene& s, const std::map<std::string, tally>& months) {
    report_chart c;
    c.how = report_chart::form::line;
    c.title = s.say.say("In time, by month, in per cent", "Сделано в срок по месяцам, %");
    c.series = {s.say.say("in time", "в срок")};
    constexpr double whole = 100;
    c.most = whole;
    for (const auto& [month, n] : months)
        c.items.push_back({month, {n.all() == 0 ? std::nan("") : share_of(n.made, n.all())}});
    return c;
}

}  // namespace

std::optional<report_section> tasks_section(const overview_scene& s) {
    std::map<std::string, tally> months;
    std::map<doer, tally> people;
    std::map<regulation_index, tally> regulations;
    tally all;
    for (const judged_task& t : s.due.tasks) {
        all.take(t.end);
        months[s.month(t.due)].take(t.end);
        people[doer_of(t.person, t.role)].take(t.end);
        regulations[t.regulation].take(t.end);
    }
    if (all.all() == 0) return std::nullopt;
    report_section out;
    out.id = "tasks";
    out.title = s.say.say("What was due", "Что было в плане");
    out.about = s.say.say("Tasks whose time has come, and what became of them.",
                          "Задачи, срок которых наступил, и что с ними стало.");
    out.figures = {{grouped(all.all()), s.say.say("were due", "было задач")},
                   {share_text(all.made, all.all()), s.say.say("in time", "в срок")},
                   {share_text(all.late, all.all()), s.say.say("late", "с опозданием")},
                   {share_text(all.missed, all.all()), s.say.say("missed", "пропущено"), all.missed > 0}};
    if (months.size() > 1) out.charts.push_back(by_month(s, months));
    out.tables.push_back(table_of(s, s.say.say("By person", "По сотрудникам"), s.say.say("who", "кто"),
                                  in_order<doer>(people, [&](const doer& d) { return s.who(d.first, d.second); })));
    out.tables.push_back(table_of(
        s, s.say.say("How regulations are kept", "Как держат регламенты"), s.say.say("regulation", "регламент"),
        in_order<regulation_index>(regulations, [&](const regulation_index& r) { return s.say.regulation(r); })));
    return out;
}

namespace {

struct late_work {
    std::uint64_t count = 0;
    instant oldest = never;
};

report_table late_people(const overview_scene& s, const std::vector<task>& late) {
    std::map<doer, late_work> people;
    for (const task& t : late) {
        late_work& of = people[doer_of(std::string{t.person}, t.what->role)];
        ++of.count;
        of.oldest = std::min(of.oldest, t.due);
    }
    std::vector<std::pair<doer, late_work>> rows{people.begin(), people.end()};
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return a.second.count > b.second.count; });
    report_table t;
    t.title = s.say.say("Who is late", "Кто опаздывает");
    t.columns = {{s.say.say("who", "кто")},
                 {s.say.say("late tasks", "просрочено"), true},
                 {s.say.say("the oldest was due", "самая давняя, срок")}};
    const std::uint64_t most = rows.empty() ? 1 : rows.front().second.count;
    for (const auto& [who, of] : rows)
        t.rows.push_back({{s.who(who.first, who.second)},
                          {grouped(of.count), share_of(of.count, most), true},
                          {s.say.date(of.oldest)}});
    return t;
}

}  // namespace

std::optional<report_section> late_section(const overview_scene& s) {
    task_filter which;
    which.late = true;
    const std::vector<task> late = s.e.tasks(which);
    if (late.empty()) return std::nullopt;
    report_section out;
    out.id = "late";
    out.title = s.say.say("Who is late with what", "Кто и что просрочил");
    out.about = s.say.say("Open tasks past their time: ", "Открытые задачи, срок которых прошёл: ") +
                grouped(late.size()) + ".";
    out.tables.push_back(late_people(s, late));
    report_table t;
    t.title = s.say.say("The latest ones", "Последние по сроку");
    t.columns = {{s.say.say("was due", "срок")},
                 {s.say.say("who", "кто")},
                 {s.say.say("client", "клиент")},
                 {s.say.say("task", "задача")}};
    const std::size_t shown = std::min(late.size(), s.how.rows_shown);
    for (std::size_t i = late.size(); i > late.size() - shown; --i) {
        const task& of = late[i - 1];
        t.rows.push_back({{s.say.date(of.due)},
                          {s.who(std::string{of.person}, of.what->role)},
                          {whose(of)},
                          {s.say.instruction(*of.what, of.values)}});
    }
    t.left_out = late.size() - shown;
    out.tables.push_back(std::move(t));
    return out;
}

namespace {

report_chart plan_chart(const overview_scene& s, const plan& p) {
    std::map<std::string, std::array<double, 2>> days;
    constexpr std::chrono::days step{1};
    for (instant at = p.from; at <= p.to; at += step) days[s.day(at)];
    for (const planned_task& t : p.tasks)
        days[s.day(t.due == never ? std::max(t.created, p.from) : t.due)][t.mandatory() ? 0 : 1] += 1;
    report_chart c;
    c.title = s.say.say("Tasks by the day they are due", "Задачи по дням, когда их срок");
    c.series = {s.say.say("mandatory", "обязательные"), s.say.say("optional", "по желанию")};
    constexpr std::size_t month = 5, of_month = 8, two = 2;
    for (const auto& [day, n] : days)
        c.items.push_back(
            {s.say.say(day.substr(month), day.substr(of_month) + "." + day.substr(month, two)), {n[0], n[1]}});
    return c;
}

template <class Key>
report_table plan_table(const overview_scene& s, const plan& p, std::string title, std::string of, Key&& key) {
    std::map<std::string, std::pair<std::uint64_t, instant>> rows;
    for (const planned_task& t : p.tasks) {
        auto& [n, first] = rows.try_emplace(key(t), 0, never).first->second;
        ++n;
        first = std::min(first, t.due);
    }
    std::uint64_t most = 1;
    for (const auto& [name, of_it] : rows) most = std::max(most, of_it.first);
    report_table out;
    out.title = std::move(title);
    out.columns = {
        {std::move(of)}, {s.say.say("tasks", "задач"), true}, {s.say.say("the first is due", "первая, срок")}};
    for (const auto& [name, of_it] : rows)
        out.rows.push_back({{name},
                            {grouped(of_it.first), share_of(of_it.first, most)},
                            {of_it.second == never ? "" : s.say.date(of_it.second)}});
    return out;
}

}  // namespace

std::optional<report_section> plan_section(const overview_scene& s) {
    plan_options how;
    how.from = s.e.now();
    how.to = s.names().calendar.add(how.from, {period::unit::months, 1});
    how.most = s.how.most_planned;
    if (how.to == never || s.e.client_count() > s.how.most_clients) return std::nullopt;
    const plan p = plan_ahead(s.e, how);
    if (p.cut || p.tasks.empty()) return std::nullopt;
    report_section out;
    out.id = "plan";
    out.title = s.say.say("The plan for the next month", "План на следующий месяц");
    out.about = s.say.say("What will be due until ", "Что надо сделать до ") + s.say.date(how.to) +
                s.say.say(", if everything is done in time and no client does anything.",
                          ", если всё делать в срок и ни один клиент ничего не сделает сам.");
    const auto mandatory = static_cast<std::uint64_t>(
        std::count_if(p.tasks.begin(), p.tasks.end(), [](const planned_task& t) { return t.mandatory(); }));
    out.figures = {
        {grouped(p.tasks.size()), s.say.form(p.tasks.size(), task_noun)},
        {grouped(mandatory), s.say.say("mandatory", "обязательных")},
        {grouped(p.late_before), s.say.say("late before it begins", "просрочено до его начала"), p.late_before > 0}};
    out.charts.push_back(plan_chart(s, p));
    out.tables.push_back(plan_table(s, p, s.say.say("By person", "По сотрудникам"), s.say.say("who", "кто"),
                                    [&](const planned_task& t) { return s.who(t.person, t.role); }));
    out.tables.push_back(plan_table(s, p, s.say.say("By regulation", "По регламентам"),
                                    s.say.say("regulation", "регламент"),
                                    [&](const planned_task& t) { return s.say.regulation(t.regulation); }));
    return out;
}

}  // namespace reglament
