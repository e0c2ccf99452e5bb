// The same at the size of a large department: a million clients, ten million events, 1,000 a commit, on SQLite with
// synchronous = FULL. The whole engine: a condition, a step, history, outbox and its trimming, deadlines armed anew,
// folding, checkpoints, keys of events, and somebody who asks for tasks after each commit. Beside it, in the same run,
// the program one would write first. How long it took at most until a commit was durable since its first event came,
// and how much went to the device, is told.
//
//   reglament_bench_durable [CLIENTS [EVENTS]]
#include "durable.hpp"

#include <reglament/engine/durable_engine.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <utility>

namespace {

using namespace reglament;
using namespace reglament::bench;
using steady = std::chrono::steady_clock;

constexpr std::size_t batch = 1'000;

// A tenth of the clients have a task, too.
std::shared_ptr<const rulebook> rules() {
    const loaded l = load_text(
        "vocabulary: ring\nevents:\n  start:\n    data:\n      call: boolean\n  stop:\n  go:\n    data:\n"
        "      sum: number\n  moved:\nroles: [manager]\n---\n" +
            ring_text("    if: event.sum > 100\n") +
            "---\nregulation: care\ninput:\n  event: start\n  if: event.call\noutput: [done]\nsteps:\n"
            "  - task: call\n    do: Call\n    by: manager\n    within: 60 days\n  - output: done\n",
        "bench.yaml");
    if (!l.rules) std::fputs(render(l.found).c_str(), stderr), std::exit(1);
    return l.rules;
}

double seconds_since(steady::time_point begin) {
    return std::chrono::duration<double>(steady::now() - begin).count();
}

// What this process has had written to devices; what the system writes later is counted when it is known to be.
double mebibytes_written() {
    std::ifstream io{"/proc/self/io"};
    std::string name;
    for (double n = 0; io >> name >> n;) {
        if (name == "write_bytes:") return n / (1 << 20);
    }
    return 0;
}

class measured {
public:
    void commit_begins() { since_ = steady::now(); }
    void commit_ends() { longest_ = std::max(longest_, seconds_since(since_)); }
    // The commit before is durable now; since when its events came is known.
    void next_begins() {
        const auto now = steady::now();
        before_ = std::exchange(since_, now);
    }
    void one_before_ends() {
        if (before_ != steady::time_point{}) longest_ = std::max(longest_, seconds_since(before_));
    }
    void tell(const char* name, std::size_t events) const {
        const double took = seconds_since(begin_), bytes = (mebibytes_written() - written_) * (1 << 20);
        const auto count = static_cast<double>(events);
        std::printf("%-18s %zu events in %.1f s, %.0f /s; longest commit %.1f ms; %.0f bytes written an event\n", name,
                    events, took, count / took, longest_ * 1e3, bytes / count);
        std::fflush(stdout);
    }

private:
    steady::time_point begin_ = steady::now(), since_{}, before_{};
    double written_ = mebibytes_written(), longest_ = 0;
};

[[noreturn]] void stop(const issues& found) {
    std::fputs(render(found).c_str(), stderr);
    std::exit(1);
}

std::unique_ptr<durable_engine> filled(const std::string& file, std::size_t clients, instant begin) {
    const auto book = rules();
    const auto start = static_cast<event_index>(book->vocabulary().find_event("start").value());
    issues found;
    auto e = durable_engine::open(open_store("sqlite:" + file, found), book, {{}, false}, found);
    if (e == nullptr) stop(found);
    constexpr std::size_t many = 20'000;
    for (std::size_t i = 0; i < clients; i += many) {
        const bool good = e->change(
            [&](engine& in) {
                for (std::size_t k = i; k < std::min(i + many, clients); ++k) {
                    const feel::value call{k % 10 == 0};
                    in.post(bound_event{k + 1, start, key_of(k), begin, {&call, 1}});
                }
            },
            found);
        if (!good) stop(found);
        while (!e->outbox(1, found).empty()) e->taken(e->outbox(4 * many, found).back().number);
    }
    if (!e->fold(found)) stop(found);
    return e;
}

// `size` events a commit, the next stepped while one is written.
void by_engine(std::size_t clients, std::size_t events) {
    const scratch_file file{"bench-durable-large.db"};
    const instant begin = parse_instant("2025-01-01").value();
    const auto e = filled(file.name(), clients, begin);
    const auto go = static_cast<event_index>(e->look().rules().vocabulary().find_event("go").value());
    std::mt19937 random{42};
    issues found;
    std::size_t tasks = 0;
    measured m;
    for (std::size_t i = 0; i < events; i += batch) {
        m.next_begins();
        const bool good = e->begin(
            [&](engine& in) {
                for (std::size_t k = i; k < i + batch; ++k) {
                    const feel::value sum{feel::number{static_cast<std::int64_t>(101 + k % 900)}};
                    const instant at = begin + std::chrono::milliseconds{100 * (k + 1)};
                    in.post(bound_event{clients + k + 1, go, key_of(random() % clients), at, {&sum, 1}});
                }
            },
            found);
        if (!good) stop(found);
        const auto sent = e->outbox(4 * batch, found);
        if (!sent.empty()) e->taken(sent.back().number);
        m.one_before_ends();
        task_filter whose;
        const std::string key = key_of(random() % clients);
        whose.subject = key;
        tasks += e->look().tasks(whose).size();
    }
    if (!e->settle(found)) stop(found);
    m.tell("engine", events);
    std::printf("    %zu tasks told\n", tasks);
}

void by_three_statements(std::size_t clients, std::size_t events) {
    const scratch_file file{"bench-three-large.db"};
    three_statements program{file.name()};
    program.fill(clients);
    std::mt19937 random{42};
    measured m;
    for (std::size_t i = 0; program.good() && i < events; i += batch) {
        m.commit_begins();
        program.begin();
        for (std::size_t k = i; k < i + batch; ++k) program.put(random() % clients);
        program.commit();
        m.commit_ends();
    }
    if (!program.good()) std::fputs(program.why(), stderr), std::exit(1);
    m.tell("three statements", events);
}

}  // namespace

int main(int count, char** arguments) {
    const std::size_t clients = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 1'000'000;
    const std::size_t events = count > 2 ? std::strtoull(arguments[2], nullptr, 10) : 10'000'000;
    by_engine(clients, events);
    by_three_statements(clients, events);
}
