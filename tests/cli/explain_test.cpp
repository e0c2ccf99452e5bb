#include "cli/command_line.hpp"

#include <string>

namespace reglament::testing {
namespace {

const std::string_view rules_text = R"(vocabulary: shop
events:
  order.paid:
    data:
      amount: number
facts:
  class: one of A, B, C
roles: [manager]
---
regulation: thank
title: Say thanks
input:
  event: order.paid
  if: class = "A"
output: [done]
steps:
  - task: call
    do: Call
    by: manager
  - output: done
)";

std::string line(int id, std::string_view type, std::string_view time, std::string_view data) {
    return R"({"id":")" + std::to_string(id) + R"(","source":"test","type":")" + std::string{type} +
           R"(","subject":"c1","time":")" + std::string{time} + R"(","data":)" + std::string{data} + "}\n";
}

struct shop {
    folder f;
    std::string rules = f.file("rules.yaml", rules_text);
    std::string events =
        f.file("events.jsonl", line(1, "facts.changed", "2025-03-20T10:00:00Z", R"({"class":"C"})") +
                                   line(2, "order.paid", "2025-03-21T10:00:00Z", R"({"amount":20})") +
                                   line(3, "facts.changed", "2025-03-22T10:00:00Z", R"({"class":"A"})") +
                                   line(4, "order.paid", "2025-03-23T10:00:00Z", R"({"amount":5})"));
    [[nodiscard]] outcome run(const std::string& more) const {
        return reglament("explain " + rules + " --events " + events + " --client c1 " + more);
    }
};

TEST(explain, tells_a_refusal_and_a_start_with_the_values_then) {
    const shop s;
    const outcome o = s.run("--regulation thank");
    ASSERT_EQ(o.code, 0) << o.err;
    for (const char* told : {"Say thanks (thank): c1, as of 23 March 2025, 10:00", "Call (task 1)",
                             "not started: the condition of the input did not hold", "class — C",
                             "→ would have started if “class” had been A (it was C)", "run 1 is still open"})
        EXPECT_NE(o.out.find(told), std::string::npos) << told << "\n" << o.out;
    EXPECT_EQ(s.run("--regulation 'Say thanks'").out, o.out) << "by its title";
    const outcome ru = s.run("--regulation thank --lang ru");
    EXPECT_NE(ru.out.find("→ запустился бы, если бы «class» было A (было: C)"), std::string::npos) << ru.out;
}

TEST(explain, as_of_a_time_hears_nothing_later) {
    const shop s;
    const outcome o = s.run("--regulation thank --at 2025-03-22 --json");
    ASSERT_EQ(o.code, 0) << o.err;
    EXPECT_EQ(o.json().get("starts").as_list().size(), 1U);
    EXPECT_TRUE(o.json().get("runs").as_list().empty());
    EXPECT_EQ(o.json().get("as of"), feel::value{"2025-03-22T00:00:00Z"});
    const feel::value next = o.json().get("next").as_list()[0];
    EXPECT_EQ(next.get("trigger").get("kind"), feel::value{"on event"});
    EXPECT_EQ(next.get("in the way").as_list()[0].get("kind"), feel::value{"condition false"});
}

TEST(explain, from_a_store_says_what_it_cannot_tell) {
    const shop s;
    const std::string store = "sqlite:" + s.f.path("crm.db");
    ASSERT_EQ(reglament("run " + s.rules + " --events " + s.events + " --store " + store).code, 0);
    const std::string words = "explain --store " + store + " --client c1 --regulation thank --json";
    const outcome o = reglament(words);
    ASSERT_EQ(o.code, 0) << o.err;
    EXPECT_EQ(feel::write_json(o.json().get("untold")), R"(["values then"])");
    const outcome earlier = reglament(words + " --at 2025-03-22");
    ASSERT_EQ(earlier.code, 0) << earlier.err;
    EXPECT_EQ(feel::write_json(earlier.json().get("untold")), R"(["state then","values then"])");
    EXPECT_EQ(earlier.json().get("starts").as_list().size(), 1U);
    EXPECT_EQ(reglament(words + " --at 2026-01-01").code, 2);
}

TEST(explain, says_what_is_wrong_with_its_words) {
    const shop s;
    const outcome o = s.run("--regulation thanks");
    EXPECT_EQ(o.code, 2);
    EXPECT_NE(o.err.find("did you mean “thank”?"), std::string::npos) << o.err;
    EXPECT_EQ(s.run("--regulation thank --at soon").code, 2);
    EXPECT_EQ(s.run("").code, 2);
    EXPECT_EQ(reglament("explain " + s.rules + " --events " + s.events + " --client nobody --regulation thank").code,
              2);
}

}  // namespace
}  // namespace reglament::testing
