// How long does a night take? All clients are ranked by their revenue, divided into A, B, C, and told where they are
// now: the first night everybody, the second one after one client in a hundred has bought again.
#include <reglament/reglament.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

namespace {

using namespace reglament;

const std::string text = R"(vocabulary: shop
events:
  order.paid:
    data:
      amount: number
facts:
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

double seconds_of_night(engine& e) {
    const auto from = std::chrono::steady_clock::now();
    e.recompute_segments();
    const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
    e.taken(SIZE_MAX);
    return took;
}

}  // namespace

int main(int argc, char** argv) {
    const std::size_t clients = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 10'000'000;
    const auto rules = load_text(text).rules;
    if (!rules) {
        std::fputs("the rules do not load\n", stderr);
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
    std::printf("%zu clients: the first night %.2f s, the second %.2f s (%llu moved)\n", clients, first, second,
                static_cast<unsigned long long>(e.segments()[0].moved));
    for (const class_figures& c : e.segments()[0].classes)
        std::printf("  %s %llu\n", c.name.c_str(), static_cast<unsigned long long>(c.clients));
    return 0;
}
