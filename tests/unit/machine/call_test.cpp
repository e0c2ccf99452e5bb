// Calls: what the host is asked to do, again when it fails, and what becomes of it.
#include "support/rules.hpp"

#include <gmock/gmock.h>

namespace reglament {
namespace {

using testing::at;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::last_line;
using testing::lines;
using testing::make;
using testing::paid;

const std::string vocabulary = R"(vocabulary: test
events:
  order.paid:
    data:
      amount: number
  client.lost:
facts:
  debt: number
actions:
  charge:
    title: Charge the card
    data:
      amount: number
      note: optional text
    result:
      receipt: text
      left: optional number
  tell:
---
)";

std::string regulation(const std::string& steps) {
    return "regulation: r\ninput:\n  event: order.paid\noutput:\n  done:\n  lost:\n  late:\n  stopped:\n"
           "    when: client.lost\nsteps:\n" +
           steps;
}

std::shared_ptr<const rulebook> rules_of(const std::string& steps) {
    const loaded l = load_text(vocabulary + regulation(steps), "test.yaml");
    if (!l.rules) throw std::runtime_error{render(l.found)};
    return l.rules;
}

engine started(const std::string& steps) {
    engine e{rules_of(steps)};
    EXPECT_EQ(e.post(make("order.paid", "2025-01-01", paid(50))).status, post_status::accepted);
    return e;
}

const std::string charge = R"(  - call: pay
    do: charge
    data:
      amount: debt + 1
    within: 1 hour
    retry:
      at most: 3
      after: 10 min
      back off: 2
    on failure: lost
    on timeout: late
  - if: pay.receipt = "R1"
    then: done
    else: lost
)";

feel::value receipt(const std::string& text) {
    return feel::context{{"receipt", text}};
}

TEST(call, is_asked_and_answered) {
    engine e = started("  - set:\n      debt: 9\n" + charge);
    const auto open = e.calls();
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open[0].action, "charge");
    EXPECT_EQ(open[0].number, 1U);
    EXPECT_EQ(open[0].due, at("2025-01-01T01:00:00Z"));
    EXPECT_THAT(std::vector(open[0].data.begin(), open[0].data.end()), ElementsAre(feel::value{10}, feel::value{}));
    EXPECT_THAT(e.tasks(), IsEmpty()) << "nobody's work";
    EXPECT_EQ(e.answered("c1", 1, receipt("R1"), at("2025-01-01T00:10:00Z")).status, post_status::accepted);
    EXPECT_THAT(lines(e),
                ElementsAre("2025-01-01 run started", "2025-01-01 facts set set-1", "2025-01-01 action requested pay",
                            "2025-01-01T00:10:00Z action done pay", "2025-01-01T00:10:00Z run finished done"));
    EXPECT_THAT(e.calls(), IsEmpty());
    EXPECT_THAT(tell(e, "c1"), HasSubstr("asked: Charge the card"));
    EXPECT_THAT(tell(e, "c1", language::ru), HasSubstr("выполнено: Charge the card; receipt — R1"));
}

TEST(call, is_asked_again_after_growing_pauses) {
    engine e = started(charge);
    e.failed("c1", 1, "no money", at("2025-01-01T00:05:00Z"));
    EXPECT_EQ(e.next_due(), at("2025-01-01T00:15:00Z"));
    EXPECT_TRUE(e.calls()[0].waits);
    e.advance(at("2025-01-01T00:15:00Z"));
    EXPECT_EQ(e.calls()[0].attempt, 2U);
    EXPECT_EQ(e.calls()[0].number, 1U) << "the same call";
    e.advance(at("2025-01-01T01:15:00Z"));
    EXPECT_EQ(last_line(e), "2025-01-01T01:15:00Z action timed out pay");
    EXPECT_EQ(e.next_due(), at("2025-01-01T01:35:00Z")) << "twice as long";
    e.advance(at("2025-01-01T01:35:00Z"));
    EXPECT_EQ(e.failed("c1", 1, "no money", at("2025-01-01T01:40:00Z")).status, post_status::accepted);
    EXPECT_EQ(last_line(e), "2025-01-01T01:40:00Z run finished lost");
    EXPECT_THAT(tell(e, "c1"), HasSubstr("failed: Charge the card, attempt 3; no money"));
}

TEST(call, that_is_late_at_last_goes_its_own_way_and_is_called_off) {
    engine e = started(charge);
    e.advance(at("2025-01-02"));
    const auto all = lines(e);
    ASSERT_GE(all.size(), 3U);
    EXPECT_EQ(all[all.size() - 3], "2025-01-01T03:30:00Z action timed out pay");
    EXPECT_EQ(all[all.size() - 2], "2025-01-01T03:30:00Z action cancelled pay");
    EXPECT_EQ(all.back(), "2025-01-01T03:30:00Z run finished late");
}

TEST(call, a_final_failure_is_not_tried_again) {
    engine e = started(charge);
    e.failed("c1", 1, "the card is stolen", at("2025-01-01T00:05:00Z"), true);
    EXPECT_EQ(last_line(e), "2025-01-01T00:05:00Z run finished lost");
}

TEST(call, without_a_way_for_failure_the_run_is_stuck) {
    engine e = started("  - call: pay\n    do: tell\n  - output: done\n");
    e.failed("c1", 1, "down", at("2025-01-01T00:05:00Z"));
    EXPECT_EQ(last_line(e), "2025-01-01T00:05:00Z run stuck pay");
    EXPECT_EQ(e.state(0).runs[0].status(), run_status::stuck);
    EXPECT_THAT(e.calls(), IsEmpty());
    EXPECT_EQ(e.state(0).runs[0].details()->asked.size(), 0U);
}

TEST(call, an_answer_counts_while_it_waits_to_be_asked_again) {
    engine e = started(charge);
    e.advance(at("2025-01-01T01:05:00Z"));
    ASSERT_TRUE(e.calls()[0].waits);
    const posted late = e.failed("c1", 1, "late", at("2025-01-01T01:06:00Z"));
    EXPECT_EQ(late.status, post_status::rejected);
    EXPECT_THAT(render(late.found), HasSubstr("attempt-over"));
    EXPECT_EQ(e.answered("c1", 1, receipt("R1"), at("2025-01-01T01:07:00Z")).status, post_status::accepted);
    EXPECT_EQ(last_line(e), "2025-01-01T01:07:00Z run finished done");
}

TEST(call, is_cancelled_when_its_run_ends) {
    engine e = started(charge);
    e.post(make("client.lost", "2025-01-01T00:30:00Z"));
    EXPECT_THAT(lines(e), ::testing::Contains("2025-01-01T00:30:00Z action cancelled pay"));
    EXPECT_EQ(last_line(e), "2025-01-01T00:30:00Z run finished stopped");
}

TEST(call, is_answered_by_events_too_and_wrong_ones_are_refused) {
    engine e = started(charge);
    const auto post = [&](std::string_view type, feel::context data) {
        return render(e.post(make(type, "2025-01-01T00:30:00Z", feel::value{std::move(data)})).found);
    };
    EXPECT_THAT(post("action.done", {}), HasSubstr("call-not-named"));
    EXPECT_THAT(post("action.done", {{"call", "buy"}}), HasSubstr("call-not-open"));
    EXPECT_THAT(post("task.done", {{"task", feel::value{1}}}), HasSubstr("task-not-open")) << "it is no task";
    EXPECT_THAT(post("action.done", {{"call", "pay"}}), HasSubstr("result-missing"));
    EXPECT_THAT(post("action.done", {{"call", "pay"}, {"result", receipt("R1")}, {"regulation", "other"}}),
                HasSubstr("call-not-open"));
    EXPECT_THAT(post("action.done", {{"call", "pay"}, {"result", feel::context{{"receit", "R1"}}}}),
                HasSubstr("Did you mean “receipt”?"));
    EXPECT_THAT(post("action.failed", {{"call", "pay"}, {"attempt", feel::value{2}}}), HasSubstr("attempt-over"));
    EXPECT_THAT(post("action.failed", {{"call", "pay"}, {"final", "maybe"}}), HasSubstr("event-attribute-wrong"));
    EXPECT_EQ(post("action.done", {{"call", "pay"}, {"result", receipt("R1")}}), "");
    EXPECT_EQ(last_line(e), "2025-01-01T00:30:00Z run finished done");
}

TEST(call, is_saved_with_what_it_was_asked_for) {
    engine e = started(charge);
    e.failed("c1", 1, "no money", at("2025-01-01T00:05:00Z"));
    const std::string bytes = encode(e.rules(), e.state(0));
    auto again = decode(e.rules(), bytes);
    ASSERT_TRUE(again);
    EXPECT_EQ(encode(e.rules(), *again), bytes);
    EXPECT_EQ(again->due, e.state(0).due);
    step_output out;
    step_timers(e.rules(), *again, at("2025-01-01T00:15:00Z"), out);
    ASSERT_FALSE(out.effects.empty());
    EXPECT_EQ(out.effects.back().kind, effect_kind::action_requested);
    EXPECT_EQ(out.effects.back().attempt, 2U);
    EXPECT_EQ(out.effects.back().data.size(), 2U);
}

TEST(call, in_branches_each_has_a_number_and_results_of_its_own) {
    engine e = started(R"(  - for each: n
    in: '[1, 2]'
    at once: true
    steps:
      - call: pay
        do: charge
        data:
          amount: n
        on failure: lost
  - if: count(pay[receipt = "R"]) = 2
    then: done
    else: lost
)");
    ASSERT_EQ(e.calls().size(), 2U);
    EXPECT_EQ(e.calls()[1].data[0], feel::value{2});
    e.answered("c1", 2, receipt("R"), at("2025-01-01T00:10:00Z"));
    e.answered("c1", 1, receipt("R"), at("2025-01-01T00:20:00Z"));
    EXPECT_EQ(last_line(e), "2025-01-01T00:20:00Z run finished done");
}

TEST(call, is_read_in_russian) {
    const loaded l = load_text(R"(словарь: проба
события:
  оплата:
действия:
  списать:
    данные:
      сумма: число
    результат:
      чек: текст
---
регламент: р
вход:
  событие: оплата
выход:
  готово:
шаги:
  - вызов: платёж
    сделать: списать
    данные:
      сумма: 5
    срок: 1 час
    повторить:
      не более: 3
      через: 10 минут
      рост паузы: 1,5
    при ошибке: готово
    по истечении: готово
  - выход: готово
)");
    ASSERT_TRUE(l.rules) << render(l.found);
    EXPECT_EQ(to_string(l.rules->machines()[0].calls()[0].pauses[1]), "15 minutes");
}

}  // namespace
}  // namespace reglament
