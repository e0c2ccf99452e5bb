#include "support/rules.hpp"

#include <reglament/control/plan.hpp>

#include <string>
#include <vector>

namespace reglament {
namespace {

using testing::at;
using testing::make;
using testing::paid;
using testing::rules_of;

// Every order a call within two days, a letter a week later; A clients are written to every month.
const std::string touches = R"(regulation: touch
input:
  event: order.paid
output: [done]
steps:
  - task: call
    do: Call
    by: manager
    within: 2 days
    form:
      mood: one of good, bad
      note: optional text
  - if: call.mood = "bad"
    then:
      - task: mend
        do: Mend
        by: head
        within: 1 day
  - wait: 7 days
  - task: write
    do: Write
    by: manager
    optional: yes
    within: 1 day
  - task: file
    do: File
    by: head
  - output: done
---
regulation: monthly
input:
  schedule: every month on day 1 at 09:00
  if: class = "A"
output: [done]
steps:
  - task: list
    do: List
    by: manager
    within: 3 days
  - output: done
)";

engine begun(std::string_view day = "2025-03-28T10:00:00Z") {
    engine e{rules_of(touches)};
    EXPECT_EQ(e.post(make("order.paid", day, paid(5))).status, post_status::accepted);
    return e;
}

plan_options period(std::string_view from, std::string_view to) {
    plan_options how;
    how.from = at(from);
    how.to = at(to);
    return how;
}

std::vector<std::string> rows(const plan& p) {
    std::vector<std::string> out;
    for (const planned_task& t : p.tasks)
        out.push_back(t.what->id + " " + (t.due == never ? "—" : to_string(t.due).substr(0, 10)) +
                      (t.mandatory() ? " *" : "") + (t.is_open ? " open" : "") + (t.is_late ? " late" : ""));
    return out;
}

TEST(plan_ahead, goes_on_from_what_is_open_by_tasks_done_when_they_are_due) {
    const engine e = begun();
    const plan p = plan_ahead(e, period("2025-04-01T00:00:00Z", "2025-04-30T23:59:59Z"));
    EXPECT_EQ(rows(p), (std::vector<std::string>{"list 2025-04-04 *", "write 2025-04-07", "file — *"}));
    EXPECT_EQ(p.as_of, at("2025-03-28T10:00:00Z"));
    EXPECT_EQ(p.answers.at("call.mood"), feel::value{"good"}) << "the first of its values, and said";
    EXPECT_FALSE(p.answers.contains("call.note")) << "an optional field is left out";
}

TEST(plan_ahead, shows_what_is_open_already_and_leaves_the_engine_as_it_is) {
    const engine e = begun();
    const plan p = plan_ahead(e, period("2025-03-28T00:00:00Z", "2025-03-31T00:00:00Z"));
    EXPECT_EQ(rows(p), std::vector<std::string>{"call 2025-03-30 * open"});
    EXPECT_EQ(e.now(), at("2025-03-28T10:00:00Z"));
    EXPECT_EQ(e.tasks().size(), 1U);
    EXPECT_EQ(e.tasks().front().what->id, "call");
}

TEST(plan_ahead, is_what_comes_about_when_all_is_done_so) {
    const engine from = begun();
    engine live = from.copy();
    const plan p = plan_ahead(from, period("2025-03-01T00:00:00Z", "2025-06-30T00:00:00Z"));
    std::vector<std::string> came;
    while (live.now() < at("2025-06-30T00:00:00Z")) {
        const auto open = live.tasks();
        instant next = live.next_due().value_or(never);
        const task* turn = nullptr;
        for (const task& t : open) {
            const instant done = t.due == never ? t.created + std::chrono::days{1} : t.due;
            if (done > next) continue;
            next = done;
            turn = &t;
        }
        if (next > at("2025-06-30T00:00:00Z")) break;
        if (turn == nullptr) {
            live.advance(next);
            continue;
        }
        came.push_back(turn->what->id + "#" + std::to_string(turn->number));
        const feel::value good = feel::context{{"mood", "good"}};
        const std::string subject{turn->subject};
        const posted did = turn->what->optional
                               ? live.skipped(subject, turn->number, next)
                               : live.complete(subject, turn->number,
                                               turn->what->form.empty() ? feel::value{feel::context{}} : good, next);
        ASSERT_EQ(did.status, post_status::accepted) << render(did.found);
    }
    std::vector<std::string> planned;
    for (const planned_task& t : p.tasks) planned.push_back(t.what->id + "#" + std::to_string(t.number));
    std::sort(came.begin(), came.end());
    std::sort(planned.begin(), planned.end());
    EXPECT_EQ(planned, came);
    EXPECT_GE(planned.size(), 6U);
}

TEST(plan_ahead, says_what_was_late_before_and_goes_on_with_it) {
    engine e = begun("2025-03-01T10:00:00Z");
    e.advance(at("2025-03-20T00:00:00Z"));
    const plan p = plan_ahead(e, period("2025-03-21T00:00:00Z", "2025-03-31T00:00:00Z"));
    EXPECT_EQ(p.late_before, 1U);
    EXPECT_EQ(rows(p), (std::vector<std::string>{"write 2025-03-28", "file — *"}));
}

TEST(plan_ahead, stops_when_there_is_more_than_asked_for) {
    plan_options how = period("2025-03-01T00:00:00Z", "2025-12-31T00:00:00Z");
    how.most = 2;
    const plan p = plan_ahead(begun(), how);
    EXPECT_TRUE(p.cut);
    EXPECT_EQ(p.tasks.size(), 2U);
}

TEST(plan_forms, group_and_tell_what_was_assumed) {
    const plan p = plan_ahead(begun(), period("2025-04-01T00:00:00Z", "2025-04-30T23:59:59Z"));
    const std::string text = to_text(p, plan_group::client);
    for (const char* told :
         {"every task is done when it is due", "clients do nothing", "call.mood — good", "━━ c1: 3 tasks, 2 mandatory"})
        EXPECT_NE(text.find(told), std::string::npos) << told << "\n" << text;
    EXPECT_NE(to_text(p, plan_group::day, language::ru).find("клиенты ничего не делают"), std::string::npos);
    const feel::value v = to_value(p, plan_group::manager);
    EXPECT_EQ(feel::write_json(v.get("groups")),
              R"([{"name":"head","tasks":1,"mandatory":1},{"name":"manager","tasks":2,"mandatory":1}])");
    EXPECT_EQ(v.get("tasks").as_list().size(), 3U);
    EXPECT_EQ(v.get("assumed").get("answers").get("call.mood"), feel::value{"good"});
    const std::string csv = to_csv(p, plan_group::day);
    EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 4);
    EXPECT_TRUE(csv.starts_with("due,begins,mandatory,role,person,channel,client,"));
}

TEST(plan_forms, write_a_calendar_that_says_when_each_task_is_due) {
    const plan p = plan_ahead(begun(), period("2025-04-01T00:00:00Z", "2025-04-30T23:59:59Z"));
    const std::string ics = to_calendar(p, plan_group::day);
    EXPECT_TRUE(ics.starts_with("BEGIN:VCALENDAR\r\n")) << ics;
    for (const char* told : {"VERSION:2.0", "DTSTART:20250404T090000Z", "DTSTART;VALUE=DATE:20250407",
                             "UID:2.c1@reglament", "SUMMARY:List — c1", "DTSTAMP:20250328T100000Z"})
        EXPECT_NE(ics.find(told), std::string::npos) << told << "\n" << ics;
}

TEST(engine_copy, goes_on_by_itself) {
    const engine e = begun();
    engine other = e.copy();
    EXPECT_EQ(other.now(), e.now());
    EXPECT_EQ(testing::open_tasks(other), testing::open_tasks(e));
    EXPECT_EQ(encode(other.rules(), other.state(0)), encode(e.rules(), e.state(0)));
    other.advance(at("2025-05-02T00:00:00Z"));
    EXPECT_EQ(e.now(), at("2025-03-28T10:00:00Z"));
    EXPECT_TRUE(other.tasks().front().late);
    EXPECT_FALSE(e.tasks().front().late);
}

}  // namespace
}  // namespace reglament
