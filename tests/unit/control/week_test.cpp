#include "support/rules.hpp"

#include <reglament/control/week.hpp>

#include <map>
#include <string>

namespace reglament {
namespace {

using testing::at;
using testing::make;
using testing::paid;

// Who owns a client is told by a fact.
std::shared_ptr<const rulebook> rules() {
    loaded l = load_text(R"(vocabulary: week
events:
  order.paid:
    data:
      amount: number
  client.lost:
facts:
  manager: text
roles:
  manager:
    person: manager
---
regulation: call
input:
  event: order.paid
output:
  lost:
    when: client.lost
  done:
steps:
  - task: call
    do: Call
    by: manager
    within: 2 days
    on no answer:
      retry after: 1 day
      at most: 2
      then: done
  - output: done
)",
                         "week.yaml");
    EXPECT_TRUE(l.rules) << render(l.found);
    return l.rules;
}

struct client {
    const char *name, *owner, *done;  // done: when, or empty; with "lost " before it, the client is lost then
};

week judged(const std::vector<client>& all, std::string_view until) {
    engine e{rules()};
    std::vector<event> events;
    for (const client& c : all) {
        events.push_back(make("facts.changed", "2025-03-03T09:00:00Z", feel::context{{"manager", c.owner}}, c.name));
        events.push_back(make("order.paid", "2025-03-03T10:00:00Z", paid(1), c.name));
        const std::string_view done{c.done};
        if (done.starts_with("lost ")) {
            events.push_back(make("client.lost", done.substr(5), {}, c.name));
        } else if (!done.empty()) {
            events.push_back(make("task.done", done, feel::context{{"task", "call"}}, c.name));
        }
    }
    std::stable_sort(events.begin(), events.end(), [](const event& a, const event& b) { return a.time < b.time; });
    for (const event& x : events) EXPECT_EQ(e.post(x).status, post_status::accepted) << x.subject;
    e.advance(at(until));
    return control_week(e, at("2025-03-03T00:00:00Z"), at("2025-03-10T00:00:00Z"));
}

TEST(control_week, judges_each_task_by_when_it_was_due_and_over) {
    struct row {
        const char *done, *until;
        task_end end;
    };
    for (const row& r :
         {row{"2025-03-04T10:00:00Z", "2025-03-10T00:00:00Z", task_end::made},
          row{"2025-03-05T10:00:00Z", "2025-03-10T00:00:00Z", task_end::made},
          row{"2025-03-05T10:00:01Z", "2025-03-10T00:00:00Z", task_end::late},
          row{"2025-03-25T10:00:00Z", "2025-03-30T00:00:00Z", task_end::late},
          row{"", "2025-03-10T00:00:00Z", task_end::missed}, row{"", "2025-03-04T00:00:00Z", task_end::open},
          row{"lost 2025-03-04T00:00:00Z", "2025-03-10T00:00:00Z", task_end::called_off},
          row{"lost 2025-03-06T00:00:00Z", "2025-03-10T00:00:00Z", task_end::missed}}) {
        const week w = judged({{"c1", "Anna", r.done}}, r.until);
        ASSERT_EQ(w.tasks.size(), 1U) << r.done;
        EXPECT_EQ(to_string(w.tasks.front().end), to_string(r.end)) << r.done << " until " << r.until;
        ASSERT_EQ(w.people.size(), 1U);
        EXPECT_EQ(w.people.front().person, "Anna");
        EXPECT_EQ(w.people.front().of(r.end), 1U);
    }
}

TEST(control_week, counts_for_whoever_had_the_task) {
    const week w =
        judged({{"a", "Anna", "2025-03-04T10:00:00Z"}, {"b", "Boris", ""}, {"c", "Anna", "2025-03-07T10:00:00Z"}},
               "2025-03-10T00:00:00Z");
    EXPECT_EQ(feel::write_json(to_value(w).get("people")),
              R"([{"person":"Anna","role":null,"made":1,"late":1,"missed":0,"open":0,"called off":0},)"
              R"({"person":"Boris","role":null,"made":0,"late":0,"missed":1,"open":0,"called off":0}])");
    const std::string text = to_text(w);
    for (const char* told : {"2025-03-03 – 2025-03-09", "Anna", "missed", "Boris  b  Call"})
        EXPECT_NE(text.find(told), std::string::npos) << told << "\n" << text;
}

TEST(control_week, looks_at_nothing_due_in_other_weeks) {
    engine e{rules()};
    EXPECT_EQ(e.post(make("order.paid", "2025-03-09T10:00:00Z", paid(1))).status, post_status::accepted);
    e.advance(at("2025-03-20T00:00:00Z"));
    EXPECT_TRUE(control_week(e, at("2025-03-03T00:00:00Z"), at("2025-03-10T00:00:00Z")).tasks.empty());
    EXPECT_EQ(control_week(e, at("2025-03-10T00:00:00Z"), at("2025-03-17T00:00:00Z")).tasks.size(), 1U);
}

// Of a staffed role: who was handed it has it, unless it was late before.
TEST(week, a_task_handed_on_is_of_whom_it_was_given_to) {
    const loaded l = load_text(
        "vocabulary: v\nevents:\n  ping:\nroles:\n  clerk:\n    by: turn\n---\npeople: v\npersons:\n  anna:\n"
        "    roles: clerk\n  boris:\n    roles: clerk\n---\nregulation: r\ninput:\n  event: ping\noutput: [done]\n"
        "steps:\n  - task: take\n    do: Take it\n    by: clerk\n    within: 1 day\n  - output: done\n",
        "week.yaml");
    ASSERT_TRUE(l.rules) << render(l.found);
    engine e{l.rules};
    for (const char* who : {"c1", "c2"}) (void)e.post(make("ping", "2025-03-03T10:00:00Z", {}, who));
    EXPECT_EQ(e.hand_on("c1", 1, "boris", "", at("2025-03-03T11:00:00Z")).status, post_status::accepted);
    EXPECT_EQ(e.hand_on("c2", 1, "anna", "", at("2025-03-05T11:00:00Z")).status, post_status::accepted);
    const week w = control_week(e, at("2025-03-03T00:00:00Z"), at("2025-03-10T00:00:00Z"));
    ASSERT_EQ(w.tasks.size(), 2U);
    EXPECT_EQ(w.tasks[0].person, "boris");
    EXPECT_EQ(w.tasks[1].person, "boris") << "it was boris who was late";
}

}  // namespace
}  // namespace reglament
