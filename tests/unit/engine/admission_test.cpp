// Only so many runs may start in a day: the others wait in a line, by person, in the order they came.
#include "support/rules.hpp"

#include <gmock/gmock.h>

namespace reglament {
namespace {

using testing::at;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::lines;
using testing::make;

std::shared_ptr<const rulebook> rules_of(const std::string& limit, const std::string& more = {}) {
    loaded l = load_text(R"(vocabulary: v
calendar:
  zone: UTC
events:
  ping:
  stopped:
facts:
  manager: text
  class: one of A, B
roles:
  manager of the client:
    person: manager
  head:
---
regulation: r
owner: head
input:
  event: ping
  at most: )" + limit + "\n" +
                             more + R"(output:
  done:
  gone:
    stop when: class = "B"
steps:
  - task: call
    do: Call
    within: P1D
  - output: done
)",
                         "test.yaml");
    if (!l.rules) throw std::runtime_error{render(l.found)};
    return l.rules;
}

void ping(engine& e, std::string_view who, std::string_view when) {
    const posted p = e.post(make("ping", when, {}, who));
    ASSERT_EQ(p.status, post_status::accepted) << render(p.found);
}

std::vector<std::string> with_tasks(const engine& e) {
    std::vector<std::string> all;
    for (const task& t : e.tasks()) all.emplace_back(t.subject);
    return all;
}

std::vector<std::string> in_line(const engine& e) {
    std::vector<std::string> all;
    for (const waiting_start& w : e.waiting())
        all.push_back(std::to_string(w.place) + " " + std::string{w.subject} +
                      (w.person.empty() ? "" : " for " + std::string{w.person}));
    return all;
}

std::shared_ptr<const rulebook> rules_that_start(const std::string& how) {
    loaded l = load_text(R"(vocabulary: v
calendar:
  zone: UTC
events:
  ping:
    data:
      debt: number
facts:
  debt:
    type: number
    from: ping.debt
roles: [head]
---
regulation: r
owner: head
input:
)" + how + R"(  at most: 1 a day
output: [done]
steps:
  - task: call
    do: Call
  - output: done
)",
                         "test.yaml");
    if (!l.rules) throw std::runtime_error{render(l.found)};
    return l.rules;
}

void owe(engine& e, std::string_view who, std::string_view when, int debt) {
    const posted p = e.post(make("ping", when, feel::context{{"debt", feel::number{debt}}}, who));
    ASSERT_EQ(p.status, post_status::accepted) << render(p.found);
}

TEST(admission, who_was_heard_while_he_waited_is_not_called_for_his_silence) {
    engine e{rules_that_start("  silent: ping\n  for: 10 days\n")};
    for (const char* const who : {"a", "b", "c"}) owe(e, who, "2025-01-01", 0);
    e.advance(at("2025-01-11"));
    EXPECT_THAT(with_tasks(e), ElementsAre("a"));
    EXPECT_THAT(in_line(e), ElementsAre("1 b", "2 c"));
    owe(e, "b", "2025-01-11", 0);
    e.advance(at("2025-01-13"));
    EXPECT_THAT(with_tasks(e), ElementsAre("a", "c"));
    e.advance(at("2025-01-22"));
    EXPECT_THAT(with_tasks(e), ElementsAre("a", "b", "c")) << "silent again for ten days";
}

TEST(admission, who_no_longer_meets_the_condition_is_not_called) {
    engine e{rules_that_start("  as soon as: debt > 5\n")};
    for (const char* const who : {"a", "b", "c"}) owe(e, who, "2025-01-01", 9);
    EXPECT_THAT(in_line(e), ElementsAre("1 b", "2 c"));
    owe(e, "b", "2025-01-01", 0);
    e.advance(at("2025-01-04"));
    EXPECT_THAT(with_tasks(e), ElementsAre("a", "c"));
}

TEST(admission, those_beyond_the_limit_wait_for_the_next_working_day) {
    engine e{rules_of("2 a working day")};  // 2025-01-03 is a Friday
    for (const std::string_view who : {"d", "c", "b", "a", "e"}) ping(e, who, "2025-01-03T10:00:00Z");
    EXPECT_THAT(with_tasks(e), ElementsAre("c", "d"));
    EXPECT_THAT(in_line(e), ElementsAre("1 b", "2 a", "3 e"));
    EXPECT_EQ(e.next_due(), at("2025-01-04T10:00:00Z"));
    e.advance(at("2025-01-06T08:59:59Z"));
    EXPECT_THAT(in_line(e), ElementsAre("1 b", "2 a", "3 e"));
    e.advance(at("2025-01-06T09:00:00Z"));
    EXPECT_THAT(with_tasks(e), ElementsAre("c", "d", "a", "b"));
    EXPECT_THAT(in_line(e), ElementsAre("1 e"));
    EXPECT_EQ(lines(e, "b").back(), "2025-01-06T09:00:00Z task created call#1 due 2025-01-07T09:00:00Z");
    e.advance(at("2025-01-07T09:00:00Z"));
    EXPECT_THAT(in_line(e), IsEmpty());
}

TEST(admission, each_person_has_a_line) {
    engine e{rules_of("1 a day per manager of the client")};
    const auto of = [&](std::string_view who, std::string_view manager) {
        const feel::value named = feel::context{{"manager", feel::value{manager}}};
        ASSERT_EQ(e.post(make("facts.changed", "2025-01-02", named, who)).status, post_status::accepted);
        ping(e, who, "2025-01-02");
    };
    of("a", "Anna");
    of("b", "Anna");
    of("c", "Boris");
    of("d", "Boris");
    ping(e, "x", "2025-01-02");
    ping(e, "y", "2025-01-02");
    EXPECT_THAT(with_tasks(e), ElementsAre("a", "c", "x"));
    EXPECT_THAT(in_line(e), ElementsAre("1 y", "1 b for Anna", "1 d for Boris"));
}

void owned(engine& e, std::string_view who, std::string_view manager, std::string_view when) {
    const feel::value named = feel::context{{"manager", feel::value{manager}}};
    ASSERT_EQ(e.post(make("facts.changed", when, named, who)).status, post_status::accepted);
}

TEST(admission, who_goes_over_to_another_person_waits_there) {
    engine e{rules_of("1 a day per manager of the client")};
    for (const std::string_view who : {"a", "b", "c"}) owned(e, who, "Anna", "2025-01-02");
    owned(e, "d", "Boris", "2025-01-02");
    for (const std::string_view who : {"a", "d", "b", "c"}) ping(e, who, "2025-01-02");
    EXPECT_THAT(in_line(e), ElementsAre("1 b for Anna", "2 c for Anna"));
    owned(e, "b", "Boris", "2025-01-02T01:00:00Z");
    EXPECT_THAT(in_line(e), ElementsAre("1 c for Anna", "1 b for Boris"));
    owned(e, "c", "Clara", "2025-01-02T02:00:00Z");
    EXPECT_THAT(in_line(e), ElementsAre("1 b for Boris")) << "Clara has room today";
    EXPECT_THAT(with_tasks(e), ElementsAre("a", "d", "c"));
}

TEST(admission, lines_by_person_become_one_when_the_limit_is_for_all) {
    engine e{rules_of("1 a day per manager of the client")};
    for (const std::string_view who : {"a", "b"}) owned(e, who, "Anna", "2025-01-02");
    for (const std::string_view who : {"c", "d"}) owned(e, who, "Boris", "2025-01-02");
    for (const std::string_view who : {"a", "c", "d"}) ping(e, who, "2025-01-02");
    ping(e, "b", "2025-01-02T01:00:00Z");
    ASSERT_TRUE(e.publish(rules_of("2 a day")).published);
    EXPECT_THAT(in_line(e), ElementsAre("1 d", "2 b")) << "two began today";
    e.advance(at("2025-01-03T09:00:00Z"));
    EXPECT_THAT(in_line(e), IsEmpty());
}

TEST(admission, each_version_counts_by_its_own_limit) {
    engine e{rules_of("1 a day")};
    ping(e, "a", "2025-01-02");
    loaded pilot = load_text(R"(vocabulary: v
calendar:
  zone: UTC
events:
  ping:
facts:
  class: one of A, B
roles: [head]
---
regulation: r
version: 2.0.0
owner: head
pilot:
  clients: [p, q]
input:
  event: ping
output: [done]
steps:
  - task: call
    do: Call
    within: P1D
  - output: done
)",
                             "test.yaml");
    ASSERT_TRUE(pilot.rules) << render(pilot.found);
    const auto report = e.publish(pilot.rules);
    ASSERT_TRUE(report.published) << render(report.found);
    for (const std::string_view who : {"b", "p", "q", "c"}) ping(e, who, "2025-01-02T01:00:00Z");
    EXPECT_THAT(in_line(e), ElementsAre("1 b", "2 c"));
    EXPECT_THAT(with_tasks(e), ElementsAre("a", "p", "q"));
}

TEST(admission, who_waits_already_does_not_wait_twice) {
    engine e{rules_of("1 a day")};
    ping(e, "a", "2025-01-02");
    ping(e, "b", "2025-01-02");
    ping(e, "b", "2025-01-02T01:00:00Z");
    EXPECT_THAT(in_line(e), ElementsAre("1 b"));
    EXPECT_THAT(lines(e, "b"),
                ElementsAre("2025-01-02 start queued call", "2025-01-02T01:00:00Z start refused: queued"));
}

TEST(admission, the_place_of_one_who_needs_it_no_more_goes_to_the_next) {
    engine e{rules_of("1 a day")};
    for (const std::string_view who : {"a", "b", "c"}) ping(e, who, "2025-01-02");
    const feel::value other = feel::context{{"class", feel::value{"B"}}};
    ASSERT_EQ(e.post(make("facts.changed", "2025-01-02T01:00:00Z", other, "b")).status, post_status::accepted);
    e.advance(at("2025-01-03T09:00:00Z"));
    EXPECT_EQ(lines(e, "b").back(), "2025-01-03T09:00:00Z start refused: stopped");
    EXPECT_EQ(lines(e, "c").back(), "2025-01-03T09:00:00Z task created call#1 due 2025-01-04T09:00:00Z");
}

TEST(admission, a_week_begins_on_monday) {
    engine e{rules_of("1 a week")};
    ping(e, "a", "2025-01-01");
    ping(e, "b", "2025-01-01");
    e.advance(at("2025-01-06T08:00:00Z"));
    EXPECT_THAT(in_line(e), ElementsAre("1 b"));
    e.advance(at("2025-01-06T09:00:00Z"));
    EXPECT_THAT(in_line(e), IsEmpty());
}

TEST(admission, a_start_that_waits_is_saved_with_its_record) {
    engine e{rules_of("1 a day")};
    ping(e, "a", "2025-01-02");
    ping(e, "b", "2025-01-02");
    const record& waits = e.state(1);
    ASSERT_EQ(waits.queued.size(), 1U);
    const auto back = decode(e.rules(), encode(e.rules(), waits));
    ASSERT_TRUE(back);
    EXPECT_EQ(encode(e.rules(), *back), encode(e.rules(), waits));
    EXPECT_EQ(back->queued[0].since, at("2025-01-02"));
}

TEST(admission, who_waits_goes_on_waiting_when_other_rules_are_published) {
    engine e{rules_of("1 a day")};
    for (const std::string_view who : {"a", "b", "c", "d"}) ping(e, who, "2025-01-02");
    ASSERT_TRUE(e.publish(rules_of("2 a day")).published);
    EXPECT_THAT(with_tasks(e), ElementsAre("a", "b"));
    EXPECT_THAT(in_line(e), ElementsAre("1 c", "2 d"));
    e.advance(at("2025-01-03T09:00:00Z"));
    EXPECT_THAT(in_line(e), IsEmpty());
    EXPECT_THAT(with_tasks(e), ElementsAre("a", "b", "c", "d"));
}

TEST(admission, the_host_starts_what_it_wants) {
    engine e{rules_of("1 a day")};
    ping(e, "a", "2025-01-02");
    EXPECT_TRUE(e.start("b", "r", {}, at("2025-01-02")).found.empty());
    EXPECT_THAT(with_tasks(e), ElementsAre("a", "b"));
}

TEST(admission, is_written_in_words_of_both_languages) {
    const auto limit = [](const std::string& text) {
        const auto rules = rules_of(text);
        const start_definition& start = rules->machines()[0].start();
        return std::to_string(start.limit->count) + " " + std::to_string(static_cast<int>(start.limit->per)) + " " +
               start.limit->role.value;
    };
    EXPECT_EQ(limit("10 a working day per manager of the client"), "10 1 manager of the client");
    EXPECT_EQ(limit("10 per working day per head"), "10 1 head");
    EXPECT_EQ(limit("5 в день на роль head"), "5 0 head");
    EXPECT_EQ(limit("5 в рабочий день на head"), "5 1 head");
    EXPECT_EQ(limit("100 за неделю"), "100 2 ");
    for (const std::string bad : {"0 a day", "ten a day", "10", "10 a year", "10 a day head", "10 a day per"})
        EXPECT_THROW(rules_of(bad), std::runtime_error) << bad;
}

// Each deal has its own place, in the line of its own seller.
TEST(admission, deals_of_one_client_wait_each_for_itself) {
    loaded l = load_text(R"(vocabulary: v
calendar:
  zone: UTC
subjects:
  deal:
    parent: client
events:
  deal.opened:
    subject: deal
    data:
      seller: text
facts:
  seller of the deal:
    subject: deal
    type: text
    from: deal.opened.seller
roles:
  seller:
    person: seller of the deal
---
regulation: r
subject: deal
owner: seller
input:
  event: deal.opened
  at most: 1 a day per seller
output: [done]
steps:
  - task: call
    do: Call
  - output: done
)",
                         "test.yaml");
    ASSERT_TRUE(l.rules) << render(l.found);
    engine e{l.rules};
    const auto open = [&](std::string_view who, std::string_view deal, std::string_view seller) {
        const feel::value data = feel::context{{"deal", feel::value{deal}}, {"seller", feel::value{seller}}};
        ASSERT_EQ(e.post(make("deal.opened", "2025-01-02", data, who)).status, post_status::accepted);
    };
    open("x", "D0", "Anna");
    open("b", "D1", "Anna");
    open("b", "D2", "Boris");
    open("b", "D3", "Boris");
    open("a", "D4", "Boris");
    const auto deals = [&] {
        std::vector<std::string> all;
        for (const task& t : e.tasks()) all.emplace_back(t.part);
        std::sort(all.begin(), all.end());
        return all;
    };
    EXPECT_THAT(deals(), ElementsAre("D0", "D2"));
    ASSERT_EQ(e.merge("a", "b", at("2025-01-02")).status, post_status::accepted);
    EXPECT_EQ(e.waiting().size(), 3U);
    e.advance(at("2025-01-05"));
    EXPECT_THAT(deals(), ElementsAre("D0", "D1", "D2", "D3", "D4"));
    EXPECT_THAT(e.waiting(), IsEmpty());
}

// Who waited begins behind everything that is over by that instant.
TEST(admission, a_run_that_ends_at_that_instant_does_not_stand_in_the_way) {
    engine e{rules_of("1 a day", "  if: class = \"A\" or class = null\n")};
    ping(e, "a", "2025-01-02T09:00:00Z");
    ping(e, "b", "2025-01-02T09:00:00Z");
    ASSERT_EQ(e.start("b", "r", {}, at("2025-01-02T10:00:00Z")).status, post_status::accepted);
    ASSERT_EQ(e.complete("b", 1, {}, at("2025-01-02T11:00:00Z")).status, post_status::accepted);
    e.advance(at("2025-01-03T09:00:00Z"));
    EXPECT_THAT(in_line(e), IsEmpty());
    EXPECT_THAT(with_tasks(e), ElementsAre("a", "b"));
    EXPECT_TRUE(e.warnings().empty()) << render(e.warnings());
}

}  // namespace
}  // namespace reglament
