// What starts runs besides events and their absence: schedules, dates that are known, conditions; what stops them.
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
calendar: {zone: Europe/Moscow, holidays: [2025-01-01]}
events:
  ping:
  order.paid:
    data:
      amount: number
facts:
  birthday: date
  contract end: date
  meeting: date and time
  debt: number
  key client: boolean
  paid:
    type: number
    from: order.paid.amount
roles: [manager]
---
)";

// A run of one task, or of none.
std::string regulation(const std::string& input, const std::string& more = {}, const std::string& id = "r") {
    return "regulation: " + id + "\ninput: " + input + "\noutput:\n  done:\n" + more +
           "steps:\n  - task: call\n    do: Call\n    by: manager\n  - output: done\n";
}

engine over(const std::string& regulations) {
    loaded l = load_text(words + regulations, "test.yaml");
    if (!l.rules) throw std::runtime_error{render(l.found)};
    return engine{l.rules};
}

void know(engine& e, std::string_view time, std::string_view fact, feel::value v) {
    const posted p = e.post(make("facts.changed", time, feel::context{{std::string{fact}, std::move(v)}}));
    EXPECT_EQ(p.status, post_status::accepted) << render(p.found);
}

feel::value day(std::string_view text) {
    return feel::value{*feel::parse_date(text)};
}

// The times at which runs started, of UTC; refused ones with the reason.
std::vector<std::string> starts(const engine& e) {
    std::vector<std::string> out;
    for (const effect& x : e.history("c1")) {
        if (x.kind != effect_kind::run_started && x.kind != effect_kind::start_refused) continue;
        out.push_back(to_string(x.at).substr(0, 16));
        if (x.kind == effect_kind::start_refused) out.back() += " " + std::string{to_string(x.why)};
    }
    return out;
}

void finish_all(engine& e, std::string_view time) {
    for (const task& t : e.tasks()) e.complete("c1", t.number, {}, at(time));
}

TEST(start, by_schedule) {
    engine e = over(regulation("{schedule: every monday at 10:00, again after: 10 days since start}"));
    e.post(make("ping", "2025-01-15T12:00:00Z"));
    EXPECT_EQ(e.next_due(), at("2025-01-20T07:00:00Z"));
    e.advance(at("2025-01-21"));
    finish_all(e, "2025-01-21");
    e.advance(at("2025-02-04"));
    EXPECT_THAT(starts(e), ElementsAre("2025-01-20T07:00", "2025-01-27T07:00 too soon", "2025-02-03T07:00"));
    EXPECT_EQ(e.next_due(), at("2025-02-10T07:00:00Z"));
}

TEST(start, by_schedule_only_whom_it_knows) {
    engine e = over(regulation("{schedule: every day at 10:00, if: key client}"));
    e.advance(at("2025-01-15"));
    EXPECT_EQ(e.next_due(), std::nullopt);
    know(e, "2025-01-15", "key client", false);
    e.advance(at("2025-01-16"));
    know(e, "2025-01-16", "key client", true);
    e.advance(at("2025-01-17"));
    EXPECT_THAT(starts(e), ElementsAre("2025-01-15T07:00 condition false", "2025-01-16T07:00"));
}

TEST(start, some_days_before_a_date) {
    engine e = over(regulation("{date: contract end, before: 30 days, at: 10:00}"));
    e.post(make("ping", "2025-01-01"));
    EXPECT_EQ(e.next_due(), std::nullopt) << "nothing is known";
    know(e, "2025-01-02", "contract end", day("2025-03-31"));
    EXPECT_EQ(e.next_due(), at("2025-03-01T07:00:00Z"));
    know(e, "2025-01-03", "contract end", day("2025-04-30"));
    EXPECT_EQ(e.next_due(), at("2025-03-31T07:00:00Z")) << "it moves with its fact";
    know(e, "2025-01-04", "contract end", {});
    EXPECT_EQ(e.next_due(), std::nullopt);
    know(e, "2025-01-05", "contract end", day("2025-03-31"));
    e.advance(at("2025-03-02"));
    finish_all(e, "2025-03-02");
    know(e, "2025-03-03", "contract end", day("2025-03-31"));
    EXPECT_THAT(starts(e), ElementsAre("2025-03-01T07:00")) << "said again, it is the same date";
    know(e, "2025-03-04", "contract end", day("2026-03-31"));
    e.advance(at("2026-03-02"));
    EXPECT_THAT(starts(e), ElementsAre("2025-03-01T07:00", "2026-03-01T07:00"));
}

TEST(start, a_date_known_late) {
    const std::string rule = regulation("{date: contract end, before: 30 days}");
    engine late = over(rule);
    know(late, "2025-03-20T08:00:00Z", "contract end", day("2025-03-31"));
    EXPECT_THAT(starts(late), ElementsAre("2025-03-20T08:00")) << "late is better than never";
    engine past = over(rule);
    know(past, "2025-04-20T08:00:00Z", "contract end", day("2025-03-31"));
    EXPECT_THAT(starts(past), IsEmpty());
    EXPECT_EQ(past.next_due(), std::nullopt);
    engine after = over(regulation("{date: contract end, after: 30 days}"));
    know(after, "2025-04-20T08:00:00Z", "contract end", day("2025-03-31"));
    EXPECT_EQ(after.next_due(), at("2025-04-30T06:00:00Z"));
}

TEST(start, on_the_anniversaries_of_a_date) {
    engine e = over(regulation("{date: birthday, before: 3 days, yearly: true}"));
    know(e, "2025-01-10", "birthday", day("1980-02-29"));
    e.advance(at("2025-03-01"));
    finish_all(e, "2025-03-01");
    know(e, "2025-03-02", "birthday", day("1980-02-29"));
    know(e, "2025-03-03", "birthday", day("1980-02-28"));
    e.advance(at("2028-03-01"));
    EXPECT_EQ(starts(e).front(), "2025-02-25T06:00") << "28 February, as there is no 29th";
    EXPECT_THAT(starts(e), ElementsAre("2025-02-25T06:00", "2026-02-25T06:00", "2027-02-25T06:00 already running",
                                       "2028-02-25T06:00 already running"));
}

TEST(start, working_days_before_a_moment) {
    engine e = over(regulation("{date: meeting, before: 2 working days}"));
    know(e, "2025-01-10", "meeting", feel::value{*feel::parse_date_time("2025-01-21T15:30:00+03:00")});
    EXPECT_EQ(e.next_due(), at("2025-01-17T12:30:00Z"));
}

TEST(start, as_soon_as_a_condition_holds) {
    engine e = over(regulation("{as soon as: debt > 100}"));
    know(e, "2025-01-01", "debt", feel::number{50});
    know(e, "2025-01-02", "debt", feel::number{150});
    know(e, "2025-01-03", "debt", feel::number{200});
    finish_all(e, "2025-01-04");
    EXPECT_THAT(starts(e), ElementsAre("2025-01-02T00:00")) << "it holds still";
    know(e, "2025-01-05", "debt", feel::number{0});
    know(e, "2025-01-06", "debt", feel::number{101});
    EXPECT_THAT(starts(e), ElementsAre("2025-01-02T00:00", "2025-01-06T00:00"));
}

TEST(start, as_soon_as_a_condition_has_held_so_long) {
    engine e = over(regulation("{as soon as: debt > 100, for: 14 days}"));
    know(e, "2025-01-01", "debt", feel::number{150});
    EXPECT_EQ(e.next_due(), at("2025-01-15"));
    know(e, "2025-01-10", "debt", feel::number{0});
    EXPECT_EQ(e.next_due(), std::nullopt);
    know(e, "2025-01-11", "debt", feel::number{150});
    know(e, "2025-01-12", "debt", feel::number{170});
    e.advance(at("2025-02-01"));
    EXPECT_THAT(starts(e), ElementsAre("2025-01-25T00:00"));
    EXPECT_EQ(e.next_due(), std::nullopt) << "once for each time it becomes true";
}

TEST(start, as_soon_as_a_day_comes) {
    engine e = over(regulation("{as soon as: \"contract end < today()\"}"));
    know(e, "2025-01-10T08:00:00Z", "contract end", day("2025-01-11"));
    e.advance(at("2025-01-20"));
    EXPECT_THAT(starts(e), ElementsAre("2025-01-11T21:00")) << "midnight of Moscow";
}

TEST(start, an_event_that_makes_a_condition_true) {
    engine e = over(regulation("{as soon as: paid > 100}"));
    e.post(make("order.paid", "2025-01-10", feel::context{{"amount", feel::number{500}}}));
    EXPECT_THAT(starts(e), ElementsAre("2025-01-10T00:00"));
}

TEST(start, regulations_that_set_each_other_off_for_ever_are_stopped) {
    const auto flip = [](std::string_view id, int from, int to) {
        return "regulation: " + std::string{id} + "\ninput: {as soon as: debt = " + std::to_string(from) +
               "}\noutput: [done]\nsteps:\n  - set: {debt: " + std::to_string(to) + "}\n  - output: done\n";
    };
    engine e = over(flip("a", 0, 1) + "---\n" + flip("b", 1, 0));
    know(e, "2025-01-01", "debt", feel::number{0});
    EXPECT_GT(e.history("c1").size(), 100U);
    EXPECT_NE(render(e.warnings()).find("events-without-end"), std::string::npos) << render(e.warnings());
}

TEST(start, a_silence_of_whom_nothing_was_heard_yet) {
    engine e = over(regulation("{silent: order.paid, for: 30 days, since: first seen}"));
    e.post(make("ping", "2025-01-01"));
    EXPECT_EQ(e.next_due(), at("2025-01-31"));
    e.post(make("order.paid", "2025-01-10", feel::context{{"amount", feel::number{5}}}));
    EXPECT_EQ(e.next_due(), at("2025-02-09"));
    engine without = over(regulation("{silent: order.paid, for: 30 days}"));
    without.post(make("ping", "2025-01-01"));
    EXPECT_EQ(without.next_due(), std::nullopt);
}

TEST(start, a_silence_counted_from_when_the_segment_was_entered) {
    engine e = over(regulation("{silent: order.paid, for: 30 days, if: key client, since: segment entered}"));
    e.post(make("order.paid", "2025-01-01", feel::context{{"amount", feel::number{5}}}));
    EXPECT_EQ(e.next_due(), std::nullopt);
    know(e, "2025-01-20", "key client", true);
    EXPECT_EQ(e.next_due(), at("2025-02-19"));
    e.post(make("order.paid", "2025-02-01", feel::context{{"amount", feel::number{5}}}));
    EXPECT_EQ(e.next_due(), at("2025-03-03"));
    know(e, "2025-02-10", "key client", false);
    EXPECT_EQ(e.next_due(), std::nullopt);
    know(e, "2025-02-11", "key client", true);
    e.advance(at("2025-05-01"));
    EXPECT_THAT(starts(e), ElementsAre("2025-03-13T00:00"));
}

TEST(start, by_call_alone) {
    engine e = over(regulation("by call"));
    e.post(make("ping", "2025-01-01"));
    e.advance(at("2026-01-01"));
    EXPECT_THAT(starts(e), IsEmpty());
}

TEST(stop, as_soon_as_a_condition_holds) {
    engine e = over(regulation("{event: ping}", "  stopped:\n    stop when: debt > 100\n"));
    e.post(make("ping", "2025-01-01"));
    know(e, "2025-01-02", "debt", feel::number{150});
    EXPECT_THAT(lines(e), ElementsAre("2025-01-01 run started", "2025-01-01 task created call#1",
                                      "2025-01-02 task cancelled call", "2025-01-02 run finished stopped"));
    e.post(make("ping", "2025-01-03"));
    EXPECT_EQ(starts(e).back(), "2025-01-03T00:00 stopped");
    know(e, "2025-01-04", "debt", feel::number{0});
    e.post(make("ping", "2025-01-05"));
    EXPECT_EQ(starts(e).back(), "2025-01-05T00:00");
}

TEST(stop, as_soon_as_a_day_comes) {
    engine e = over(regulation("{event: ping}", "  stopped:\n    stop when: contract end < today()\n"));
    know(e, "2025-01-01", "contract end", day("2025-01-10"));
    e.post(make("ping", "2025-01-02"));
    EXPECT_EQ(e.next_due(), at("2025-01-02T21:00:00Z"));
    e.advance(at("2025-02-01"));
    EXPECT_EQ(testing::last_line(e), "2025-01-10T21:00:00Z run finished stopped");
    EXPECT_EQ(e.next_due(), std::nullopt);
}

// Saved and loaded at every step, a record goes on as it would have.
TEST(start, is_saved_with_the_record) {
    const std::string all = regulation("{schedule: every monday}", {}, "a") + "---\n" +
                            regulation("{date: birthday, yearly: true}", {}, "b") + "---\n" +
                            regulation("{as soon as: debt > 100, for: 3 days}", {}, "c") + "---\n" +
                            regulation("{silent: ping, for: 5 days, if: key client, since: segment entered}", {}, "d");
    loaded l = load_text(words + all, "test.yaml");
    ASSERT_TRUE(l.rules) << render(l.found);
    record kept, saved;
    const auto both = [&](auto&& step) {
        step_output a, b;
        step(kept, a);
        step(saved, b);
        std::string why;
        const std::string bytes = encode(*l.rules, kept);
        ASSERT_EQ(bytes, encode(*l.rules, saved));
        auto again = decode(*l.rules, bytes, &why);
        ASSERT_TRUE(again) << why;
        ASSERT_EQ(again->due, kept.due);
        saved = std::move(*again);
    };
    const auto fact = [&](std::string_view name, feel::value v, std::string_view time) {
        const std::uint16_t index = static_cast<std::uint16_t>(*l.rules->vocabulary().find_fact(name));
        both([&](record& r, step_output& out) {
            signal s{static_cast<event_index>(reserved_event::facts_changed), at(time), {&v, 1}, 0, {&index, 1}};
            step_event(*l.rules, r, s, at(time), out);
        });
    };
    fact("debt", feel::number{150}, "2025-01-01");
    fact("birthday", day("1980-02-03"), "2025-01-01");
    fact("key client", true, "2025-01-02");
    for (int days = 3; days < 90; ++days) {
        both([&](record& r, step_output& out) {
            step_timers(*l.rules, r, at("2025-01-01") + std::chrono::days{days}, out);
        });
        if (days == 20) fact("debt", feel::number{0}, "2025-01-21");
        if (days == 30) fact("key client", false, "2025-01-31");
    }
    EXPECT_EQ(kept.last_run, 4U);
}

}  // namespace
}  // namespace reglament
