// Forks and loops, run from start to end: what is open when, what joins, what is cancelled, in which order.
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
using testing::paid;
using testing::rules_of;

std::string regulation(const std::string& steps) {
    return "regulation: r\ninput:\n  event: ping\noutput:\n  done:\n  lost:\n  stopped:\n    when: "
           "client.lost\nsteps:\n" +
           steps;
}

engine started(const std::string& steps) {
    engine e{rules_of(regulation(steps))};
    EXPECT_EQ(e.post(make("ping", "2025-01-01")).status, post_status::accepted);
    return e;
}

void complete(engine& e, std::uint32_t number, std::string_view day, feel::value answers = {}) {
    const posted p = e.complete("c1", number, answers, at(day));
    EXPECT_EQ(p.status, post_status::accepted) << render(p.found);
}

const std::string three_ways = R"(  - fork:
      call:
        - task: call
          do: Call
      letter:
        - wait: P2D
        - task: letter
          do: Write
      visit:
        - task: visit
          do: Go
)";

TEST(fork, waits_for_all) {
    engine e = started(three_ways + "  - output: done\n");
    EXPECT_THAT(open_tasks(e), ElementsAre("call#1", "visit#2"));
    EXPECT_EQ(e.next_due(), at("2025-01-03"));
    complete(e, 2, "2025-01-02");
    complete(e, 1, "2025-01-02");
    EXPECT_THAT(open_tasks(e), IsEmpty());
    e.advance(at("2025-01-03"));
    complete(e, 3, "2025-01-04");
    EXPECT_EQ(last_line(e), "2025-01-04 run finished done");
    EXPECT_EQ(e.next_due(), std::nullopt);
}

TEST(fork, the_first_cancels_the_others) {
    engine e = started(three_ways + "    join: any\n  - wait: P1D\n  - output: done\n");
    complete(e, 2, "2025-01-02");
    EXPECT_THAT(lines(e), ElementsAre("2025-01-01 run started", "2025-01-01 task created call#1",
                                      "2025-01-01 task created visit#2", "2025-01-02 task done visit",
                                      "2025-01-02 task cancelled call", "2025-01-02 branch cancelled call",
                                      "2025-01-02 branch cancelled wait-1"));
    EXPECT_EQ(e.next_due(), at("2025-01-03")) << "the timer of the letter is gone, the run's own is there";
    e.advance(at("2025-01-05"));
    EXPECT_EQ(last_line(e), "2025-01-03 run finished done");
}

TEST(fork, the_others_are_finished_and_not_waited_for) {
    engine e =
        started(three_ways + "    join: 2\n    others: finish\n  - task: after\n    do: Go on\n  - output: done\n");
    complete(e, 1, "2025-01-02");
    EXPECT_THAT(open_tasks(e), ElementsAre("visit#2"));
    complete(e, 2, "2025-01-02");
    EXPECT_THAT(open_tasks(e), ElementsAre("after#3")) << "two of three are enough";
    e.advance(at("2025-01-04"));
    EXPECT_THAT(open_tasks(e), ElementsAre("after#3", "letter#4")) << "the third goes on beside it";
    complete(e, 4, "2025-01-05");
    EXPECT_THAT(open_tasks(e), ElementsAre("after#3")) << "and leads nowhere";
    complete(e, 3, "2025-01-06");
    EXPECT_EQ(last_line(e), "2025-01-06 run finished done");
}

TEST(fork, an_end_cancels_what_is_left_over) {
    engine e = started(three_ways + "    join: any\n    others: finish\n  - output: done\n");
    complete(e, 1, "2025-01-02");
    EXPECT_THAT(open_tasks(e), IsEmpty());
    EXPECT_EQ(e.state(0).runs.size(), 0U);
}

TEST(fork, only_ways_whose_condition_holds_are_gone) {
    const std::string steps = R"(  - fork:
      a:
        when: class = "A"
        then:
          - task: a
            do: A
      b:
        when: class = "B"
        then:
          - task: b
            do: B
      c:
        when: class in ("A", "B")
        then:
          - task: c
            do: C
  - output: done
)";
    engine a = started(steps);
    EXPECT_THAT(open_tasks(a), ElementsAre("a#1", "c#2"));
    complete(a, 1, "2025-01-02");
    complete(a, 2, "2025-01-02");
    EXPECT_EQ(last_line(a), "2025-01-02 run finished done") << "it waits for those that were begun";
    engine none{rules_of(regulation(steps))};
    none.post(make("facts.changed", "2025-01-01", feel::context{{"class", "C"}}));
    none.post(make("ping", "2025-01-01"));
    EXPECT_EQ(last_line(none), "2025-01-01 run finished done") << "nothing to do";
}

TEST(fork, its_deadline_cancels_what_is_open) {
    engine e = started(three_ways + "    within: P5D\n    on timeout: lost\n  - output: done\n");
    complete(e, 1, "2025-01-02");
    e.advance(at("2025-01-10"));
    EXPECT_THAT(lines(e), ElementsAre("2025-01-01 run started", "2025-01-01 task created call#1",
                                      "2025-01-01 task created visit#2", "2025-01-02 task done call",
                                      "2025-01-03 task created letter#3", "2025-01-06 task cancelled letter",
                                      "2025-01-06 branch cancelled letter", "2025-01-06 task cancelled visit",
                                      "2025-01-06 branch cancelled visit", "2025-01-06 run finished lost"));
}

TEST(fork, an_output_in_a_branch_ends_the_run) {
    engine e = started(
        "  - fork:\n      a:\n        - task: a\n          do: A\n      b:\n        - wait: P1D\n"
        "        - output: lost\n  - output: done\n");
    e.advance(at("2025-01-03"));
    EXPECT_THAT(lines(e),
                ElementsAre("2025-01-01 run started", "2025-01-01 task created a#1", "2025-01-02 task cancelled a",
                            "2025-01-02 branch cancelled a", "2025-01-02 run finished lost"));
    EXPECT_EQ(e.complete("c1", 1, {}, at("2025-01-04")).status, post_status::rejected);
}

TEST(fork, a_way_out_that_holds_everywhere_holds_in_branches) {
    engine e = started(three_ways + "  - output: done\n");
    e.post(make("client.lost", "2025-01-02"));
    EXPECT_THAT(open_tasks(e), IsEmpty());
    EXPECT_EQ(last_line(e), "2025-01-02 run finished stopped");
    EXPECT_EQ(e.next_due(), std::nullopt);
}

TEST(fork, every_branch_hears_an_event_once) {
    engine e = started(
        "  - fork:\n      a:\n        - listen: pong\n        - listen: pong\n      b:\n        - listen: pong\n"
        "  - output: done\n");
    e.post(make("pong", "2025-01-02"));
    EXPECT_EQ(e.state(0).runs.size(), 1U) << "one of them listens for the second";
    e.post(make("pong", "2025-01-03"));
    EXPECT_EQ(last_line(e), "2025-01-03 run finished done");
}

TEST(fork, an_event_comes_before_the_deadline_of_its_instant) {
    engine e = started(
        "  - fork:\n      a:\n        - listen: pong\n    within: P1D\n    on timeout: lost\n"
        "  - output: done\n");
    e.post(make("pong", "2025-01-02"));
    EXPECT_EQ(last_line(e), "2025-01-02 run finished done");
}

TEST(fork, the_deadline_of_all_comes_before_that_of_a_branch_of_its_instant) {
    engine e = started(
        "  - fork:\n      a:\n        - wait: P1D\n    within: P1D\n    on timeout: lost\n"
        "  - output: done\n");
    e.advance(at("2025-01-05"));
    EXPECT_EQ(last_line(e), "2025-01-02 run finished lost");
}

TEST(fork, lies_within_a_fork) {
    engine e = started(R"(  - fork:
      a:
        - fork:
            b:
              - task: b
                do: B
            c:
              - task: c
                do: C
          join: any
        - task: d
          do: D
      e:
        - task: e
          do: E
    join: any
  - output: done
)");
    EXPECT_THAT(open_tasks(e), ElementsAre("b#1", "c#2", "e#3"));
    complete(e, 2, "2025-01-02");
    EXPECT_THAT(open_tasks(e), ElementsAre("e#3", "d#4"));
    complete(e, 3, "2025-01-03");
    EXPECT_EQ(last_line(e), "2025-01-03 run finished done");
}

TEST(fork, what_is_cancelled_takes_the_forks_inside_it_along) {
    engine e = started(R"(  - fork:
      a:
        - fork:
            b:
              - task: b
                do: B
            c:
              - wait: P1D
              - task: c
                do: C
      e:
        - task: e
          do: E
    join: any
  - wait: P10D
  - output: done
)");
    complete(e, 2, "2025-01-01");
    EXPECT_THAT(open_tasks(e), IsEmpty());
    EXPECT_EQ(e.next_due(), at("2025-01-11"));
    EXPECT_TRUE(e.state(0).runs[0].details()->divisions.empty());
    EXPECT_TRUE(e.state(0).runs[0].details()->branches.empty());
}

TEST(fork, a_late_task_in_a_branch_is_told_and_a_retry_made) {
    engine e = started(R"(  - fork:
      a:
        - task: a
          do: A
          within: P1D
          on late:
            escalate: head
          on no answer:
            retry after: P1D
            at most: 2
            then: lost
      b:
        - wait: P30D
  - output: done
)");
    e.advance(at("2025-01-02"));
    EXPECT_EQ(e.tasks()[0].late, true);
    EXPECT_EQ(e.unanswered("c1", 1, at("2025-01-03")).status, post_status::accepted);
    e.advance(at("2025-01-04"));
    ASSERT_EQ(e.tasks().size(), 1U);
    EXPECT_EQ(e.tasks()[0].attempt, 2);
    EXPECT_EQ(e.tasks()[0].created, at("2025-01-04"));
    EXPECT_EQ(e.tasks()[0].branch, 1U);
    e.unanswered("c1", 2, at("2025-01-05"));
    EXPECT_EQ(last_line(e), "2025-01-05 run finished lost");
}

TEST(for_each, one_item_after_the_other) {
    engine e = started(R"(  - for each: who
    in: ["Anna", "Boris"]
    steps:
      - task: ask
        do: Ask
        form:
          answer: number
      - if: who = "Anna" and ask.answer > 5
        then: lost
  - if: sum(ask.answer) = 7 and ask[Boris].answer = 4
    then: done
  - output: lost
)");
    EXPECT_THAT(open_tasks(e), ElementsAre("ask#1"));
    complete(e, 1, "2025-01-02", feel::context{{"answer", feel::number{3}}});
    EXPECT_THAT(open_tasks(e), ElementsAre("ask#2"));
    complete(e, 2, "2025-01-03", feel::context{{"answer", feel::number{4}}});
    EXPECT_EQ(last_line(e), "2025-01-03 run finished done");
}

TEST(for_each, all_at_once_each_with_its_own_answers) {
    engine e = started(R"(  - for each: who
    in:
      - Anna
      - Boris
      - Vera
    at once: yes
    join: 2
    steps:
      - task: ask
        do: Ask
        form:
          answer: number
      - if: ask.answer > 5
        then: lost
  - if: count(ask) = 2 and every a in ask satisfies a.answer < 5 and a.who != "Boris"
    then: done
  - output: stopped
)");
    EXPECT_THAT(open_tasks(e), ElementsAre("ask#1", "ask#2", "ask#3"));
    complete(e, 3, "2025-01-02", feel::context{{"answer", feel::number{1}}});
    complete(e, 1, "2025-01-03", feel::context{{"answer", feel::number{2}}});
    EXPECT_EQ(last_line(e), "2025-01-03 run finished done");
}

TEST(for_each, keeps_what_was_gathered_when_its_time_is_over) {
    for (const char* const way : {"then on", "a block"}) {
        engine e = started(std::string{R"(  - for each: who
    in: ["Anna", "Boris", "Vera"]
    at once: yes
    within: P5D
    on timeout: )"} + (way[0] == 't' ? "after" : "\n      - wait: P1D") +
                           R"(
    steps:
      - task: ask
        do: Ask
        form:
          answer: number
  - if: count(ask) = 2 and sum(ask.answer) = 7
    id: after
    then: done
  - output: lost
)");
        complete(e, 3, "2025-01-02", feel::context{{"answer", feel::number{3}}});
        complete(e, 1, "2025-01-03", feel::context{{"answer", feel::number{4}}});
        e.advance(at("2025-01-08"));
        EXPECT_THAT(last_line(e), ::testing::HasSubstr("run finished done")) << way;
    }
}

TEST(for_each, items_may_stand_in_one_line) {
    engine e = started(
        "  - for each: who\n    in: Анна, Борис Б\n    at once: yes\n    steps:\n      - task: ask\n        do: Ask\n"
        "        form:\n          n: number\n  - if: ask[Борис Б].n = 2\n    then: done\n  - output: lost\n");
    complete(e, 1, "2025-01-02", feel::context{{"n", feel::number{1}}});
    complete(e, 2, "2025-01-02", feel::context{{"n", feel::number{2}}});
    EXPECT_EQ(last_line(e), "2025-01-02 run finished done");
}

TEST(for_each, an_empty_list_is_nothing_to_do) {
    engine e =
        started("  - for each: who\n    in: \"[]\"\n    steps:\n      - task: a\n        do: A\n  - output: done\n");
    EXPECT_EQ(last_line(e), "2025-01-01 run finished done");
}

TEST(for_each, lies_within_a_for_each) {
    engine e = started(R"(  - for each: x
    in: [a, b]
    at once: yes
    steps:
      - for each: y
        in: [c, d]
        at once: yes
        steps:
          - task: t
            do: T
            form:
              n: number
      - if: sum(t.n) > 100
        then: lost
      - task: u
        do: U
        form:
          m: number
  - if: sum(u.m) = 30 and u[b].m = 20
    then: done
  - output: lost
)");
    EXPECT_THAT(open_tasks(e), ElementsAre("t#1", "t#2", "t#3", "t#4"));
    for (const std::uint32_t n : {4U, 1U, 3U}) complete(e, n, "2025-01-02", feel::context{{"n", feel::number{n}}});
    EXPECT_THAT(open_tasks(e), ElementsAre("t#2", "u#5"));
    complete(e, 2, "2025-01-03", feel::context{{"n", feel::number{2}}});
    complete(e, 6, "2025-01-03", feel::context{{"m", feel::number{10}}});
    complete(e, 5, "2025-01-03", feel::context{{"m", feel::number{20}}});
    EXPECT_EQ(last_line(e), "2025-01-03 run finished done");
}

TEST(for_each, a_fork_inside_shares_what_the_item_knows) {
    engine e = started(R"(  - for each: x
    in: [a, b]
    steps:
      - fork:
          left:
            - task: l
              do: L
              form:
                n: number
          right:
            - task: r
              do: R
              form:
                n: number
      - if: l.n + r.n != 3
        then: lost
  - if: sum(l.n) = 2 and sum(r.n) = 4
    then: done
  - output: lost
)");
    for (std::uint32_t n = 1; n <= 4; ++n)
        complete(e, n, "2025-01-02", feel::context{{"n", feel::number{n % 2 == 1 ? 1 : 2}}});
    EXPECT_EQ(last_line(e), "2025-01-02 run finished done");
}

TEST(repeat, so_many_times) {
    engine e = started("  - repeat:\n      - task: a\n        do: A\n    times: 3\n  - output: done\n");
    for (std::uint32_t n = 1; n <= 3; ++n) {
        EXPECT_THAT(open_tasks(e), ElementsAre("a#" + std::to_string(n)));
        complete(e, n, "2025-01-02");
    }
    EXPECT_EQ(last_line(e), "2025-01-02 run finished done");
}

TEST(repeat, until_a_condition_holds_or_it_was_enough) {
    const std::string steps =
        "  - repeat:\n      - task: a\n        do: A\n        form:\n          ok: boolean\n    until: a.ok\n    at "
        "most: 3\n"
        "  - if: a.ok\n    then: done\n  - output: lost\n";
    engine e = started(steps);
    complete(e, 1, "2025-01-02", feel::context{{"ok", false}});
    complete(e, 2, "2025-01-02", feel::context{{"ok", true}});
    EXPECT_EQ(last_line(e), "2025-01-02 run finished done");
    engine never = started(steps);
    for (std::uint32_t n = 1; n <= 3; ++n) complete(never, n, "2025-01-02", feel::context{{"ok", false}});
    EXPECT_EQ(last_line(never), "2025-01-02 run finished lost");
}

TEST(repeat, while_a_condition_holds_tested_before_each_turn) {
    const std::string steps =
        "  - repeat:\n      - listen: order.paid\n    while: last amount < 10\n  - output: done\n";
    engine e{rules_of(regulation(steps))};
    e.post(make("order.paid", "2025-01-01", paid(5)));
    e.post(make("ping", "2025-01-01"));
    e.post(make("order.paid", "2025-01-02", paid(6)));
    e.post(make("order.paid", "2025-01-03", paid(60)));
    EXPECT_EQ(last_line(e), "2025-01-03 run finished done");
    engine none{rules_of(regulation(steps))};
    none.post(make("order.paid", "2025-01-01", paid(50)));
    none.post(make("ping", "2025-01-01"));
    EXPECT_EQ(last_line(none), "2025-01-01 run finished done");
}

TEST(repeat, turns_that_never_rest_are_made_within_one_step) {
    engine e = started("  - repeat:\n      - emit: pong\n    times: 3\n  - output: done\n");
    EXPECT_THAT(lines(e), ElementsAre("2025-01-01 run started", "2025-01-01 emitted pong", "2025-01-01 emitted pong",
                                      "2025-01-01 emitted pong", "2025-01-01 run finished done"));
}

TEST(repeat, turns_without_end_are_an_incident) {
    engine e = started("  - repeat:\n      - emit: pong\n    times: 1000000\n  - output: done\n");
    ASSERT_EQ(e.state(0).runs.size(), 1U);
    EXPECT_EQ(e.state(0).runs[0].status(), run_status::stuck);
}

TEST(repeat, a_loop_within_a_branch_that_is_cancelled_ends) {
    engine e = started(
        "  - fork:\n      a:\n        - repeat:\n            - wait: P1D\n          times: 100\n"
        "      b:\n        - wait: P3D\n    join: any\n  - output: done\n");
    e.advance(at("2025-01-10"));
    EXPECT_EQ(last_line(e), "2025-01-04 run finished done");
}

// A handler beside a block is as many branches as events came: the run stops where it can have no more of them.
TEST(divided, a_run_with_too_many_branches_is_stuck) {
    engine e = started(R"(  - block: b
    steps:
      - task: wait
        do: Wait
    on:
      - event: order.paid
        interrupting: false
        then:
          - for each: x
            in: for i in 1..999 return i
            at once: true
            steps:
              - task: call
                do: Call
  - output: done
)");
    const auto status = [&] { return e.state(0).runs[0].status(); };
    int heard = 0;
    for (; status() == run_status::open && heard < 100; ++heard)
        ASSERT_EQ(e.post(make("order.paid", "2025-01-02", paid(1))).status, post_status::accepted);
    EXPECT_EQ(heard, 11);  // each time a branch that waits, and 999
    EXPECT_EQ(e.state(0).runs[0].details()->branches.size(), 10'000U);
    EXPECT_THAT(last_line(e), ::testing::HasSubstr("stuck"));
    EXPECT_EQ(e.post(make("client.lost", "2025-01-03")).status, post_status::accepted);
    EXPECT_EQ(last_line(e), "2025-01-03 run finished stopped");
}

}  // namespace
}  // namespace reglament
