// How many events a second does a back-test hear? Two versions of a regulation with a threshold, a task and a deadline,
// each on a thread of its own, over so many orders of a year of a tenth as many clients. The mark is two million events
// a second on two cores: of the log, each heard by both versions. Reading the log is not counted. The floor in the same
// run: the same events posted to two engines that nobody listens to. Seconds of the processor stand beside, which say
// more where others are at work on the machine.
#include <reglament/control/backtest.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <thread>

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

double processor_seconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

void post_all(const std::shared_ptr<const rulebook>& rules, const event_log& log) {
    engine_options quiet;
    quiet.trace = false;
    engine plain{rules, quiet};
    for (std::size_t i = 0; i < log.size(); ++i) {
        plain.post(log[i].bound);
        if (i % 4'096 == 0) plain.taken(plain.outbox().size());
    }
}

template <class Work>
void measure(const char* name, std::size_t events, Work&& work) {
    const double before = processor_seconds();
    const auto begin = clock_type::now();
    work();
    const std::chrono::duration<double> took = clock_type::now() - begin;
    std::printf("%-24s %zu events in %.2f s, %.2f M/s; processor %.2f s\n", name, events, took.count(),
                static_cast<double>(events) / took.count() / 1e6, processor_seconds() - before);
}

}  // namespace

int main(int count, char** arguments) {
    const std::size_t events = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 4'000'000;
    const auto before = rules_with("990"), after = rules_with("980");
    const event_log old = orders(*before, events), fresh = orders(*after, events);
    measure("floor, one thread", events, [&] {
        post_all(before, old);
        post_all(after, fresh);
    });
    measure("floor, two threads", events, [&] {
        std::thread other{[&] { post_all(after, fresh); }};
        post_all(before, old);
        other.join();
    });
    for (const unsigned threads : {1U, 2U}) {
        backtest_options how;
        how.threads = threads;
        backtest b;
        measure(threads == 2 ? "back-test, two threads" : "back-test, one thread", events,
                [&] { b = run_backtest(before, old, after, fresh, how); });
        std::printf("    starts %llu and %llu\n", static_cast<unsigned long long>(b.rows.back().before.starts),
                    static_cast<unsigned long long>(b.rows.back().after.starts));
    }
}
