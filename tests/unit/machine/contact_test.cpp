// Contact policy: over all regulations of a client, how often, when, and who comes first.
#include "support/rules.hpp"

#include <gmock/gmock.h>

namespace reglament {
namespace {

using testing::at;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::make;

std::string words(const std::string& policy) {
    return R"(vocabulary: v
calendar: {zone: Europe/Moscow}
channels: [phone, e-mail]
contact policy:
)" + policy +
           R"(events:
  e1:
  e2:
  e3:
  call.made:
    contact: phone
facts:
  zone: text
roles: [manager]
---
)";
}

const std::string weekly = "  limits:\n    - at most: 1 per 7 days\n      channel: phone\n";

// A regulation that an event starts and that contacts the client once.
std::string regulation(const std::string& event, int priority, const std::string& more = {},
                       const std::string& channel = "phone") {
    return "regulation: r" + event + "\npriority: " + std::to_string(priority) + "\ninput: {event: " + event +
           "}\noutput:\n  done:\n  gone:\n    when: e3\nsteps:\n  - task: " + event +
           "\n    do: Call\n    by: manager\n    contact: " + channel + "\n    within: P2D\n" + more +
           "  - output: done\n";
}

engine over(const std::string& policy, const std::string& regulations) {
    loaded l = load_text(words(policy) + regulations, "test.yaml");
    if (!l.rules) throw std::runtime_error{render(l.found)};
    return engine{l.rules};
}

void tell(engine& e, std::string_view type, std::string_view time) {
    const posted p = e.post(make(type, time));
    EXPECT_EQ(p.status, post_status::accepted) << render(p.found);
}

std::vector<std::string> open(const engine& e) {
    std::vector<std::string> out;
    for (const task& t : e.tasks()) out.push_back(t.what->id);
    return out;
}

void finish(engine& e, std::string_view time) {
    for (const task& t : e.tasks()) EXPECT_EQ(e.complete("c1", t.number, {}, at(time)).status, post_status::accepted);
}

TEST(contact_policy, one_a_week_over_all_regulations) {
    engine e = over(weekly, regulation("e1", 1) + "---\n" + regulation("e2", 1));
    tell(e, "e1", "2025-01-06T10:00:00Z");
    EXPECT_THAT(open(e), ElementsAre("e1"));
    tell(e, "e2", "2025-01-06T11:00:00Z");
    EXPECT_THAT(open(e), ElementsAre("e1")) << "reserved";
    EXPECT_THAT(reglament::tell(e, "c1"), HasSubstr("no more contacts for now"));
    finish(e, "2025-01-07T10:00:00Z");
    EXPECT_THAT(open(e), IsEmpty());
    EXPECT_EQ(e.next_due(), at("2025-01-14T10:00:00Z")) << "a week after it was made";
    e.advance(at("2025-01-14T10:00:00Z"));
    EXPECT_THAT(open(e), ElementsAre("e2"));
    EXPECT_EQ(e.tasks()[0].due, at("2025-01-16T10:00:00Z")) << "its time begins when it is created";
}

TEST(contact_policy, a_reservation_is_released_by_who_is_cancelled_or_finds_nobody) {
    engine e = over(weekly, regulation("e1", 1, "    on no answer: {retry after: P1D, at most: 2}\n") + "---\n" +
                                regulation("e2", 1));
    tell(e, "e1", "2025-01-06T10:00:00Z");
    tell(e, "e2", "2025-01-06T11:00:00Z");
    e.unanswered("c1", 1, at("2025-01-06T12:00:00Z"));
    EXPECT_THAT(open(e), ElementsAre("e2"));
    finish(e, "2025-01-06T13:00:00Z");
    e.advance(at("2025-01-12"));
    EXPECT_THAT(open(e), IsEmpty()) << "the second attempt waits";
    e.advance(at("2025-01-14"));
    EXPECT_THAT(open(e), ElementsAre("e1"));
    tell(e, "e2", "2025-01-14T01:00:00Z");
    tell(e, "e3", "2025-01-14T02:00:00Z");
    EXPECT_THAT(open(e), IsEmpty());
    EXPECT_THAT(e.state(0).contacts, IsEmpty()) << "the one that was made is too long ago, the others were released";
}

TEST(contact_policy, who_comes_first_takes_the_contact) {
    engine e = over(weekly, regulation("e1", 3) + "---\n" + regulation("e2", 1));
    tell(e, "e1", "2025-01-06T10:00:00Z");
    tell(e, "e2", "2025-01-06T11:00:00Z");
    EXPECT_THAT(open(e), ElementsAre("e2"));
    EXPECT_THAT(reglament::tell(e, "c1"), HasSubstr("a more important regulation needs the contact"));
    finish(e, "2025-01-07T10:00:00Z");
    e.advance(at("2025-01-14T10:00:00Z"));
    EXPECT_THAT(open(e), ElementsAre("e1"));
}

TEST(contact_policy, dropped_or_merged) {
    engine dropped = over(weekly, regulation("e1", 1) + "---\n" + regulation("e2", 1, "    if not allowed: drop\n"));
    tell(dropped, "e1", "2025-01-06T10:00:00Z");
    tell(dropped, "e2", "2025-01-06T11:00:00Z");
    EXPECT_EQ(testing::last_line(dropped), "2025-01-06T11:00:00Z run finished done");
    engine merged = over(weekly + "  if not allowed: merge\n", regulation("e1", 1) + "---\n" + regulation("e2", 1));
    tell(merged, "e1", "2025-01-06T10:00:00Z");
    tell(merged, "e2", "2025-01-06T11:00:00Z");
    EXPECT_THAT(open(merged), ElementsAre("e1", "e2")) << "one call serves both";
    finish(merged, "2025-01-06T12:00:00Z");
    EXPECT_THAT(merged.state(0).contacts, ::testing::SizeIs(1));
    tell(merged, "e2", "2025-01-07T11:00:00Z");
    EXPECT_THAT(open(merged), IsEmpty()) << "nothing is open to be merged with";
}

TEST(contact_policy, quiet_hours_in_the_clients_zone) {
    engine e = over("  quiet hours: 20:00-09:00\n  zone: zone\n", regulation("e1", 1));
    tell(e, "e1", "2025-01-06T18:30:00Z");
    EXPECT_EQ(e.next_due(), at("2025-01-07T06:00:00Z")) << "21:30 in Moscow";
    e.advance(at("2025-01-07T06:00:00Z"));
    EXPECT_THAT(open(e), ElementsAre("e1"));
    engine far = over("  quiet hours: 20:00-09:00\n  zone: zone\n", regulation("e1", 1));
    far.post(make("facts.changed", "2025-01-06T00:00:00Z", feel::context{{"zone", "Asia/Vladivostok"}}));
    tell(far, "e1", "2025-01-06T18:30:00Z");
    EXPECT_EQ(far.next_due(), at("2025-01-06T23:00:00Z")) << "04:30 in Vladivostok";
    engine noon = over("  quiet hours: 12:00-13:00\n", regulation("e1", 1));
    tell(noon, "e1", "2025-01-06T09:15:00Z");
    EXPECT_EQ(noon.next_due(), at("2025-01-06T10:00:00Z"));
}

TEST(contact_policy, contacts_that_the_host_makes_count) {
    engine e = over(weekly, regulation("e1", 1));
    tell(e, "call.made", "2025-01-06T10:00:00Z");
    tell(e, "e1", "2025-01-07T10:00:00Z");
    EXPECT_EQ(e.next_due(), at("2025-01-13T10:00:00Z"));
    e.advance(at("2025-01-13T10:00:00Z"));
    tell(e, "call.made", "2025-01-13T11:00:00Z");
    finish(e, "2025-01-13T12:00:00Z");
    EXPECT_THAT(e.state(0).contacts, ::testing::SizeIs(1)) << "the call that the task was about counts once";
}

TEST(contact_policy, limits_of_channels_and_of_all_together) {
    engine e = over("  limits:\n    - at most: 2 per 10 days\n    - at most: 1 per 3 days\n      channel: phone\n",
                    regulation("e1", 1) + "---\n" + regulation("e2", 1, {}, "e-mail"));
    tell(e, "e1", "2025-01-06T10:00:00Z");
    finish(e, "2025-01-06T11:00:00Z");
    tell(e, "e2", "2025-01-06T12:00:00Z");
    EXPECT_THAT(open(e), ElementsAre("e2"));
    finish(e, "2025-01-06T13:00:00Z");
    tell(e, "e1", "2025-01-12T10:00:00Z");
    EXPECT_EQ(e.next_due(), at("2025-01-16T11:00:00Z")) << "the phone is free, but two of ten days are used";
}

TEST(contact_policy, is_saved_with_the_record) {
    engine e = over(weekly, regulation("e1", 3) + "---\n" + regulation("e2", 1));
    tell(e, "call.made", "2025-01-01T10:00:00Z");
    tell(e, "e1", "2025-01-06T10:00:00Z");
    tell(e, "e2", "2025-01-06T11:00:00Z");
    const std::string bytes = encode(e.rules(), e.state(0));
    std::string why;
    const auto again = decode(e.rules(), bytes, &why);
    ASSERT_TRUE(again) << why;
    EXPECT_EQ(encode(e.rules(), *again), bytes);
    EXPECT_EQ(again->due, e.state(0).due);
}

TEST(contact_policy, a_run_that_was_stuck_and_is_led_out_contacts_as_any_other) {
    engine e = over(weekly, R"(regulation: r
input: {event: e1}
output: [done]
steps:
  - block: first
    steps:
      - switch: zone
        cases:
          Europe/Moscow:
            - wait: 1 day
    on:
      e2:
        - task: call
          do: Call
          by: manager
          contact: phone
          within: 2 days
        - output: done
  - output: done
)");
    tell(e, "e1", "2025-01-06T10:00:00Z");
    EXPECT_EQ(e.state(0).runs[0].status(), run_status::stuck);
    tell(e, "e2", "2025-01-06T11:00:00Z");
    EXPECT_THAT(open(e), ElementsAre("call"));
    EXPECT_EQ(e.state(0).runs[0].status(), run_status::open);
    EXPECT_EQ(e.next_due(), at("2025-01-08T11:00:00Z"));
}

}  // namespace
}  // namespace reglament
