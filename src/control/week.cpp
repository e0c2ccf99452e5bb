#include "control/task_ledger.hpp"
#include "control/words.hpp"

#include <reglament/control/week.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace reglament {

namespace {

task_end end_of(const task_fate& t, instant as_of) {
    using enum task_fate::outcome;
    const bool in_time = t.over <= t.due;
    if (t.how == open) return t.due <= as_of ? task_end::missed : task_end::open;
    if (t.how == done || t.how == unanswered) return in_time ? task_end::made : task_end::late;
    // An optional one that lapses is skipped at the instant it was due.
    const bool waived = t.how == skipped && in_time;
    return t.over < t.due || waived ? task_end::called_off : task_end::missed;
}

class judge {
public:
    judge(const engine& e, instant from, instant to) : engine_{e} {
        out_.rules = e.shared_rules();
        out_.from = from;
        out_.to = to;
        out_.as_of = e.now();
    }

    week go() {
        task_ledger ledger{*out_.rules, [&](std::string_view key) {
                               return static_cast<std::uint32_t>(engine_.find_client(key).value_or(0));
                           }};
        for (const std::uint32_t i : in_order_of_mergers(engine_)) {
            for (const effect& e : engine_.history(engine_.client(i))) ledger.take(i, e);
        }
        for (const task_fate& t : ledger.all()) {
            if (t.due >= out_.from && t.due < out_.to) add(t);
        }
        std::sort(out_.tasks.begin(), out_.tasks.end(), [](const judged_task& a, const judged_task& b) {
            return std::tie(a.due, a.subject, a.number) < std::tie(b.due, b.subject, b.number);
        });
        for (auto& [who, its] : people_) out_.people.push_back(std::move(its));
        return std::move(out_);
    }

private:
    void add(const task_fate& t) {
        judged_task j;
        j.subject = engine_.client(t.client);
        const auto& parts = engine_.state(t.client).parts;
        if (t.part < parts.size()) j.part = parts[t.part].key;  // who was merged into another one has none any more
        j.person = t.person;
        j.role = t.role;
        j.regulation = t.regulation;
        j.what = t.what;
        j.values = t.values;
        j.number = t.number;
        j.due = t.due;
        j.over = t.over;
        j.end = end_of(t, out_.as_of);
        person_week& p = people_[{t.person, t.person.empty() ? t.role : no_index}];
        p.person = t.person;
        p.role = t.person.empty() ? t.role : no_index;
        ++p.counts[static_cast<std::size_t>(j.end)];
        out_.tasks.push_back(std::move(j));
    }

    const engine& engine_;
    week out_;
    std::map<std::pair<std::string, std::uint16_t>, person_week> people_;
};

constexpr std::array<std::pair<std::string_view, std::string_view>, task_ends> end_words{{{"made", "сделано"},
                                                                                          {"late", "с опозданием"},
                                                                                          {"missed", "пропущено"},
                                                                                          {"open", "в работе"},
                                                                                          {"called off", "отменено"}}};

std::string padded(std::string text, std::size_t width) {
    const std::size_t n = count_characters(text);
    return n < width ? text.append(width - n, ' ') : text;
}

class week_teller {
public:
    week_teller(const week& w, language lang) : w_{w}, say_{*w.rules, lang} {}

    [[nodiscard]] std::string text() const {
        constexpr std::chrono::microseconds tick{1};
        std::string out = say_.say("Tasks due ", "Задачи со сроком ") + day(w_.from) + " – " + day(w_.to - tick) +
                          say_.say(", as of ", ", по данным на ") + stamp(w_.as_of) + "\n\n";
        std::vector<std::vector<std::string>> rows{{say_.say("who", "кто")}};
        for (const auto& [en, ru] : end_words) rows.front().push_back(say_.say(en, ru));
        person_week all;
        for (const person_week& p : w_.people) {
            rows.push_back(row(who(p.person, p.role), p));
            for (std::size_t i = 0; i < task_ends; ++i) all.counts[i] += p.counts[i];
        }
        if (w_.people.size() > 1) rows.push_back(row(say_.say("all", "все"), all));
        for (const auto& r : rows) out += line(r, rows);
        for (const task_end end : {task_end::missed, task_end::late}) out += list(end);
        return out;
    }

private:
    [[nodiscard]] std::string stamp(instant at) const {
        std::string text = to_string(at, w_.rules->vocabulary().calendar.zone());
        constexpr std::size_t day_length = 10, minute_length = 16;
        text[day_length] = ' ';
        return text.substr(0, minute_length);
    }
    [[nodiscard]] std::string day(instant at) const { return stamp(at).substr(0, 10); }
    [[nodiscard]] std::string who(const std::string& person, std::uint16_t role) const {
        return person.empty() ? say_.role(role) : say_.person(person);
    }
    static std::vector<std::string> row(std::string name, const person_week& p) {
        std::vector<std::string> out{std::move(name)};
        for (const std::uint64_t n : p.counts) out.push_back(std::to_string(n));
        return out;
    }
    static std::string line(const std::vector<std::string>& cells, const std::vector<std::vector<std::string>>& all) {
        std::string out = " ";
        for (std::size_t i = 0; i < cells.size(); ++i) {
            std::size_t width = 0;
            for (const auto& r : all) width = std::max(width, count_characters(r[i]));
            out += " " + (i == 0 ? padded(cells[i], width)
                                 : std::string(width - count_characters(cells[i]) + 1, ' ') + cells[i]);
        }
        return out + "\n";
    }
    [[nodiscard]] std::string list(task_end end) const {
        std::string out;
        const auto& [en, ru] = end_words[static_cast<std::size_t>(end)];
        for (const judged_task& t : w_.tasks) {
            if (t.end != end) continue;
            out +=
                "  " + stamp(t.due) + "  " + who(t.person, t.role) + "  " + t.subject +
                (t.part.empty() ? "" : ", " + t.part) + "  " + say_.instruction(*t.what, t.values) +
                (t.over == never || end == task_end::missed ? "" : say_.say(", done ", ", сделано ") + stamp(t.over)) +
                "\n";
        }
        return out.empty() ? out : "\n━━ " + say_.say(en, ru) + "\n" + out;
    }

    const week& w_;
    words say_;
};

}  // namespace

std::string_view to_string(task_end e) noexcept {
    return end_words[static_cast<std::size_t>(e)].first;
}

week control_week(const engine& e, instant from, instant to) {
    return judge{e, from, to}.go();
}

std::string to_text(const week& w, language lang) {
    return week_teller{w, lang}.text();
}

feel::value to_value(const week& w, language lang) {
    const words say{*w.rules, lang};
    const vocabulary& v = w.rules->vocabulary();
    const auto stamp = [&](instant at) {
        return at == never ? feel::value{} : feel::value{to_string(at, v.calendar.zone())};
    };
    const auto text = [](std::string_view s) { return s.empty() ? feel::value{} : feel::value{s}; };
    const auto role = [&](std::uint16_t r) {
        return r == no_index ? feel::value{} : feel::value{v.roles[r].name.value};
    };
    feel::list people, tasks;
    for (const person_week& p : w.people) {
        feel::context one{{"person", text(p.person)}, {"role", role(p.role)}};
        for (std::size_t i = 0; i < task_ends; ++i)
            one.emplace_back(std::string{end_words[i].first},
                             feel::value{feel::number{static_cast<std::int64_t>(p.counts[i])}});
        people.emplace_back(std::move(one));
    }
    for (const judged_task& t : w.tasks)
        tasks.push_back(
            feel::context{{"due", stamp(t.due)},
                          {"over", stamp(t.over)},
                          {"end", feel::value{to_string(t.end)}},
                          {"person", text(t.person)},
                          {"role", role(t.role)},
                          {"client", feel::value{t.subject}},
                          {"part", text(t.part)},
                          {"regulation", feel::value{w.rules->machines()[t.regulation].regulation().id.value}},
                          {"task", feel::value{t.what->id}},
                          {"do", feel::value{say.instruction(*t.what, t.values)}}});
    return feel::context{{"from", stamp(w.from)},
                         {"to", stamp(w.to)},
                         {"as of", stamp(w.as_of)},
                         {"people", feel::value{std::move(people)}},
                         {"tasks", feel::value{std::move(tasks)}}};
}

}  // namespace reglament
