// Two versions side by side give what they give one after the other.
#include "support/rules.hpp"

#include <reglament/control/backtest.hpp>

namespace reglament {
namespace {

std::string regulation(const std::string& threshold) {
    return "regulation: r\ninput:\n  event: order.paid\n  if: event.amount > " + threshold +
           "\noutput: [done, lost]\nsteps:\n  - task: call\n    do: Call\n    by: manager\n    within: 2 days\n"
           "    on late:\n      then: lost\n  - output: done\n";
}

event_log orders(const rulebook& rules, int count) {
    const instant first = testing::at("2025-01-01T00:00:00Z");
    std::string text;
    for (int i = 0; i < count; ++i) {
        text += R"({"id":")" + std::to_string(i) + R"(","source":"t","type":"order.paid","subject":"c)" +
                std::to_string(i % 97) + R"(","time":")" + to_string(first + std::chrono::minutes{13 * i}) +
                R"(","data":{"amount":)" + std::to_string(i * 31 % 200) + "}}\n";
    }
    event_log log{rules, {}};
    issues found;
    EXPECT_TRUE(log.read_text(text, "log.jsonl", found)) << render(found);
    log.sort();
    return log;
}

TEST(backtest, side_by_side_as_one_after_the_other) {
    constexpr int count = 20'000;
    const auto before = testing::rules_of(regulation("150")), after = testing::rules_of(regulation("100"));
    const event_log old = orders(*before, count), fresh = orders(*after, count);
    std::uint64_t heard = 0;
    backtest_options how;
    how.progress = [&](std::uint64_t done, std::uint64_t all) {
        EXPECT_LE(done, all);
        heard = done;
    };
    const backtest together = run_backtest(before, old, after, fresh, how);
    EXPECT_EQ(heard, static_cast<std::uint64_t>(count));
    how.side_by_side = false;
    const backtest apart = run_backtest(before, old, after, fresh, how);
    EXPECT_EQ(feel::write_json(to_value(together)), feel::write_json(to_value(apart)));
    EXPECT_GT(together.changed, 0U);
    EXPECT_FALSE(together.rows.back().after.unsupported.empty());
}

}  // namespace
}  // namespace reglament
