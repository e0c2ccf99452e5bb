// What does durability cost on a server? The durable engine on PostgreSQL, 1,000 events a commit, beside the best
// program one would write without it: four connections, each with its clients, that stage a batch by COPY, sorted,
// upsert the clients from there in one statement, and copy history and outbox. The server is one of its own, with the
// defaults: fsync, synchronous_commit.
//
//   reglament_bench_postgres [CLIENTS [EVENTS]]
#include "durable.hpp"
#include "postgres/cluster.hpp"

#include <reglament/engine/durable_engine.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <libpq-fe.h>
#include <thread>

namespace {

using namespace reglament;
using namespace reglament::bench;
using steady = std::chrono::steady_clock;

constexpr std::size_t batch = 1'000, connections = 4;

[[noreturn]] void stop(const char* why) {
    std::fputs(why, stderr);
    std::exit(1);
}

double seconds_since(steady::time_point begin) {
    return std::chrono::duration<double>(steady::now() - begin).count();
}

double tell(const char* name, std::size_t events, double seconds) {
    const double rate = static_cast<double>(events) / seconds;
    std::printf("%-36s %zu events in %.1f s, %.0f /s\n", name, events, seconds, rate);
    std::fflush(stdout);
    return rate;
}

double by_engine(const std::string& url, std::size_t clients, std::size_t events, bool begins) {
    const auto book =
        load_text("vocabulary: ring\nevents:\n  start:\n  stop:\n  go:\n  moved:\n---\n" + ring_text()).rules;
    const auto event_of = [&](const char* name) {
        return static_cast<event_index>(book->vocabulary().find_event(name).value());
    };
    const event_index start = event_of("start"), go = event_of("go");
    const instant begin = parse_instant("2025-01-01").value();
    issues found;
    const std::string prefix = begins ? "begun_" : "waited_";
    const auto e = durable_engine::open(open_store(url + "?table_prefix=" + prefix, found), book, {{}, false}, found);
    if (e == nullptr) stop(render(found).c_str());
    const auto take_all = [&] {
        for (auto sent = e->outbox(64 * batch, found); !sent.empty(); sent = e->outbox(64 * batch, found))
            e->taken(sent.back().number);
    };
    for (std::size_t i = 0; i < clients; i += 20 * batch) {
        const bool good = e->change(
            [&](engine& in) {
                for (std::size_t k = i; k < std::min(i + 20 * batch, clients); ++k)
                    in.post(bound_event{0, start, key_of(k), begin, {}});
            },
            found);
        if (!good) stop(render(found).c_str());
        take_all();
    }
    if (!e->fold(found)) stop(render(found).c_str());
    std::mt19937 random{42};
    const auto since = steady::now();
    for (std::size_t i = 0; i < events; i += batch) {
        const auto step = [&](engine& in) {
            for (std::size_t k = i; k < i + batch; ++k) {
                const instant at = begin + std::chrono::milliseconds{k + 1};
                in.post(bound_event{k + 1, go, key_of(random() % clients), at, {}});
            }
        };
        if (!(begins ? e->begin(step, found) : e->change(step, found))) stop(render(found).c_str());
        const auto sent = e->outbox(4 * batch, found);
        if (!sent.empty()) e->taken(sent.back().number);
    }
    if (!e->settle(found)) stop(render(found).c_str());
    return tell(begins ? "engine, the next stepped meanwhile" : "engine, waiting for each commit", events,
                seconds_since(since));
}

// One of the four: its clients, and a connection.
class upserter {
public:
    upserter(const std::string& url, std::size_t which) : to_{PQconnectdb(url.c_str())}, random_{which + 1} {
        if (PQstatus(to_) != CONNECTION_OK) stop(PQerrorMessage(to_));
        run("CREATE TEMP TABLE stage (key text, state bytea) ON COMMIT DELETE ROWS");
    }
    upserter(const upserter&) = delete;
    upserter& operator=(const upserter&) = delete;
    ~upserter() { PQfinish(to_); }

    void run(const char* text) {
        PGresult* const r = PQexec(to_, text);
        const ExecStatusType is = PQresultStatus(r);
        PQclear(r);
        if (is != PGRES_COMMAND_OK && is != PGRES_COPY_IN) stop(PQerrorMessage(to_));
    }

    // `first` and every fourth behind it are its clients.
    void fill(std::size_t first, std::size_t clients) {
        run("COPY client FROM STDIN");
        for (std::size_t i = first; i < clients; i += connections) put(key_of(i) + "\t" + bytes_ + "\n");
        end();
    }
    void write(std::size_t first, std::size_t clients) {
        std::vector<std::string> keys(batch);
        for (std::string& k : keys) k = key_of(random_() % (clients / connections) * connections + first);
        run("BEGIN");
        copy("COPY history FROM STDIN", keys);
        copy("COPY outbox (key, bytes) FROM STDIN", keys);
        std::sort(keys.begin(), keys.end());
        keys.erase(std::unique(keys.begin(), keys.end()), keys.end());  // an upsert takes each client once
        copy("COPY stage FROM STDIN", keys);
        run("INSERT INTO client SELECT key, state FROM stage ON CONFLICT (key) DO UPDATE SET state = excluded.state");
        run("COMMIT");
    }

private:
    void copy(const char* text, const std::vector<std::string>& keys) {
        run(text);
        for (const std::string& k : keys) put(k + "\t" + bytes_ + "\n");
        end();
    }
    void put(const std::string& line) {
        if (PQputCopyData(to_, line.data(), static_cast<int>(line.size())) != 1) stop(PQerrorMessage(to_));
    }
    void end() {
        if (PQputCopyEnd(to_, nullptr) != 1) stop(PQerrorMessage(to_));
        PGresult* r = PQgetResult(to_);
        if (PQresultStatus(r) != PGRES_COMMAND_OK) stop(PQerrorMessage(to_));
        for (; r != nullptr; r = PQgetResult(to_)) PQclear(r);
    }

    PGconn* to_;
    std::mt19937 random_;
    const std::string bytes_ = std::string(row / 2, 'x');
};

double by_upserts(const std::string& url, std::size_t clients, std::size_t events) {
    {
        upserter first{url, 0};
        first.run("CREATE TABLE client (key text PRIMARY KEY, state bytea)");
        first.run("CREATE TABLE history (key text, bytes bytea)");
        first.run("CREATE TABLE outbox (number bigserial PRIMARY KEY, key text, bytes bytea)");
        for (std::size_t i = 0; i < connections; ++i) first.fill(i, clients);
    }
    const auto since = steady::now();
    std::vector<std::thread> all;
    for (std::size_t which = 0; which < connections; ++which) {
        all.emplace_back([&, which] {
            upserter mine{url, which};
            for (std::size_t i = 0; i < events / connections; i += batch) mine.write(which, clients);
        });
    }
    for (std::thread& t : all) t.join();
    return tell("staged, sorted upserts by four", events, seconds_since(since));
}

}  // namespace

int main(int count, char** arguments) {
    const std::size_t clients = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 100'000;
    const std::size_t events = count > 2 ? std::strtoull(arguments[2], nullptr, 10) : 400'000;
    const auto programs = testing::cluster::find_programs();
    if (!programs) stop("PostgreSQL's server is not installed\n");
    const testing::cluster server{*programs};
    if (!server.is_up()) stop("PostgreSQL's server could not be started\n");
    const double waited = by_engine(server.url(), clients, events, false);
    const double begun = by_engine(server.url(), clients, events, true);
    const double upserts = by_upserts(server.url(), clients, events);
    std::printf("    x %.2f waiting, x %.2f\n", waited / upserts, begun / upserts);
}
