// How fast is a step with all that a host needs of it? An event moves one client's run from listen to listen over an
// `emit`: the history gets a record for each state entered, the outbox one for the event emitted, and the deadline is
// armed anew. Once by `step_event` on records that the caller keeps, once through the engine; for one client, which
// stays in the nearest cache, as one actor of another engine does, and for as many as are far from it.
#include <reglament/reglament.hpp>

#include <benchmark/benchmark.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

namespace reglament::bench {

namespace {

constexpr std::size_t event_count = std::size_t{1} << 18;

std::shared_ptr<const rulebook> rules() {
    std::string text =
        "vocabulary: ring\nevents:\n  start:\n  stop:\n  go:\n  moved:\n---\n"
        "regulation: ring\ninput:\n  event: start\noutput:\n  stopped:\n    when: stop\n  lost:\nsteps:\n";
    for (int i = 0; i < 8; ++i) {
        text += "  - listen: go\n    id: s" + std::to_string(i) +
                "\n    within: 30 days\n    on timeout: lost\n  - emit: moved\n";
    }
    return load_text(text + "  - goto: s0\n").rules;
}

struct workload {
    std::shared_ptr<const rulebook> book = rules();
    event_index start = static_cast<event_index>(book->vocabulary().find_event("start").value());
    event_index go = static_cast<event_index>(book->vocabulary().find_event("go").value());
    instant begin = parse_instant("2025-01-01").value();
    std::vector<std::uint32_t> whom;
    std::vector<std::string> keys;

    explicit workload(std::size_t client_count) {
        std::mt19937 random{42};
        for (std::size_t i = 0; i < event_count; ++i)
            whom.push_back(static_cast<std::uint32_t>(random() % client_count));
        for (std::size_t i = 0; i < client_count; ++i) keys.push_back("client-" + std::to_string(i));
    }

    // A second after each other, so that deadlines are all different and none is reached.
    [[nodiscard]] instant when(std::size_t event) const { return begin + std::chrono::seconds{event + 1}; }
};

// Each event: the listen is left, `emit` says something to the world, the next listen is entered with its deadline.
bool is_right(const workload& w, std::uint64_t history, std::uint64_t outbox, std::uint64_t due_right) {
    return history >= 2 * event_count && outbox == event_count && due_right == w.keys.size();
}

// By client: when its deadline must be after all events.
std::vector<instant> expected_dues(const workload& w) {
    std::vector<instant> last(w.keys.size(), w.begin + std::chrono::days{30});
    for (std::size_t i = 0; i < event_count; ++i) last[w.whom[i]] = w.when(i) + std::chrono::days{30};
    return last;
}

/// Records that the caller keeps; history and outbox are lists in the order of events, which is what a log is.
struct kept_records {
    const workload& w;
    std::vector<record> records{w.keys.size()};
    step_output out;
    effects& history;  // its memory is used again, so that what is measured is not how the system clears pages
    std::vector<std::size_t> outbox;  // into the history

    kept_records(const workload& of, effects& log) : w{of}, history{log} {
        for (record& r : records) step_event(*w.book, r, signal{w.start, w.begin, {}, 0, {}}, w.begin, out);
        out.effects.clear();
        history.clear();
        outbox.reserve(event_count);
    }

    void move_all() {
        for (std::size_t i = 0; i < event_count; ++i) {
            const instant at = w.when(i);
            step_event(*w.book, records[w.whom[i]], signal{w.go, at, {}, 0, {}}, at, out);
            for (effect& e : out.effects) {
                if (e.kind == effect_kind::event_emitted) outbox.push_back(history.size());
                history.push_back(std::move(e));
            }
            out.effects.clear();
        }
    }
};

void by_record(benchmark::State& state) {
    const workload w{static_cast<std::size_t>(state.range(0))};
    const std::vector<instant> dues = expected_dues(w);
    effects log(4 * event_count);
    for (auto _ : state) {
        state.PauseTiming();
        auto kept = std::make_unique<kept_records>(w, log);
        state.ResumeTiming();
        kept->move_all();
        state.PauseTiming();
        std::uint64_t right = 0;
        for (std::size_t i = 0; i < dues.size(); ++i) right += kept->records[i].due == dues[i] ? 1 : 0;
        if (!is_right(w, kept->history.size(), kept->outbox.size(), right)) state.SkipWithError("the steps differ");
        kept.reset();
        state.ResumeTiming();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(event_count) * state.iterations());
}
BENCHMARK(by_record)->Name("full_step/record")->Arg(1)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

void by_engine(benchmark::State& state) {
    const workload w{static_cast<std::size_t>(state.range(0))};
    const std::vector<instant> dues = expected_dues(w);
    for (auto _ : state) {
        state.PauseTiming();
        auto e = std::make_unique<engine>(w.book);
        for (const std::string& key : w.keys) e->post(bound_event{0, w.start, key, w.begin, {}});
        e->taken(SIZE_MAX);
        state.ResumeTiming();
        for (std::size_t i = 0; i < event_count; ++i) e->post(bound_event{0, w.go, w.keys[w.whom[i]], w.when(i), {}});
        state.PauseTiming();
        std::uint64_t right = 0, told = 0;
        for (std::size_t i = 0; i < dues.size(); ++i) {
            right += e->state(i).due == dues[i] ? 1 : 0;
            told += e->history(w.keys[i]).size();
        }
        if (!is_right(w, told, e->outbox().size(), right)) state.SkipWithError("the steps differ");
        e.reset();
        state.ResumeTiming();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(event_count) * state.iterations());
}
BENCHMARK(by_engine)->Name("full_step/engine")->Arg(1)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace

}  // namespace reglament::bench
