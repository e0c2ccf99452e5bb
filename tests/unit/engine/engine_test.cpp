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

constexpr std::chrono::microseconds tick{1};

const std::string reactivation = R"(regulation: wake
input:
  silent: order.paid
  for: P90D
  if: class = "A"
output:
  returned:
    when: order.paid
  lost:
steps:
  - task: call
    do: Позвонить
    by: manager
    within: P2D
    form:
      reason: one of offended, forgot
      note: optional text
    on late:
      escalate: head
    on no answer:
      retry after: P1D
      at most: 2
      then: lost
  - wait: P30D
  - output: lost
)";

feel::value answer(std::string_view reason) {
    return feel::context{{"reason", reason}};
}

TEST(engine, a_silence_starts_a_run_and_the_event_ends_it) {
    engine e{rules_of(reactivation)};
    EXPECT_EQ(e.post(make("order.paid", "2025-01-01", paid(10))).status, post_status::accepted);
    EXPECT_EQ(e.next_due(), at("2025-04-01"));
    e.advance(at("2025-04-01"));
    EXPECT_EQ(e.tasks().size(), 1U);
    EXPECT_EQ(e.post(make("order.paid", "2025-04-02", paid(10))).status, post_status::accepted);
    EXPECT_THAT(lines(e), ElementsAre("2025-04-01 run started", "2025-04-01 task created call#1 due 2025-04-03",
                                      "2025-04-02 task cancelled call", "2025-04-02 run finished returned"));
    EXPECT_THAT(e.tasks(), IsEmpty());
}

TEST(engine, an_event_comes_before_a_timer_of_the_same_instant) {
    engine e{rules_of(reactivation)};
    e.post(make("order.paid", "2025-01-01", paid(10)));
    e.post(make("order.paid", "2025-04-01", paid(10)));
    e.advance(at("2025-04-01"));
    EXPECT_THAT(lines(e), IsEmpty());
    EXPECT_EQ(e.next_due(), at("2025-06-30"));
}

TEST(engine, a_silence_tests_its_condition_once_when_it_is_due) {
    engine e{rules_of(reactivation)};
    e.post(make("facts.changed", "2025-01-01", feel::context{{"class", "B"}}));
    e.post(make("order.paid", "2025-01-01", paid(10)));
    e.advance(at("2025-05-01"));
    e.post(make("facts.changed", "2025-05-01", feel::context{{"class", "A"}}));
    e.advance(at("2025-12-01"));
    EXPECT_THAT(lines(e), ElementsAre("2025-04-01 start refused: condition false"));
}

TEST(engine, an_unknown_fact_refuses_with_a_warning) {
    engine e{
        rules_of("regulation: r\ninput:\n  event: ping\n  if: debt > 5\noutput: [done]\nsteps:\n  - output: done\n")};
    e.post(make("ping", "2025-01-01"));
    e.post(make("ping", "2025-01-02"));
    EXPECT_THAT(lines(e), ElementsAre("2025-01-01 start refused: condition unknown",
                                      "2025-01-02 start refused: condition unknown"));
    ASSERT_EQ(e.warnings().size(), 1U) << "told once";
    EXPECT_EQ(e.warnings()[0].code, "condition-unknown");
    EXPECT_THAT(e.warnings()[0].arguments, ElementsAre("debt", "c1")) << "what is missing, and for whom first";
    EXPECT_EQ(e.warnings()[0].at.source->name(), "test.yaml");
}

TEST(engine, a_condition_without_a_value_says_why) {
    engine e{
        rules_of("regulation: r\ninput:\n  event: pong\n  if: event.amount + string length(class) * 0 > 0 and "
                 "max([][item > 1]) > 2\n"
                 "output: [done]\nsteps:\n  - output: done\n")};
    e.post(make("pong", "2025-01-01", paid(1)));
    ASSERT_FALSE(e.warnings().empty());
    for (const issue& i : e.warnings()) EXPECT_NE(i.code, "condition-unknown") << "nothing that it reads is missing";
}

TEST(engine, no_answer_is_tried_again_and_then_ends) {
    engine e{rules_of(reactivation)};
    e.post(make("order.paid", "2025-01-01", paid(10)));
    e.advance(at("2025-04-01"));
    EXPECT_EQ(e.unanswered("c1", 1, at("2025-04-02")).status, post_status::accepted);
    EXPECT_THAT(e.tasks(), IsEmpty());
    e.advance(at("2025-04-03"));
    ASSERT_EQ(e.tasks().size(), 1U);
    EXPECT_EQ(e.tasks()[0].attempt, 2);
    EXPECT_EQ(e.unanswered("c1", 1, at("2025-04-04")).status, post_status::rejected) << "the first attempt is over";
    e.unanswered("c1", 2, at("2025-04-04"));
    EXPECT_THAT(lines(e),
                ElementsAre("2025-04-01 run started", "2025-04-01 task created call#1 due 2025-04-03",
                            "2025-04-02 task unanswered call", "2025-04-03 task created call#2 due 2025-04-05",
                            "2025-04-04 task unanswered call", "2025-04-04 run finished lost"));
}

TEST(engine, a_late_task_is_told_and_stays_open) {
    engine e{rules_of(reactivation)};
    e.post(make("order.paid", "2025-01-01", paid(10)));
    e.advance(at("2025-04-10"));
    ASSERT_EQ(e.tasks({.late = true}).size(), 1U);
    const task t = e.tasks()[0];
    EXPECT_EQ(t.due, at("2025-04-03"));
    EXPECT_EQ(t.role, "manager");
    EXPECT_EQ(e.complete("c1", t.number, answer("forgot"), at("2025-04-11")).status, post_status::accepted);
    e.advance(at("2025-05-11"));
    EXPECT_THAT(lines(e), ElementsAre("2025-04-01 run started", "2025-04-01 task created call#1 due 2025-04-03",
                                      "2025-04-03 task late call", "2025-04-03 escalated call",
                                      "2025-04-11 task done call", "2025-05-11 run finished lost"));
}

TEST(engine, answers_that_stand_elsewhere_are_pointed_at) {
    engine e{rules_of(reactivation)};
    e.post(make("order.paid", "2025-01-01", paid(10)));
    e.advance(at("2025-04-01"));
    for (const feel::context& where :
         {feel::context{{"reason", "forgot"}}, feel::context{{"form", feel::context{{"reason", "forgot"}}}}}) {
        feel::context data{{"task", "call"}};
        data.push_back(where.front());
        const posted p = e.post(make("task.done", "2025-04-01", data));
        EXPECT_EQ(p.status, post_status::rejected);
        ASSERT_EQ(p.found.size(), 2U);
        EXPECT_EQ(p.found[1].code, "answers-misplaced");
        EXPECT_EQ(p.found[1].arguments.back(), where.front().first);
    }
}

TEST(engine, a_form_is_checked) {
    engine e{rules_of(reactivation)};
    e.post(make("order.paid", "2025-01-01", paid(10)));
    e.advance(at("2025-04-01"));
    const auto refused = [&](feel::value answers) {
        const posted p = e.complete("c1", 1, answers, at("2025-04-01"));
        EXPECT_EQ(p.status, post_status::rejected);
        return p.found.empty() ? std::string{} : std::string{p.found[0].code};
    };
    EXPECT_EQ(refused({}), "answer-missing");
    EXPECT_EQ(refused(answer("angry")), "answer-wrong");
    EXPECT_EQ(refused(feel::context{{"reason", "forgot"}, {"nota", "x"}}), "answer-unknown");
    EXPECT_EQ(refused("forgot"), "answers-form");
    EXPECT_EQ(e.complete("c1", 7, answer("forgot"), at("2025-04-01")).found[0].code, "task-not-open");
    EXPECT_EQ(e.complete("c1", 1, answer("forgot"), at("2025-04-01")).status, post_status::accepted);
    EXPECT_EQ(refused(answer("forgot")), "task-not-open");
}

struct bad_event {
    event e;
    std::string_view code;
};

TEST(engine, what_is_wrong_in_an_event_is_told_and_changes_nothing) {
    engine e{rules_of(reactivation)};
    const event nameless = make("order.paid", "2025-01-01", paid(1), "");
    const bad_event table[] = {
        {make("order.payed", "2025-01-01", paid(1)), "event-unknown"},
        {nameless, "event-no-subject"},
        {make("order.paid", "2025-01-01"), "event-attribute-missing"},
        {make("order.paid", "2025-01-01", feel::context{{"amount", "many"}}), "event-attribute-wrong"},
        {make("facts.changed", "2025-01-01", feel::context{{"klass", "A"}}), "fact-unknown"},
        {make("facts.changed", "2025-01-01", feel::context{{"class", "Z"}}), "fact-wrong"},
        {make("task.done", "2025-01-01", feel::context{{"task", "call"}}), "task-not-open"},
        {make("task.done", "2025-01-01"), "task-not-named"},
        {make("ping", "2025-01-01", feel::number{5}), "event-data"},
        {make("ping", "2025-01-01", feel::list{feel::number{5}}), "event-data"},
        {make("facts.changed", "2025-01-01", "class"), "event-data"},
    };
    for (const bad_event& row : table) {
        const posted p = e.post(row.e);
        EXPECT_EQ(p.status, post_status::rejected) << row.code;
        ASSERT_FALSE(p.found.empty()) << row.code;
        EXPECT_EQ(p.found[0].code, row.code);
        const std::string russian = message(p.found[0], language::ru) + advice(p.found[0], language::ru);
        EXPECT_FALSE(russian.empty());
        for (const char* english : {"one of", "number", "text"})
            EXPECT_EQ(russian.find(english), std::string::npos) << russian;
    }
    EXPECT_EQ(e.client_count(), 0U);
}

TEST(engine, a_repeated_event_is_a_duplicate) {
    engine e{rules_of(reactivation)};
    event first = make("order.paid", "2025-01-01", paid(10));
    first.source = "crm";
    first.id = "1";
    EXPECT_EQ(e.post(first).status, post_status::accepted);
    EXPECT_EQ(e.post(first).status, post_status::duplicate);
    first.source = "shop";
    EXPECT_EQ(e.post(first).status, post_status::accepted);
    first.id.clear();
    EXPECT_EQ(e.post(first).status, post_status::accepted) << "without an id nothing is a duplicate";
}

TEST(engine, an_event_older_than_what_is_remembered_is_refused) {
    engine e{rules_of(reactivation), {.remembered_events = 2}};
    for (const char* day : {"2025-01-03", "2025-01-04", "2025-01-05"}) {
        event x = make("order.paid", day, paid(10));
        x.id = day;
        EXPECT_EQ(e.post(x).status, post_status::accepted);
    }
    event old = make("order.paid", "2025-01-02", paid(10));
    old.id = "old";
    const posted p = e.post(old);
    EXPECT_EQ(p.status, post_status::rejected);
    EXPECT_EQ(p.found[0].code, "event-too-old");
}

TEST(engine, the_key_of_an_event_that_started_a_run_is_kept_for_ever) {
    engine e{
        rules_of("regulation: r\ninput:\n  event: ping\noutput: [done]\nsteps:\n  - wait: P1D\n  - output: done\n"),
        {.remembered_events = 1}};
    event start = make("ping", "2025-01-01");
    start.id = "start";
    e.post(start);
    event other = make("order.paid", "2025-01-01", paid(1));
    other.id = "other";
    e.post(other);
    EXPECT_EQ(e.post(start).status, post_status::duplicate);
}

TEST(engine, the_keys_of_events_are_saved_with_the_record) {
    engine e{rules_of(reactivation), {.remembered_events = 2}};
    for (const char* day : {"2025-01-01", "2025-01-02", "2025-01-03"}) {
        event x = make("order.paid", day, paid(10));
        x.id = day;
        e.post(x);
    }
    const auto saved = decode(e.rules(), encode(e.rules(), e.state(0)));
    ASSERT_TRUE(saved);
    EXPECT_TRUE(saved->events.knows(event_key("", "2025-01-02")));
    EXPECT_TRUE(saved->events.knows(event_key("", "2025-01-03")));
    EXPECT_FALSE(saved->events.knows(event_key("", "2025-01-01")));
    EXPECT_EQ(saved->events.horizon, at("2025-01-01"));
}

TEST(engine, a_wrong_event_does_not_move_time) {
    engine e{rules_of(reactivation)};
    e.post(make("order.paid", "2025-01-01", paid(10)));
    e.post(make("order.payed", "2099-01-01", paid(10)));
    EXPECT_EQ(e.now(), at("2025-01-01"));
}

TEST(engine, an_event_of_the_past_is_applied_now) {
    engine e{rules_of(reactivation)};
    e.post(make("order.paid", "2025-01-10", paid(10)));
    EXPECT_EQ(e.post(make("order.paid", "2025-01-05", paid(7))).status, post_status::accepted);
    EXPECT_EQ(e.now(), at("2025-01-10"));
    EXPECT_EQ(e.next_due(), at("2025-04-10")) << "the later order still counts for the silence";
}

TEST(engine, a_silence_that_has_fired_is_armed_again_by_a_later_event_only) {
    struct row {
        const char* late;  // when the event occurred that is heard of on 20 May
        std::vector<std::string> lines;
    };
    const row table[] = {
        {"2025-01-01", {"2025-05-20 run finished returned"}},
        {"2024-12-01", {"2025-05-20 run finished returned"}},
        // Since then nothing came for ninety days either: told at once, because the day it was due is over.
        {"2025-02-01",
         {"2025-05-20 run finished returned", "2025-05-20 run started", "2025-05-20 task created call#2"}},
        {"2025-03-01",
         {"2025-05-20 run finished returned", "2025-05-30 run started", "2025-05-30 task created call#2"}},
    };
    const std::string rules =
        "regulation: wake\ninput:\n  silent: order.paid\n  for: P90D\noutput:\n  returned:\n    when: order.paid\n"
        "  lost:\nsteps:\n  - task: call\n    do: Call\n  - output: lost\n";
    for (const row& r : table) {
        engine e{rules_of(rules)};
        e.post(make("order.paid", "2025-01-01", paid(10)));
        e.advance(at("2025-05-20"));
        e.post(make("order.paid", r.late, paid(10)));
        e.advance(at("2025-05-31"));
        std::vector<std::string> expected{"2025-04-01 run started", "2025-04-01 task created call#1",
                                          "2025-05-20 task cancelled call"};
        expected.insert(expected.end(), r.lines.begin(), r.lines.end());
        EXPECT_EQ(lines(e), expected) << r.late;
    }
}

TEST(engine, effects_are_taken_once_in_their_order) {
    for (const bool trace : {true, false}) {
        engine e{rules_of(reactivation), {.trace = trace}};
        e.post(make("order.paid", "2025-01-01", paid(10)));
        e.post(make("order.paid", "2025-01-02", paid(10), "c2"));
        e.advance(at("2025-04-02"));
        const auto out = e.outbox();
        ASSERT_EQ(out.size(), 4U);
        EXPECT_EQ(out[0].subject, "c1");
        EXPECT_EQ(out[3].subject, "c2");
        EXPECT_EQ(out[3].effect->kind, effect_kind::task_created);
        EXPECT_LT(out[0].effect->sequence, out[1].effect->sequence);
        e.taken(3);
        ASSERT_EQ(e.outbox().size(), 1U);
        EXPECT_EQ(e.outbox()[0].subject, "c2");
        EXPECT_EQ(e.history("c1").empty(), !trace);
    }
}

TEST(engine, tasks_can_be_filtered) {
    engine e{rules_of(reactivation)};
    e.post(make("order.paid", "2025-01-02", paid(10), "c2"));
    e.post(make("order.paid", "2025-01-02", paid(10), "c1"));
    e.advance(at("2025-04-02"));
    ASSERT_EQ(e.tasks().size(), 2U);
    EXPECT_EQ(e.tasks()[0].subject, "c1") << "by due, subject, number";
    EXPECT_EQ(e.tasks({.subject = "c2"}).size(), 1U);
    EXPECT_EQ(e.tasks({.role = "manager"}).size(), 2U);
    EXPECT_EQ(e.tasks({.role = "head"}).size(), 0U);
    EXPECT_EQ(e.tasks({.regulation = "wake"}).size(), 2U);
    EXPECT_EQ(e.tasks({.late = true}).size(), 0U);
}

TEST(engine, times_no_calendar_knows_are_refused) {
    engine e{rules_of(reactivation)};
    event x = make("order.paid", "2025-01-01", paid(10));
    for (const instant when : {instant::max(), instant::min(), last_instant + tick, first_instant - tick}) {
        x.time = when;
        EXPECT_EQ(e.post(x).found[0].code, "event-time");
        const std::vector<feel::value> none{{}, {}};
        const auto type = static_cast<event_index>(*e.rules().vocabulary().find_event("order.paid"));
        EXPECT_EQ(e.post(bound_event{0, type, "c1", when, none}).found[0].code, "event-time");
        EXPECT_EQ(e.complete("c1", 1, {}, when).found[0].code, "event-time");
    }
    EXPECT_EQ(e.client_count(), 0U);
    for (const instant when : {first_instant, last_instant}) {
        x.time = when;
        EXPECT_EQ(e.post(x).status, post_status::accepted);
    }
}

TEST(engine, time_ends_with_the_year_9999) {
    for (const instant end : {instant::max(), last_instant + std::chrono::days{30}, last_instant}) {
        engine e{rules_of(reactivation)};
        e.post(make("order.paid", "2025-01-01", paid(10)));
        EXPECT_EQ(e.advance(end), 1U);
        EXPECT_EQ(e.now(), last_instant);
        EXPECT_EQ(e.tasks({.late = true}).size(), 1U);
        e.complete("c1", 1, answer("forgot"), last_instant);
        EXPECT_EQ(e.post(make("order.paid", "2025-06-01", paid(10), "c2")).status, post_status::accepted);
        EXPECT_EQ(e.advance(end), 1U) << "a silence long over";
        ASSERT_EQ(e.tasks().size(), 1U);
        EXPECT_EQ(e.tasks()[0].due, never) << "two days later there is no time";
        EXPECT_FALSE(e.tasks()[0].late);
        EXPECT_EQ(e.next_due(), std::nullopt);
        EXPECT_EQ(e.advance(end), 0U);
        EXPECT_EQ(lines(e, "c1").back(), "9999-12-31 task done call") << "its wait of thirty days never ends";
    }
}

}  // namespace
}  // namespace reglament
