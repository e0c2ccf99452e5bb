#include "support/rules.hpp"

#include <reglament/control/rehearsal.hpp>
#include <reglament/control/scenario.hpp>

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace reglament {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string regulations = R"(regulation: call
input:
  event: order.paid
  if: class = "A"
  again after: 10 days since start
output:
  done:
  lost:
    emit: client.lost
steps:
  - task: ring
    do: Ring
    by: manager
    within: 2 days
    form:
      result: one of talked, refused, busy
      sum: optional number
  - switch: ring.result
    cases:
      talked:
        - emit: pong
          data:
            amount: ring.sum
      refused: lost
  - output: done
---
regulation: thank
input:
  event: pong
output: [done]
steps:
  - task: card
    do: Send a card
    by: head
  - output: done
---
)";

// The failures of a scenario whose steps these are, "2:expected-task" each; with `words`, what they say.
std::vector<std::string> failures(const std::string& steps, const std::string& head = {}) {
    const auto rules = testing::rules_of(regulations + "scenario: s\nregulation: call\n" + head + "steps:\n" + steps);
    std::vector<std::string> out;
    for (const scenario_failure& f : run_scenario(rules, rules->scenarios()[0]).failures)
        out.push_back(std::to_string(f.step) + ":" + std::string{f.what.code} + ": " + message(f.what));
    return out;
}

const std::string paid = "  - event: order.paid\n    at: 2025-01-10 12:00\n    data:\n      amount: 1\n";

std::string rung(const std::string& result, const std::string& more = {}) {
    return "  - done: ring\n    form:\n      result: " + result + "\n" + more;
}

std::string expecting(const std::string& what) {
    return "    expect:\n      " + what + "\n";
}

TEST(scenario, each_client_has_a_way_of_its_own) {
    const std::string two = paid + expecting("task: ring") +
                            "  - event: order.paid\n    client: bob\n    after: 1 day\n    data:\n      amount: 2\n"
                            "    expect:\n      - task: ring\n        due: 2025-01-13\n";
    EXPECT_THAT(failures(two + rung("talked", "    client: bob\n" + expecting("output: done")) + "  - after: 1 hour\n" +
                         expecting("task: ring")),
                IsEmpty());
    EXPECT_THAT(failures(two + rung("talked", "    client: bob\n") + "  - client: eve\n" + expecting("task: ring")),
                ElementsAre(HasSubstr("4:expected-task: the task “ring” should be open; no task is open")));
}

TEST(scenario, facts_are_each_clients_own) {
    EXPECT_THAT(
        failures(paid + "  - facts:\n      class: B\n    client: bob\n    expect:\n      facts:\n        class: B\n" +
                 "  - expect:\n      facts:\n        class: A\n        last amount: 1\n        debt:\n"),
        IsEmpty());
    EXPECT_THAT(failures(paid + "    expect:\n      facts:\n        class: C\n        debt: 5\n"),
                ElementsAre(HasSubstr("the fact “class” should be “C”; it is “A”"),
                            HasSubstr("the fact “debt” should be “5”; it is not known")));
}

TEST(scenario, a_run_without_a_branch_is_stuck) {
    EXPECT_THAT(failures(paid + rung("busy", expecting("stuck: switch-1"))), IsEmpty());
    EXPECT_THAT(failures(paid + rung("talked", expecting("stuck: switch-1"))),
                ElementsAre(HasSubstr("for want of a branch; it has not stopped")));
    EXPECT_THAT(failures(paid + rung("busy", "    expect:\n      not:\n        stuck: switch-1\n")),
                ElementsAre(HasSubstr("2:unexpected: this should not be; 10 January 2025, 12:00 — stuck")));
}

TEST(scenario, data_of_an_emitted_event_is_looked_at) {
    const std::string told = "    expect:\n      event: pong\n      data:\n        amount: ";
    EXPECT_THAT(failures(paid + rung("talked", "      sum: 7.50\n" + told + "7.5\n")), IsEmpty());
    EXPECT_THAT(failures(paid + rung("talked", "      sum: 7\n" + told + "8\n")),
                ElementsAre(HasSubstr("“amount” of the event “pong” should be “8”; it is “7”")));
    EXPECT_THAT(failures(paid + rung("talked", told + "8\n")),
                ElementsAre(HasSubstr("should be “8”; it is not known")));
    EXPECT_THAT(failures(paid + rung("refused", told + "8\n")),
                ElementsAre(HasSubstr("the event “pong” should have been told; 10 January 2025, 12:00 — told")));
    EXPECT_THAT(failures(paid + rung("refused", expecting("event: client.lost"))), IsEmpty());
}

TEST(scenario, what_an_event_starts_is_rehearsed_under_its_regulation) {
    const std::string other = "    regulation: thank\n";
    EXPECT_THAT(failures(paid + rung("talked") + "  - after: 1 hour\n" + other + expecting("task: card") +
                         "  - done: card\n" + other + expecting("output: done")),
                IsEmpty());
}

TEST(scenario, not_is_met_by_what_did_not_come_about) {
    const auto no = [](const std::string& what) { return "    expect:\n      not:\n        " + what + "\n"; };
    EXPECT_THAT(failures(paid + no("output: done")), IsEmpty());
    EXPECT_THAT(failures(paid + no("task: ring")), ElementsAre(HasSubstr("1:unexpected:")));
    EXPECT_THAT(failures(paid + no("task: ring\n        by: head")), IsEmpty()) << "it is open for another";
    EXPECT_THAT(failures(paid + rung("refused", no("event: client.lost"))), ElementsAre(HasSubstr("2:unexpected:")));
    EXPECT_THAT(failures(paid + "    expect:\n      not: started\n"), ElementsAre(HasSubstr("1:unexpected:")));
    EXPECT_THAT(failures(paid + "    expect:\n      not: no task\n"), IsEmpty());
    EXPECT_THAT(failures(paid + "    expect:\n      not: nothing\n"), IsEmpty());
    EXPECT_THAT(failures(paid + "  - after: 1 hour\n    expect:\n      not: nothing\n"),
                ElementsAre(HasSubstr("2:expected-something:")));
}

TEST(scenario, nothing_means_since_the_step_before) {
    EXPECT_THAT(failures(paid + "  - after: 1 day\n    expect: nothing\n"), IsEmpty());
    EXPECT_THAT(failures(paid + "    expect: nothing\n"), ElementsAre(HasSubstr("1:expected-nothing:")));
    EXPECT_THAT(failures(paid + "  - after: 2 days\n    expect: nothing\n"),
                ElementsAre(HasSubstr("12 January 2025, 12:00 — past its due time: Ring")));
    EXPECT_THAT(failures(paid + "    expect: nothing\n", "given:\n  class: B\n"), IsEmpty())
        << "a start that was refused is nothing";
}

TEST(scenario, a_start_that_was_refused_has_its_reason) {
    const auto refused = [](const std::string& why) { return "    expect:\n      not started: " + why + "\n"; };
    const std::string again = "  - event: order.paid\n    after: 1 day\n    data:\n      amount: 1\n";
    EXPECT_THAT(failures(paid + refused("condition false"), "given:\n  class: B\n"), IsEmpty());
    EXPECT_THAT(failures(paid + again + refused("already running")), IsEmpty());
    EXPECT_THAT(failures(paid + rung("talked") + again + refused("too soon")), IsEmpty());
    EXPECT_THAT(failures(paid + "    expect: not started\n", "given:\n  class: B\n"), IsEmpty()) << "any reason";
    EXPECT_THAT(failures(paid + again + refused("too soon")), ElementsAre(HasSubstr("2:expected-refusal:")));
    EXPECT_THAT(failures(paid + "    expect: not started\n"), ElementsAre(HasSubstr("1:expected-refusal:")));
    EXPECT_THAT(failures("  - at: 2025-01-10\n    expect: started\n"), ElementsAre(HasSubstr("1:expected-start:")));
}

TEST(scenario, a_step_that_the_engine_refuses_fails_and_the_rest_goes_on) {
    EXPECT_THAT(failures("  - done: ring\n    at: 2025-01-09\n    form:\n      result: talked\n" + paid +
                         expecting("task: ring")),
                ElementsAre(HasSubstr("1:")));
}

TEST(scenario, counts_the_ways_it_took_and_keeps_what_happened) {
    const auto rules = testing::rules_of(regulations + "scenario: s\nregulation: call\nsteps:\n" + paid +
                                         "    expect:\n      no task\n");
    const scenario_result done = run_scenario(rules, rules->scenarios()[0]);
    ASSERT_EQ(done.failures.size(), 1U);
    EXPECT_FALSE(done.passed());
    EXPECT_EQ(done.failures[0].at, testing::at("2025-01-10T12:00:00Z"));
    EXPECT_EQ(done.failures[0].happened.front().kind, effect_kind::run_started);
    EXPECT_EQ(done.counts[rules->find("call").value()].starts[0], 1U);
    EXPECT_EQ(done.counts[rules->find("thank").value()].starts[0], 0U);
}

TEST(scenario, a_failure_of_a_call_has_a_reason_and_may_be_final) {
    const std::string rules = R"(vocabulary: test
events:
  ping:
actions:
  charge:
---
regulation: pay
input:
  event: ping
output: [done, refused]
steps:
  - call: payment
    do: charge
    retry:
      at most: 3
      after: 1 day
    on failure: refused
  - output: done
---
scenario: s
regulation: pay
steps:
  - event: ping
    at: 2025-01-01
  - failed: payment
    error: no money
    expect:
      call: payment
  - after: 1 day
  - failed: payment
    error: the card is blocked
    final: true
    expect: nothing
)";
    const loaded l = load_text(rules, "test.yaml");
    ASSERT_TRUE(l.rules) << render(l.found);
    const scenario_result done = run_scenario(l.rules, l.rules->scenarios()[0]);
    ASSERT_EQ(done.failures.size(), 1U) << "after the final failure the run ends";
    EXPECT_THAT(render(*l.rules, done), HasSubstr("failed: charge, attempt 2; the card is blocked"));
    EXPECT_THAT(message(done.failures[0].what), HasSubstr("refused"));
}

// What the host does with runs and clients.
TEST(scenario, the_host_starts_and_cancels_runs_and_merges_clients) {
    const std::string rules = testing::small_vocabulary + R"(regulation: survey
owner: head
input:
  by call: yes
  data:
    topic: text
output: [done]
steps:
  - task: ask
    do: Ask
  - output: done
---
scenario: s
regulation: survey
steps:
  - event: run.start
    at: 2025-01-01
    data:
      topic: price
    expect:
      - started
      - task: ask
  - event: subject.merged
    after: 1 day
    data:
      into: c2
  - client: c2
    expect:
      task: ask
  - event: run.cancel
    client: c2
    after: 1 day
    data:
      reason: a mistake
    expect: no task
)";
    const loaded l = load_text(rules, "test.yaml");
    ASSERT_TRUE(l.rules) << render(l.found);
    const scenario_result done = run_scenario(l.rules, l.rules->scenarios()[0]);
    EXPECT_TRUE(done.failures.empty()) << render(*l.rules, done);
    const auto codes = [&](const std::string& from, const std::string& to) {
        std::string wrong = rules, all;
        wrong.replace(wrong.find(from), from.size(), to);
        const loaded w = load_text(wrong, "test.yaml");
        for (const issue& i : w.found) all.append(i.code).append(" ");
        return all;
    };
    EXPECT_THAT(codes("topic: price", "topik: price"), HasSubstr("unknown-attribute"));
    EXPECT_THAT(codes("      into: c2", "      onto: c2"), HasSubstr("unknown-attribute"));
    EXPECT_THAT(codes("event: run.cancel", "event: run.ended"), HasSubstr("reserved-event"));
}

}  // namespace
}  // namespace reglament
