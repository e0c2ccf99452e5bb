// How many events a second go the whole road: file, order of time, engine with silences, tasks and history?
#include <reglament/reglament.hpp>

#include <benchmark/benchmark.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>

namespace reglament::bench {

namespace {

const std::string silence_rules = R"(vocabulary: shop
events:
  order.paid:
    data:
      amount: number
---
regulation: reactivation
input:
  silent: order.paid
  for: P90D
output:
  returned:
    when: order.paid
steps:
  - task: call
    do: Позвонить
  - output: returned
)";

std::string made_line(std::mt19937& random, int customer) {
    const std::chrono::sys_days first{std::chrono::year{1997} / 1 / 1};
    const std::chrono::year_month_day day{first + std::chrono::days{random() % 546}};
    char line[64];
    std::snprintf(line, sizeof line, "%05d %04d%02u%02u %u %u.%02u\n", customer, static_cast<int>(day.year()),
                  static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()),
                  static_cast<unsigned>(1 + random() % 4), static_cast<unsigned>(random() % 100),
                  static_cast<unsigned>(random() % 100));
    return line;
}

// Rows of the shape of CDNOW: 23,570 customers, 69,659 purchases over eighteen months.
const std::string& made_purchases() {
    static const std::string all = [] {
        std::mt19937 random{1};
        std::string text = "customer_id date number_of_cds dollar_value\n";
        for (int rows = 0; rows < 69'659; ++rows) text += made_line(random, 1 + rows % 23'570);
        return text;
    }();
    return all;
}

std::string file_text(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    return std::move(text).str();
}

void whole_road(benchmark::State& state, const std::string& text) {
    issues found;
    const auto rules = load_text(silence_rules).rules;
    log_options how;
    how.columns = parse_mapping("type=order.paid,subject=customer_id,time=date:%Y%m%d,data.amount=dollar_value", found);
    if (!rules || !how.columns) {
        state.SkipWithError("the rules do not load");
        return;
    }
    std::size_t events = 0;
    for (auto _ : state) {
        event_log log{*rules, how};
        log.read_text(text, "purchases.txt", found);
        log.sort();
        engine e{rules};
        for (std::size_t i = 0; i < log.size(); ++i) e.post(log[i].bound);
        e.advance(*parse_instant("1998-06-30"));
        events += log.size();
    }
    if (events != 69'659 * static_cast<std::size_t>(state.iterations())) state.SkipWithError("not all rows were read");
    state.SetItemsProcessed(static_cast<std::int64_t>(events));
}

void purchases(benchmark::State& state) {
    whole_road(state, made_purchases());
}
BENCHMARK(purchases)->Name("events/purchases")->Unit(benchmark::kMillisecond);

// The floor: going through the bytes to find each line.
void lines_only(benchmark::State& state) {
    const std::string& text = made_purchases();
    std::size_t lines = 0;
    for (auto _ : state) {
        for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1)) ++lines;
        benchmark::DoNotOptimize(lines);
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(lines));
}
BENCHMARK(lines_only)->Name("events/lines_only")->Unit(benchmark::kMillisecond);

void cdnow(benchmark::State& state) {
    const std::filesystem::path path = std::filesystem::path{REGLAMENT_SHARED_DIR} / "data" / "CDNOW_master.txt";
    if (!std::filesystem::exists(path)) {
        state.SkipWithError("CDNOW_master.txt is not here");
        return;
    }
    whole_road(state, file_text(path));
}
BENCHMARK(cdnow)->Name("events/cdnow")->Unit(benchmark::kMillisecond);

}  // namespace

}  // namespace reglament::bench
