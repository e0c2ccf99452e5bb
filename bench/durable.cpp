// What does durability cost? A regulation's step with history, outbox and timer, 1,000 events a commit, in a file of
// SQLite with synchronous = FULL: the durable engine; the program one would write first, with three statements an event
// (the key of the event, the client's state, the outbox); and an append of as many bytes with fdatasync, which nobody
// can go below. Then one event a commit.
#include "durable.hpp"

#include <reglament/engine/durable_engine.hpp>

#include <benchmark/benchmark.h>

#include <fcntl.h>
#include <memory>
#include <random>
#include <string>
#include <unistd.h>
#include <vector>

namespace reglament::bench {

namespace {

constexpr std::size_t client_count = 100'000, event_count = 200'000, batch = 1'000, single_count = 5'000;

std::shared_ptr<const rulebook> rules() {
    return load_text("vocabulary: ring\nevents:\n  start:\n  stop:\n  go:\n  moved:\n---\n" + ring_text()).rules;
}

std::vector<std::uint32_t> whom(std::size_t count) {
    std::mt19937 random{42};
    std::vector<std::uint32_t> all(count);
    for (auto& one : all) one = static_cast<std::uint32_t>(random() % client_count);
    return all;
}

// Waits for each commit, or steps the next while one is written.
template <bool begins>
void by_engine(benchmark::State& state) {
    const auto size = static_cast<std::size_t>(state.range(0));
    const std::size_t count = size == 1 ? single_count : event_count;
    const auto book = rules();
    const auto start = static_cast<event_index>(book->vocabulary().find_event("start").value());
    const auto go = static_cast<event_index>(book->vocabulary().find_event("go").value());
    const instant begin = parse_instant("2025-01-01").value();
    const auto clients = whom(count);
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < client_count; ++i) keys.push_back(key_of(i));
    for (auto _ : state) {
        state.PauseTiming();
        const scratch_file file{"bench-durable.db"};
        issues found;
        auto e = durable_engine::open(open_store(file.name(), found), book, {}, found);
        bool good = e->change(
            [&](engine& in) {
                for (const std::string& key : keys) in.post(bound_event{0, start, key, begin, {}});
            },
            found);
        for (const auto& sent : e->outbox(SIZE_MAX, found)) e->taken(sent.number);
        good = good && e->fold(found);
        state.ResumeTiming();
        for (std::size_t i = 0; good && i < count; i += size) {
            const auto step = [&](engine& in) {
                for (std::size_t k = i; k < i + size; ++k) {
                    const instant at = begin + std::chrono::seconds{k + 1};
                    in.post(bound_event{k + 1, go, keys[clients[k]], at, {}});
                }
            };
            good = begins ? e->begin(step, found) : e->change(step, found);
            const auto sent = e->outbox(2 * size, found);
            if (!sent.empty()) e->taken(sent.back().number);
        }
        good = good && e->settle(found);
        state.PauseTiming();
        if (!good) state.SkipWithError(render(found).c_str());
        e.reset();
        state.ResumeTiming();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(count) * state.iterations());
}
BENCHMARK(by_engine<false>)->Name("durable/engine")->Arg(batch)->Arg(1)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(by_engine<true>)->Name("durable/engine_begins")->Arg(batch)->Unit(benchmark::kMillisecond)->UseRealTime();

void by_three_statements(benchmark::State& state) {
    const auto clients = whom(event_count);
    for (auto _ : state) {
        state.PauseTiming();
        const scratch_file file{"bench-three.db"};
        auto program = std::make_unique<three_statements>(file.name());
        program->fill(client_count);
        state.ResumeTiming();
        for (std::size_t i = 0; program->good() && i < event_count; i += batch) {
            program->begin();
            for (std::size_t k = i; k < i + batch; ++k) program->put(clients[k]);
            program->commit();
        }
        state.PauseTiming();
        if (!program->good()) state.SkipWithError(program->why());
        program.reset();
        state.ResumeTiming();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(event_count) * state.iterations());
}
BENCHMARK(by_three_statements)->Name("durable/three_statements")->Unit(benchmark::kMillisecond)->UseRealTime();

void by_append(benchmark::State& state) {
    const auto size = static_cast<std::size_t>(state.range(0));
    const std::size_t count = size == 1 ? single_count : event_count;
    const std::string bytes(row * size, 'x');
    for (auto _ : state) {
        const scratch_file file{"bench-append.log"};
        const int log = ::open(file.name().c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_APPEND, 0600);
        bool good = log >= 0;
        for (std::size_t i = 0; good && i < count; i += size)
            good =
                ::write(log, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) && ::fdatasync(log) == 0;
        ::close(log);
        if (!good) state.SkipWithError("it could not be written");
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(count) * state.iterations());
}
BENCHMARK(by_append)->Name("durable/append")->Arg(batch)->Arg(1)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

}  // namespace reglament::bench
