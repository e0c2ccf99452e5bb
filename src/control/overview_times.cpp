// How soon somebody acts, and what comes of it: reaction, returns, contacts.
#include "control/overview_scene.hpp"
#include "control/reactions.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

namespace reglament {

std::optional<report_section> reaction_section(const overview_scene& s) {
    std::map<regulation_index, spans> by;
    for (const reaction& r : reactions_in(s.e)) by[r.regulation].push_back(r.took);
    for (auto& [r, of] : by) std::sort(of.begin(), of.end());
    if (by.empty()) return std::nullopt;
    constexpr std::size_t half = 50, nearly_all = 90;
    spans all;
    report_table t;
    t.columns = {{s.say.say("what the client did", "что сделал клиент")},
                 {s.say.say("regulation", "регламент")},
                 {s.say.say("times", "раз"), true},
                 {s.say.say("median", "медиана"), true},
                 {s.say.say("90 % within", "90 % не дольше"), true}};
    for (const auto& [r, of] : by) {
        all.insert(all.end(), of.begin(), of.end());
        t.rows.push_back({{s.say.event(s.e.rules().machines()[r].start().event)},
                          {s.say.regulation(r)},
                          count_cell(of.size()),
                          {span_text(s.say, quantile(of, half))},
                          {span_text(s.say, quantile(of, nearly_all))}});
    }
    std::sort(all.begin(), all.end());
    report_section out;
    out.id = "reaction";
    out.title = s.say.say("How soon we react", "Как быстро отвечаем");
    out.about = s.say.say("From a client's event to the first task done, in working time.",
                          "От события клиента до первой сделанной задачи, в рабочем времени.");
    out.figures = {{span_text(s.say, quantile(all, half)), s.say.say("median", "медиана")},
                   {span_text(s.say, quantile(all, nearly_all)), s.say.say("90 % within", "90 % не дольше")}};
    out.tables.push_back(std::move(t));
    return out;
}

namespace {

// Of one kind of event: when each client's came.
using occurrences_of = std::unordered_map<std::string, std::vector<instant>>;

occurrences_of times_of(const event_log& log, event_index type, instant until, const std::string& name) {
    occurrences_of out;
    for (std::size_t i = 0; i < log.size(); ++i) {
        const event_log::entry e = log[i];
        if (e.bound.time > until) break;
        const bool is_it = e.whole == nullptr ? e.bound.type == type : e.whole->type == name;
        if (is_it)
            out[std::string{e.whole == nullptr ? e.bound.subject : std::string_view{e.whole->subject}}].push_back(
                e.bound.time);
    }
    return out;
}

struct conversion {
    std::uint64_t came_up = 0, returned = 0;
    void take(bool back) {
        ++came_up;
        returned += back ? 1 : 0;
    }
};

struct quarter {
    conversion taken, left;
};

bool ends_by(const machine& m, event_index event) {
    for (const exit_rule& x : m.exits()) {
        if (x.event == event) return true;
    }
    return false;
}

class returns {
public:
    returns(const overview_scene& s, regulation_index r) : s_{s}, r_{r}, of_{s.e.rules().machines()[r]} {}

    std::map<std::string, quarter> go() {
        const event_index event = of_.start().event;
        times_ = times_of(*s_.how.log, event, s_.e.now(), s_.names().events[event].name.value);
        for (std::size_t i = 0; i < s_.e.client_count(); ++i) {
            const std::string_view client = s_.e.client(i);
            const std::vector<instant>& times = times_[std::string{client}];
            for (const effect& e : s_.e.history(client)) take(e, times);
        }
        return std::move(out_);
    }

private:
    void take(const effect& e, const std::vector<instant>& times) {
        const bool refused =
            e.kind == effect_kind::start_refused && e.why != refusal::already_running && e.why != refusal::queued;
        if (e.regulation != r_ || (e.kind != effect_kind::run_started && !refused)) return;
        const instant end = s_.names().calendar.add(e.at, *of_.start().lasting);
        if (end > s_.e.now()) return;  // nobody knows yet
        const auto next = std::upper_bound(times.begin(), times.end(), e.at);
        const bool back = next != times.end() && *next <= end;
        quarter& of = out_[s_.quarter(e.at)];
        (refused ? of.left : of.taken).take(back);
    }

    const overview_scene& s_;
    regulation_index r_;
    const machine& of_;
    occurrences_of times_;
    std::map<std::string, quarter> out_;
};

double conversion_of(const conversion& c) {
    return c.came_up == 0 ? std::nan("") : share_of(c.returned, c.came_up);
}

void tell_returns(const overview_scene& s, const std::string& title, const std::map<std::string, quarter>& by,
                  report_section& out) {
    report_chart c;
    c.how = report_chart::form::line;
    c.title = title + s.say.say(": returned, by quarter, in per cent", ": вернулось по кварталам, %");
    c.series = {s.say.say("whom we took up", "с кем работали"), s.say.say("the others", "остальные")};
    report_table t;
    t.columns = {{s.say.say("quarter", "квартал")},
                 {s.say.say("taken up", "взяли в работу"), true},
                 {s.say.say("returned", "вернулось"), true},
                 {s.say.say("others", "остальных"), true},
                 {s.say.say("returned", "вернулось"), true}};
    conversion taken, left;
    for (const auto& [name, q] : by) {
        c.items.push_back({name, {conversion_of(q.taken), conversion_of(q.left)}});
        t.rows.push_back({{name},
                          count_cell(q.taken.came_up),
                          share_cell(q.taken.returned, q.taken.came_up),
                          count_cell(q.left.came_up),
                          share_cell(q.left.returned, q.left.came_up)});
        for (const auto& [to, from] : {std::pair{&taken, &q.taken}, std::pair{&left, &q.left}}) {
            to->came_up += from->came_up;
            to->returned += from->returned;
        }
    }
    out.figures.push_back({share_text(taken.returned, taken.came_up),
                           s.say.say("returned of ", "вернулось из ") + grouped(taken.came_up) +
                               s.say.say(" we took up", ", с кем работали")});
    out.figures.push_back({share_text(left.returned, left.came_up),
                           s.say.say("of ", "из ") + grouped(left.came_up) +
                               s.say.say(" others came by themselves", " остальных пришли сами")});
    out.charts.push_back(std::move(c));
    out.tables.push_back(std::move(t));
}

}  // namespace

std::optional<report_section> returns_section(const overview_scene& s) {
    if (s.how.log == nullptr) return std::nullopt;
    report_section out;
    for (regulation_index r = 0; r < s.e.rules().machines().size(); ++r) {
        const machine& m = s.e.rules().machines()[r];
        const bool wakes = m.start().what == start_kind::silence && m.start().lasting && ends_by(m, m.start().event);
        if (!wakes || m.start().event < reserved_events || s.e.rules().is_earlier(r)) continue;
        const auto by = returns{s, r}.go();
        if (!by.empty()) tell_returns(s, s.say.regulation(r), by, out);
    }
    if (out.tables.empty()) return std::nullopt;
    out.id = "returns";
    out.title = s.say.say("Who came back", "Кто вернулся");
    out.about = s.say.say(
        "Of those who fell silent, how many came back within as long again: those the regulation took "
        "up, and as a baseline those it did not, because of its condition or because it was too soon.",
        "Сколько из замолчавших вернулось за такое же время: те, с кем работали по регламенту, и для "
        "сравнения те, кого он не взял: не подошли по условию или было рано.");
    return out;
}

namespace {

struct work_of {
    std::set<std::string> clients;
    std::uint64_t done = 0, contacts = 0;
};

report_table work_table(const overview_scene& s, std::string title, std::string of,
                        const std::map<std::string, work_of>& rows) {
    report_table t;
    t.title = std::move(title);
    t.columns = {{std::move(of)},
                 {s.say.say("clients", "клиентов"), true},
                 {s.say.say("tasks done", "сделано задач"), true},
                 {s.say.say("per client", "на клиента"), true},
                 {s.say.say("of them contacts", "из них касаний"), true}};
    for (const auto& [name, w] : rows) {
        const std::uint64_t tenths = w.done * 10 / std::max<std::uint64_t>(w.clients.size(), 1);
        t.rows.push_back({{name},
                          count_cell(w.clients.size()),
                          count_cell(w.done),
                          {std::to_string(tenths / 10) + s.say.say(".", ",") + std::to_string(tenths % 10)},
                          count_cell(w.contacts)});
    }
    return t;
}

}  // namespace

std::optional<report_section> contacts_section(const overview_scene& s) {
    std::map<std::string, work_of> people;
    std::map<std::string, std::map<std::string, work_of>> classes;  // by segment
    std::unordered_map<std::size_t, class_names> known;
    std::uint64_t done = 0;
    for (const judged_task& t : s.due.tasks) {
        const auto client = s.e.find_client(t.subject);
        if (t.over == never || (t.end != task_end::made && t.end != task_end::late) || !client || !s.is_client(*client))
            continue;
        ++done;
        const auto add = [&](work_of& to) {
            to.clients.insert(t.subject);
            ++to.done;
            to.contacts += t.what->channel == no_index ? 0 : 1;
        };
        add(people[s.who(t.person, t.role)]);
        const auto [in_classes, added] = known.try_emplace(*client);
        if (added) in_classes->second = s.classes_of(*client);
        for (const auto& [segment, in] : in_classes->second) add(classes[segment][in]);
    }
    if (done == 0) return std::nullopt;
    report_section out;
    out.id = "contacts";
    out.title = s.say.say("What clients get", "Сколько внимания клиентам");
    out.about = s.say.say("Tasks done about clients, and how many of them were contacts.",
                          "Сделанные задачи по клиентам и сколько из них касаний.");
    out.tables.push_back(work_table(s, s.say.say("By person", "По сотрудникам"), s.say.say("who", "кто"), people));
    for (const auto& [name, rows] : classes)
        out.tables.push_back(work_table(s, name, s.say.say("class", "класс"), rows));
    return out;
}

}  // namespace reglament
