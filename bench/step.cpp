// How fast is a step that only tests guards? Ours, and the floor: a switch written by hand.
#include "step.hpp"

#include <reglament/reglament.hpp>

#include <benchmark/benchmark.h>

#include <string>

namespace reglament::bench {

namespace {

std::int64_t done(const benchmark::State& state) {
    return static_cast<std::int64_t>(static_cast<std::size_t>(state.iterations()) * stimuli().size());
}

std::shared_ptr<const rulebook> ring_rules() {
    std::string text =
        "vocabulary: ring\nevents:\n  start:\n  stop:\n  go:\n    data:\n      amount: number\n---\n"
        "regulation: ring\ninput:\n  event: start\noutput:\n  stopped:\n    when: stop\nsteps:\n";
    for (std::size_t i = 0; i < 8; ++i) {
        text += "  - listen: go\n    id: s" + std::to_string(i) + "\n    if: event.amount > " +
                std::to_string(limits[i]) + "\n";
    }
    return load_text(text + "  - goto: s0\n").rules;
}

// What every contestant computes, by hand.
void run_switch(std::vector<std::uint8_t>& states) {
    for (const stimulus& s : stimuli()) {
        std::uint8_t& at = states[s.instance];
        switch (at) {
            case 0:
                at = s.amount > 10 ? 1 : 0;
                break;
            case 1:
                at = s.amount > 20 ? 2 : 1;
                break;
            case 2:
                at = s.amount > 30 ? 3 : 2;
                break;
            case 3:
                at = s.amount > 40 ? 4 : 3;
                break;
            case 4:
                at = s.amount > 50 ? 5 : 4;
                break;
            case 5:
                at = s.amount > 60 ? 6 : 5;
                break;
            case 6:
                at = s.amount > 70 ? 7 : 6;
                break;
            default:
                at = s.amount > 80 ? 0 : 7;
                break;
        }
    }
}

void by_hand(benchmark::State& state) {
    std::vector<std::uint8_t> states(instance_count);
    for (auto _ : state) {
        run_switch(states);
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(done(state));
}
BENCHMARK(by_hand)->Name("step/switch")->Unit(benchmark::kMillisecond);

/// A hundred thousand runs of the ring, each in the state the regulation begins with.
class contest {
public:
    contest() : rules_{ring_rules()} {
        run fresh;
        fresh.at = rules_->machines()[0].initial();
        fresh.number = 1;
        runs_.assign(instance_count, fresh);
        go_ = static_cast<event_index>(*rules_->vocabulary().find_event("go"));
        context_.facts = rules_->initial_facts().data();
        out_.trace = false;
    }

    void run_all() {
        for (const stimulus& s : stimuli()) {
            const feel::value amount{feel::number{s.amount}};
            step_run(*rules_, context_, runs_[s.instance], signal{go_, {}, std::span{&amount, 1}, 0, {}}, {}, out_);
        }
    }

    [[nodiscard]] std::uint64_t sum_of_states() const {
        std::uint64_t sum = 0;
        for (const run& r : runs_) sum += static_cast<std::uint64_t>(rules_->machines()[0].states()[r.at].id[1] - '0');
        return sum;
    }

private:
    std::shared_ptr<const rulebook> rules_;
    std::vector<run> runs_;
    event_index go_ = 0;
    run_context context_;
    step_output out_;
};

void ours(benchmark::State& state) {
    contest c;
    c.run_all();
    if (c.sum_of_states() != expected_states()) state.SkipWithError("the states differ");
    for (auto _ : state) c.run_all();
    state.SetItemsProcessed(done(state));
    state.counters["bytes"] = sizeof(run);
}
BENCHMARK(ours)->Name("step/reglament")->Unit(benchmark::kMillisecond);

}  // namespace

std::uint64_t expected_states() {
    static const std::uint64_t sum = [] {
        std::vector<std::uint8_t> states(instance_count);
        run_switch(states);
        std::uint64_t total = 0;
        for (const std::uint8_t s : states) total += s;
        return total;
    }();
    return sum;
}

}  // namespace reglament::bench
