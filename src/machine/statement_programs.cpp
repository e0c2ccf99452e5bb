#include "machine/statement_programs.hpp"

#include "machine/derivations.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <string>

namespace reglament {

namespace {

using feel::type_kind;

feel::type number_type() {
    return {.kind = type_kind::number};
}

class compiler {
public:
    compiler(const vocabulary& words, const statement& s,
             const std::unordered_map<std::string, regulation_index>& regulations,
             const std::vector<feel::scope>& facts, issues& found)
        : words_{words}, of_{s}, regulations_{regulations}, facts_{facts}, found_{found} {}

    statement_programs go() {
        statement_programs made;
        if (const auto role = words_.find_role(of_.role.value)) {
            made.role = static_cast<std::uint16_t>(*role);
        } else if (!of_.role.value.empty()) {
            unknown("unknown-role", of_.role, names_of(words_.roles));
        }
        if (!of_.subject.value.empty()) {
            const auto kind = words_.find_subject(of_.subject.value);
            if (!kind || words_.subjects[*kind].is_part()) {
                unknown("statement-subject", of_.subject, names_of(words_.subjects));
            } else {
                made.subject = *kind;
            }
        }
        for (const statement_line& l : of_.lines) made.lines.push_back(line(l, made));
        check_principles(made);
        return made;
    }

private:
    [[nodiscard]] place at(span where) const { return {of_.file, where}; }
    [[nodiscard]] feel::origin origin(const condition& c) const { return {of_.file, c.where, c.verbatim}; }

    template <class Named>
    static std::vector<std::string_view> names_of(const std::vector<Named>& all) {
        std::vector<std::string_view> out;
        for (const Named& n : all) out.emplace_back(n.name.value);
        return out;
    }
    void unknown(std::string_view code, const located<std::string>& name, const std::vector<std::string_view>& known) {
        const auto near = near_names(name.value, known);
        found_.add(code, at(name.where), {name.value}, near.empty() ? std::string{} : std::string{near.front()});
    }

    feel::program compiled(const condition& c, const feel::scope& names, type_kind wanted) {
        if (!c) return {};
        feel::program p = wanted == type_kind::boolean ? feel::compile_condition(c.text, names, found_, origin(c), how_)
                                                       : feel::compile(c.text, names, found_, origin(c), how_);
        const type_kind is = p ? p.result_type().kind : type_kind::any;
        if (p && wanted == type_kind::number && is != type_kind::number && is != type_kind::any &&
            is != type_kind::null)
            found_.add("pay-no-number", at(c.where),
                       {to_string(p.result_type()), to_string(p.result_type(), language::ru)});
        return p;
    }
    feel::decision compiled(const feel::decision_table& t, const feel::scope& names) {
        issues told;
        feel::decision d = feel::compile_decision(t, names, told, how_);
        found_.append(told);
        return d;
    }

    // The outputs of a table, after what is there of values.
    static void declare_outputs(const feel::decision_table& t, feel::scope& names, std::uint32_t first,
                                const feel::dialect& how) {
        const feel::decision_types told = feel::told_types(t, how);
        for (std::uint32_t i = 0; i < t.outputs.size(); ++i) {
            const std::string name = normal_name(t.outputs[i].name.value);
            const feel::type& of = t.outputs.size() == 1 ? told.result : told.outputs[i];
            if (!name.empty()) names.declare(name, of, {static_cast<std::uint8_t>(bank::run), first + i});
        }
        if (t.outputs.size() != 1) return;
        for (const std::string_view word : {"output", "выход"})
            names.declare(word, told.result, {static_cast<std::uint8_t>(bank::run), first});
    }

    [[nodiscard]] feel::scope of_event(event_index e) const {
        const event_type& type = words_.events[e];
        feel::scope names = facts_[type.about];
        for (std::uint32_t i = 0; i < type.data.size(); ++i) {
            for (const std::string_view word : {"event", "событие"})
                names.declare_member(word, type.data[i].name.value, type.data[i].type,
                                     {static_cast<std::uint8_t>(bank::event), i});
        }
        declare_days(type.about, names);
        return names;
    }
    // The day of a time in the department's zone: by it half-years are counted, and not by the day in Greenwich.
    void declare_days(subject_index about, feel::scope& names) const {
        for (std::uint32_t i = 0; i < words_.facts.size(); ++i) {
            const struct fact& f = words_.facts[i];
            if (f.type.kind != type_kind::date_time || !reaches(about, f.about)) continue;
            for (const std::string_view word : {"day of ", "день "})
                names.declare(std::string{word} + f.name.value, {.kind = type_kind::date},
                              {static_cast<std::uint8_t>(bank::item), i});
        }
    }
    static void note_days(event_programs& of) {
        const auto note = [&](const std::vector<feel::slot>& all) {
            for (const feel::slot& s : all) {
                if (s.bank == static_cast<std::uint8_t>(bank::item))
                    of.days.push_back(static_cast<std::uint16_t>(s.index));
            }
        };
        for (const feel::program* p : {&of.when, &of.share, &of.amount, &of.each}) {
            if (*p) note(p->reads());
        }
        if (of.table) note(of.table.reads());
        std::sort(of.days.begin(), of.days.end());
        of.days.erase(std::unique(of.days.begin(), of.days.end()), of.days.end());
    }

    // How it went with the task.
    [[nodiscard]] static feel::scope of_task() {
        feel::scope names;
        const auto declare = [&](std::string_view en, std::string_view ru, type_kind kind, task_value which) {
            const feel::slot where{static_cast<std::uint8_t>(bank::event), static_cast<std::uint32_t>(which)};
            names.declare_member("task", en, {.kind = kind}, where);
            names.declare_member("задача", ru, {.kind = kind}, where);
        };
        declare("step", "шаг", type_kind::string, task_value::step);
        declare("done", "сделана", type_kind::boolean, task_value::done);
        declare("late", "поздно", type_kind::boolean, task_value::late);
        return names;
    }

    line_programs line(const statement_line& l, const statement_programs& made) {
        line_programs out;
        if (l.of_tasks) {
            find_tasks(l, out);
            out.events.push_back(event_part(l, no_index, of_task()));
        }
        for (const located<std::string>& name : l.events) {
            const auto e = find_event(name);
            if (e) out.events.push_back(event_part(l, *e, of_event(*e)));
        }
        if (!l.events.empty()) find_owners(l, made, out);
        if (!l.back.value.empty()) find_back(l, out);
        feel::scope month = made.subject == no_index ? feel::scope{} : facts_[made.subject];
        if (l.figure) {
            out.figure = compiled(l.figure, month, type_kind::any);
            out.figure_if = compiled(l.when, month, type_kind::boolean);
            if (made.subject == no_index) found_.add("figure-of-nobody", at(l.figure.where), {l.id.value});
        }
        for (std::uint32_t i = 0; i < month_values; ++i) {
            const feel::slot where{static_cast<std::uint8_t>(bank::run), i};
            const bool figure = i == static_cast<std::uint32_t>(month_value::figure);
            if (figure && !l.figure) continue;
            const feel::type of = figure && out.figure ? out.figure.result_type() : number_type();
            month.declare(month_names()[i].en, of, where);
            month.declare(month_names()[i].ru, of, where);
        }
        if (l.table && l.pay) {
            out.table = compiled(*l.table, month);
            declare_outputs(*l.table, month, month_values, how_);
        }
        out.pay = compiled(l.pay, month, type_kind::number);
        return out;
    }

    event_programs event_part(const statement_line& l, event_index e, feel::scope names) {
        event_programs out;
        out.event = e;
        out.when = compiled(l.when, names, type_kind::boolean);
        out.share = compiled(l.share, names, type_kind::boolean);
        out.amount = compiled(l.amount, names, type_kind::number);
        if (!l.each) {
            note_days(out);
            return out;
        }
        for (const std::string_view word : {"amount", "величина"})
            names.declare(word, number_type(), {static_cast<std::uint8_t>(bank::run), 0});
        if (l.table) {
            out.table = compiled(*l.table, names);
            declare_outputs(*l.table, names, 1, how_);
        }
        out.each = compiled(l.each, names, type_kind::number);
        note_days(out);
        return out;
    }

    std::optional<event_index> find_event(const located<std::string>& name) {
        const auto e = words_.find_event(name.value);
        if (e && *e >= reserved_events) return static_cast<event_index>(*e);
        auto known = names_of(words_.events);
        known.erase(known.begin(), known.begin() + std::min<std::ptrdiff_t>(reserved_events, std::ssize(known)));
        unknown("unknown-event", name, known);
        return std::nullopt;
    }

    void find_tasks(const statement_line& l, line_programs& out) {
        std::vector<std::string_view> known;
        for (const auto& [id, which] : regulations_) known.emplace_back(id);
        std::sort(known.begin(), known.end());
        for (const located<std::string>& name : l.tasks) {
            const auto at = regulations_.find(name.value);
            if (at == regulations_.end()) {
                unknown("statement-regulation", name, known);
            } else {
                out.tasks.push_back(at->second);
            }
        }
    }

    void find_owners(const statement_line& l, const statement_programs& made, line_programs& out) {
        const auto add = [&](const located<std::string>& name, feel::number part) {
            const auto f = words_.find_fact(name.value);
            const bool text =
                f && (words_.facts[*f].type.kind == type_kind::string || words_.facts[*f].type.kind == type_kind::any);
            if (!f) return unknown("unknown-owner-fact", name, names_of(words_.facts));
            if (!text) found_.add("owner-no-text", at(name.where), {name.value});
            for (const located<std::string>& e : l.events) {
                const auto event = words_.find_event(e.value);
                if (event && !reaches(words_.events[*event].about, words_.facts[*f].about))
                    found_.add("owner-of-other", at(name.where), {name.value, e.value});
            }
            out.owners.emplace_back(static_cast<std::uint16_t>(*f), part);
        };
        for (const auto& [name, part] : l.split) add(name, part);
        if (!l.split.empty()) return;
        const auto own = [&](const located<std::string>& e) {
            const auto event = words_.find_event(e.value);
            return event && made.subject != no_index &&
                   words_.subjects[words_.events[*event].about].root == made.subject;
        };
        if (std::all_of(l.events.begin(), l.events.end(), own)) return;
        const feel::number whole{100};
        if (!l.owner.value.empty()) return add(l.owner, whole);
        const std::uint16_t of_role = made.role == no_index ? no_index : words_.roles[made.role].person;
        if (of_role != no_index) {
            out.owners.emplace_back(of_role, whole);
        } else if (made.role != no_index) {
            found_.add("line-without-owner", at(l.where), {l.id.value, of_.role.value});
        }
    }
    // Whether the facts of a subject are known where an event is about another one: its own, or those of its client.
    [[nodiscard]] bool reaches(subject_index from, subject_index to) const {
        return from == to || words_.subjects[from].root == to;
    }

    void find_back(const statement_line& l, line_programs& out) {
        const auto e = find_event(l.back);
        if (!e) return;
        out.back = *e;
        const auto key_in = [&](const event_type& type) {
            const attribute* const a = type.find(l.by.value);
            if (a != nullptr) return static_cast<std::uint16_t>(a - type.data.data());
            found_.add("back-without-key", at(l.by.where), {l.by.value, type.name.value});
            return no_index;
        };
        out.back_key = key_in(words_.events[*e]);
        for (const event_programs& p : out.events) out.keys.push_back(key_in(words_.events[p.event]));
        if (!l.amount) return;
        issues told;  // an event that does not say how much takes back all
        out.back_amount = feel::compile(l.amount.text, of_event(*e), told, origin(l.amount), how_);
    }

    // What is stated as never paid for, against what is.
    void check_principles(const statement_programs& made) {
        for (const located<std::string>& n : of_.never) {
            const bool volume = n.value == "volume" || n.value == "объём" || n.value == "объем";
            const auto event = words_.find_event(n.value);
            const auto fact = words_.find_fact(n.value);
            if (!volume && !event && !fact && !regulations_.contains(n.value)) {
                auto known = names_of(words_.events);
                for (const std::string_view f : names_of(words_.facts)) known.push_back(f);
                known.emplace_back("volume");
                unknown("principle-of-nothing", n, known);
                continue;
            }
            for (std::size_t i = 0; i < of_.lines.size(); ++i) {
                const bool broken = volume  ? pays_volume(of_.lines[i], made.lines[i])
                                    : event ? pays_event(made.lines[i], static_cast<event_index>(*event))
                                    : fact  ? pays_fact(made, made.lines[i], static_cast<std::uint16_t>(*fact))
                                            : pays_task(made.lines[i], regulations_.at(n.value));
                if (broken)
                    found_.add("principle-broken", at(of_.lines[i].where),
                               {of_.lines[i].id.value, n.value, of_.role.value});
            }
        }
    }
    // By how much or how often, not by how well: each one is paid for, or what is paid hangs on a sum or a number.
    static bool pays_volume(const statement_line& l, const line_programs& p) {
        if (l.each) return true;
        const auto of_volume = [](const feel::slot& s) {
            if (s.bank != static_cast<std::uint8_t>(bank::run) || s.index >= month_values) return false;
            const auto which = static_cast<month_value>(s.index);
            return which != month_value::share && which != month_value::share_before && which != month_value::figure &&
                   which != month_value::average && which != month_value::average_before;
        };
        const auto any = [&](const std::vector<feel::slot>& all) {
            return std::any_of(all.begin(), all.end(), of_volume);
        };
        return (p.pay && any(p.pay.reads())) || (p.table && any(p.table.reads()));
    }
    static bool pays_event(const line_programs& p, event_index e) {
        return std::any_of(p.events.begin(), p.events.end(), [&](const event_programs& x) { return x.event == e; });
    }
    static bool pays_task(const line_programs& p, regulation_index r) {
        return std::find(p.tasks.begin(), p.tasks.end(), r) != p.tasks.end();
    }
    [[nodiscard]] bool pays_fact(const statement_programs& made, const line_programs& p, std::uint16_t fact) const {
        const struct fact& f = words_.facts[fact];
        const auto read = [&](const std::vector<feel::slot>& all, bool of_person) {
            return std::any_of(all.begin(), all.end(), [&](const feel::slot& s) {
                const bool part = words_.subjects[f.about].is_part();
                const bool here =
                    s.bank == static_cast<std::uint8_t>(part ? bank::part : bank::facts) && s.index == f.slot;
                return here && (made.subject != no_index && f.about == made.subject) == of_person;
            });
        };
        const auto of = [&](const feel::program& q, bool person) { return q && read(q.reads(), person); };
        for (const event_programs& e : p.events) {
            if (of(e.when, false) || of(e.amount, false) || of(e.each, false) || of(e.share, false)) return true;
            if (e.table && read(e.table.reads(), false)) return true;
        }
        return of(p.figure, true) || of(p.figure_if, true) || of(p.pay, true) ||
               (p.table && read(p.table.reads(), true));
    }

    const vocabulary& words_;
    const statement& of_;
    const std::unordered_map<std::string, regulation_index>& regulations_;
    const std::vector<feel::scope>& facts_;
    issues& found_;
    feel::dialect how_{.regulation = true};
};

// Two of one id must not begin with the same month.
void check_months(const std::vector<statement>& all, issues& found) {
    std::map<std::pair<std::string, std::int64_t>, const statement*> known;
    for (const statement& s : all) {
        const std::int64_t from = s.from ? s.from->value.days.time_since_epoch().count() : INT64_MIN;
        const auto [first, fresh] = known.emplace(std::pair{s.id.value, from}, &s);
        if (fresh || s.id.value.empty()) continue;
        const auto line = first->second->file->at(first->second->id.where.begin).line;
        found.add("duplicate-statement", place{s.file, s.id.where},
                  {s.id.value, std::string{first->second->file->name()} + ":" + std::to_string(line)});
    }
}

}  // namespace

const std::array<month_name, month_values>& month_names() noexcept {
    static constexpr std::array<month_name, month_values> all{{{"total", "итого"},
                                                               {"times", "раз"},
                                                               {"average", "среднее"},
                                                               {"clients", "клиентов"},
                                                               {"share", "доля"},
                                                               {"figure", "показатель"},
                                                               {"total before", "итого раньше"},
                                                               {"times before", "раз раньше"},
                                                               {"average before", "среднее раньше"},
                                                               {"clients before", "клиентов раньше"},
                                                               {"share before", "доля раньше"}}};
    return all;
}

std::vector<statement_programs> statement_programs::compile(
    const vocabulary& words, const std::vector<statement>& all,
    const std::unordered_map<std::string, regulation_index>& regulations, const std::vector<feel::scope>& facts,
    issues& found) {
    check_months(all, found);
    std::vector<statement_programs> out;
    for (const statement& s : all) out.push_back(compiler{words, s, regulations, facts, found}.go());
    return out;
}

}  // namespace reglament
