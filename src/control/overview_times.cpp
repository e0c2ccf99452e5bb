// How soon somebody acts, and what comes of it: reaction, returns, contacts.
#include "control/overview_scene.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

namespace reglament {

namespace {

constexpr std::int64_t minutes_an_hour = 60;

std::string span_text(const overview_scene& s, std::chrono::microseconds span) {
    const std::int64_t all = std::chrono::duration_cast<std::chrono::minutes>(span).count();
    std::string minutes = std::to_string(all % minutes_an_hour) + s.say.say(" min", " мин");
    if (all < minutes_an_hour) return minutes;
    return grouped(static_cast<std::uint64_t>(all / minutes_an_hour)) + s.say.say(" h ", " ч ") + minutes;
}

// Events that regulations or segments tell: no client has done anything.
std::set<event_index> told_within(const rulebook& rules) {
    std::set<event_index> out;
    for (const machine& m : rules.machines()) {
        for (const emit_definition& d : m.emits()) out.insert(d.event);
    }
    for (const segment& of : rules.vocabulary().segments) {
        out.insert(static_cast<event_index>(of.entered));
        out.insert(static_cast<event_index>(of.left));
    }
    return out;
}

using spans = std::vector<std::chrono::microseconds>;

// The span that so many per cent are no longer than. REQUIRES: `of` is in order, not empty.
std::chrono::microseconds quantile(const spans& of, std::size_t percent) {
    constexpr std::size_t whole = 100;
    return of[std::min(of.size() - 1, (of.size() * percent + whole - 1) / whole - 1)];
}

class reactions {
public:
    explicit reactions(const overview_scene& s) : s_{s}, within_{told_within(s.e.rules())} {}

    std::map<regulation_index, spans> go() {
        for (std::size_t i = 0; i < s_.e.client_count(); ++i) {
            if (!s_.is_client(i)) continue;
            begun_.clear();
            for (const effect& e : s_.e.history(s_.e.client(i))) take(e);
        }
        for (auto& [r, of] : out_) std::sort(of.begin(), of.end());
        return std::move(out_);
    }

private:
    void take(const effect& e) {
        if (e.kind == effect_kind::run_started) {
            const bool outside = e.event != no_index && e.event >= reserved_events && !within_.contains(e.event);
            if (outside) begun_[e.run] = e.at;
        } else if (e.kind == effect_kind::task_done) {
            const auto known = begun_.find(e.run);
            if (known == begun_.end()) return;
            const calendar& hours = s_.e.rules().machines()[e.regulation].working_time();
            out_[e.regulation].push_back(hours.worked(known->second, e.at));
            begun_.erase(known);
        } else if (e.kind == effect_kind::run_finished || e.kind == effect_kind::run_cancelled) {
            begun_.erase(e.run);
        }
    }

    const overview_scene& s_;
    std::set<event_index> within_;
    std::unordered_map<std::uint32_t, instant> begun_;  // by run
    std::map<regulation_index, spans> out_;
};

}  // namespace

std::optional<report_section> reaction_section(const overview_scene& s) {
    const std::map<regulation_index, spans> by = reactions{s}.go();
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
                          {span_text(s, quantile(of, half))},
                          {span_text(s, quantile(of, nearly_all))}});
    }
    std::sort(all.begin(), all.end());
    report_section out;
    out.id = "reaction";
    out.title = s.say.say("How soon we react", "Как быстро отвечаем");
    out.about = s.say.say("From a client's event to the first task done, in working time.",
                          "От события клиента до первой сделанной задачи, в рабочем времени.");
    out.figures = {{span_text(s, quantile(all, half)), s.say.say("median", "медиана")},
                   {span_text(s, quantile(all, nearly_all)), s.say.say("90 % within", "90 % не дольше")}};
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
        quarter& of = out_[quarter_of(e.at)];
        (refused ? of.left : of.taken).take(back);
    }

    [[nodiscard]] std::string quarter_of(instant at) const {
        const std::string month = s_.month(at);
        constexpr std::size_t year = 4, digits = 5;
        constexpr int months = 3;
        return month.substr(0, year) + s_.say.say(" Q", ", ") +
               std::to_string((std::stoi(month.substr(digits)) - 1) / months + 1) + s_.say.say("", " кв.");
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

using class_names = std::vector<std::pair<std::string, std::string>>;  // a segment, the client's class

const class_names& classes_of(const overview_scene& s, std::size_t client,
                              std::unordered_map<std::size_t, class_names>& known) {
    const auto [at, added] = known.try_emplace(client);
    if (!added) return at->second;
    const std::vector<feel::value> facts = s.e.facts(client);
    for (const segment& of : s.names().segments) {
        if (of.fact < facts.size() && !facts[of.fact].is_null())
            at->second.emplace_back(of.title.empty() ? of.name.value : of.title, s.say.plain(facts[of.fact]));
    }
    return at->second;
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
        for (const auto& [segment, in] : classes_of(s, *client, known)) add(classes[segment][in]);
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
