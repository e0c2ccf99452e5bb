// How many events a second does a back-test hear? Two versions of a regulation with a threshold, a task and a deadline,
// each on a thread of its own, over so many orders of a year of a tenth as many clients. The mark is two million events
// a second on two cores: of the log, each heard by both versions. Reading the log is not counted.
#include <reglament/control/backtest.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

using namespace reglament;
using clock_type = std::chrono::steady_clock;

std::shared_ptr<const rulebook> rules_with(const std::string& threshold) {
    const loaded l = load_text(R"(vocabulary: shop
events:
  order.paid:
    data:
      amount: number
roles: [manager]
---
regulation: thank
input:
  event: order.paid
  if: event.amount > )" + threshold +
                                   R"(
output: [done, lost]
steps:
  - task: call
    do: Call
    by: manager
    within: 2 days
    on late:
      then: lost
  - output: done
)",
                               "bench.yaml");
    if (!l.rules) std::abort();
    return l.rules;
}

event_log orders(const rulebook& rules, std::size_t events) {
    const instant january = parse_instant("2025-01-01T00:00:00Z").value();
    std::string text = "subject,time,amount\n";
    for (std::size_t i = 0; i < events; ++i) {
        const auto when = january + std::chrono::seconds{i * 31'000'000 / events};
        text += "c" + std::to_string(i * 7919 % (events / 10 + 1)) + "," + to_string(when) + "," +
                std::to_string(i * 31 % 1000) + "\n";
    }
    log_options how;
    issues found;
    how.columns = parse_mapping("type=order.paid,subject=subject,time=time,data.amount=amount", found);
    event_log log{rules, how};
    if (!log.read_text(text, "bench.csv", found)) std::abort();
    log.sort();
    return log;
}

}  // namespace

int main(int count, char** arguments) {
    const std::size_t events = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 4'000'000;
    const auto before = rules_with("990"), after = rules_with("980");
    const event_log old = orders(*before, events), fresh = orders(*after, events);
    for (const bool side_by_side : {false, true}) {
        backtest_options how;
        how.side_by_side = side_by_side;
        const auto begin = clock_type::now();
        const backtest b = run_backtest(before, old, after, fresh, how);
        const std::chrono::duration<double> took = clock_type::now() - begin;
        std::printf("%s: %zu events in %.2f s, %.2f M/s; starts %llu and %llu\n",
                    side_by_side ? "two threads" : "one thread", events, took.count(),
                    static_cast<double>(events) / took.count() / 1e6,
                    static_cast<unsigned long long>(b.rows.back().before.starts),
                    static_cast<unsigned long long>(b.rows.back().after.starts));
    }
}
