#include "support/rules.hpp"

#include <reglament/pay/untold_events.hpp>

#include <string>

namespace reglament {
namespace {

const std::string rules_text = R"(vocabulary: shop
calendar:
  zone: Europe/Moscow
events:
  order.paid:
  call.made:
facts:
  manager: text
roles:
  manager:
    person: manager
---
regulation: thank
input:
  event: order.paid
output: [done]
steps:
  - task: call
    do: Call
    by: manager
  - output: done
---
statement: manager
for: manager
closes: 2 days
lines:
  sales:
    event: order.paid
    each: 1
)";

constexpr feel::date march{std::chrono::local_days{std::chrono::year{2025} / 3 / 1}};

struct shop {
    std::shared_ptr<const rulebook> rules = testing::rules_alone(rules_text);
    std::string lines;
    int id = 0;

    std::string line(std::string_view type, std::string_view who, std::string_view time) {
        return R"({"id":")" + std::to_string(++id) + R"(","source":"t","type":")" + std::string{type} +
               R"(","subject":")" + std::string{who} + R"(","time":")" + std::string{time} + R"(+03:00"})" + "\n";
    }
    [[nodiscard]] event_log log_of(const std::string& text) const {
        event_log log{*rules, {}};
        issues found;
        EXPECT_TRUE(log.read_text(text, "e.jsonl", found) && log.bad_lines().empty());
        log.sort();
        return log;
    }
    [[nodiscard]] engine run(const std::string& text, std::size_t remembered = 256) const {
        engine_options how;
        how.remembered_events = remembered;
        engine e{rules, how};
        const event_log log = log_of(text);
        for (std::size_t i = 0; i < log.size(); ++i) EXPECT_EQ(e.post(log[i].bound).status, post_status::accepted);
        return e;
    }
    // "2 c1", or nothing.
    [[nodiscard]] std::string untold(const engine& e, const std::string& text) const {
        const issues found = untold_events(e, log_of(text), march);
        if (found.empty()) return {};
        EXPECT_EQ(found[0].code, "statement-events-untold");
        return found[0].arguments[0] + " " + found[0].arguments[1];
    }
};

TEST(untold_events, are_those_that_the_files_lack) {
    shop s;
    const std::string one = s.line("order.paid", "c1", "2025-03-03T10:00:00");
    const std::string two = s.line("call.made", "c2", "2025-03-04T10:00:00");
    const std::string three = s.line("order.paid", "c3", "2025-03-05T10:00:00");
    const engine e = s.run(one + two + three);
    EXPECT_EQ(s.untold(e, one + two + three), "");
    EXPECT_EQ(s.untold(e, three + one), "1 c2");
    EXPECT_EQ(s.untold(e, ""), "3 c1");
}

TEST(untold_events, are_none_of_what_came_after_the_month_was_closed) {
    shop s;
    const std::string before = s.line("order.paid", "c1", "2025-04-02T23:59:59");
    const std::string after = s.line("order.paid", "c1", "2025-04-03T00:00:00");
    const engine e = s.run(before + after);
    EXPECT_EQ(s.untold(e, before), "") << "it closes two days after its end";
    EXPECT_EQ(s.untold(e, after), "1 c1");
}

TEST(untold_events, are_known_for_ever_only_when_they_started_something) {
    shop s;
    const std::string start = s.line("order.paid", "c1", "2025-03-01T10:00:00");
    const std::string call = s.line("call.made", "c1", "2025-03-02T10:00:00");
    const std::string last = s.line("call.made", "c1", "2025-03-03T10:00:00");
    const engine e = s.run(start + call + last, 1);
    EXPECT_EQ(s.untold(e, last), "1 c1") << "the start; the first call is forgotten";
}

}  // namespace
}  // namespace reglament
