// How long does a night take? All clients are ranked by their revenue, divided into A, B, C, and told where they are
// now: the first night everybody, the second one after one client in a hundred has bought again. `one` segment over all
// time; `several`: five of them, by what lies in windows of a year; `starts`: the same, and a regulation that begins
// with whoever enters A.
#include <reglament/reglament.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <string>

namespace {

using namespace reglament;

const std::string events = R"(vocabulary: shop
events:
  order.paid:
    data:
      amount: number
)";

const std::string one = R"(facts:
  revenue:
    sum: order.paid.amount
segments:
  class:
    by: revenue
    classes:
      A: 80 %
      B: 95 %
      C: rest
)";

const std::string several = R"(facts:
  revenue:
    sum: order.paid.amount
    over: 365 days
  orders:
    count: order.paid
    over: 365 days
  last order:
    last: order.paid.time
segments:
  class:
    by: revenue
    if: orders > 0
    classes:
      A: 80 %
      B: 95 %
      C: rest
  size:
    by: revenue
    classes:
      large: from 1000
      middle: from 100
      small: rest
  recency:
    by: last order
    into: 5
  frequency:
    by: orders
    into: 5
    ties: together
  money:
    by: revenue
    into: 5
)";

const std::string starts = R"(roles: [manager]
---
regulation: a new A client
owner: manager
input:
  event: class.entered
  if: event.class = "A"
output: [done]
steps:
  - task: interview
    do: Ask why they buy from us
    within: 5 days
  - output: done
)";

std::string text_of(const std::string& which) {
    if (which == "one") return events + one;
    return events + several + (which == "starts" ? starts : std::string{});
}

double seconds_of_night(engine& e) {
    const std::clock_t from = std::clock();  // of the processor: whatever else the machine does
    e.recompute_segments();
    const double took = static_cast<double>(std::clock() - from) / CLOCKS_PER_SEC;
    e.taken(SIZE_MAX);
    return took;
}

}  // namespace

int main(int argc, char** argv) {
    const std::size_t clients = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 10'000'000;
    const std::string which = argc > 2 ? argv[2] : "one";
    const loaded l = load_text(text_of(which));
    const auto& rules = l.rules;
    if (!rules) {
        std::fputs(render(l.found).c_str(), stderr);
        return 1;
    }
    engine_options how;
    how.trace = false;
    how.segments = false;
    engine e{rules, how};
    const auto type = static_cast<event_index>(rules->vocabulary().find_event("order.paid").value());
    const instant begin = parse_instant("2025-01-01").value();
    std::mt19937_64 random{42};
    std::lognormal_distribution<double> spread{4, 1.5};
    const auto buy = [&](std::size_t client, std::size_t n) {
        const auto cents = static_cast<std::int64_t>(spread(random) * 100);
        const std::vector<feel::value> amount{feel::value{feel::number::of(cents, -2)}};
        e.post(bound_event{0, type, "c" + std::to_string(client), begin + std::chrono::milliseconds{n}, amount});
    };
    for (std::size_t i = 0; i < clients; ++i) buy(i, i);
    const double first = seconds_of_night(e);
    for (std::size_t i = 0; i < clients / 100; ++i) buy(random() % clients, clients + i);
    const double second = seconds_of_night(e);
    std::printf("%zu clients, %s: the first night %.2f s, the second %.2f s (%llu moved in the first segment)\n",
                clients, which.c_str(), first, second, static_cast<unsigned long long>(e.segments()[0].moved));
    for (const class_figures& c : e.segments()[0].classes)
        std::printf("  %s %llu\n", c.name.c_str(), static_cast<unsigned long long>(c.clients));
    return 0;
}
