#include "control/overview_scene.hpp"
#include "control/page.hpp"
#include "control/section_page.hpp"

#include <reglament/control/publication.hpp>
#include <reglament/control/restructure.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace reglament {

namespace {

constexpr words::noun moving_clients{"client changes hands", "clients change hands", "клиент перейдёт к другому",
                                     "клиента перейдут к другим", "клиентов перейдут к другим"};
constexpr words::noun moving_tasks{"open task changes hands", "open tasks change hands",
                                   "открытая задача перейдёт к другому", "открытые задачи перейдут к другим",
                                   "открытых задач перейдут к другим"};
constexpr words::noun untaken_tasks{"task nobody can take", "tasks nobody can take", "задачу некому взять",
                                    "задачи некому взять", "задач некому взять"};
constexpr words::noun stuck_tasks{
    "task stays with somebody who may not do it", "tasks stay with somebody who may not do them",
    "задача останется у того, кто её не делает", "задачи останутся у тех, кто их не делает",
    "задач останутся у тех, кто их не делает"};
constexpr words::noun left_clients{"client stays with somebody who is gone", "clients stay with somebody who is gone",
                                   "клиент останется за ушедшим", "клиента останутся за ушедшими",
                                   "клиентов останутся за ушедшими"};

class structure_teller {
public:
    structure_teller(const restructuring& r, language lang, std::size_t shown)
        : r_{r}, say_{*r.after, lang}, old_{*r.before, lang}, shown_{shown} {}

    [[nodiscard]] std::vector<report_section> sections() const {
        std::vector<report_section> out{people()};
        if (!r_.owners.empty()) out.push_back(clients());
        if (!r_.tasks.empty() || r_.begun + r_.ended > 0) out.push_back(tasks());
        if (!r_.empty_roles.empty()) out.push_back(roles());
        return out;
    }

    [[nodiscard]] std::string title() const {
        return say("What the change does to running work", "Что перемена сделает с начатой работой");
    }

private:
    [[nodiscard]] std::string say(std::string_view en, std::string_view ru) const { return say_.say(en, ru); }

    // Somebody who is gone is called as they were.
    [[nodiscard]] std::string name(const std::string& id) const {
        if (id.empty()) return "—";
        const std::string now = say_.person(id);
        return now == id ? old_.person(id) : now;
    }
    [[nodiscard]] std::string names(const std::vector<std::string>& all) const {
        std::string out;
        for (const std::string& one : all) out += (out.empty() ? "" : ", ") + name(one);
        return out;
    }
    [[nodiscard]] std::string day(instant at) const {
        constexpr std::size_t length = 10;
        return at == never ? "—" : to_string(at, r_.after->vocabulary().calendar.zone()).substr(0, length);
    }
    [[nodiscard]] std::string fact_title(const std::string& id) const {
        const auto at = r_.after->vocabulary().find_fact(id);
        return !at || r_.after->vocabulary().facts[*at].title.empty() ? id : r_.after->vocabulary().facts[*at].title;
    }
    [[nodiscard]] std::string regulation_title(const std::string& id) const {
        const auto at = r_.after->find(id);
        return at ? say_.regulation(*at) : id;
    }

    [[nodiscard]] std::uint64_t moved() const {
        return static_cast<std::uint64_t>(
            std::count_if(r_.tasks.begin(), r_.tasks.end(), [](const task_change& t) { return t.from != t.to; }));
    }
    [[nodiscard]] std::uint64_t of(task_move how) const {
        return static_cast<std::uint64_t>(
            std::count_if(r_.tasks.begin(), r_.tasks.end(), [&](const task_change& t) { return t.how == how; }));
    }
    [[nodiscard]] std::uint64_t clients_of(bool left) const {
        std::set<std::string> all;
        for (const owner_change& o : r_.owners) {
            if (o.to.empty() == left) all.insert(o.subject);
        }
        return all.size();
    }

    static report_cell change(std::uint64_t before, std::uint64_t after) {
        return {before == after ? grouped(after) : grouped(before) + " → " + grouped(after)};
    }

    [[nodiscard]] report_figure figure(std::uint64_t n, const words::noun& of_what, bool warns = false) const {
        return {grouped(n), say_.form(n, of_what), warns};
    }

    [[nodiscard]] report_section people() const {
        report_section s;
        s.id = "people";
        s.title = say("Who has how much", "У кого сколько работы");
        s.about = say("Before the change and after it, as of ", "До перемены и после неё, на ") + day(r_.as_of) +
                  say(". “Due” is what comes up in the next ", ". «Предстоит» — задачи на ближайшие ") +
                  std::to_string(r_.ahead.count()) +
                  say(" days, should everything be done in time.", " дн., если всё делать вовремя.");
        s.figures = {figure(clients_of(false), moving_clients), figure(moved(), moving_tasks)};
        for (const auto& [n, of_what] :
             {std::pair{of(task_move::nobody), &untaken_tasks}, std::pair{of(task_move::stays), &stuck_tasks},
              std::pair{clients_of(true), &left_clients}}) {
            if (n > 0) s.figures.push_back(figure(n, *of_what, true));
        }
        s.tables.push_back(load_table());
        return s;
    }

    [[nodiscard]] report_table load_table() const {
        report_table t;
        t.columns = {
            {say("who", "кто")}, {say("clients", "клиентов"), true}, {say("open tasks", "открытых задач"), true}};
        if (r_.planned) t.columns.push_back({say("due", "предстоит"), true});
        for (const person_load& l : r_.loads) {
            if (l.before == person_load::amount{} && l.after == person_load::amount{} && !l.gone) continue;
            const std::string gone = l.gone ? say(", gone", ", больше не работает") : "";
            std::vector<report_cell> row{{name(l.person) + gone},
                                         change(l.before.clients, l.after.clients),
                                         change(l.before.tasks, l.after.tasks)};
            row[1].warns = l.gone && l.after.clients > 0;
            row[2].warns = l.gone && l.after.tasks > 0;
            if (r_.planned) row.push_back(change(l.before.planned, l.after.planned));
            t.rows.push_back(std::move(row));
        }
        return t;
    }

    [[nodiscard]] report_section clients() const {
        report_section s;
        s.id = "clients";
        s.title = say("Whose the clients are", "За кем клиенты");
        std::map<std::tuple<bool, std::string, std::string, std::string>, std::set<std::string>> by;
        for (const owner_change& o : r_.owners) by[{!o.to.empty(), o.fact, o.from, o.to}].insert(o.subject);
        report_table t;
        t.columns = {
            {say("fact", "факт")}, {say("from", "от кого")}, {say("to", "кому")}, {say("clients", "клиентов"), true}};
        for (const auto& [key, who] : by) {
            const auto& [moves, fact, from, to] = key;
            const std::string stays = say("nobody: the fact stays", "никому: факт не изменится") + stand_ins(from);
            t.rows.push_back(
                {{fact_title(fact)}, {name(from)}, {moves ? name(to) : stays, -1, !moves}, {grouped(who.size())}});
        }
        s.tables.push_back(std::move(t));
        return s;
    }

    // Those who might be handed what is left.
    [[nodiscard]] std::string stand_ins(const std::string& gone) const {
        const auto at = std::find_if(r_.loads.begin(), r_.loads.end(), [&](const auto& l) { return l.person == gone; });
        if (at == r_.loads.end() || at->substitutes.empty()) return {};
        return say("; stood in: ", "; замещали: ") + names(at->substitutes);
    }

    [[nodiscard]] std::string how_text(const task_change& t) const {
        switch (t.how) {
            case task_move::follows:
                return say("with the client", "вместе с клиентом");
            case task_move::handed:
                return say("handed on", "передана");
            case task_move::given:
                return say("given out anew", "раздана заново");
            case task_move::substitute:
                return say("to who stands in", "тому, кто замещает");
            case task_move::waits:
                return say("waits: ", "ждёт: ") + say_.why_chosen(t.why);
            case task_move::nobody:
                return say("nobody can take it", "некому взять") + (t.why.empty() ? "" : ": " + say_.why_chosen(t.why));
            case task_move::stays:
                return say("stays where it may not", "остаётся у того, кто её не делает");
        }
        return {};
    }

    [[nodiscard]] std::string whose(const task_change& t) const {
        if (t.part.empty()) return t.subject;
        const auto kind = r_.after->vocabulary().find_subject(t.about);
        return t.subject + ", " + (kind ? say_.subject(*kind) : t.about) + " " + t.part;
    }

    [[nodiscard]] report_section tasks() const {
        report_section s;
        s.id = "tasks";
        s.title = say("Open tasks", "Открытые задачи");
        if (r_.begun > 0 || r_.ended > 0)
            s.about = say("By the change itself come about: ", "Сама перемена добавит задач: ") + grouped(r_.begun) +
                      say(", are called off: ", ", отменит: ") + grouped(r_.ended) + ".";
        report_table t;
        t.columns = {{say("due", "срок"), true}, {say("client", "клиент")}, {say("regulation", "регламент")},
                     {say("step", "шаг")},       {say("from", "от кого")},  {say("to", "кому")},
                     {say("how", "как")}};
        for (const task_change& x : r_.tasks) {
            if (t.rows.size() == shown_) break;
            const bool bad = x.how == task_move::nobody || x.how == task_move::stays;
            t.rows.push_back({{day(x.due)},
                              {whose(x)},
                              {regulation_title(x.regulation)},
                              {x.step},
                              {name(x.from)},
                              {name(x.to)},
                              {how_text(x), -1, bad}});
        }
        t.left_out = r_.tasks.size() - t.rows.size();
        if (!t.rows.empty()) s.tables.push_back(std::move(t));
        return s;
    }

    [[nodiscard]] report_section roles() const {
        report_section s;
        s.id = "roles";
        s.title = say("Roles nobody has any more", "Роли, которые больше никто не исполняет");
        report_table t;
        t.columns = {{say("role", "роль")}, {say("regulations it works in", "где она нужна")}};
        for (const empty_role& e : r_.empty_roles) {
            std::string in;
            for (const std::string& id : e.regulations) in += (in.empty() ? "" : ", ") + regulation_title(id);
            t.rows.push_back({{say_.role(e.role), -1, true}, {in}});
        }
        s.tables.push_back(std::move(t));
        return s;
    }

    const restructuring& r_;
    words say_, old_;
    std::size_t shown_;
};

bool tells_of_runs(const restructuring& r) {
    return r.publishes && (!r.publication.runs.empty() || !r.publication.lost.empty());
}

feel::value text_or_null(const std::string& text) {
    return text.empty() ? feel::value{} : feel::value{text};
}

feel::value count_of(std::uint64_t n) {
    return feel::value{feel::number{static_cast<std::int64_t>(n)}};
}

feel::value texts(const std::vector<std::string>& all) {
    feel::list out;
    for (const std::string& one : all) out.emplace_back(one);
    return feel::value{std::move(out)};
}

feel::value amount_of(const person_load::amount& a, bool planned) {
    return feel::context{{"clients", count_of(a.clients)},
                         {"tasks", count_of(a.tasks)},
                         {"planned", planned ? count_of(a.planned) : feel::value{}}};
}

feel::value task_value(const task_change& t, const feel::zone& zone) {
    return feel::context{{"client", feel::value{t.subject}},
                         {"about", text_or_null(t.about)},
                         {"part", text_or_null(t.part)},
                         {"task", count_of(t.number)},
                         {"regulation", feel::value{t.regulation}},
                         {"step", feel::value{t.step}},
                         {"role", text_or_null(t.role)},
                         {"due", t.due == never ? feel::value{} : feel::value{to_string(t.due, zone)}},
                         {"from", text_or_null(t.from)},
                         {"to", text_or_null(t.to)},
                         {"how", feel::value{to_string(t.how)}},
                         {"why", text_or_null(t.why)}};
}

}  // namespace

std::vector<report_section> to_sections(const restructuring& r, language lang, std::size_t rows_shown) {
    if (r.found.has_errors()) return {};
    return structure_teller{r, lang, rows_shown}.sections();
}

std::string to_text(const restructuring& r, language lang, std::size_t rows_shown) {
    std::string out = to_text(to_sections(r, lang, rows_shown));
    if (!r.found.has_errors() && tells_of_runs(r)) out += "\n" + to_text(r.publication, lang);
    return out;
}

std::string to_html(const restructuring& r, language lang) {
    if (r.found.has_errors()) return {};
    constexpr std::size_t rows = 200;
    const structure_teller teller{r, lang, rows};
    const words say{*r.after, lang};
    std::string out = page_head(teller.title(), lang) + element("h1", teller.title()) + "\n";
    for (const report_section& s : teller.sections()) out += section_page(s, say);
    if (tells_of_runs(r)) out += element("pre", to_text(r.publication, lang)) + "\n";
    return out + std::string{page_foot};
}

feel::value to_value(const restructuring& r) {
    const feel::zone zone = r.after->vocabulary().calendar.zone();
    feel::list people, clients, tasks, roles;
    for (const person_load& l : r.loads)
        people.push_back(feel::context{{"person", feel::value{l.person}},
                                       {"gone", feel::value{l.gone}},
                                       {"before", amount_of(l.before, r.planned)},
                                       {"after", amount_of(l.after, r.planned)},
                                       {"substitutes", texts(l.substitutes)}});
    for (const owner_change& o : r.owners)
        clients.push_back(feel::context{{"client", feel::value{o.subject}},
                                        {"about", text_or_null(o.about)},
                                        {"part", text_or_null(o.part)},
                                        {"fact", feel::value{o.fact}},
                                        {"from", feel::value{o.from}},
                                        {"to", text_or_null(o.to)}});
    for (const task_change& t : r.tasks) tasks.push_back(task_value(t, zone));
    for (const empty_role& e : r.empty_roles)
        roles.push_back(feel::context{{"role", feel::value{e.role}}, {"regulations", texts(e.regulations)}});
    return feel::context{{"as of", feel::value{to_string(r.as_of, zone)}},
                         {"publishes", feel::value{r.publishes}},
                         {"whole", feel::value{!r.leaves_holes()}},
                         {"people", feel::value{std::move(people)}},
                         {"clients", feel::value{std::move(clients)}},
                         {"tasks", feel::value{std::move(tasks)}},
                         {"begun", count_of(r.begun)},
                         {"ended", count_of(r.ended)},
                         {"roles", feel::value{std::move(roles)}},
                         {"events", count_of(r.early.size() + r.events.size())}};
}

}  // namespace reglament
