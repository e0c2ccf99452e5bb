// What was measured against figures counted by hand.
#include "support/rules.hpp"

#include <reglament/control/performance.hpp>

#include <string>
#include <vector>

namespace reglament {
namespace {

using std::chrono::minutes;
using testing::at;
using testing::make;

const std::string department = R"(vocabulary: department
calendar:
  week: mon-fri
  hours: 09:00-18:00
events:
  asked:
  client.came:
    data:
      manager: text
      class: one of A, B
channels: [phone]
facts:
  manager:
    type: text
    from: client.came.manager
  class:
    type: one of A, B
    from: client.came.class
roles:
  manager:
    title: Manager
    person: manager
---
regulation: answer
owner: manager
input:
  event: asked
output: [done]
steps:
  - task: answer
    do: Answer
    contact: phone
    within: 1 day
    norm: 30 min
    form:
      minutes: optional number
  - task: note
    do: Write it down
  - output: done
)";

feel::value answers(std::string_view task, std::optional<std::int64_t> took = {}) {
    feel::context out{{"task", feel::value{task}}};
    if (took) out.emplace_back("answers", feel::context{{"minutes", feel::number{*took}}});
    return out;
}

// Anna answers in 20 minutes, which takes her 45; Boris in an hour, and in April in two days. Somebody moves a run by
// hand.
engine department_of_two() {
    loaded l = load_text(department, "department.yaml");
    if (!l.rules) throw std::runtime_error{render(l.found)};
    engine e{l.rules};
    const auto post = [&](const event& one) {
        const posted p = e.post(one);
        EXPECT_EQ(p.status, post_status::accepted) << render(p.found);
    };
    const auto came = [](std::string_view who, std::string_view kind) {
        return feel::context{{"manager", feel::value{who}}, {"class", feel::value{kind}}};
    };
    post(make("client.came", "2025-03-03T09:00:00Z", came("anna", "A"), "c1"));
    post(make("client.came", "2025-03-03T09:00:00Z", came("boris", "B"), "c2"));
    post(make("client.came", "2025-03-03T09:00:00Z", came("anna", "B"), "c3"));
    post(make("asked", "2025-03-03T10:00:00Z", {}, "c1"));
    post(make("task.done", "2025-03-03T10:20:00Z", answers("answer", 45), "c1"));
    post(make("task.done", "2025-03-03T10:30:00Z", answers("note"), "c1"));
    post(make("asked", "2025-03-03T11:00:00Z", {}, "c2"));
    post(make("task.done", "2025-03-03T12:00:00Z", answers("answer"), "c2"));
    post(make("task.done", "2025-03-03T12:00:00Z", answers("note"), "c2"));
    post(make("asked", "2025-04-07T10:00:00Z", {}, "c2"));
    post(make("task.done", "2025-04-09T10:00:00Z", answers("answer"), "c2"));
    post(make("task.done", "2025-04-09T10:00:00Z", answers("note"), "c2"));
    post(make("asked", "2025-04-09T10:00:00Z", {}, "c3"));
    EXPECT_EQ(e.jump("c3", 1, "done", "by hand", at("2025-04-09T11:00:00Z")).status, post_status::accepted);
    return e;
}

performance_options how() {
    performance_options out;
    out.class_fact = "class";
    out.spent = "minutes";
    out.hour_cost = {{"Manager", feel::number{1200}}};
    return out;
}

TEST(performance, measures_persons_classes_and_periods) {
    const engine e = department_of_two();
    const performance p = measure_performance(e, how());
    EXPECT_TRUE(p.found.empty()) << render(p.found);
    EXPECT_EQ(p.all.reactions, 3U);
    EXPECT_EQ(p.all.median, minutes{60});
    EXPECT_EQ(p.all.most, minutes{2 * 9 * 60}) << "of working time";
    EXPECT_EQ(p.all.clients, 2U);
    EXPECT_EQ(p.all.tasks, 6U);
    EXPECT_EQ(p.all.contacts, 3U);
    EXPECT_EQ(p.all.told, 1U);
    EXPECT_EQ(p.all.by_norm, 2U);
    EXPECT_EQ(p.all.timeless, 3U) << "notes have no norm";
    EXPECT_EQ(p.all.worked, minutes{45 + 30 + 30});
    EXPECT_EQ(p.all.priced, 3U);
    EXPECT_EQ(p.all.cost, feel::number{2100});
    EXPECT_EQ(p.all.due, 3U) << "what was called off is not judged";
    EXPECT_EQ(p.all.in_time, 2U);
    EXPECT_EQ(p.all.runs, 4U);
    EXPECT_EQ(p.all.kept, 2U) << "one was late, one was moved by hand";

    ASSERT_EQ(p.people.size(), 2U);
    EXPECT_EQ(p.people[0].name, "anna");
    EXPECT_EQ(p.people[0].cost, feel::number{900});
    EXPECT_EQ(p.people[0].runs, 1U) << "in which she has done something";
    EXPECT_EQ(p.people[1].in_time, 1U);
    EXPECT_EQ(p.people[1].due, 2U);
    ASSERT_EQ(p.classes.size(), 2U);
    EXPECT_EQ(p.classes[1].name, "B");
    EXPECT_EQ(p.classes[1].runs, 3U);
    ASSERT_EQ(p.periods.size(), 2U);
    EXPECT_EQ(p.periods[0].name, "2025 Q1");
    EXPECT_EQ(p.periods[1].worked, minutes{30});
    ASSERT_EQ(p.people_by_period.size(), 3U);
    EXPECT_EQ(p.people_by_period[2].name + p.people_by_period[2].period, "boris2025 Q2");
}

TEST(performance, takes_the_norm_where_nobody_tells_the_time) {
    const engine e = department_of_two();
    performance_options without = how();
    without.spent.clear();
    without.by = performance_options::span::month;
    without.hour_cost = {{"anna", feel::number{2000}}, {"manager", feel::number{1000}}};
    const performance p = measure_performance(e, without);
    EXPECT_EQ(p.all.worked, minutes{90});
    EXPECT_EQ(p.all.by_norm, 3U);
    EXPECT_EQ(p.people[0].cost, feel::number{1000}) << "a person's own cost goes first";
    EXPECT_EQ(p.people[1].cost, feel::number{1000});
    EXPECT_EQ(p.periods[0].name, "2025-03");
}

TEST(performance, tells_what_fits_nobody) {
    const engine e = department_of_two();
    performance_options wrong;
    wrong.hour_cost = {{"manger", feel::number{1}}};
    wrong.spent = "hours";
    const performance p = measure_performance(e, wrong);
    ASSERT_EQ(p.found.size(), 2U);
    EXPECT_EQ(p.found[0].code, "spent-of-no-form");
    EXPECT_EQ(p.found[1].code, "hour-cost-of-nobody");
    EXPECT_TRUE(p.classes.empty()) << "nothing tells classes";
    wrong.class_fact = "klass";
    EXPECT_TRUE(measure_performance(e, wrong).found.has_errors());
}

TEST(performance, is_told_in_a_section_and_as_data) {
    const engine e = department_of_two();
    const performance p = measure_performance(e, how());
    const auto s = to_section(p);
    ASSERT_TRUE(s);
    EXPECT_EQ(s->id, "performance");
    ASSERT_EQ(s->tables.size(), 4U);
    std::vector<std::string> row;
    for (const report_cell& c : s->tables[0].rows[1]) row.push_back(c.text);
    EXPECT_EQ(row,
              (std::vector<std::string>{"boris", "1", "1 h 0 min", "18 h 0 min", "2", "1", "1 200", "50 %", "50 %"}));
    EXPECT_EQ(s->figures[3].value, "50 %");
    EXPECT_EQ(s->figures[3].word, "of tasks have hours: by norm 2, as told 1");
    EXPECT_NE(s->about.find("cost is the norm's"), std::string::npos);
    EXPECT_NE(to_section(p, language::ru)->about.find("стоимость нормативная"), std::string::npos);
    const feel::value data = to_value(p);
    EXPECT_EQ(data.get("all").get("hours"), (feel::value{feel::number::of(175, -2)}));
    EXPECT_EQ(data.get("people").as_list()[1].get("kept"), feel::value{feel::number{1}});
    EXPECT_EQ(data.get("class"), feel::value{"class"});
    performance_options plain;
    const auto without = to_section(measure_performance(e, plain));
    EXPECT_EQ(without->tables[0].columns.size(), s->tables[0].columns.size() - 1) << "no cost where nothing has one";
    EXPECT_EQ(without->about.find("cost"), std::string::npos);
    EXPECT_FALSE(to_section(measure_performance(engine{e.shared_rules()}, plain)));
}

TEST(performance, reads_what_an_hour_costs) {
    issues found;
    const auto one = parse_hour_cost("client manager = 1200.50", found);
    ASSERT_TRUE(one);
    EXPECT_EQ(one->first, "client manager");
    EXPECT_EQ(one->second, feel::number::of(120050, -2));
    for (const char* wrong : {"", "manager", "manager=", "=5", "manager=much", "manager=-1"}) {
        issues why;
        EXPECT_FALSE(parse_hour_cost(wrong, why)) << wrong;
        ASSERT_EQ(why.size(), 1U);
        EXPECT_EQ(why[0].code, "hour-cost-unreadable");
    }
}

}  // namespace
}  // namespace reglament
