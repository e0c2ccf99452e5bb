// How long does it take to open a store of many clients with one run each, after a clean end and after a kill, and how
// much memory do they take? A program of its own, each part in a process of its own, because what is asked is what a
// process takes.  reglament_bench_many [CLIENTS [FILE]]
#include "idle.hpp"

#include <reglament/engine/durable_engine.hpp>
#include <reglament/reglament.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace reglament;
using steady = std::chrono::steady_clock;

using bench::key_of;
using bench::resident_bytes;
using bench::text;

constexpr std::size_t batch = 20'000;

double seconds_since(steady::time_point begin) {
    return std::chrono::duration<double>(steady::now() - begin).count();
}

struct parts {
    std::size_t clients;
    std::string file;
    std::shared_ptr<const rulebook> rules = load_text(text).rules;
    instant begin = parse_instant("2025-01-01").value();

    [[nodiscard]] std::unique_ptr<durable_engine> open() const {
        issues found;
        auto e = durable_engine::open(open_store("sqlite:" + file, found), rules, {{}, false}, found);
        if (e == nullptr) stop(found);
        return e;
    }
    [[noreturn]] static void stop(const issues& found) {
        std::fputs(render(found).c_str(), stderr);
        std::exit(1);
    }
    static void take_all(durable_engine& e) {
        issues found;
        for (auto sent = e.outbox(batch, found); !sent.empty(); sent = e.outbox(batch, found))
            e.taken(sent.back().number);
    }

    // Events have ids, as those of hosts do: their keys are kept, too.
    void fill() const {
        const auto since = steady::now();
        const auto start = static_cast<event_index>(rules->vocabulary().find_event("start").value());
        const auto e = open();
        issues found;
        for (std::size_t i = 0; i < clients; i += batch) {
            const bool good = e->begin(
                [&](engine& in) {
                    for (std::size_t k = i; k < std::min(clients, i + batch); ++k)
                        in.post(bound_event{k + 1, start, key_of(k), begin + std::chrono::milliseconds{k}, {}});
                },
                found);
            if (!good) stop(found);
            take_all(*e);
        }
        if (!e->settle(found)) stop(found);
        take_all(*e);
        if (!e->fold(found)) stop(found);
        std::printf("filled: %zu clients in %.1f s, %.2f GB\n", clients, seconds_since(since),
                    static_cast<double>(std::filesystem::file_size(file)) / 1e9);
    }

    void reopen(const char* after) const {
        const double before = resident_bytes();
        const auto since = steady::now();
        const auto e = open();
        const double opened = seconds_since(since);
        issues found;
        const auto heard = static_cast<event_index>(rules->vocabulary().find_event("heard").value());
        const bool good = e->change(
            [&](engine& in) {
                in.post(bound_event{clients * 3, heard, key_of(clients / 2), in.now(), {}});
            },
            found);
        if (!good || e->look().client_count() != clients) stop(found);
        std::printf("%s: opened in %.1f s, the first event durable after %.1f s, %.0f bytes a client\n", after, opened,
                    seconds_since(since), (resident_bytes() - before) / static_cast<double>(clients));
    }

    // So much that every page has to be read again, and then gone without a word.
    void work_and_die() const {
        const auto heard = static_cast<event_index>(rules->vocabulary().find_event("heard").value());
        const auto e = open();
        std::mt19937_64 random{5};
        issues found;
        std::uint64_t key = clients * 4;
        for (std::size_t i = 0; i < clients / 4; i += 1'000) {
            const bool good = e->begin(
                [&](engine& in) {
                    for (int k = 0; k < 1'000; ++k)
                        in.post(bound_event{++key, heard, key_of(random() % clients), in.now(), {}});
                },
                found);
            if (!good) stop(found);
            take_all(*e);
        }
        std::fflush(stdout);
        _exit(0);
    }
};

template <class Work>
void apart(Work&& work) {
    std::fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        work();
        std::fflush(stdout);
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (status != 0) std::exit(1);
}

}  // namespace

int main(int argc, char** argv) {
    const parts b{argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000, argc > 2 ? argv[2] : "bench-many.db"};
    const auto clean = [&] {
        for (const char* const end : {"", "-wal", "-shm"}) std::filesystem::remove(b.file + end);
    };
    clean();
    apart([&] { b.fill(); });
    apart([&] { b.reopen("after a clean end"); });
    apart([&] { b.work_and_die(); });
    apart([&] { b.reopen("after a kill"); });
    clean();
}
