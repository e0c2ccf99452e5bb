// What both benchmarks of durability use: a regulation of eight steps in a ring, the program one would write first, and
// a file that is gone afterwards.
#pragma once

#include <reglament/reglament.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <random>
#include <sqlite3.h>
#include <string>
#include <vector>

namespace reglament::bench {

inline constexpr std::size_t row = 354;  // bytes of state and outbox of one event

inline std::string ring_text(const std::string& condition = {}) {
    std::string text =
        "regulation: ring\ninput:\n  event: start\noutput:\n  stopped:\n    when: stop\n  lost:\nsteps:\n";
    for (int i = 0; i < 8; ++i) {
        text += "  - listen: go\n    id: s" + std::to_string(i) + "\n" + condition +
                "    within: 30 days\n    on timeout: lost\n  - emit: moved\n";
    }
    return text + "  - goto: s0\n";
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

inline std::string key_of(std::size_t client) {
    return "client-" + std::to_string(client);
}

// The key of the event, the client's state and the outbox: a statement each, all of a batch in one transaction. It has
// as much memory for pages as it likes, 256 MiB.
class three_statements {
public:
    explicit three_statements(const std::string& file) {
        sqlite3_open(file.c_str(), &db_);
        good_ = run("PRAGMA journal_mode = WAL") && run("PRAGMA synchronous = FULL") &&
                run("PRAGMA wal_autocheckpoint = 4000") && run("PRAGMA cache_size = -262144") &&
                run("CREATE TABLE seen (key INTEGER PRIMARY KEY) WITHOUT ROWID") &&
                run("CREATE TABLE client (key TEXT PRIMARY KEY, state BLOB) WITHOUT ROWID") &&
                run("CREATE TABLE outbox (number INTEGER PRIMARY KEY, bytes BLOB)");
        prepare("INSERT INTO seen VALUES (?)", seen_);
        prepare("INSERT INTO client VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET state = excluded.state", client_);
        prepare("INSERT INTO outbox (bytes) VALUES (?)", outbox_);
    }
    three_statements(const three_statements&) = delete;
    three_statements& operator=(const three_statements&) = delete;
    ~three_statements() {
        for (sqlite3_stmt* s : {seen_, client_, outbox_}) sqlite3_finalize(s);
        sqlite3_close(db_);
    }

    bool run(const char* text) { return sqlite3_exec(db_, text, nullptr, nullptr, nullptr) == SQLITE_OK; }
    void fill(std::size_t clients) {
        good_ = good_ && run("BEGIN");
        for (std::size_t i = 0; i < clients; ++i) put_client(i);
        good_ = good_ && run("COMMIT") && run("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    void begin() { good_ = good_ && run("BEGIN IMMEDIATE"); }
    void put(std::size_t who) {
        sqlite3_bind_int64(seen_, 1, static_cast<sqlite3_int64>(random_() >> 1U));
        step(seen_);
        put_client(who);
        bind(outbox_, 1);
        step(outbox_);
    }
    void commit() { good_ = good_ && run("COMMIT"); }
    [[nodiscard]] bool good() const noexcept { return good_; }
    [[nodiscard]] const char* why() const { return sqlite3_errmsg(db_); }

private:
    void prepare(const char* text, sqlite3_stmt*& to) {
        good_ = good_ && sqlite3_prepare_v2(db_, text, -1, &to, nullptr) == SQLITE_OK;
    }
    void bind(sqlite3_stmt* s, int at) {
        sqlite3_bind_blob(s, at, bytes_.data(), static_cast<int>(bytes_.size()), SQLITE_STATIC);
    }
    void step(sqlite3_stmt* s) {
        good_ = good_ && sqlite3_step(s) == SQLITE_DONE;
        sqlite3_reset(s);
    }
    void put_client(std::size_t who) {
        const std::string key = key_of(who);
        sqlite3_bind_text(client_, 1, key.data(), static_cast<int>(key.size()), SQLITE_TRANSIENT);
        bind(client_, 2);
        step(client_);
    }

    sqlite3* db_ = nullptr;
    sqlite3_stmt *seen_ = nullptr, *client_ = nullptr, *outbox_ = nullptr;
    bool good_ = false;
    const std::string bytes_ = std::string(row / 2, 'x');
    std::mt19937_64 random_{7};
};

}  // namespace reglament::bench
