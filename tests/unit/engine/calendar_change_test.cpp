// A calendar that changes while runs are open, roles with calendars of their own, years whose holidays are not known.
#include "support/rules.hpp"

#include <gmock/gmock.h>

#include <random>

namespace reglament {
namespace {

using testing::at;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::make;
using testing::paid;

std::string vocabulary_with(const std::string& calendar, const std::string& roles = "roles: [manager]\n") {
    return "vocabulary: test\ncalendar:\n  week: mon-fri\n" + calendar +
           "events:\n  order.paid:\n    data:\n      amount: number\n  client.lost:\n"
           "facts:\n  last amount:\n    type: number\n    from: order.paid.amount\n" +
           roles + "---\n";
}

const std::string task_rules = R"(regulation: wake
input:
  event: order.paid
output: [done]
steps:
  - task: ask
    do: Ask
    by: manager
    within: 2 working days
  - output: done
)";

std::shared_ptr<const rulebook> rules_of(const std::string& text) {
    loaded l = load_text(text, "test.yaml");
    EXPECT_TRUE(l.rules) << render(l.found);
    return l.rules;
}

engine begun(const std::string& rules, std::string_view when = "2025-01-06T10:00:00Z") {  // a Monday
    engine e{rules_of(rules)};
    e.post(make("order.paid", when, paid(5)));
    return e;
}

std::vector<std::string> moved(const engine& e, std::string_view who = "c1") {
    std::vector<std::string> out;
    for (const effect& x : e.history(who)) {
        if (x.kind != effect_kind::due_moved) continue;
        out.push_back(e.rules().machines()[x.regulation].states()[x.state].id + " " + to_string(x.due) + " was " +
                      to_string(x.data.at(0).as_date_time().at()));
    }
    return out;
}

const std::string plain = vocabulary_with(""), surprise = vocabulary_with("  holidays: [2025-01-07]\n");

TEST(calendar_change, moves_the_deadlines_of_open_tasks_and_says_so) {
    engine e = begun(plain + task_rules);
    e.post(make("order.paid", "2025-01-06T12:00:00Z", paid(5), "c2"));
    EXPECT_EQ(e.tasks()[0].due, at("2025-01-08T10:00:00Z"));
    const auto dry = e.publish(rules_of(surprise + task_rules), {.dry_run = true});
    EXPECT_EQ(dry.due_moved, 2U);
    EXPECT_EQ(e.tasks()[0].due, at("2025-01-08T10:00:00Z"));
    const auto report = e.publish(rules_of(surprise + task_rules));
    EXPECT_TRUE(report.published);
    EXPECT_EQ(report.due_moved, 2U);
    EXPECT_THAT(moved(e), ElementsAre("ask 2025-01-09T10:00:00Z was 2025-01-08T10:00:00Z"));
    EXPECT_THAT(moved(e, "c2"), ElementsAre("ask 2025-01-09T12:00:00Z was 2025-01-08T12:00:00Z"));
    e.advance(at("2025-01-09T09:59:00Z"));
    EXPECT_FALSE(e.tasks()[0].late);
    e.advance(at("2025-01-09T10:00:00Z"));
    EXPECT_TRUE(e.tasks()[0].late);
}

TEST(calendar_change, moves_nothing_where_nothing_changes) {
    engine e = begun(plain + task_rules);
    const std::string before = encode(e.rules(), e.state(0));
    EXPECT_EQ(e.publish(rules_of(plain + task_rules)).due_moved, 0U);
    EXPECT_EQ(e.publish(rules_of(vocabulary_with("  holidays: [2025-02-03]\n") + task_rules)).due_moved, 0U);
    EXPECT_EQ(encode(e.rules(), e.state(0)), before);
    EXPECT_THAT(moved(e), IsEmpty());
}

TEST(calendar_change, what_is_late_stays_late) {
    engine e = begun(plain + task_rules);
    e.advance(at("2025-01-08T11:00:00Z"));
    ASSERT_TRUE(e.tasks()[0].late);
    EXPECT_EQ(e.publish(rules_of(surprise + task_rules)).due_moved, 0U);
    EXPECT_TRUE(e.tasks()[0].late);
    EXPECT_EQ(e.tasks()[0].due, at("2025-01-08T10:00:00Z"));
}

TEST(calendar_change, what_is_due_before_now_is_late_at_once) {
    engine e = begun(surprise + task_rules);
    e.advance(at("2025-01-08T15:00:00Z"));
    ASSERT_FALSE(e.tasks()[0].late);
    e.publish(rules_of(plain + task_rules));
    e.advance(at("2025-01-08T15:00:01Z"));
    EXPECT_TRUE(e.tasks()[0].late);
}

TEST(calendar_change, counts_from_when_a_wait_began) {
    const std::string waits = R"(regulation: wait
input:
  event: order.paid
output: [done]
steps:
  - wait: 4 working hours
  - output: done
)";
    engine e = begun(plain + waits, "2025-01-04T12:00:00Z");  // a Saturday: until Monday 13:00
    EXPECT_EQ(e.next_due(), at("2025-01-06T13:00:00Z"));
    e.publish(rules_of(vocabulary_with("  working days: [2025-01-04]\n") + waits));
    EXPECT_EQ(e.next_due(), at("2025-01-04T16:00:00Z")) << "that Saturday is worked";
    e.publish(rules_of(surprise + waits));
    EXPECT_EQ(e.next_due(), at("2025-01-06T13:00:00Z"));
}

TEST(calendar_change, arms_silences_and_schedules_anew) {
    const std::string silence = R"(regulation: quiet
input:
  silent: order.paid
  for: 2 working days
output: [done]
steps:
  - output: done
)";
    engine e = begun(plain + silence);
    EXPECT_EQ(e.next_due(), at("2025-01-08T10:00:00Z"));
    EXPECT_EQ(e.publish(rules_of(surprise + silence)).due_moved, 1U);
    EXPECT_EQ(e.next_due(), at("2025-01-09T10:00:00Z"));
    const std::string schedule = R"(regulation: daily
input:
  schedule: every working day
output: [done]
steps:
  - output: done
)";
    engine s = begun(plain + schedule);
    EXPECT_EQ(s.next_due(), at("2025-01-07T09:00:00Z"));
    s.publish(rules_of(surprise + schedule));
    EXPECT_EQ(s.next_due(), at("2025-01-08T09:00:00Z"));
}

const std::string two_roles = R"(regulation: both
input:
  event: order.paid
output: [done]
steps:
  - fork:
      here:
        - task: pack
          do: Pack
          by: clerk
          within: 4 working hours
      there:
        - task: bring
          do: Bring
          by: courier
          within: 4 working hours
          on no answer:
            retry after: 2 working hours
            at most: 2
            then: done
    join: all
  - output: done
)";

std::string with_east(const std::string& holidays) {
    return vocabulary_with("", "calendars:\n  east:\n    like: main\n    zone: Asia/Vladivostok\n" + holidays +
                                   "roles:\n  clerk:\n  courier: {calendar: east}\n");
}

TEST(calendar_change, each_role_has_its_calendar) {
    engine e = begun(with_east("") + two_roles);  // 10:00 UTC is 20:00 in Vladivostok
    const auto due = [&](const std::string& id) {
        for (const task& t : e.tasks()) {
            if (t.what->id == id) return to_string(t.due);
        }
        return std::string{"none"};
    };
    EXPECT_EQ(due("pack"), "2025-01-06T14:00:00Z");
    EXPECT_EQ(due("bring"), "2025-01-07T03:00:00Z");
    EXPECT_EQ(e.publish(rules_of(with_east("    holidays: [2025-01-07]\n") + two_roles)).due_moved, 1U);
    EXPECT_THAT(moved(e), ElementsAre("bring 2025-01-08T03:00:00Z was 2025-01-07T03:00:00Z"));
    EXPECT_EQ(due("pack"), "2025-01-06T14:00:00Z");
    for (const task& t : e.tasks()) {
        if (t.what->id == "bring") e.unanswered("c1", t.number, at("2025-01-08T00:00:00Z"));  // 10:00 there
    }
    e.advance(at("2025-01-08T01:59:00Z"));
    EXPECT_EQ(due("bring"), "none");
    e.advance(at("2025-01-08T02:00:00Z"));
    EXPECT_EQ(due("bring"), "2025-01-08T06:00:00Z") << "retried by its own calendar";
}

TEST(calendar_change, a_record_is_saved_with_when_it_began) {
    engine e = begun(plain + task_rules);
    const std::string bytes = encode(e.rules(), e.state(0));
    const auto read = decode(e.rules(), bytes);
    ASSERT_TRUE(read);
    EXPECT_EQ(encode(e.rules(), *read), bytes);
}

// Whoever had the new calendar from the beginning has the same deadlines.
TEST(calendar_change, comes_to_what_had_been_without_it) {
    const std::string rules = R"(regulation: mixed
input:
  event: order.paid
output: [done]
steps:
  - fork:
      a:
        - task: ask
          do: Ask
          by: manager
          within: 7 working hours
      b:
        - wait: 3 working days
        - task: more
          do: More
          by: manager
          within: 5 working days
      c:
        - listen:
            client.lost: done
          within: 9 working hours
          on timeout: done
    join: all
  - output: done
---
regulation: quiet
input:
  silent: order.paid
  for: 6 working days
output: [done]
steps:
  - task: call
    do: Call
    by: manager
    within: 90 working minutes
  - output: done
)";
    for (std::uint32_t seed = 1; seed <= 40; ++seed) {
        std::mt19937 random{seed};
        const auto calendar = [&] {
            std::string text =
                "  zone: " + std::string{random() % 2 == 0 ? "Europe/Berlin" : "Asia/Vladivostok"} + "\n";
            text += "  hours: 09:00-1" + std::to_string(5 + random() % 4) + ":00\n";
            if (random() % 2 == 0) text += "  breaks: 12:00-12:30\n";
            text += "  holidays: [2025-03-" + std::to_string(24 + random() % 7) + ", 2025-04-0" +
                    std::to_string(1 + random() % 4) + "]\n  working days: [2025-03-29]\n";
            return vocabulary_with(text);
        };
        const std::string first = calendar() + rules, second = calendar() + rules;
        const instant when = at("2025-03-27T00:00:00Z") + std::chrono::minutes{random() % (3 * 1440)};
        engine changed{rules_of(first)}, always{rules_of(second)};
        for (engine* e : {&changed, &always}) {
            e->post(make("order.paid", to_string(when), paid(5)));
            e->advance(when + std::chrono::minutes{1});
        }
        changed.publish(rules_of(second));
        EXPECT_EQ(changed.next_due(), always.next_due()) << "seed " << seed << "\n" << first << second;
        ASSERT_EQ(changed.tasks().size(), always.tasks().size()) << "seed " << seed;
        for (std::size_t i = 0; i < always.tasks().size(); ++i)
            EXPECT_EQ(changed.tasks()[i].due, always.tasks()[i].due) << "seed " << seed;
        const auto dues = [](const engine& e) {
            std::vector<std::string> all;
            for (const run& r : e.state(0).runs) {
                r.each_token([&](const token& t, std::uint32_t, instant) { all.push_back(to_string(t.due)); });
            }
            for (const armed_start& s : e.state(0).armed) all.push_back(to_string(s.due));
            return all;
        };
        EXPECT_EQ(dues(changed), dues(always)) << "seed " << seed;
    }
}

TEST(calendar_change, a_year_without_known_holidays_is_said_once) {
    const std::string text = vocabulary_with("  holidays: Russia\n") + task_rules;
    engine e{rules_of(text)};
    e.post(make("order.paid", "2027-12-27T10:00:00Z", paid(5)));
    EXPECT_TRUE(e.warnings().empty()) << render(e.warnings());
    e.post(make("order.paid", "2027-12-30T10:00:00Z", paid(5), "c2"));
    e.post(make("order.paid", "2027-12-30T11:00:00Z", paid(5), "c3"));
    ASSERT_EQ(e.warnings().size(), 1U) << render(e.warnings());
    EXPECT_EQ(e.warnings().begin()->code, "holidays-unknown");
    EXPECT_NE(render(e.warnings()).find("2028"), std::string::npos);
    EXPECT_EQ(e.tasks().back().due, at("2028-01-11T11:00:00Z")) << "the holidays of every year are known";
}

}  // namespace
}  // namespace reglament
