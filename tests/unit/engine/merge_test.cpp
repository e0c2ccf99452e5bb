// Two clients turn out to be one: what was known, open and armed of one goes over to the other.
#include "machine/merge.hpp"

#include "support/rules.hpp"

#include <gmock/gmock.h>

namespace reglament {
namespace {

using testing::at;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::lines;
using testing::make;

const std::string words = R"(vocabulary: v
subjects:
  deal:
    parent: client
  employee:
events:
  ping:
  pong:
  order.paid:
  deal.opened:
    subject: deal
  employee.praised:
    subject: employee
actions:
  charge:
facts:
  class:
    type: one of A, B, C
    initial: C
  city: text
  stage:
    subject: deal
    type: text
---
)";

std::shared_ptr<const rulebook> rules_of(const std::string& regulations) {
    loaded l = load_text(words + regulations, "test.yaml");
    if (!l.rules) throw std::runtime_error{render(l.found)};
    return l.rules;
}

const std::string two = R"(regulation: one
input:
  event: ping
output: [done]
steps:
  - task: call
    do: Call
    form:
      answer: text
  - call: pay
    do: charge
    on failure: done
  - output: done
---
regulation: other
input:
  event: pong
output: [done]
steps:
  - task: write
    do: Write
    within: P10D
  - output: done
)";

void tell(engine& e, std::string_view type, std::string_view who, std::string_view day, feel::value data = {}) {
    const posted p = e.post(make(type, day, std::move(data), who));
    ASSERT_EQ(p.status, post_status::accepted) << render(p.found);
}

TEST(merge, tasks_go_over_under_higher_numbers_and_the_old_ones_are_understood) {
    engine e{rules_of(two)};
    tell(e, "ping", "a", "2025-01-01");
    tell(e, "pong", "b", "2025-01-01");
    ASSERT_EQ(e.merge("a", "b", at("2025-01-02")).status, post_status::accepted);
    const auto tasks = e.tasks();
    ASSERT_EQ(tasks.size(), 2U);
    EXPECT_THAT(tasks, ::testing::Each(::testing::Field(&task::subject, "b")));
    const effect& gone = e.history("a").back();
    EXPECT_EQ(gone.kind, effect_kind::merged);
    EXPECT_EQ(feel::to_string(feel::value{gone.data}), R"([false, "b", 1, 1])");
    ASSERT_EQ(e.complete("a", 1, feel::context{{"answer", feel::value{"yes"}}}, at("2025-01-03")).status,
              post_status::accepted);
    ASSERT_EQ(e.answered("a", 2, {}, at("2025-01-03")).status, post_status::rejected) << "there was no such call then";
    ASSERT_EQ(e.answered("b", 3, {}, at("2025-01-03")).status, post_status::accepted);
    EXPECT_EQ(lines(e, "b").back(), "2025-01-03 run finished done");
    EXPECT_EQ(e.tasks().size(), 1U);
}

TEST(merge, of_a_regulation_that_runs_in_both_the_run_of_the_one_that_goes_is_cancelled) {
    engine e{rules_of(two)};
    tell(e, "ping", "a", "2025-01-01");
    tell(e, "ping", "b", "2025-01-01");
    ASSERT_EQ(e.merge("a", "b", at("2025-01-02")).status, post_status::accepted);
    EXPECT_EQ(e.tasks().size(), 1U);
    EXPECT_THAT(lines(e, "a"), ::testing::Contains("2025-01-02 run cancelled call"));
    EXPECT_EQ(e.state(1).runs.size(), 1U);
    EXPECT_EQ(e.state(1).memories[0].open, 1U);
    EXPECT_EQ(e.state(1).memories[0].starts, 2U);
}

TEST(merge, facts_of_the_one_that_stays_win_where_both_are_known) {
    engine e{rules_of(two)};
    const auto facts = [](const char* cls, const char* city) {
        feel::context c;
        if (cls != nullptr) c.emplace_back("class", feel::value{cls});
        if (city != nullptr) c.emplace_back("city", feel::value{city});
        return feel::value{c};
    };
    tell(e, "facts.changed", "a", "2025-01-01", facts("A", "Omsk"));
    tell(e, "facts.changed", "b", "2025-01-01", facts(nullptr, "Perm"));
    tell(e, "deal.opened", "a", "2025-01-01", feel::context{{"deal", feel::value{"D-1"}}});
    ASSERT_EQ(e.merge("a", "b", at("2025-01-02")).status, post_status::accepted);
    const auto fact = [&](const char* name) { return e.state(1).facts[*e.rules().vocabulary().find_fact(name)]; };
    EXPECT_EQ(fact("class"), feel::value{"A"});  // b had only what everybody begins with
    EXPECT_EQ(fact("city"), feel::value{"Perm"});
    ASSERT_EQ(e.state(1).parts.size(), 1U);
    tell(e, "deal.opened", "", "2025-01-03", feel::context{{"deal", feel::value{"D-1"}}});  // whose it is is known
    EXPECT_EQ(e.client_count(), 2U);
    EXPECT_TRUE(e.state(0).facts.empty());
}

TEST(merge, starts_what_is_so_of_both_together) {
    engine e{rules_of(R"(regulation: good and from Omsk
input:
  as soon as: class = "A" and city = "Omsk"
output: [done]
steps:
  - task: call
    do: Call
  - output: done
)")};
    tell(e, "facts.changed", "a", "2025-01-01", feel::context{{"class", feel::value{"A"}}});
    tell(e, "facts.changed", "b", "2025-01-01", feel::context{{"city", feel::value{"Omsk"}}});
    EXPECT_THAT(e.tasks(), IsEmpty());
    ASSERT_EQ(e.merge("a", "b", at("2025-01-02")).status, post_status::accepted);
    EXPECT_EQ(e.tasks().size(), 1U);
}

TEST(merge, a_silence_is_counted_from_the_last_event_of_both) {
    engine e{rules_of(R"(regulation: quiet
input:
  silent: order.paid
  for: 10 days
output: [done]
steps:
  - task: call
    do: Call
  - output: done
)")};
    tell(e, "order.paid", "b", "2025-01-01");
    tell(e, "order.paid", "a", "2025-01-05");
    ASSERT_EQ(e.merge("a", "b", at("2025-01-06")).status, post_status::accepted);
    e.advance(at("2025-01-14"));
    EXPECT_THAT(e.tasks(), IsEmpty());
    e.advance(at("2025-01-15"));
    EXPECT_EQ(e.tasks().size(), 1U);
}

TEST(merge, later_events_and_repeated_ones_concern_the_one_that_stays) {
    engine e{rules_of(two)};
    event first = make("ping", "2025-01-01", {}, "a");
    first.id = "1";
    ASSERT_EQ(e.post(first).status, post_status::accepted);
    event merging = make("subject.merged", "2025-01-02", feel::context{{"into", feel::value{"b"}}}, "a");
    merging.id = "2";
    ASSERT_EQ(e.post(merging).status, post_status::accepted);
    EXPECT_EQ(e.post(merging).status, post_status::duplicate);
    EXPECT_EQ(e.post(first).status, post_status::duplicate);
    tell(e, "pong", "a", "2025-01-03");
    EXPECT_EQ(e.tasks().size(), 2U);
    EXPECT_THAT(lines(e, "b").back(), ::testing::HasSubstr("task created write"));
    const auto back = decode(e.rules(), encode(e.rules(), e.state(0)));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->merged_into.key, "b");
    EXPECT_EQ(encode(e.rules(), *back), encode(e.rules(), e.state(0)));
}

TEST(merge, with_nobody_with_itself_or_in_a_circle_is_refused) {
    engine e{rules_of(two)};
    tell(e, "ping", "a", "2025-01-01");
    for (const std::string_view into : {"", "a", "employee/a"}) {
        const posted p = e.merge("a", into, at("2025-01-02"));
        EXPECT_EQ(p.status, post_status::rejected) << into;
        EXPECT_EQ(p.found[0].code, "merge-with-whom") << into;
    }
    ASSERT_EQ(e.merge("a", "b", at("2025-01-02")).status, post_status::accepted);
    EXPECT_EQ(e.merge("b", "a", at("2025-01-03")).found[0].code, "merged-already");
    ASSERT_EQ(e.merge("b", "c", at("2025-01-03")).status, post_status::accepted);
    tell(e, "pong", "a", "2025-01-04");  // over both
    EXPECT_EQ(e.tasks().size(), 2U);
    EXPECT_THAT(e.tasks(), ::testing::Each(::testing::Field(&task::subject, "c")));
    ASSERT_EQ(e.complete("a", 1, feel::context{{"answer", feel::value{"yes"}}}, at("2025-01-05")).status,
              post_status::accepted);
}

TEST(merge, a_campaign_hears_of_one_that_became_another) {
    engine e{rules_of(R"(regulation: ask
input: by call
output: [done]
steps:
  - task: call
    do: Call
  - output: done
---
regulation: praise
subject: employee
input:
  event: employee.praised
output: [done]
steps:
  - run: ask
    for: '"a"'
    within: P20D
  - output: done
)")};
    tell(e, "employee.praised", "Anna", "2025-01-01");
    ASSERT_EQ(e.merge("a", "b", at("2025-01-02")).status, post_status::accepted);
    ASSERT_EQ(e.complete("b", 1, {}, at("2025-01-03")).status, post_status::accepted);
    EXPECT_EQ(lines(e, "employee/Anna").back(), "2025-01-03 run finished done");
    tell(e, "employee.praised", "Boris", "2025-01-04");
    ASSERT_EQ(e.merge("employee/Boris", "Vera", at("2025-01-05")).status, post_status::accepted);
    e.advance(at("2025-01-24"));  // the run that was asked for under another name is called off
    EXPECT_EQ(lines(e, "b").back(), "2025-01-24 run cancelled call");
}

TEST(merge, events_bound_beforehand_concern_the_one_that_stays) {
    engine e{rules_of(two)};
    tell(e, "ping", "a", "2025-01-01");
    ASSERT_EQ(e.merge("a", "b", at("2025-01-02")).status, post_status::accepted);
    ASSERT_EQ(e.merge("b", "c", at("2025-01-02")).status, post_status::accepted);
    const auto pong = static_cast<event_index>(*e.rules().vocabulary().find_event("pong"));
    ASSERT_EQ(e.post(bound_event{7, pong, "a", at("2025-01-03"), {}}).status, post_status::accepted);
    EXPECT_EQ(e.post(bound_event{7, pong, "a", at("2025-01-03"), {}}).status, post_status::duplicate);
    EXPECT_EQ(e.tasks().size(), 2U);
    EXPECT_THAT(e.tasks(), ::testing::Each(::testing::Field(&task::subject, "c")));
}

TEST(merge, a_run_that_asks_for_the_doubled_one_again_does_not_hold_it_up) {
    engine e{rules_of(R"(regulation: again
input:
  event: pong
output:
  done:
    when: order.paid
steps:
  - repeat:
      - run: survey
    while: true
  - output: done
---
regulation: survey
input: by call
output: [done]
steps:
  - task: ask
    do: Ask
  - output: done
)")};
    tell(e, "pong", "a", "2025-01-01");
    ASSERT_EQ(e.start("b", "survey", {}, at("2025-01-01")).status, post_status::accepted);
    ASSERT_EQ(e.merge("a", "b", at("2025-01-02")).status, post_status::accepted);
    tell(e, "order.paid", "b", "2025-01-03");
    EXPECT_EQ(lines(e, "b").back().substr(0, 10), "2025-01-03");
}

TEST(merge, dates_and_conditions_are_those_of_the_facts_that_are_left) {
    engine e{rules_of(R"(regulation: big city
input:
  as soon as: city = "Omsk"
output: [done]
steps:
  - task: call
    do: Call
  - output: done
)")};
    const auto city = [](const char* name) { return feel::value{feel::context{{"city", feel::value{name}}}}; };
    tell(e, "facts.changed", "a", "2025-01-01", city("Omsk"));
    ASSERT_EQ(e.complete("a", 1, {}, at("2025-01-02")).status, post_status::accepted);
    tell(e, "facts.changed", "b", "2025-01-01", city("Perm"));
    ASSERT_EQ(e.merge("a", "b", at("2025-01-03")).status, post_status::accepted);
    EXPECT_THAT(e.tasks(), IsEmpty());  // Perm wins
    tell(e, "facts.changed", "b", "2025-01-04", city("Omsk"));
    EXPECT_EQ(e.tasks().size(), 1U);
}

TEST(merge, leaves_one_in_a_block_for_one_at_a_time) {
    const auto of = [](const std::string& id, const std::string& event) {
        return "regulation: " + id + "\ninput:\n  event: " + event + R"(
output: [done]
steps:
  - block: talk
    alone: talk
    steps:
      - task: )" +
               id + R"(
        do: Talk
      - fork:
          left:
            - task: left
              do: Left
          right:
            - task: right
              do: Right
  - output: done
)";
    };
    engine e{rules_of(of("one", "ping") + "---\n" + of("two", "pong"))};
    tell(e, "ping", "a", "2025-01-01");
    ASSERT_EQ(e.complete("a", 1, {}, at("2025-01-01")).status, post_status::accepted);
    tell(e, "pong", "b", "2025-01-02");
    ASSERT_EQ(e.tasks().size(), 3U);
    ASSERT_EQ(e.merge("a", "b", at("2025-01-03")).status, post_status::accepted);
    EXPECT_THAT(testing::open_tasks(e), ElementsAre("two#1"));
    EXPECT_EQ(e.state(1).runs.size(), 2U);
    for (const std::uint32_t task : {1U, 5U, 6U})
        ASSERT_EQ(e.complete("b", task, {}, at("2025-01-04")).status, post_status::accepted) << task;
    EXPECT_THAT(testing::open_tasks(e), ElementsAre("one#7")) << "begun anew";
}

TEST(merge, of_more_parts_than_a_record_holds_is_refused) {
    record from, into;
    for (std::size_t i = 0; i < most_parts; ++i) from.parts.push_back({1, "D-" + std::to_string(i), {}});
    into.parts.push_back({1, "D-1", {}});
    EXPECT_TRUE(parts_fit(from, into)) << "the same deal is one part";
    into.parts.push_back({1, "D-x", {}});
    EXPECT_FALSE(parts_fit(from, into));
}

TEST(merge, without_any_regulation_tells_nothing) {
    loaded l = load_text(words.substr(0, words.size() - 4), "test.yaml");
    ASSERT_TRUE(l.rules) << render(l.found);
    engine e{l.rules};
    tell(e, "ping", "a", "2025-01-01");
    ASSERT_EQ(e.merge("a", "b", at("2025-01-02")).status, post_status::accepted);
    EXPECT_TRUE(e.history("a").empty());
}

TEST(merge, who_was_heard_of_by_neither_name_is_met_as_anybody) {
    engine e{rules_of(R"(regulation: hello
input:
  silent: order.paid
  for: 10 days
  since: first seen
output: [done]
steps:
  - task: call
    do: Call
  - output: done
)")};
    ASSERT_EQ(e.merge("a", "b", at("2025-01-01")).status, post_status::accepted);
    tell(e, "ping", "a", "2025-01-02");
    e.advance(at("2025-01-12"));
    ASSERT_EQ(e.tasks().size(), 1U);
    EXPECT_EQ(e.tasks()[0].subject, "b");
}

}  // namespace
}  // namespace reglament
