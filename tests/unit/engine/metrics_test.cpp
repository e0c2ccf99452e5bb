// What an engine tells of itself in numbers.
#include "support/rules.hpp"

#include <gmock/gmock.h>

namespace reglament {
namespace {

using ::testing::HasSubstr;
using testing::make;
using testing::paid;

const std::string rules = R"(regulation: wake
input:
  event: order.paid
output: [done]
steps:
  - task: ask
    do: Ask
    by: manager
    within: 2 days
  - output: done
)";

TEST(metrics, count_what_came_and_what_came_of_it) {
    engine e{testing::rules_of(rules)};
    event first = make("order.paid", "2025-01-01", paid(5));
    first.id = "1";
    (void)e.post(first);
    (void)e.post(first);
    (void)e.post(make("order.payed", "2025-01-01"));
    (void)e.post(make("order.paid", "2025-01-02", paid(5), "c2"));
    const engine_metrics m = e.metrics();
    EXPECT_EQ(m.posted, (std::array<std::uint64_t, post_statuses>{2, 1, 1, 0}));
    EXPECT_EQ(m.effects[static_cast<std::size_t>(effect_kind::task_created)], 2U);
    EXPECT_EQ(m.clients, 2U);
    EXPECT_EQ(m.timers, 2U);
    EXPECT_EQ(m.waiting, 4U);
    EXPECT_FALSE(m.durable);
}

TEST(metrics, are_written_as_prometheus_reads_them) {
    engine e{testing::rules_of(rules)};
    (void)e.post(make("order.paid", "2025-01-01T00:00:10Z", paid(5)));
    const std::string text = to_prometheus(e.metrics(), "shard=\"3\"");
    EXPECT_THAT(text, HasSubstr("# HELP reglament_events_total Events posted, by what came of them.\n"
                                "# TYPE reglament_events_total counter\n"
                                "reglament_events_total{shard=\"3\",status=\"accepted\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("reglament_effects_total{shard=\"3\",kind=\"task created\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("# TYPE reglament_clients gauge\nreglament_clients{shard=\"3\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("reglament_time_seconds{shard=\"3\"} 1735689610\n"));
    EXPECT_THAT(to_prometheus(e.metrics()), HasSubstr("\nreglament_clients 1\n"));
    EXPECT_EQ(text.back(), '\n');
}

}  // namespace
}  // namespace reglament
