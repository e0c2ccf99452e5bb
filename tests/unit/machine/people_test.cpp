// Who does a task: the person who holds its role for a client, and what becomes of open tasks when that changes. Tasks
// that may be skipped. Several events that are waited for together.
#include "support/rules.hpp"

#include <gmock/gmock.h>

namespace reglament {
namespace {

using testing::at;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::last_line;
using testing::lines;
using testing::make;
using testing::open_tasks;

const std::string words = R"(vocabulary: v
subjects:
  deal:
    parent: client
events:
  ping:
  deal.opened:
    subject: deal
  papers.signed:
    data:
      by: text
  paid:
    data:
      amount: number
facts:
  manager: text
  lawyer: text
  seller:
    subject: deal
    type: text
roles:
  client manager:
    person: manager
  lawyer of the client:
    person: lawyer
    keeps tasks: yes
  seller of the deal:
    person: seller
  head:
---
)";

std::shared_ptr<const rulebook> rules_of(const std::string& regulations) {
    loaded l = load_text(words + regulations, "test.yaml");
    if (!l.rules) throw std::runtime_error{render(l.found)};
    return l.rules;
}

std::string regulation(const std::string& steps) {
    return "regulation: r\ninput:\n  event: ping\noutput: [done, lost]\nsteps:\n" + steps;
}

void change(engine& e, std::string_view day, std::string_view fact, std::string_view who) {
    const posted p = e.post(make("facts.changed", day, feel::context{{std::string{fact}, feel::value{who}}}));
    ASSERT_EQ(p.status, post_status::accepted) << render(p.found);
}

const std::string two_tasks = regulation(R"(  - fork:
      one:
        - task: call
          do: Call
          by: client manager
      two:
        - task: check
          do: Check
          by: lawyer of the client
  - output: done
)");

TEST(person, keeps_open_tasks_from_when_the_role_is_published_so) {
    const auto rules = [](bool keeps) {
        std::string text = words;
        const std::string there = "    keeps tasks: yes\n";
        if (!keeps) text.erase(text.find(there), there.size());
        return load_text(text + two_tasks, "test.yaml").rules;
    };
    const auto lawyer = [](const engine& e) { return std::string{e.tasks().at(1).person}; };
    engine e{rules(false)};
    change(e, "2025-01-01", "lawyer", "Boris");
    ASSERT_EQ(e.post(make("ping", "2025-01-02")).status, post_status::accepted);
    ASSERT_TRUE(e.publish(rules(true)).published);
    EXPECT_EQ(lawyer(e), "Boris");
    change(e, "2025-01-03", "lawyer", "Clara");
    EXPECT_EQ(lawyer(e), "Boris");
    std::string why;
    const auto again = decode(e.rules(), encode(e.rules(), e.state(0)), &why);
    ASSERT_TRUE(again) << why;
    ASSERT_TRUE(e.publish(rules(false)).published);
    EXPECT_EQ(lawyer(e), "Clara") << "it goes over with the role again";
}

TEST(person, is_who_holds_the_role_when_a_task_is_given) {
    engine e{rules_of(two_tasks)};
    change(e, "2025-01-01", "manager", "Anna");
    change(e, "2025-01-01", "lawyer", "Boris");
    ASSERT_EQ(e.post(make("ping", "2025-01-02")).status, post_status::accepted);
    const auto tasks = e.tasks();
    ASSERT_EQ(tasks.size(), 2U);
    EXPECT_EQ(tasks[0].person, "Anna");
    EXPECT_EQ(tasks[1].person, "Boris");
    EXPECT_EQ(e.history("c1").back().data.at(0), feel::value{"Boris"});
}

TEST(person, who_takes_over_gets_the_open_tasks_unless_the_role_keeps_them) {
    engine e{rules_of(two_tasks)};
    change(e, "2025-01-01", "manager", "Anna");
    change(e, "2025-01-01", "lawyer", "Boris");
    ASSERT_EQ(e.post(make("ping", "2025-01-02")).status, post_status::accepted);
    change(e, "2025-01-03", "manager", "Vera");
    EXPECT_EQ(last_line(e), "2025-01-03 task reassigned call");
    const std::size_t told = lines(e).size();
    change(e, "2025-01-04", "lawyer", "Galina");
    change(e, "2025-01-05", "manager", "Vera");  // she is it already
    EXPECT_EQ(lines(e).size(), told);
    EXPECT_EQ(e.tasks()[0].person, "Vera");
    EXPECT_EQ(e.tasks()[1].person, "Boris");
    const auto back = decode(e.rules(), encode(e.rules(), e.state(0)));
    ASSERT_TRUE(back);
    EXPECT_EQ(encode(e.rules(), *back), encode(e.rules(), e.state(0)));
    ASSERT_EQ(e.complete("c1", 1, {}, at("2025-01-06")).status, post_status::accepted);
    ASSERT_EQ(e.complete("c1", 2, {}, at("2025-01-06")).status, post_status::accepted);
    EXPECT_EQ(last_line(e), "2025-01-06 run finished done");
}

TEST(person, is_assigned_by_a_regulation) {
    engine e{rules_of(regulation(R"(  - assign: client manager
    to: '"Vera"'
  - task: call
    do: Call
    by: client manager
  - output: done
)"))};
    ASSERT_EQ(e.post(make("ping", "2025-01-02")).status, post_status::accepted);
    ASSERT_EQ(e.tasks().size(), 1U);
    EXPECT_EQ(e.tasks()[0].person, "Vera");
}

TEST(person, of_a_deal_is_the_deals) {
    engine e{rules_of(R"(regulation: r
subject: deal
input:
  event: deal.opened
output: [done]
steps:
  - assign: seller of the deal
    to: '"Dina"'
  - task: sell
    do: Sell
    by: seller of the deal
  - task: bill
    do: Bill
    by: client manager
  - output: done
)")};
    change(e, "2025-01-01", "manager", "Anna");
    ASSERT_EQ(e.post(make("deal.opened", "2025-01-02", feel::context{{"deal", feel::value{"D-1"}}})).status,
              post_status::accepted);
    ASSERT_EQ(e.tasks().size(), 1U);
    EXPECT_EQ(e.tasks()[0].person, "Dina");
    ASSERT_EQ(e.complete("c1", 1, {}, at("2025-01-03")).status, post_status::accepted);
    EXPECT_EQ(e.tasks()[0].person, "Anna");
}

const std::string optional = regulation(R"(  - task: gift
    do: Send a gift
    by: head
    optional: yes
    within: P3D
    form:
      what: text
  - task: call
    do: Call
    by: head
  - output: done
)");

TEST(optional_task, is_done_or_skipped_and_the_run_goes_on) {
    engine e{rules_of(optional)};
    ASSERT_EQ(e.post(make("ping", "2025-01-02")).status, post_status::accepted);
    ASSERT_EQ(e.skipped("c1", 1, at("2025-01-03")).status, post_status::accepted);
    EXPECT_THAT(open_tasks(e), ElementsAre("call#2"));
    const posted p = e.skipped("c1", 2, at("2025-01-03"));
    EXPECT_EQ(p.status, post_status::rejected);
    EXPECT_EQ(p.found[0].code, "task-not-optional");
}

TEST(optional_task, lapses_when_its_time_is_over_and_is_not_late) {
    engine e{rules_of(optional)};
    ASSERT_EQ(e.post(make("ping", "2025-01-02")).status, post_status::accepted);
    e.advance(at("2025-01-05"));
    EXPECT_THAT(lines(e), ElementsAre("2025-01-02 run started", "2025-01-02 task created gift#1 due 2025-01-05",
                                      "2025-01-05 task skipped gift", "2025-01-05 task created call#2"));
}

TEST(listen, for_all_of_several_events_waits_for_each_in_any_order) {
    engine e{rules_of(regulation(R"(  - listen: [papers.signed, paid]
    id: both
    join: all
    within: P10D
    on timeout: lost
  - if: both.by = "Anna" and both.amount > 5
    then: done
    else: lost
)"))};
    ASSERT_EQ(e.post(make("ping", "2025-01-02")).status, post_status::accepted);
    ASSERT_EQ(e.post(make("paid", "2025-01-03", testing::paid(7))).status, post_status::accepted);
    ASSERT_EQ(e.post(make("paid", "2025-01-03", testing::paid(3))).status, post_status::accepted);
    EXPECT_EQ(e.state(0).runs.size(), 1U);
    ASSERT_EQ(e.post(make("papers.signed", "2025-01-04", feel::context{{"by", feel::value{"Anna"}}})).status,
              post_status::accepted);
    EXPECT_EQ(last_line(e), "2025-01-04 run finished done");
}

TEST(listen, for_all_has_one_deadline_and_ways_for_each) {
    engine e{rules_of(regulation(R"(  - listen:
      papers.signed:
        - task: file
          do: File them
      paid:
    join: all
    within: P10D
    on timeout: lost
  - output: done
)"))};
    ASSERT_EQ(e.post(make("ping", "2025-01-02")).status, post_status::accepted);
    ASSERT_EQ(e.post(make("papers.signed", "2025-01-04", feel::context{{"by", feel::value{"Anna"}}})).status,
              post_status::accepted);
    EXPECT_THAT(open_tasks(e), ElementsAre("file#1"));
    e.advance(at("2025-01-12"));
    EXPECT_THAT(open_tasks(e), IsEmpty());
    EXPECT_EQ(last_line(e), "2025-01-12 run finished lost");
}

}  // namespace
}  // namespace reglament
