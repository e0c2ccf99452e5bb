// What people do to runs by hand: pause, resume, jump, in bulk, and who may.
#include "support/rules.hpp"

#include <gmock/gmock.h>

namespace reglament {
namespace {

using testing::at;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::line;
using testing::lines;
using testing::make;
using testing::paid;

const std::string wake = R"(regulation: wake
input:
  event: order.paid
output:
  returned:
    when: ping
  done:
  lost:
steps:
  - task: ask
    do: Ask
    by: manager
    within: 2 days
    form:
      answer: one of good, bad, other
  - switch: ask.answer
    cases:
      good:
        - output: done
      bad:
        - wait: 10 days
  - listen: pong
    id: reply
  - task: thank
    do: Thank
    by: manager
  - fork:
      a:
        - task: left
          do: Left
          by: manager
      b:
        - task: right
          do: Right
          by: head
    join: all
  - output: lost
)";

engine begun(const std::string& rules = wake) {
    engine e{testing::rules_of(rules)};
    EXPECT_EQ(e.post(make("order.paid", "2025-01-01", paid(5))).status, post_status::accepted);
    return e;
}

std::vector<std::string> codes(const issues& all) {
    std::vector<std::string> out;
    for (const issue& i : all) out.emplace_back(i.code);
    return out;
}

TEST(pause, stops_the_time_of_a_run_and_what_is_left_is_left_when_it_goes_on) {
    engine e = begun();
    EXPECT_EQ(e.tasks()[0].due, at("2025-01-03"));
    EXPECT_EQ(e.pause("c1", 1, "on holiday", at("2025-01-02")).status, post_status::accepted);
    e.advance(at("2025-01-20"));
    const auto open = e.tasks();
    ASSERT_EQ(open.size(), 1U);
    EXPECT_TRUE(open[0].paused);
    EXPECT_FALSE(open[0].late);
    EXPECT_EQ(open[0].due, at("2025-01-03"));
    EXPECT_EQ(e.resume("c1", 1, "", at("2025-01-20")).status, post_status::accepted);
    EXPECT_EQ(e.tasks()[0].due, at("2025-01-21"));
    EXPECT_FALSE(e.tasks()[0].paused);
    e.advance(at("2025-01-21"));
    EXPECT_TRUE(e.tasks()[0].late);
    EXPECT_THAT(lines(e),
                ElementsAre("2025-01-01 run started", "2025-01-01 task created ask#1 due 2025-01-03",
                            "2025-01-02 run paused ask", "2025-01-20 run resumed ask", "2025-01-21 task late ask"));
    EXPECT_EQ(e.history("c1")[2].data, std::vector<feel::value>{feel::value{"on holiday"}});
    EXPECT_THAT(e.history("c1")[3].data, IsEmpty());
}

TEST(pause, keeps_the_working_time_that_is_left) {
    std::string rules = wake;
    rules.replace(rules.find("2 days"), 6, "8 working hours");
    engine e{
        testing::rules_alone("vocabulary: test\ncalendar:\n  week: mon-fri\n  hours: 09:00-17:00\nevents:\n"
                             "  order.paid:\n  ping:\n  pong:\nroles: [manager, head]\n---\n" +
                             rules)};
    e.post(make("order.paid", "2025-01-03T13:00:00Z"));  // a Friday: four hours then, four on Monday
    EXPECT_EQ(e.tasks()[0].due, at("2025-01-06T13:00:00Z"));
    (void)e.pause("c1", 1, "", at("2025-01-03T16:00:00Z"));
    (void)e.resume("c1", 1, "", at("2025-01-11T10:00:00Z"));  // a Saturday: five hours are left
    EXPECT_EQ(e.tasks()[0].due, at("2025-01-13T14:00:00Z"));
}

TEST(pause, holds_what_comes_and_lets_through_what_ends_it) {
    engine e = begun();
    (void)e.complete("c1", 1, feel::context{{"answer", "other"}}, at("2025-01-01"));
    EXPECT_TRUE(e.runs()[0].state == run_state::stuck);
    EXPECT_THAT(codes(e.pause("c1", 1, "", at("2025-01-01")).found), IsEmpty());
    EXPECT_THAT(codes(e.pause("c1", 1, "", at("2025-01-01")).found), ElementsAre("run-paused"));
    EXPECT_THAT(codes(e.jump("c1", 1, "thank", "", at("2025-01-01")).found), ElementsAre("run-paused"));
    EXPECT_EQ(e.post(make("ping", "2025-01-02")).status, post_status::accepted);
    EXPECT_THAT(e.runs(), IsEmpty());
    EXPECT_EQ(lines(e).back(), "2025-01-02 run finished returned");
}

TEST(pause, hears_in_their_order_what_it_held) {
    engine e = begun(R"(regulation: wake
input:
  event: order.paid
output: [done]
steps:
  - listen: pong
    id: one
  - listen: pong
    id: two
  - task: thank
    do: Thank
    by: manager
  - output: done
)");
    (void)e.pause("c1", 1, "", at("2025-01-01"));
    const std::string before = encode(e.rules(), e.state(0));
    for (const int i : {1, 2, 3})
        e.post(make("pong", "2025-01-0" + std::to_string(i), feel::context{{"amount", feel::number{i}}}));
    EXPECT_THAT(e.tasks(), IsEmpty());
    const std::string saved = encode(e.rules(), e.state(0));
    const auto read = decode(e.rules(), saved);
    ASSERT_TRUE(read);
    EXPECT_EQ(encode(e.rules(), *read), saved);
    EXPECT_EQ(read->runs[0].details()->pause->held.size(), 3U);
    (void)e.resume("c1", 1, "", at("2025-01-05"));
    ASSERT_EQ(e.tasks().size(), 1U);
    EXPECT_EQ(e.tasks()[0].created, at("2025-01-05"));
}

TEST(pause, cannot_do_a_task_meanwhile) {
    engine e = begun();
    (void)e.pause("c1", 1, "", at("2025-01-01"));
    const posted done = e.complete("c1", 1, feel::context{{"answer", "good"}}, at("2025-01-02"));
    EXPECT_THAT(codes(done.found), ElementsAre("run-paused"));
    EXPECT_THAT(codes(e.resume("c2", 1, "", at("2025-01-02")).found), ElementsAre("run-not-open"));
    EXPECT_EQ(e.cancel("c1", 1, "", at("2025-01-02")).status, post_status::accepted);
    EXPECT_THAT(e.runs(), IsEmpty());
}

TEST(pause, that_holds_too_much_is_an_incident) {
    engine e = begun();
    (void)e.pause("c1", 1, "", at("2025-01-01"));
    for (std::size_t i = 0; i <= most_held; ++i) e.post(make("pong", "2025-01-02"));
    EXPECT_EQ(e.runs()[0].state, run_state::paused);
    EXPECT_EQ(lines(e).back(), "2025-01-02 run stuck ask");
    (void)e.resume("c1", 1, "", at("2025-01-03"));
    EXPECT_EQ(e.runs()[0].state, run_state::going);
    EXPECT_EQ(e.tasks().size(), 1U);
}

TEST(resume, tries_again_what_was_stuck) {
    engine e = begun(R"(regulation: wake
input:
  event: order.paid
output: [done]
steps:
  - switch: class
    cases:
      B:
        - output: done
)");
    EXPECT_EQ(e.runs()[0].state, run_state::stuck);
    EXPECT_EQ(e.resume("c1", 1, "", at("2025-01-02")).status, post_status::accepted);
    EXPECT_EQ(e.runs()[0].state, run_state::stuck);
    e.post(make("facts.changed", "2025-01-03", feel::context{{"class", "B"}}));
    (void)e.resume("c1", 1, "now a B", at("2025-01-03"));
    EXPECT_THAT(e.runs(), IsEmpty());
    EXPECT_EQ(lines(e).back(), "2025-01-03 run finished done");
}

TEST(resume, is_refused_to_a_run_that_goes) {
    engine e = begun();
    EXPECT_THAT(codes(e.resume("c1", 1, "", at("2025-01-02")).found), ElementsAre("run-not-paused"));
}

TEST(jump, goes_on_at_a_step_or_ends) {
    engine e = begun();
    EXPECT_EQ(e.jump("c1", 1, "thank", "asked by phone", at("2025-01-02")).status, post_status::accepted);
    EXPECT_EQ(testing::open_tasks(e), std::vector<std::string>{"thank#2"});
    EXPECT_EQ(e.jump("c1", 1, "lost", "", at("2025-01-03")).status, post_status::accepted);
    EXPECT_THAT(lines(e), ElementsAre("2025-01-01 run started", "2025-01-01 task created ask#1 due 2025-01-03",
                                      "2025-01-02 task cancelled ask", "2025-01-02 run jumped thank",
                                      "2025-01-02 task created thank#2", "2025-01-03 task cancelled thank",
                                      "2025-01-03 run jumped lost", "2025-01-03 run finished lost"));
}

TEST(jump, leaves_branches_and_goes_into_none) {
    engine e = begun();
    (void)e.jump("c1", 1, "thank", "", at("2025-01-02"));
    (void)e.complete("c1", 2, {}, at("2025-01-02"));
    EXPECT_EQ(e.tasks().size(), 2U);
    EXPECT_THAT(codes(e.jump("c1", 1, "left", "", at("2025-01-03")).found), ElementsAre("jump-inside"));
    const posted wrong = e.jump("c1", 1, "thanks", "", at("2025-01-03"));
    EXPECT_THAT(render(wrong.found), HasSubstr("Did you mean “thank”?"));
    EXPECT_EQ(e.jump("c1", 1, "thank", "", at("2025-01-04")).status, post_status::accepted);
    EXPECT_EQ(testing::open_tasks(e), std::vector<std::string>{"thank#5"});
    const std::string saved = encode(e.rules(), e.state(0));
    EXPECT_EQ(encode(e.rules(), *decode(e.rules(), saved)), saved);
}

TEST(operations, are_the_events_of_the_runs_that_fit) {
    engine e{testing::rules_of(wake)};
    for (const char* who : {"c1", "c2", "c3"}) e.post(make("order.paid", "2025-01-01", paid(5), who));
    (void)e.complete("c2", 1, feel::context{{"answer", "good"}}, at("2025-01-01"));
    (void)e.jump("c3", 1, "thank", "", at("2025-01-01"));
    EXPECT_EQ(e.runs().size(), 2U);
    EXPECT_EQ(e.runs({.step = "ask"}).size(), 1U);
    EXPECT_EQ(e.runs({.role = "head"}).size(), 0U);
    EXPECT_EQ(e.runs({.role = "manager"}).size(), 2U);
    EXPECT_EQ(e.runs({.due_before = at("2025-01-03")}).size(), 0U);
    EXPECT_EQ(e.runs({.due_before = at("2025-01-04")})[0].subject, "c1");
    EXPECT_EQ(e.runs()[0].started, at("2025-01-01"));
    const auto all =
        events_of(e, {.regulation = "wake"}, {operation_kind::pause, "stocktaking", "boss", {}}, at("2025-01-02"));
    ASSERT_EQ(all.size(), 2U);
    for (const event& one : all) {
        EXPECT_THAT(codes(e.check(one)), IsEmpty());
        EXPECT_EQ(e.post(one).status, post_status::accepted);
    }
    EXPECT_THAT(codes(e.check(all[0])), ElementsAre("run-paused"));
    EXPECT_EQ(e.runs({.state = run_state::paused}).size(), 2U);
    EXPECT_EQ(e.runs()[0].due, at("2025-01-03"));
    EXPECT_EQ(events_of(e, {}, {operation_kind::resume, {}, {}, {}}, at("2025-01-03"), 1).size(), 1U);
}

TEST(operations, carry_who_did_it_and_the_trace_into_what_they_cause) {
    engine e = begun();
    event pause = make("run.pause", "2025-01-02", feel::context{{"run", feel::number{1}}});
    pause.actor = "boss";
    pause.traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    e.post(pause);
    const feel::value from = e.history("c1").back().origin;
    EXPECT_EQ(from.get("actor"), feel::value{"boss"});
    EXPECT_EQ(from.get("traceparent"), feel::value{pause.traceparent});
    e.post(make("run.resume", "2025-01-02", feel::context{{"run", feel::number{1}}}));
    EXPECT_TRUE(e.history("c1").back().origin.is_null());
    EXPECT_TRUE(e.history("c1").front().origin.is_null());
}

TEST(operations, may_be_refused_by_the_host) {
    engine_options how;
    std::vector<std::string> asked;
    how.policy = [&](const event& x) {
        asked.push_back(x.type);
        return x.actor == "boss" || x.type == "task.done" ? std::string{} : std::string{"only the boss may"};
    };
    engine e{testing::rules_of(wake), how};
    e.post(make("order.paid", "2025-01-01", paid(5)));
    EXPECT_THAT(asked, IsEmpty());
    const posted refused = e.pause("c1", 1, "", at("2025-01-01"));
    EXPECT_EQ(refused.status, post_status::rejected);
    EXPECT_THAT(render(refused.found), HasSubstr("only the boss may"));
    EXPECT_EQ(e.runs()[0].state, run_state::going);
    event pause = make("run.pause", "2025-01-02", feel::context{{"run", feel::number{1}}});
    pause.actor = "boss";
    EXPECT_EQ(e.post(pause).status, post_status::accepted);
    EXPECT_THAT(asked, ElementsAre("run.pause", "run.pause"));
}

TEST(pause, goes_through_publishing_and_merging) {
    engine e = begun();
    e.post(make("order.paid", "2025-01-01", paid(5), "c2"));
    (void)e.pause("c1", 1, "", at("2025-01-02"));
    (void)e.post(make("pong", "2025-01-02"));
    std::string next = wake;
    next.replace(next.find("steps:"), 6, "running: migrate\nsteps:");
    next.replace(next.find("do: Ask"), 7, "do: Ask him");
    const publish_report report = e.publish(testing::rules_of(next));
    ASSERT_TRUE(report.published) << render(report.found);
    ASSERT_EQ(report.runs.size(), 2U);
    EXPECT_EQ(report.runs[0].what.why, stay_reason::paused);
    EXPECT_EQ(report.runs[0].what.fate, run_fate::stays);
    EXPECT_EQ(e.runs()[0].state, run_state::paused);
    (void)e.cancel("c2", 1, "", at("2025-01-02"));
    EXPECT_EQ(e.merge("c1", "c3", at("2025-01-03")).status, post_status::accepted);
    ASSERT_EQ(e.runs().size(), 1U);
    EXPECT_EQ(e.runs()[0].subject, "c3");
    EXPECT_EQ(e.runs()[0].state, run_state::paused);
    EXPECT_EQ(e.resume("c3", e.runs()[0].number, "", at("2025-01-05")).status, post_status::accepted);
    EXPECT_EQ(e.tasks()[0].due, at("2025-01-06"));
}

}  // namespace
}  // namespace reglament
