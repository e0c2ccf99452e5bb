#include "control/csv_rows.hpp"
#include "control/words.hpp"
#include "regulation/calendar_file.hpp"

#include <reglament/control/plan.hpp>
#include <reglament/text/names.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace reglament {

namespace {

constexpr words::noun mandatory_noun{"mandatory", "mandatory", "обязательная", "обязательные", "обязательных"};

class teller {
public:
    teller(const plan& p, plan_group by, language lang) : p_{p}, by_{by}, say_{*p.rules, lang} { arrange(); }

    [[nodiscard]] std::string text() const {
        std::string out = say_.say("Plan: ", "План: ") + period() + "\n" + counts(p_.tasks.size(), mandatory()) + "\n";
        for (const std::string& s : assumed()) out += s + "\n";
        const std::size_t doer = widest(&teller::who), whom = widest(&teller::client), by = widest(&teller::channel);
        for (const group& g : groups_) {
            out += "\n━━ " + g.name + ": " + counts(g.tasks.size(), g.mandatory) + "\n";
            for (const planned_task* t : g.tasks) {
                out += std::string{"  "} + (t->mandatory() ? "* " : "  ") +
                       padded(when(*t), by_ == plan_group::day ? 12 : 16) + "  " + padded(who(*t), doer) + "  " +
                       padded(client(*t), whom) + "  ";
                if (by != 0) out += padded(channel(*t), by) + "  ";
                out += say_.instruction(*t->what, t->values) + " (" + id(*t) + " / " + t->what->id + ")" + marks(*t) + "\n";
            }
        }
        return out;
    }

    [[nodiscard]] std::string csv() const {
        csv_rows out;
        std::vector<std::string> head;
        for (const auto& [en, ru] : columns) head.push_back(say_.say(en, ru));
        out.add(head);
        for (const group& g : groups_) {
            for (const planned_task* t : g.tasks)
                out.add({t->due == never ? std::string{} : stamp(t->due), stamp(t->created),
                         say_.plain(feel::value{t->mandatory()}), role(*t), person(*t), channel(*t), t->subject, t->part,
                         id(*t), t->what->id, say_.instruction(*t->what, t->values), say_.plain(feel::value{t->is_open}),
                         say_.plain(feel::value{t->is_late})});
        }
        return out.text();
    }

    [[nodiscard]] std::string calendar() const {
        std::vector<calendar_entry> all;
        const std::string told = joined(assumed(), "\n");
        for (const group& g : groups_) {
            for (const planned_task* t : g.tasks) {
                calendar_entry e;
                e.id = std::to_string(t->number) + "." + t->subject + "@reglament";
                e.summary = say_.instruction(*t->what, t->values) + " — " + client(*t);
                e.description =
                    joined({who(*t), channel(*t),
                            say_.regulation(t->regulation) + " (" + id(*t) + " / " + t->what->id + ")", told},
                           "\n");
                e.categories = {t->mandatory() ? say_.say("mandatory", "обязательная")
                                               : say_.say("optional", "по желанию")};
                e.at = t->due == never ? t->created : t->due;
                e.whole_day = t->due == never;
                all.push_back(std::move(e));
            }
        }
        return write_calendar(say_.say("Plan: ", "План: ") + period(), all, std::max(p_.as_of, first_instant), zone());
    }

    [[nodiscard]] feel::value value() const {
        feel::list groups, tasks, told;
        for (const group& g : groups_) {
            groups.push_back(feel::context{
                {"name", feel::value{g.name}}, {"tasks", count(g.tasks.size())}, {"mandatory", count(g.mandatory)}});
            for (const planned_task* t : g.tasks) tasks.push_back(row(*t));
        }
        for (const std::string& s : assumed()) told.emplace_back(s);
        feel::context answers;
        for (const auto& [name, v] : p_.answers) answers.emplace_back(name, v);
        return feel::context{{"from", feel::value{stamp(p_.from)}},
                             {"to", feel::value{stamp(p_.to)}},
                             {"as of", p_.as_of == instant::min() ? feel::value{} : feel::value{stamp(p_.as_of)}},
                             {"assumed", feel::context{{"in words", feel::value{std::move(told)}},
                                                       {"answers", feel::value{std::move(answers)}}}},
                             {"late before", count(p_.late_before)},
                             {"not assumed", count(p_.not_assumed)},
                             {"cut", feel::value{p_.cut}},
                             {"mandatory", count(mandatory())},
                             {"groups", feel::value{std::move(groups)}},
                             {"tasks", feel::value{std::move(tasks)}}};
    }

private:
    struct group {
        std::string name;
        std::vector<const planned_task*> tasks;
        std::size_t mandatory = 0;
    };
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 13> columns{
        {{"due", "срок"},
         {"begins", "начало"},
         {"mandatory", "обязательная"},
         {"role", "роль"},
         {"person", "сотрудник"},
         {"channel", "канал"},
         {"client", "клиент"},
         {"about", "о чём"},
         {"regulation", "регламент"},
         {"step", "шаг"},
         {"do", "что сделать"},
         {"open already", "уже открыта"},
         {"late", "просрочена"}}};

    static feel::value count(std::uint64_t n) { return feel::value{feel::number{static_cast<std::int64_t>(n)}}; }
    static feel::value optional_text(std::string_view s) { return s.empty() ? feel::value{} : feel::value{s}; }
    static instant shown_at(const planned_task& t) { return t.due == never ? t.created : t.due; }

    void arrange() {
        std::map<std::string, std::size_t> known;
        for (const planned_task& t : p_.tasks) {
            const std::string name = name_of(t);
            const auto [at, added] = known.emplace(name, groups_.size());
            if (added) groups_.push_back({name, {}, 0});
            group& g = groups_[at->second];
            g.tasks.push_back(&t);
            g.mandatory += t.mandatory() ? 1 : 0;
        }
        if (by_ == plan_group::day) return;
        std::sort(groups_.begin(), groups_.end(), [](const group& a, const group& b) { return a.name < b.name; });
    }

    [[nodiscard]] std::string name_of(const planned_task& t) const {
        switch (by_) {
            case plan_group::client:
                return t.subject;
            case plan_group::manager:
                return t.person.empty() ? who(t) : person(t);
            default:
                return stamp(shown_at(t)).substr(0, day_length);
        }
    }

    [[nodiscard]] feel::zone zone() const { return p_.rules->vocabulary().calendar.zone(); }
    [[nodiscard]] std::string stamp(instant at) const { return to_string(at, zone()); }
    [[nodiscard]] std::string period() const {
        return stamp(p_.from).substr(0, day_length) + " – " + stamp(p_.to).substr(0, day_length);
    }
    [[nodiscard]] std::size_t mandatory() const {
        std::size_t n = 0;
        for (const group& g : groups_) n += g.mandatory;
        return n;
    }
    [[nodiscard]] std::string counts(std::size_t all, std::size_t these) const {
        return say_.counted(all, task_noun) + say_.say(", ", ", из них ") + say_.counted(these, mandatory_noun);
    }

    // What was taken to be so, a sentence each.
    [[nodiscard]] std::vector<std::string> assumed() const {
        std::vector<std::string> out;
        if (p_.as_of != instant::min())
            out.push_back(say_.say("Foreseen from ", "Прогноз от ") + stamp(p_.as_of).substr(0, minute_length) + ".");
        out.push_back(
            say_.say("Assumed: every task is done when it is due, one without a deadline a day after it begins; "
                     "optional ones are skipped; clients do nothing.",
                     "Предполагаем: каждая задача сделана в срок, а без срока — через сутки; необязательные "
                     "пропущены; клиенты ничего не делают."));
        std::string answered;
        for (const auto& [name, v] : p_.answers)
            answered += (answered.empty() ? "" : "; ") + name + " — " + say_.plain(v);
        if (!answered.empty()) out.push_back(say_.say("Assumed answers: ", "Предполагаемые ответы: ") + answered + ".");
        if (p_.late_before != 0)
            out.push_back(say_.say("Late before that: ", "Просрочено раньше: ") +
                          say_.counted(p_.late_before, task_noun) +
                          say_.say(", assumed done at once.", ", считаем сделанными сразу."));
        if (p_.not_assumed != 0)
            out.push_back(say_.say("Not taken as done: ", "Не удалось счесть сделанными: ") +
                          say_.counted(p_.not_assumed, task_noun) + ".");
        if (p_.cut)
            out.push_back(
                say_.say("There is more than can be shown: the plan is cut.", "План обрезан: задач слишком много."));
        return out;
    }

    [[nodiscard]] std::string when(const planned_task& t) const {
        if (t.due == never) return say_.say("no deadline", "без срока");
        const std::string at = stamp(t.due);
        return by_ == plan_group::day ? at.substr(day_length + 1, 5)
                                      : at.substr(0, day_length) + " " + at.substr(day_length + 1, 5);
    }
    [[nodiscard]] std::string role(const planned_task& t) const {
        return t.role == no_index ? std::string{} : say_.role(t.role);
    }
    [[nodiscard]] std::string person(const planned_task& t) const {
        return t.person.empty() ? std::string{} : say_.person(t.person);
    }
    [[nodiscard]] std::string who(const planned_task& t) const {
        if (t.unassigned) return say_.role(t.role) + say_.say(": nobody", ": некому");
        return say_.role(t.role) + (t.person.empty() ? "" : ": " + person(t));
    }
    [[nodiscard]] std::string client(const planned_task& t) const {
        return t.part.empty() ? t.subject : t.subject + ", " + t.part;
    }
    [[nodiscard]] std::string channel(const planned_task& t) const {
        if (t.what->channel == no_index) return {};
        const reglament::channel& c = p_.rules->vocabulary().channels[t.what->channel];
        return c.title.empty() ? c.name.value : c.title;
    }
    [[nodiscard]] const std::string& id(const planned_task& t) const {
        return p_.rules->machines()[t.regulation].regulation().id.value;
    }
    [[nodiscard]] std::string marks(const planned_task& t) const {
        std::string out = t.is_open ? say_.say(", open already", ", уже открыта") : std::string{};
        return t.is_late ? out + say_.say(", late", ", просрочена") : out;
    }

    [[nodiscard]] std::size_t widest(std::string (teller::*of)(const planned_task&) const) const {
        std::size_t most = 0;
        for (const planned_task& t : p_.tasks) most = std::max(most, count_characters((this->*of)(t)));
        return most;
    }
    static std::string padded(std::string text, std::size_t width) {
        const std::size_t n = count_characters(text);
        return n < width ? text.append(width - n, ' ') : text;
    }
    static std::string joined(const std::vector<std::string>& all, std::string_view between) {
        std::string out;
        for (const std::string& s : all) {
            if (!s.empty()) out.append(out.empty() ? "" : between).append(s);
        }
        return out;
    }

    [[nodiscard]] feel::value row(const planned_task& t) const {
        const vocabulary& v = p_.rules->vocabulary();
        return feel::context{
            {"due", t.due == never ? feel::value{} : feel::value{stamp(t.due)}},
            {"begins", feel::value{stamp(t.created)}},
            {"mandatory", feel::value{t.mandatory()}},
            {"role", t.role == no_index ? feel::value{} : feel::value{v.roles[t.role].name.value}},
            {"person", optional_text(t.person)},
            {"unassigned", feel::value{t.unassigned}},
            {"channel",
             t.what->channel == no_index ? feel::value{} : feel::value{v.channels[t.what->channel].name.value}},
            {"client", feel::value{t.subject}},
            {"part", optional_text(t.part)},
            {"regulation", feel::value{id(t)}},
            {"task", feel::value{t.what->id}},
            {"do", feel::value{say_.instruction(*t.what, t.values)}},
            {"number", count(t.number)},
            {"open", feel::value{t.is_open}},
            {"late", feel::value{t.is_late}}};
    }

    static constexpr std::size_t day_length = 10, minute_length = 16;
    const plan& p_;
    plan_group by_;
    words say_;
    std::vector<group> groups_;
};

}  // namespace

std::string to_text(const plan& p, plan_group by, language lang) {
    return teller{p, by, lang}.text();
}

std::string to_csv(const plan& p, plan_group by, language lang) {
    return teller{p, by, lang}.csv();
}

std::string to_calendar(const plan& p, plan_group by, language lang) {
    return teller{p, by, lang}.calendar();
}

feel::value to_value(const plan& p, plan_group by, language lang) {
    return teller{p, by, lang}.value();
}

}  // namespace reglament
