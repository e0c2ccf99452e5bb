#include "cli/command_line.hpp"

#include <string>

namespace reglament::testing {
namespace {

std::string rules_with(std::string_view threshold) {
    return R"(vocabulary: shop
events:
  order.paid:
    data:
      amount: number
roles: [manager]
---
regulation: thank
input:
  event: order.paid
  if: event.amount > )" +
           std::string{threshold} + R"(
output: [done, lost]
steps:
  - task: call
    do: Call
    by: manager
    within: 2 days
    on late:
      then: lost
  - output: done
)";
}

std::string paid(int id, std::string_view who, std::string_view day, int amount) {
    return R"({"id":")" + std::to_string(id) + R"(","source":"test","type":"order.paid","subject":")" +
           std::string{who} + R"(","time":")" + std::string{day} + R"(T10:00:00Z","data":{"amount":)" +
           std::to_string(amount) + "}}\n";
}

struct shop {
    folder f;
    std::string before = f.file("old.yaml", rules_with("100")), after = f.file("new.yaml", rules_with("10"));
    std::string events = f.file("events.jsonl", paid(1, "a", "2025-01-10", 200) + paid(2, "b", "2025-02-10", 50) +
                                                    paid(3, "c", "2025-05-10", 5));
    [[nodiscard]] outcome run(const std::string& more) const {
        return reglament("backtest --old " + before + " --new " + after + " --events " + events + " " + more);
    }
};

TEST(backtest, tells_three_columns_by_period) {
    const shop s;
    const outcome o = s.run("--by quarter");
    ASSERT_EQ(o.code, 0) << o.err;
    for (const char* told :
         {"Events: 3; clients with whom something is otherwise: 1", "2025-Q1  decided: starts 1 → 2, tasks 1 → 2",
          "observed: lost 1", "not supported by the log: lost 0 → 1", "b, thank  decided: starts 0 → 1"})
        EXPECT_NE(o.out.find(told), std::string::npos) << told << "\n" << o.out;
    EXPECT_NE(s.run("--lang ru").out.find("журналом не подтверждено: lost 0 → 1"), std::string::npos);
}

TEST(backtest, gives_json_and_hears_until_a_day) {
    const shop s;
    const feel::value all = s.run("--json").json();
    EXPECT_EQ(number_at(all, "changed"), 1);
    EXPECT_EQ(all.get("clients").as_list().at(0).get("client"), feel::value{"b"});
    const feel::value early = s.run("--json --until 2025-02-01").json();
    EXPECT_EQ(number_at(early, "changed"), 0);
    EXPECT_EQ(number_at(early, "after until"), 2);
}

TEST(backtest, says_what_is_wrong_with_its_words) {
    const shop s;
    EXPECT_EQ(s.run("--by day").code, 2);
    EXPECT_EQ(s.run("--until soon").code, 2);
    EXPECT_EQ(reglament("backtest --old " + s.before + " --events " + s.events).code, 2);
    EXPECT_EQ(reglament("backtest --old " + s.before + " --new " + s.after).code, 2) << "no events";
    EXPECT_EQ(s.run("--json --clients -1").code, 2);
    EXPECT_EQ(reglament("backtest --old " + s.before + " --new " + s.before + "x --events " + s.events).code, 2);
}

}  // namespace
}  // namespace reglament::testing
