// Every construct, run from start to end: what it does, and in which order.
#include "support/rules.hpp"

#include <gmock/gmock.h>

namespace reglament {
namespace {

using testing::at;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::lines;
using testing::make;
using testing::paid;
using testing::rules_of;

// A regulation `r`, started by `ping`, that may end in `done`, `other` or, on `pong`, `stopped`.
std::string regulation(const std::string& steps, const std::string& input = "  event: ping\n") {
    return "regulation: r\ninput:\n" + input +
           "output:\n  done:\n  other:\n    emit: client.lost\n  stopped:\n    when: pong\n    if: event.amount > "
           "5\nsteps:\n" +
           steps;
}

engine started(const std::string& steps) {
    engine e{rules_of(regulation(steps))};
    EXPECT_EQ(e.post(make("ping", "2025-01-01")).status, post_status::accepted);
    return e;
}

TEST(step, an_if_goes_one_of_two_ways_and_on) {
    const std::string steps = R"(  - if: class = "A"
    then:
      - wait: P1D
    else:
      - wait: P2D
  - output: done
)";
    engine a = started(steps);
    a.advance(at("2025-01-05"));
    EXPECT_THAT(lines(a), ElementsAre("2025-01-01 run started", "2025-01-02 run finished done"));

    engine b{rules_of(regulation(steps))};
    b.post(make("facts.changed", "2025-01-01", feel::context{{"class", "C"}}));
    b.post(make("ping", "2025-01-01"));
    b.advance(at("2025-01-05"));
    EXPECT_THAT(lines(b), ElementsAre("2025-01-01 run started", "2025-01-03 run finished done"));
}

TEST(step, a_null_condition_counts_as_no) {
    engine e = started("  - if: debt > 0\n    then: other\n  - output: done\n");
    EXPECT_THAT(lines(e), ElementsAre("2025-01-01 run started", "2025-01-01 run finished done"));
    EXPECT_EQ(e.warnings().size(), 1U);
}

TEST(step, a_switch_takes_the_case_of_its_value) {
    const std::string steps = R"(  - switch: class
    cases:
      A: done
      B:
        - wait: P1D
        - output: other
    else:
      - output: other
)";
    engine e = started(steps);
    EXPECT_THAT(lines(e), ElementsAre("2025-01-01 run started", "2025-01-01 run finished done"));
}

TEST(step, a_switch_over_numbers_takes_unary_tests) {
    const std::string steps = R"(  - switch: last amount
    cases:
      "< 100": done
      "[100..200]": other
    else:
      - wait: P1D
      - output: done
)";
    engine e{rules_of(regulation(steps))};
    e.post(make("order.paid", "2025-01-01", paid(150)));
    e.post(make("ping", "2025-01-01"));
    EXPECT_THAT(lines(e), ElementsAre("2025-01-01 run started", "2025-01-01 run finished other",
                                      "2025-01-01 emitted client.lost"));
}

TEST(step, a_switch_over_conditions_takes_the_first_that_holds) {
    const std::string steps = R"(  - switch:
    cases:
      - when: last amount > 1000
        then: other
      - when: last amount > 100
        then: done
    else: other
)";
    engine e{rules_of(regulation(steps))};
    e.post(make("order.paid", "2025-01-01", paid(500)));
    e.post(make("ping", "2025-01-01"));
    EXPECT_THAT(lines(e), ElementsAre("2025-01-01 run started", "2025-01-01 run finished done"));
}

TEST(step, a_run_for_which_no_branch_applies_becomes_an_incident) {
    engine e = started("  - switch: class\n    cases:\n      B: done\n      C: done\n");
    EXPECT_THAT(lines(e), ElementsAre("2025-01-01 run started", "2025-01-01 run stuck switch-1"));
    ASSERT_EQ(e.state(0).runs.size(), 1U);
    EXPECT_EQ(e.state(0).runs[0].status(), run_status::stuck);
    e.post(make("pong", "2025-01-02", paid(6)));
    EXPECT_THAT(e.state(0).runs, IsEmpty()) << "an output that holds everywhere still ends it";
}

TEST(step, listening_keeps_the_data_and_passes_over_what_does_not_fit) {
    const std::string steps = R"(  - listen: [order.paid, call.made]
    id: reply
    if: class = "A"
    within: P10D
    on timeout: other
  - if: reply.amount > 100
    then: done
  - wait: P1D
  - output: other
)";
    engine e = started(steps);
    e.post(make("order.paid", "2025-01-02", paid(150)));
    EXPECT_THAT(lines(e), ElementsAre("2025-01-01 run started", "2025-01-02 run finished done"));

    engine timeout = started(steps);
    timeout.advance(at("2025-01-11"));
    EXPECT_THAT(lines(timeout), ElementsAre("2025-01-01 run started", "2025-01-11 run finished other",
                                            "2025-01-11 emitted client.lost"));

    engine passed{rules_of(regulation("  - listen: order.paid\n    if: event.amount > 100\n  - output: done\n"))};
    passed.post(make("ping", "2025-01-01"));
    passed.post(make("order.paid", "2025-01-02", paid(50)));
    passed.post(make("order.paid", "2025-01-03", paid(101)));
    EXPECT_THAT(lines(passed), ElementsAre("2025-01-01 run started", "2025-01-03 run finished done"));
}

TEST(step, an_event_at_the_deadline_of_a_listen_comes_first) {
    engine e = started("  - listen: order.paid\n    within: P10D\n    on timeout: other\n  - output: done\n");
    e.post(make("order.paid", "2025-01-11", paid(1)));
    EXPECT_THAT(lines(e), ElementsAre("2025-01-01 run started", "2025-01-11 run finished done"));
}

TEST(step, an_output_with_when_holds_at_every_step_if_its_condition_does) {
    engine e = started("  - wait: P10D\n  - output: done\n");
    e.post(make("pong", "2025-01-02", paid(5)));
    e.post(make("pong", "2025-01-03", paid(6)));
    EXPECT_THAT(lines(e), ElementsAre("2025-01-01 run started", "2025-01-03 run finished stopped"));
}

TEST(step, one_may_go_to_a_step_that_only_leads_elsewhere) {
    engine e{rules_of(R"(regulation: r
input:
  event: ping
output: [done, lost]
steps:
  - listen: pong
    within: P1D
    on timeout: on
  - output: lost
  - goto: end
    id: on
  - output: lost
  - output: done
    id: end
)")};
    e.post(make("ping", "2025-01-01"));
    e.advance(at("2025-01-03"));
    EXPECT_THAT(lines(e), ElementsAre("2025-01-01 run started", "2025-01-02 run finished done"));
}

TEST(step, a_goto_makes_a_circle_that_waits) {
    const std::string steps = R"(  - task: call
    do: Позвонить
    form:
      reached: boolean
  - if: not(call.reached)
    then:
      - wait: P1D
      - goto: call
  - output: done
)";
    engine e = started(steps);
    const auto reached = [](bool yes) { return feel::value{feel::context{{"reached", yes}}}; };
    e.complete("c1", 1, reached(false), at("2025-01-02"));
    e.advance(at("2025-01-03"));
    e.complete("c1", 2, reached(true), at("2025-01-04"));
    EXPECT_THAT(lines(e), ElementsAre("2025-01-01 run started", "2025-01-01 task created call#1",
                                      "2025-01-02 task done call", "2025-01-03 task created call#2",
                                      "2025-01-04 task done call", "2025-01-04 run finished done"));
}

TEST(step, a_late_task_with_a_way_out_is_cancelled) {
    engine e = started(
        "  - task: call\n    do: Позвонить\n    within: P1D\n    on late:\n      then: other\n  - output: done\n");
    e.advance(at("2025-01-02"));
    EXPECT_THAT(lines(e), ElementsAre("2025-01-01 run started", "2025-01-01 task created call#1 due 2025-01-02",
                                      "2025-01-02 task late call", "2025-01-02 task cancelled call",
                                      "2025-01-02 run finished other", "2025-01-02 emitted client.lost"));
}

TEST(step, emitted_events_reach_other_regulations_of_the_client) {
    const std::string two =
        regulation("  - emit: pong\n    data:\n      amount: last amount * 2\n  - wait: P1D\n  - output: done\n") +
        "---\nregulation: s\ninput:\n  event: pong\n  if: event.amount = 40\noutput: [end]\nsteps:\n  - output: end\n";
    engine e{rules_of(two)};
    e.post(make("order.paid", "2025-01-01", paid(20)));
    e.post(make("ping", "2025-01-01"));
    EXPECT_THAT(lines(e),
                ElementsAre("2025-01-01 run started", "2025-01-01 emitted pong", "2025-01-01 run finished stopped",
                            "2025-01-01 run started", "2025-01-01 run finished end"));
}

TEST(step, regulations_that_answer_each_other_for_ever_are_bounded) {
    const auto echo = [](const std::string& id, const std::string& in, const std::string& out) {
        return "regulation: " + id + "\ninput:\n  event: " + in + "\noutput: [end]\nsteps:\n  - emit: " + out +
               "\n  - output: end\n";
    };
    engine e{rules_of(echo("a", "ping", "pong") + "---\n" + echo("b", "pong", "ping"))};
    e.post(make("ping", "2025-01-01"));
    EXPECT_LT(e.history("c1").size(), 10'000U);
    ASSERT_FALSE(e.warnings().empty());
    EXPECT_EQ(e.warnings()[0].code, "events-without-end");
}

TEST(step, runs_react_by_priority) {
    const auto one = [](const std::string& id, int priority) {
        return "regulation: " + id + "\npriority: " + std::to_string(priority) +
               "\ninput:\n  event: ping\noutput:\n  end:\n    when: pong\nsteps:\n  - wait: P1D\n  - output: end\n";
    };
    engine e{rules_of(one("a", 3) + "---\n" + one("z", 1) + "---\n" + one("m", 2))};
    e.post(make("ping", "2025-01-01"));
    e.post(make("pong", "2025-01-01"));
    std::vector<std::string> order;
    for (const effect& x : e.history("c1")) {
        if (x.kind == effect_kind::run_finished)
            order.push_back(e.rules().machines()[x.regulation].regulation().id.value);
    }
    EXPECT_THAT(order, ElementsAre("z", "m", "a"));
}

struct reentry {
    std::string rule;
    std::vector<std::string> pings;
    std::size_t starts;
};

TEST(step, starting_again_is_as_the_file_says) {
    // A run lasts from its ping to the day after.
    const reentry table[] = {
        {"",
         {"2025-01-01", "2025-01-01T12:00:00Z", "2025-01-02"},
         1},  // at the same instant the event comes before the end
        {"", {"2025-01-01", "2025-01-03", "2025-01-05"}, 3},
        {"  once: true\n", {"2025-01-01", "2025-01-03", "2025-01-05"}, 1},
        {"  again after: 4 days since start\n", {"2025-01-01", "2025-01-04", "2025-01-05"}, 2},
        {"  again after: 4 days since end\n", {"2025-01-01", "2025-01-05", "2025-01-06"}, 2},
    };
    for (const reentry& row : table) {
        engine e{rules_of(regulation("  - wait: P1D\n  - output: done\n", "  event: ping\n" + row.rule))};
        for (const std::string& day : row.pings) e.post(make("ping", day));
        std::size_t starts = 0;
        for (const effect& x : e.history("c1")) starts += x.kind == effect_kind::run_started ? 1 : 0;
        EXPECT_EQ(starts, row.starts) << row.rule;
    }
}

TEST(step, input_reads_the_data_of_its_event) {
    engine e{rules_of(regulation("  - output: done\n",
                                 "  event: order.paid\n  if: event.amount > 100 and last amount = event.amount\n"))};
    e.post(make("order.paid", "2025-01-01", paid(100)));
    e.post(make("order.paid", "2025-01-02", paid(101)));
    EXPECT_THAT(lines(e), ElementsAre("2025-01-01 start refused: condition false", "2025-01-02 run started",
                                      "2025-01-02 run finished done"));
}

TEST(step, working_time_follows_the_calendar) {
    // 2025-01-03 is a Friday.
    engine e{rules_of(regulation("  - task: call\n    do: Позвонить\n    within: 2 рабочих дня\n  - output: done\n"))};
    e.post(make("ping", "2025-01-03T10:00:00Z"));
    EXPECT_EQ(e.tasks()[0].due, at("2025-01-07T10:00:00Z"));
}

TEST(step, a_thousand_conditions_in_a_row_are_passed_in_one_step) {
    std::string steps;
    for (int i = 0; i < 5'000; ++i) steps += "  - if: debt = " + std::to_string(i) + "\n    then: other\n";
    engine e = started(steps + "  - output: done\n");
    EXPECT_EQ(e.history("c1").back().kind, effect_kind::run_finished);
}

// What an output gives goes into the event it emits, by name; values of an enumeration need no quotation marks.
TEST(step, an_output_fills_the_data_of_its_event) {
    const auto rules = rules_of(R"(regulation: r
input:
  event: ping
output:
  done:
    emit: call.made
    data:
      result: talked
      turns: 2
steps:
  - output: done
---
regulation: s
input:
  event: call.made
  if: event.result = "talked"
output: [heard]
steps:
  - output: heard
)");
    engine e{rules};
    e.post(make("ping", "2025-01-01"));
    EXPECT_THAT(lines(e),
                ElementsAre("2025-01-01 run started", "2025-01-01 run finished done", "2025-01-01 emitted call.made",
                            "2025-01-01 run started", "2025-01-01 run finished heard"));
}

TEST(step, what_an_output_emits_is_checked) {
    const auto told = [](const std::string& data) {
        const std::string rules =
            "regulation: r\ninput:\n  event: ping\noutput:\n  done:\n    emit: call.made\n" + data;
        std::vector<std::string> codes;
        for (const issue& i :
             load_text(testing::small_vocabulary + rules + "steps:\n  - output: done\n", "t.yaml").found)
            codes.emplace_back(i.code);
        return codes;
    };
    EXPECT_THAT(told(""), ElementsAre("event-data-missing"));
    EXPECT_THAT(told("    data:\n      other: 1\n"), ElementsAre("event-data-missing"));
    EXPECT_THAT(told("    data:\n      result: 1\n"), ElementsAre("emit-type-mismatch"));
    EXPECT_THAT(told("    data:\n      result: '\"shouted\"'\n"), ElementsAre("emit-unknown-value"));
    EXPECT_THAT(told("    data:\n      result: talked\n"), IsEmpty());
}

TEST(step, a_fact_is_set_to_null_as_yaml_and_feel_write_it) {
    for (const std::string null : {"null", "~", "Null", "'null'"}) {
        engine e = started("  - set:\n      class: " + null + "\n  - output: done\n");
        const auto of = e.rules().vocabulary().find_fact("class");
        EXPECT_TRUE(e.facts(e.find_client("c1").value())[of.value()].is_null()) << null;
    }
}

}  // namespace
}  // namespace reglament
