// Waits for dates, conditions and one's turn; facts set; events handled by blocks, kept, and each with its own way.
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
using testing::paid;
using testing::rules_of;

std::string regulation(const std::string& steps, const std::string& more = {}) {
    return "regulation: r\ninput:\n  event: ping\noutput:\n  done:\n  lost:\n  stopped:\n    when: client.lost\n" +
           more + "steps:\n" + steps;
}

engine started(const std::string& steps, const std::string& more = {}) {
    engine e{rules_of(regulation(steps, more))};
    EXPECT_EQ(e.post(make("ping", "2025-01-01")).status, post_status::accepted);
    return e;
}

void know(engine& e, std::string_view day, std::string_view fact, feel::value v) {
    const posted p = e.post(make("facts.changed", day, feel::context{{std::string{fact}, std::move(v)}}));
    EXPECT_EQ(p.status, post_status::accepted) << render(p.found);
}

std::vector<std::string> open(const engine& e) {
    std::vector<std::string> out;
    for (const task& t : e.tasks()) out.push_back(t.what->id);
    std::sort(out.begin(), out.end());
    return out;
}

TEST(wait_until, a_condition_holds) {
    engine e = started("  - wait until: debt = 0\n    within: P10D\n    on timeout: lost\n  - output: done\n");
    know(e, "2025-01-03", "debt", feel::number{5});
    EXPECT_EQ(e.state(0).runs.size(), 1U);
    EXPECT_EQ(e.next_due(), at("2025-01-11"));
    know(e, "2025-01-04", "debt", feel::number{0});
    EXPECT_EQ(last_line(e), "2025-01-04 run finished done");

    engine late = started("  - wait until: debt = 0\n    within: P10D\n    on timeout: lost\n  - output: done\n");
    know(late, "2025-01-04", "debt", feel::number{1});
    late.advance(at("2025-02-01"));
    EXPECT_EQ(last_line(late), "2025-01-11 run finished lost");
}

TEST(wait_until, it_holds_already) {
    engine e = started("  - wait until: class = \"A\"\n  - output: done\n");
    EXPECT_EQ(last_line(e), "2025-01-01 run finished done");
}

TEST(wait_until, a_date_comes_and_moves_with_its_fact) {
    const std::string steps = "  - wait until: last order + duration(\"P3D\")\n  - output: done\n";
    engine e{rules_of(regulation(steps))};
    e.post(make("order.paid", "2025-01-01", paid(5)));
    e.post(make("ping", "2025-01-02"));
    EXPECT_EQ(e.next_due(), at("2025-01-04"));
    e.post(make("order.paid", "2025-01-03", paid(5)));
    EXPECT_EQ(e.next_due(), at("2025-01-06")) << "armed anew, because the fact moved";
    e.advance(at("2025-01-10"));
    EXPECT_EQ(last_line(e), "2025-01-06 run finished done");
}

TEST(wait_until, a_date_gone_by_is_no_wait) {
    engine e = started("  - wait until: date(\"2024-12-31\")\n  - output: done\n");
    EXPECT_EQ(last_line(e), "2025-01-01 run finished done");
}

TEST(wait_until, today_changes_at_midnight) {
    engine e = started("  - wait until: today() >= date(\"2025-01-04\")\n  - output: done\n");
    e.advance(at("2025-01-09"));
    EXPECT_EQ(last_line(e), "2025-01-04 run finished done");
}

TEST(set, values_are_computed_before_the_first_is_set) {
    engine e = started(R"(  - set:
      debt: '1'
      last amount: '2'
  - set:
      debt: last amount
      last amount: debt
  - if: debt = 2 and last amount = 1
    then: done
  - output: lost
)");
    EXPECT_EQ(last_line(e), "2025-01-01 run finished done");
    const auto all = e.history("c1");
    const auto set =
        std::count_if(all.begin(), all.end(), [](const effect& x) { return x.kind == effect_kind::facts_set; });
    EXPECT_EQ(set, 2);
}

TEST(set, regulations_after_it_see_it) {
    engine e{rules_of(
        "regulation: a\npriority: 1\ninput:\n  event: ping\noutput: [done]\nsteps:\n  - set:\n      debt: '7'\n"
        "  - output: done\n---\nregulation: b\npriority: 2\ninput:\n  event: ping\n  if: debt = 7\n"
        "output: [done]\nsteps:\n  - output: done\n")};
    e.post(make("ping", "2025-01-01"));
    EXPECT_THAT(lines(e),
                ElementsAre("2025-01-01 run started", "2025-01-01 facts set set-1", "2025-01-01 run finished done",
                            "2025-01-01 run started", "2025-01-01 run finished done"));
}

TEST(set, what_is_no_value_of_the_fact_is_not_set) {
    engine e = started(
        "  - task: ask\n    do: Ask\n    form:\n      answer: text\n  - set:\n      class: ask.answer\n"
        "  - if: class = \"A\"\n    then: done\n  - output: lost\n");
    e.complete("c1", 1, feel::context{{"answer", "Z"}}, at("2025-01-02"));
    EXPECT_EQ(last_line(e), "2025-01-02 run finished lost");
    EXPECT_TRUE(e.state(0).facts[0].is_null());
    ASSERT_FALSE(e.warnings().empty());
    EXPECT_EQ(e.warnings()[0].code, "set-wrong-value");
    EXPECT_THAT(e.warnings()[0].arguments, ElementsAre("class", "\"Z\""));
}

TEST(wait_until, runs_that_let_each_other_go_for_ever_are_an_incident) {
    const auto one = [](std::string id, std::string when, std::string then) {
        return "regulation: " + id + "\ninput:\n  event: ping\noutput:\n  done:\n    when: client.lost\nsteps:\n" +
               "  - wait until: debt = " + when + "\n    id: again\n  - set:\n      debt: '" + then +
               "'\n  - goto: again\n";
    };
    engine e{rules_of(one("a", "0", "1") + "---\n" + one("b", "1", "0"))};
    e.post(make("ping", "2025-01-01"));
    know(e, "2025-01-02", "debt", feel::number{0});
    const auto& runs = e.state(0).runs;
    ASSERT_EQ(runs.size(), 2U);
    EXPECT_EQ((runs[0].status() == run_status::stuck) + (runs[1].status() == run_status::stuck), 1);
    EXPECT_EQ(e.warnings()[0].code, "events-without-end");
}

TEST(set, values_of_an_enumeration_need_no_quotes) {
    engine e = started("  - set:\n      class: B\n  - if: class = \"B\"\n    then: done\n  - output: lost\n");
    EXPECT_EQ(last_line(e), "2025-01-01 run finished done");
}

TEST(block, what_it_handles_may_be_events_with_their_ways) {
    engine e = started(
        "  - block: b\n    steps:\n      - wait: P9D\n    on:\n      pong: done\n      order.paid: lost\n"
        "  - output: lost\n");
    e.post(make("pong", "2025-01-02"));
    EXPECT_EQ(last_line(e), "2025-01-02 run finished done");
}

TEST(set, what_is_set_ends_a_wait_of_another_run) {
    engine e{
        rules_of("regulation: a\ninput:\n  event: ping\noutput: [done]\nsteps:\n  - wait until: debt = 7\n"
                 "  - output: done\n---\nregulation: b\npriority: 2\ninput:\n  event: pong\noutput: [done]\n"
                 "steps:\n  - set:\n      debt: '7'\n  - output: done\n")};
    e.post(make("ping", "2025-01-01"));
    e.post(make("pong", "2025-01-02"));
    EXPECT_EQ(last_line(e), "2025-01-02 run finished done");
    EXPECT_TRUE(e.state(0).runs.empty());
}

TEST(listen, each_event_has_its_own_way) {
    const std::string steps =
        "  - listen:\n      order.paid: done\n      pong:\n        - task: a\n          do: A\n"
        "    within: P5D\n    on timeout: lost\n  - output: done\n";
    engine paid_first = started(steps);
    paid_first.post(make("order.paid", "2025-01-02", paid(1)));
    EXPECT_EQ(last_line(paid_first), "2025-01-02 run finished done");
    engine other = started(steps);
    other.post(make("pong", "2025-01-02"));
    EXPECT_THAT(open(other), ElementsAre("a"));
    engine none = started(steps);
    none.advance(at("2025-01-09"));
    EXPECT_EQ(last_line(none), "2025-01-06 run finished lost");
}

TEST(listen, what_came_before_is_heard_when_it_was_kept) {
    engine e = started(
        "  - wait: P3D\n  - listen: order.paid\n    if: event.amount > 5\n    heard before: true\n    id: heard\n"
        "  - if: heard.amount = 7\n    then: done\n  - output: lost\n");
    e.post(make("order.paid", "2025-01-02", paid(3)));
    e.post(make("order.paid", "2025-01-02", paid(7)));
    e.advance(at("2025-01-04"));
    EXPECT_EQ(last_line(e), "2025-01-04 run finished done");
    engine plain = started("  - wait: P3D\n  - listen: order.paid\n  - output: done\n");
    plain.post(make("order.paid", "2025-01-02", paid(7)));
    plain.advance(at("2025-01-04"));
    EXPECT_EQ(plain.state(0).runs.size(), 1U) << "else it is gone";
}

const std::string talks = R"(  - block: talks
    steps:
      - fork:
          a:
            - task: a
              do: A
          b:
            - task: b
              do: B
    on:
      - event: pong
        if: event.amount > 5
        then:
          - task: mend
            do: Mend
      - event: order.paid
        interrupting: false
        then:
          - task: thank
            do: Thank
  - task: after
    do: After
  - output: done
)";

TEST(block, an_event_interrupts_what_is_open_inside) {
    engine e = started(talks);
    e.post(make("pong", "2025-01-02", paid(5)));
    EXPECT_THAT(open(e), ElementsAre("a", "b")) << "the condition does not hold";
    e.post(make("pong", "2025-01-02", paid(6)));
    EXPECT_THAT(open(e), ElementsAre("mend"));
    e.complete("c1", 3, {}, at("2025-01-03"));
    EXPECT_THAT(open(e), ElementsAre("after")) << "it goes on behind the block";
    e.post(make("pong", "2025-01-04", paid(6)));
    EXPECT_THAT(open(e), ElementsAre("after")) << "outside of the block nothing is handled";
}

TEST(block, what_does_not_interrupt_is_done_beside) {
    engine e = started(talks);
    e.post(make("order.paid", "2025-01-02", paid(1)));
    e.post(make("order.paid", "2025-01-03", paid(1)));
    EXPECT_THAT(open(e), ElementsAre("a", "b", "thank", "thank"));
    e.complete("c1", 3, {}, at("2025-01-04"));
    e.complete("c1", 1, {}, at("2025-01-04"));
    e.complete("c1", 2, {}, at("2025-01-04"));
    EXPECT_THAT(open(e), ElementsAre("after", "thank"));
    e.complete("c1", 5, {}, at("2025-01-05"));
    EXPECT_EQ(last_line(e), "2025-01-05 run finished done");
}

TEST(block, a_regulation_handles_events_wherever_it_is) {
    const std::string on =
        "on:\n  - event: order.paid\n    then: done\n  - event: pong\n    interrupting: false\n    then:\n"
        "      - task: note\n        do: Note\n";
    engine e = started(
        "  - task: a\n    do: A\n  - fork:\n      x:\n        - wait: P9D\n      y:\n        - task: b\n"
        "          do: B\n  - output: lost\n",
        on);
    e.post(make("pong", "2025-01-02"));
    EXPECT_THAT(open(e), ElementsAre("a", "note"));
    e.complete("c1", 1, {}, at("2025-01-03"));
    e.post(make("pong", "2025-01-04"));
    EXPECT_THAT(open(e), ElementsAre("b", "note", "note")) << "once, not once a branch";
    e.post(make("order.paid", "2025-01-05", paid(1)));
    EXPECT_THAT(open(e), IsEmpty());
    EXPECT_EQ(last_line(e), "2025-01-05 run finished done");
}

TEST(block, the_outer_handles_before_the_inner) {
    engine e = started(
        "  - block: outer\n    steps:\n      - block: inner\n        steps:\n          - task: a\n            do: A\n"
        "        on:\n          - event: pong\n            then: lost\n    on:\n      - event: pong\n"
        "        then: done\n  - output: lost\n");
    e.post(make("pong", "2025-01-02"));
    EXPECT_EQ(last_line(e), "2025-01-02 run finished done");
}

TEST(block, of_one_name_only_one_goes_on_at_a_time) {
    engine e = started(R"(  - fork:
      x:
        - block: bx
          alone: phone
          steps:
            - task: x
              do: X
        - task: x2
          do: X2
      y:
        - block: by
          alone: phone
          steps:
            - task: y
              do: Y
  - output: done
)");
    EXPECT_THAT(open(e), ElementsAre("x"));
    e.complete("c1", 1, {}, at("2025-01-02"));
    EXPECT_THAT(open(e), ElementsAre("x2", "y"));
    e.complete("c1", 2, {}, at("2025-01-03"));
    e.complete("c1", 3, {}, at("2025-01-03"));
    EXPECT_EQ(last_line(e), "2025-01-03 run finished done");
}

TEST(block, its_name_holds_over_all_runs_of_a_client) {
    const auto one = [](std::string id, std::string event) {
        return "regulation: " + id + "\ninput:\n  event: " + event + "\noutput: [done]\nsteps:\n  - block: call " + id +
               "\n    alone: phone\n    steps:\n      - task: t" + id + "\n        do: Call\n  - output: done\n";
    };
    engine e{rules_of(one("a", "ping") + "---\n" + one("b", "pong"))};
    e.post(make("pong", "2025-01-01"));
    e.post(make("ping", "2025-01-02"));
    EXPECT_THAT(open(e), ElementsAre("tb"));
    e.complete("c1", 1, {}, at("2025-01-03"));
    EXPECT_THAT(open(e), ElementsAre("ta"));
}

TEST(kept_events, are_saved_with_their_data) {
    engine e = started(
        "  - wait: P5D\n  - listen: order.paid\n    id: o\n    heard before: true\n"
        "  - if: o.amount = 7\n    then: done\n    else: lost\n");
    e.post(make("order.paid", "2025-01-02", paid(7)));
    auto again = decode(e.rules(), encode(e.rules(), e.state(0)));
    ASSERT_TRUE(again);
    step_output out;
    step_timers(e.rules(), *again, at("2025-02-01"), out);
    ASSERT_FALSE(out.effects.empty());
    EXPECT_EQ(testing::line(e.rules(), out.effects.back()), "2025-01-06 run finished done");
}

}  // namespace
}  // namespace reglament
