#include "control/page.hpp"
#include "control/section_page.hpp"
#include "control/words.hpp"

#include <reglament/control/rollout.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace reglament {

namespace {

using std::chrono::seconds;

constexpr words::noun habit_task_noun{"task", "tasks", "задачи", "задач", "задач"};
constexpr words::noun habit_week_noun{"week", "weeks", "неделю", "недели", "недель"};
constexpr words::noun repetition_noun{"repetition", "repetitions", "прогон", "прогона", "прогонов"};

std::string day_of(instant at, const rulebook& rules) {
    constexpr std::size_t day = 10;
    return to_string(at, rules.vocabulary().calendar.zone()).substr(0, day);
}

// Hours with one decimal, as exact as a plan is.
feel::number hours(seconds s) {
    return feel::number::of((s.count() * 10 + 1'800) / 3'600, -1);
}

class rollout_teller {
public:
    rollout_teller(const rollout& r, language lang) : r_{r}, say_{*r.rules, lang} {}

    [[nodiscard]] std::vector<report_section> sections() const {
        std::vector<report_section> out{stages(), sprints()};
        if (!r_.headquarters.empty()) out.push_back(headquarters());
        return out;
    }
    [[nodiscard]] std::string title() const { return say("Rollout of the regulations", "Внедрение регламентов"); }

private:
    [[nodiscard]] std::string say(std::string_view en, std::string_view ru) const { return say_.say(en, ru); }
    [[nodiscard]] const regulation& of(regulation_index i) const { return r_.rules->machines()[i].regulation(); }
    [[nodiscard]] std::string hours_of(seconds s) const {
        std::string text = feel::to_string(feel::value{hours(s)});
        if (say_.lang() == language::ru) std::replace(text.begin(), text.end(), '.', ',');
        return text + say(" h", " ч");
    }

    [[nodiscard]] std::string stage(rollout_stage s) const {
        switch (s) {
            case rollout_stage::knows:
                return say("knows", "знает");
            case rollout_stage::changed:
                return say("something is new", "есть новое");
            case rollout_stage::can:
                return say("can", "умеет");
            case rollout_stage::habit:
                return say("does it habitually", "делает не думая");
            case rollout_stage::nothing:
                break;
        }
        return say("not yet", "ещё нет");
    }

    // At least that far.
    [[nodiscard]] std::size_t count(std::initializer_list<rollout_stage> which) const {
        return static_cast<std::size_t>(std::count_if(r_.rows.begin(), r_.rows.end(), [&](const rollout_row& r) {
            return std::find(which.begin(), which.end(), r.stage) != which.end();
        }));
    }

    [[nodiscard]] report_section stages() const {
        using enum rollout_stage;
        report_section s;
        s.id = "stages";
        s.title = say("Know, can, do habitually", "Знают, умеют, делают не думая");
        s.about = say("As of ", "На ") + day_of(r_.how.as_of, *r_.rules) + ". " +
                  say("Accredited after so many clean repetitions in a row: ",
                      "Аккредитация — столько чистых прогонов подряд: ") +
                  std::to_string(r_.how.needed) + ". " + about_habit();
        s.figures = {{std::to_string(r_.rows.size()), say("to learn", "освоить")},
                     {std::to_string(count({knows, changed, can, habit})), say("know", "знают")},
                     {std::to_string(count({can, habit})), say("can", "умеют")},
                     {std::to_string(count({habit})), say("do it habitually", "делают не думая")}};
        report_table t;
        t.columns = {{say("priority", "приоритет"), true}, {say("regulation", "регламент"), false},
                     {say("who", "кто"), false},           {say("role", "роль"), false},
                     {say("stage", "ступень"), false},     {say("clean in a row", "чистых подряд"), true},
                     {say("made in time", "в срок"), true}};
        for (const rollout_row& r : r_.rows) {
            const bool warns = r.stage == rollout_stage::nothing || r.stage == rollout_stage::changed;
            t.rows.push_back({{std::to_string(of(r.regulation).priority)},
                              {say_.regulation(r.regulation)},
                              {say_.person(r.person)},
                              {say_.role(r.role)},
                              {stage(r.stage), -1, warns},
                              {std::to_string(r.how.in_a_row)},
                              {r.due == 0 ? "—" : percent(r.made, r.due)}});
        }
        s.tables.push_back(std::move(t));
        return s;
    }
    [[nodiscard]] std::string about_habit() const {
        if (!r_.with_history)
            return say("How tasks were made is not known: nobody is said to have the habit.",
                       "Как делали задачи, неизвестно: о привычке ничего не сказано.");
        const std::string tasks = say_.counted(r_.how.habit_tasks, habit_task_noun);
        const std::string weeks = say_.counted(r_.how.habit_weeks, habit_week_noun);
        const std::string share = std::to_string(r_.how.habit_share);
        return say("A habit: of at least " + tasks + " in " + weeks + ", " + share + " % were made in time.",
                   "Привычка: из не менее чем " + tasks + " за " + weeks + " в срок сделано " + share + " % и больше.");
    }

    [[nodiscard]] std::string next(const rollout_row& r) const {
        const std::uint32_t left = r.how.needed - std::min(r.how.in_a_row, r.how.needed);
        if (r.stage == rollout_stage::can)
            return say_.person(r.person) + say(": watch and tell", ": смотреть и рассказывать");
        std::string steps;
        for (const std::string& id : r.how.asked) steps += (steps.empty() ? "" : ", ") + id;
        return say_.person(r.person) + ": " + say_.counted(left, repetition_noun) +
               (steps.empty() ? "" : say(", of what is new: ", ", где есть новое: ") + steps);
    }

    [[nodiscard]] report_section sprints() const {
        report_section s;
        s.id = "sprints";
        s.title = say("Sprints", "Спринты");
        s.about = say("By priority; regulations a week: ", "По приоритету; регламентов в неделю: ") +
                  std::to_string(r_.how.at_once) + ".";
        report_table t;
        t.columns = {{say("week of", "неделя с"), false},
                     {say("priority", "приоритет"), true},
                     {say("regulation", "регламент"), false},
                     {say("what is next", "что дальше"), false},
                     {say("needs", "займёт"), true}};
        for (const sprint_row& w : r_.sprints) {
            bool first = true;
            for (const std::size_t i : w.who) {
                t.rows.push_back({{first ? day_of(w.week, *r_.rules) : std::string{}},
                                  {first ? std::to_string(of(w.regulation).priority) : std::string{}},
                                  {first ? say_.regulation(w.regulation) : std::string{}},
                                  {next(r_.rows[i])},
                                  {first ? hours_of(w.needs) : std::string{}}});
                first = false;
            }
        }
        if (t.rows.empty()) s.about = say("Nothing is left to learn.", "Осваивать больше нечего.");
        s.tables.push_back(std::move(t));
        return s;
    }

    [[nodiscard]] report_section headquarters() const {
        report_section s;
        s.id = "headquarters";
        s.title = say("The headquarters' hours", "Часы штаба");
        seconds least{}, most{}, needs{};
        for (const headquarters_row& h : r_.headquarters) {
            least += h.least;
            most += h.most;
        }
        for (const sprint_row& w : r_.sprints)
            if (w.week == r_.sprints.front().week) needs += w.needs;
        s.about = std::to_string(r_.how.least) + "–" + std::to_string(r_.how.most) +
                  say(" % of the working time of each member.", " % рабочего времени каждого.");
        s.figures = {
            {hours_of(least) + " – " + hours_of(most),
             say("the headquarters has in this week", "есть у штаба на этой неделе")},
            {hours_of(needs), say("the repetitions of this sprint take", "займут прогоны этого спринта"), needs > most},
            {hours_of(r_.spent),
             say("repetitions took in the last seven days", "заняли прогоны за последние семь дней")}};
        report_table t;
        t.columns = {{say("who", "кто"), false},
                     {say("works in this week", "работает на этой неделе"), true},
                     {say("of it for the rollout", "из них на внедрение"), true}};
        for (const headquarters_row& h : r_.headquarters)
            t.rows.push_back(
                {{say_.person(h.person)}, {hours_of(h.week)}, {hours_of(h.least) + " – " + hours_of(h.most)}});
        s.tables.push_back(std::move(t));
        return s;
    }

    const rollout& r_;
    words say_;
};

}  // namespace

std::vector<report_section> to_sections(const rollout& r, language lang) {
    return rollout_teller{r, lang}.sections();
}

std::string to_text(const rollout& r, language lang) {
    return to_text(to_sections(r, lang));
}

std::string to_html(const rollout& r, language lang) {
    const rollout_teller teller{r, lang};
    const words say{*r.rules, lang};
    std::string out = page_head(teller.title(), lang) + element("h1", teller.title()) + "\n";
    for (const report_section& s : teller.sections()) out += section_page(s, say);
    return out + std::string{page_foot};
}

feel::value to_value(const rollout& r) {
    const auto whole = [](std::uint64_t n) { return feel::value{feel::number{static_cast<std::int64_t>(n)}}; };
    const auto regulation_of = [&](regulation_index i) -> const regulation& {
        return r.rules->machines()[i].regulation();
    };
    feel::list people, sprints, members;
    for (const rollout_row& row : r.rows) {
        feel::list asked;
        for (const std::string& id : row.how.asked) asked.emplace_back(id);
        people.push_back(
            feel::context{{"regulation", feel::value{regulation_of(row.regulation).id.value}},
                          {"priority", feel::value{feel::number{regulation_of(row.regulation).priority}}},
                          {"role", feel::value{r.rules->vocabulary().roles[row.role].name.value}},
                          {"person", feel::value{row.person}},
                          {"stage", feel::value{to_string(row.stage)}},
                          {"in a row", whole(row.how.in_a_row)},
                          {"needed", whole(row.how.needed)},
                          {"version", row.how.version.empty() ? feel::value{} : feel::value{row.how.version}},
                          {"asked", feel::value{std::move(asked)}},
                          {"due", whole(row.due)},
                          {"made", whole(row.made)}});
    }
    for (const sprint_row& w : r.sprints) {
        feel::list who;
        for (const std::size_t i : w.who)
            if (std::find(who.begin(), who.end(), feel::value{r.rows[i].person}) == who.end())
                who.emplace_back(r.rows[i].person);
        sprints.push_back(feel::context{{"week", feel::value{day_of(w.week, *r.rules)}},
                                        {"regulation", feel::value{regulation_of(w.regulation).id.value}},
                                        {"people", feel::value{std::move(who)}},
                                        {"hours", feel::value{hours(w.needs)}}});
    }
    for (const headquarters_row& h : r.headquarters)
        members.push_back(feel::context{{"person", feel::value{h.person}},
                                        {"week", feel::value{hours(h.week)}},
                                        {"least", feel::value{hours(h.least)}},
                                        {"most", feel::value{hours(h.most)}}});
    return feel::context{{"as of", feel::value{day_of(r.how.as_of, *r.rules)}},
                         {"people", feel::value{std::move(people)}},
                         {"sprints", feel::value{std::move(sprints)}},
                         {"headquarters", feel::context{{"people", feel::value{std::move(members)}},
                                                        {"spent", feel::value{hours(r.spent)}}}}};
}

}  // namespace reglament
