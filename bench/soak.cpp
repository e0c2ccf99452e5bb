// A host that runs for long at a steady rate and is killed again and again: is anything lost or doubled, does its
// memory stay as it is, and what does its file grow by? Another process is the host; this one kills it (SIGKILL) and
// begins it again, and compares with what it knows: which events were acknowledged, which effects came, and where every
// client must stand. Events are stepped while the commit before is written.
//
//   reglament_bench_soak [MINUTES [CLIENTS [EVENTS A SECOND [SECONDS BETWEEN KILLS]]]]
#include "durable.hpp"

#include <reglament/engine/durable_engine.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <sys/mman.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace {

using namespace reglament;
using namespace reglament::bench;
using steady = std::chrono::steady_clock;

constexpr std::size_t batch = 1'000;
constexpr std::size_t steps = 8;  // of the ring

struct settings {
    double minutes = 60;
    std::size_t clients = 100'000;
    double rate = 50'000;
    double between_kills = 60;
};

// What both processes see; it outlives the host.
struct shared {
    std::atomic<std::uint64_t> acknowledged = 0;  // events
    std::atomic<std::uint64_t> effects = 0;       // the last number that was handed over
    std::atomic<std::uint64_t> gaps = 0;          // between those
    std::atomic<std::uint64_t> of_starts = 0;     // effects that were told when clients were filled in
    std::atomic<double> opened = 0;               // seconds that took; below zero: not yet
};

double seconds_since(steady::time_point begin) {
    return std::chrono::duration<double>(steady::now() - begin).count();
}

[[noreturn]] void stop(const issues& found) {
    std::fputs(render(found).c_str(), stderr);
    std::exit(1);
}

std::size_t whose(std::uint64_t event, std::size_t clients) {
    std::uint64_t h = event * 0x9E3779B97F4A7C15ULL;
    h = (h ^ h >> 32U) * 0xD6E8FEB86659FD93ULL;
    return static_cast<std::size_t>((h ^ h >> 32U) % clients);
}

class busy_host {
public:
    busy_host(const settings& how, const std::string& file, shared& seen) : how_{how}, seen_{seen} {
        const auto begin = steady::now();
        rules_ = load_text("vocabulary: ring\nevents:\n  start:\n  stop:\n  go:\n  moved:\n---\n" + ring_text()).rules;
        issues found;
        e_ = durable_engine::open(open_store("sqlite:" + file, found), rules_, {{}, false}, found);
        if (e_ == nullptr) stop(found);
        const std::string done = e_->kept("done", found);
        done_ = done.empty() ? 0 : std::stoull(done);
        if (e_->look().client_count() < how.clients) {
            fill();
            seen_.of_starts = seen_.effects.load();
        }
        seen_.opened = seconds_since(begin);
    }

    [[nodiscard]] std::uint64_t done() const noexcept { return done_; }

    [[noreturn]] void work() {
        const auto begin = steady::now();
        const auto go = static_cast<event_index>(rules_->vocabulary().find_event("go").value());
        std::uint64_t before = done_;
        for (std::size_t commits = 1;; ++commits) {
            issues found;
            const std::uint64_t next = done_ + batch;
            e_->keep("done", std::to_string(next));
            const bool good = e_->begin(
                [&](engine& in) {
                    for (std::uint64_t k = done_; k < next; ++k)
                        in.post(bound_event{k + 1, go, key_of(whose(k, how_.clients)), time_of(k), {}});
                },
                found);
            if (!good) stop(found);
            seen_.acknowledged = before;  // that commit is durable, or this one could not have been begun
            before = done_ = next;
            hand_over();
            const double ahead = static_cast<double>(commits * batch) / how_.rate - seconds_since(begin);
            if (ahead > 0) std::this_thread::sleep_for(std::chrono::duration<double>(ahead));
        }
    }

    // The rest of the effects.
    void hand_over_all() {
        for (std::uint64_t last = 0; last != seen_.effects;) {
            last = seen_.effects;
            hand_over();
        }
    }

    // False: some client is not where it must be.
    [[nodiscard]] bool is_right() const {
        std::vector<std::uint32_t> moves(how_.clients);
        for (std::uint64_t k = 0; k < done_; ++k) ++moves[whose(k, how_.clients)];
        const machine& m = rules_->machines().front();
        for (std::size_t i = 0; i < how_.clients; ++i) {
            const auto at = e_->look().find_client(key_of(i));
            const record& r = e_->look().state(at.value());
            if (r.runs.size() != 1 || m.states()[r.runs[0].at].id != "s" + std::to_string(moves[i] % steps))
                return false;
        }
        return true;
    }

private:
    static instant time_of(std::uint64_t event) {
        return parse_instant("2025-01-01").value() + std::chrono::milliseconds{event + 1};
    }

    void fill() {
        const auto start = static_cast<event_index>(rules_->vocabulary().find_event("start").value());
        issues found;
        for (std::size_t i = 0; i < how_.clients; i += 20 * batch) {
            const bool good = e_->change(
                [&](engine& in) {
                    for (std::size_t k = i; k < std::min(i + 20 * batch, how_.clients); ++k)
                        in.post(bound_event{0, start, key_of(k), parse_instant("2025-01-01").value(), {}});
                },
                found);
            if (!good) stop(found);
            hand_over();
        }
    }

    // Numbers go up by one; after a kill some come again.
    void hand_over() {
        issues found;
        const auto sent = e_->outbox(64 * batch, found);
        if (found.has_errors()) stop(found);
        for (const sent_effect& s : sent) {
            const std::uint64_t last = seen_.effects;
            if (s.number > last + 1) ++seen_.gaps;
            seen_.effects = std::max<std::uint64_t>(last, s.number);
        }
        if (!sent.empty()) e_->taken(sent.back().number);
    }

    const settings& how_;
    shared& seen_;
    std::shared_ptr<const rulebook> rules_;
    std::unique_ptr<durable_engine> e_;
    std::uint64_t done_ = 0;
};

double mebibytes_of(pid_t process) {
    long pages = 0;
    if (std::FILE* const f = std::fopen(("/proc/" + std::to_string(process) + "/statm").c_str(), "r")) {
        if (std::fscanf(f, "%*s %ld", &pages) != 1) pages = 0;
        std::fclose(f);
    }
    return static_cast<double>(pages) * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

double mebibytes_of(const std::string& file) {
    std::error_code ignored;
    const auto size = std::filesystem::file_size(file, ignored);
    return ignored ? 0 : static_cast<double>(size) / (1 << 20);
}

}  // namespace

int main(int count, char** arguments) {
    settings how;
    double* const numbers[] = {&how.minutes, nullptr, &how.rate, &how.between_kills};
    for (int i = 1; i < std::min(count, 5); ++i) {
        const double n = std::strtod(arguments[i], nullptr);
        if (numbers[i - 1] == nullptr)
            how.clients = static_cast<std::size_t>(n);
        else
            *numbers[i - 1] = n;
    }
    const scratch_file file{"bench-soak.db"};
    void* const memory = ::mmap(nullptr, sizeof(shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return 1;
    shared& seen = *new (memory) shared;
    const auto begin = steady::now();
    std::printf("minutes  opened s  acknowledged  effects  host MiB  file MiB  log MiB\n");
    while (seconds_since(begin) < how.minutes * 60) {
        seen.opened = -1;
        const pid_t process = ::fork();
        if (process == 0) busy_host{how, file.name(), seen}.work();
        while (seen.opened < 0) {
            if (::waitpid(process, nullptr, WNOHANG) != 0) return std::puts("the host has ended while it opened"), 1;
            ::usleep(10'000);
        }
        std::this_thread::sleep_for(std::chrono::duration<double>(how.between_kills));
        const double host_takes = mebibytes_of(process);
        ::kill(process, SIGKILL);
        int status = 0;
        ::waitpid(process, &status, 0);
        if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL) return std::puts("the host has ended by itself"), 1;
        std::printf("%7.1f  %8.2f  %12llu  %7llu  %8.1f  %8.1f  %7.1f\n", seconds_since(begin) / 60,
                    static_cast<double>(seen.opened), static_cast<unsigned long long>(seen.acknowledged),
                    static_cast<unsigned long long>(seen.effects), host_takes, mebibytes_of(file.name()),
                    mebibytes_of(file.name() + "-wal"));
        std::fflush(stdout);
    }
    const std::uint64_t acknowledged = seen.acknowledged;
    busy_host left{how, file.name(), seen};
    left.hand_over_all();
    const std::uint64_t effects = seen.effects - seen.of_starts;  // each event emits one
    const bool good = left.done() >= acknowledged && seen.gaps == 0 && effects == left.done() && left.is_right();
    std::printf(
        "%llu events were acknowledged, %llu are there, and %llu effects of theirs; %llu gaps; clients stand %s\n",
        static_cast<unsigned long long>(acknowledged), static_cast<unsigned long long>(left.done()),
        static_cast<unsigned long long>(effects), static_cast<unsigned long long>(seen.gaps),
        left.is_right() ? "where they must" : "elsewhere");
    return good ? 0 : 1;
}
