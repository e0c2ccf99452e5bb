// What does durability cost? A regulation's step with history, outbox and timer, 1,000 events a commit, in a file of
// SQLite with synchronous = FULL: the durable engine; the program one would write first, with three statements an event
// (the key of the event, the client's state, the outbox); and an append of as many bytes with fdatasync, which nobody
// can go below. Then one event a commit.
#include <reglament/engine/durable_engine.hpp>
#include <reglament/reglament.hpp>

#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <random>
#include <sqlite3.h>
#include <string>
#include <unistd.h>
#include <vector>

namespace reglament::bench {

namespace {

constexpr std::size_t client_count = 100'000, event_count = 200'000, batch = 1'000, single_count = 300;
constexpr std::size_t row = 354;  // bytes of state and outbox of one event

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

// In the folder where the program stands: a temporary one may lie in memory.
class scratch_file {
public:
    explicit scratch_file(std::string name) : name_{std::move(name)} { clean(); }
    scratch_file(const scratch_file&) = delete;
    scratch_file& operator=(const scratch_file&) = delete;
    ~scratch_file() { clean(); }
    [[nodiscard]] const std::string& name() const noexcept { return name_; }

private:
    void clean() const {
        for (const char* const end : {"", "-wal", "-shm"}) std::filesystem::remove(name_ + end);
    }
    std::string name_;
};

std::vector<std::uint32_t> whom(std::size_t count) {
    std::mt19937 random{42};
    std::vector<std::uint32_t> all(count);
    for (auto& one : all) one = static_cast<std::uint32_t>(random() % client_count);
    return all;
}

std::string key_of(std::size_t client) {
    return "client-" + std::to_string(client);
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
    const std::string bytes(row / 2, 'x');
    for (auto _ : state) {
        state.PauseTiming();
        const scratch_file file{"bench-three.db"};
        sqlite3* db = nullptr;
        sqlite3_open(file.name().c_str(), &db);
        const auto run = [db](const char* text) {
            return sqlite3_exec(db, text, nullptr, nullptr, nullptr) == SQLITE_OK;
        };
        bool good = run("PRAGMA journal_mode = WAL") && run("PRAGMA synchronous = FULL") &&
                    run("PRAGMA wal_autocheckpoint = 4000") &&
                    run("CREATE TABLE seen (key INTEGER PRIMARY KEY) WITHOUT ROWID") &&
                    run("CREATE TABLE client (key TEXT PRIMARY KEY, state BLOB) WITHOUT ROWID") &&
                    run("CREATE TABLE outbox (number INTEGER PRIMARY KEY, bytes BLOB)");
        sqlite3_stmt *seen = nullptr, *client = nullptr, *outbox = nullptr;
        sqlite3_prepare_v2(db, "INSERT INTO seen VALUES (?)", -1, &seen, nullptr);
        sqlite3_prepare_v2(db,
                           "INSERT INTO client VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET state = excluded.state",
                           -1, &client, nullptr);
        sqlite3_prepare_v2(db, "INSERT INTO outbox (bytes) VALUES (?)", -1, &outbox, nullptr);
        const auto put = [&](std::size_t who) {
            const std::string key = key_of(who);
            sqlite3_bind_text(client, 1, key.data(), static_cast<int>(key.size()), SQLITE_TRANSIENT);
            sqlite3_bind_blob(client, 2, bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC);
            good = good && sqlite3_step(client) == SQLITE_DONE;
            sqlite3_reset(client);
        };
        good = good && run("BEGIN");
        for (std::size_t i = 0; i < client_count; ++i) put(i);
        good = good && run("COMMIT") && run("PRAGMA wal_checkpoint(TRUNCATE)");
        std::mt19937_64 random{7};
        state.ResumeTiming();
        for (std::size_t i = 0; good && i < event_count; i += batch) {
            good = run("BEGIN IMMEDIATE");
            for (std::size_t k = i; k < i + batch; ++k) {
                sqlite3_bind_int64(seen, 1, static_cast<sqlite3_int64>(random() >> 1U));
                good = good && sqlite3_step(seen) == SQLITE_DONE;
                sqlite3_reset(seen);
                put(clients[k]);
                sqlite3_bind_blob(outbox, 1, bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC);
                good = good && sqlite3_step(outbox) == SQLITE_DONE;
                sqlite3_reset(outbox);
            }
            good = good && run("COMMIT");
        }
        state.PauseTiming();
        if (!good) state.SkipWithError(sqlite3_errmsg(db));
        for (sqlite3_stmt* s : {seen, client, outbox}) sqlite3_finalize(s);
        sqlite3_close(db);
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
