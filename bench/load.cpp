// What does loading cost beside parsing the YAML? A thousand regulations of two hundred lines.
#include <reglament/machine/rulebook.hpp>

#include <benchmark/benchmark.h>
#include <yaml-cpp/yaml.h>

#include <string>
#include <vector>

namespace reglament::bench {

namespace {

constexpr std::size_t regulation_count = 1'000;

const std::string vocabulary_text = R"(vocabulary: bench
events:
  order.paid:
    data:
      amount: number
  call.made:
  client.lost:
facts:
  class: one of A, B, C, D
  phone allowed: boolean
  last amount:
    type: number
    from: order.paid.amount
roles: [client manager, head of client department]
)";

// Eleven lines a round: sixteen of them and the frame make two hundred.
std::string round_of_steps(int n) {
    const std::string i = std::to_string(n);
    return "  - task: survey " + i +
           "\n"
           "    do: Позвонить и заполнить анкету «Идеальный поставщик», часть " +
           i +
           "\n"
           "    by: client manager\n"
           "    within: 2 working days\n"
           "    norm: 15 min\n"
           "    form:\n"
           "      reason: one of offended, forgot\n"
           "  - if: survey " +
           i + ".reason = \"offended\" and last amount > " + i +
           "\n"
           "    then:\n"
           "      - wait: 3 days\n"
           "  - wait: " +
           i + " days\n";
}

std::string regulation_text(std::size_t number) {
    std::string text = "regulation: r" + std::to_string(number) + R"(
title: Возврат ушедших, второй звонок
version: 1.0.0
priority: 1
owner: head of client department
input:
  silent: order.paid
  for: 90 days
  if: class in ("A", "B") and phone allowed
  again after: 180 days since start
output:
  returned:
    when: order.paid
  lost:
    emit: client.lost
steps:
)";
    for (int i = 1; i <= 16; ++i) text += round_of_steps(i);
    return text + R"(  - listen: call.made
    within: 14 days
    on timeout: lost
  - task: offer
    do: Сделать предложение
    by: client manager
    within: 2 working days
  - output: lost
)";
}

const std::vector<std::string>& texts() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> made;
        for (std::size_t i = 0; i < regulation_count; ++i) made.push_back(regulation_text(i));
        return made;
    }();
    return all;
}

std::int64_t done(const benchmark::State& state) {
    return static_cast<std::int64_t>(static_cast<std::size_t>(state.iterations()) * regulation_count);
}

void yaml_cpp(benchmark::State& state) {
    for (auto _ : state) {
        for (const std::string& text : texts()) benchmark::DoNotOptimize(YAML::Load(text));
    }
    state.SetItemsProcessed(done(state));
}
BENCHMARK(yaml_cpp)->Name("load/yaml_cpp")->Unit(benchmark::kMillisecond);

std::shared_ptr<const rulebook> load_all(issues& found) {
    std::vector<std::shared_ptr<const source>> files{
        std::make_shared<const source>("vocabulary.yaml", vocabulary_text)};
    for (std::size_t i = 0; i < regulation_count; ++i) {
        files.push_back(std::make_shared<const source>(std::to_string(i) + ".yaml", texts()[i]));
    }
    return compile(read(files, found), found);
}

void ours(benchmark::State& state) {
    for (auto _ : state) {
        issues found;
        const auto rules = load_all(found);
        if (!rules || rules->machines().size() != regulation_count) {
            state.SkipWithError(render(found).substr(0, 500).c_str());
            return;
        }
        benchmark::DoNotOptimize(rules);
    }
    state.SetItemsProcessed(done(state));
}
BENCHMARK(ours)->Name("load/reglament")->Unit(benchmark::kMillisecond);

}  // namespace

}  // namespace reglament::bench
