// What the host writes and what the engine keeps, in one transaction of the host's own database of SQLite: an order and
// the event it causes, a message and that it was taken. Either both are there after a crash, or neither.
#include <reglament/engine/durable_engine.hpp>
#include <reglament/reglament.hpp>
#include <reglament/store/sqlite.hpp>

#include <cstdio>
#include <iostream>
#include <sqlite3.h>
#include <string>

namespace feel = reglament::feel;

namespace {

constexpr const char* file = "crm.db";

bool run(sqlite3* db, const std::string& text) {
    return sqlite3_exec(db, text.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
}

int count(sqlite3* db, const char* table) {
    int n = -1;
    const auto take = [](void* to, int, char** row, char**) {
        *static_cast<int*>(to) = std::stoi(row[0]);
        return 0;
    };
    sqlite3_exec(db, (std::string{"SELECT count(*) FROM "} + table).c_str(), take, &n, nullptr);
    return n;
}

reglament::event event(int number, std::string client, std::string type, feel::context data) {
    return {std::to_string(number),
            "crm",
            std::move(type),
            std::move(client),
            reglament::parse_instant("2025-01-15T12:30:00", feel::zone::utc()).value(),
            std::move(data)};
}

reglament::event paid(int number, std::string client) {
    return event(number, std::move(client), "order.paid", {{"amount", feel::number{12500}}});
}

}  // namespace

int main(int argc, char** argv) {
    for (const char* const end : {"", "-wal", "-shm"}) std::remove((std::string{file} + end).c_str());
    const auto loaded = reglament::load(argc > 1 ? argv[1] : "rules/reactivation");
    sqlite3* db = nullptr;
    if (!loaded.rules || sqlite3_open(file, &db) != SQLITE_OK) return 1;
    if (!run(db, "PRAGMA journal_mode = WAL; CREATE TABLE orders (client TEXT); CREATE TABLE sent (number INTEGER)"))
        return 1;

    reglament::issues found;
    auto store = reglament::sqlite_store(db, found);
    auto engine = store ? reglament::durable_engine::open(std::move(store), loaded.rules, {}, found) : nullptr;
    std::cerr << reglament::render(found);
    if (!engine) return 1;

    if (engine->post(event(0, "client 1", "client.classified", {{"class", "A"}})).status !=
        reglament::post_status::accepted)
        return 1;

    // 1. An order and its event: one transaction of the host.
    run(db, "BEGIN; INSERT INTO orders VALUES ('client 1')");
    if (engine->post(paid(1, "client 1")).status != reglament::post_status::accepted) return 1;
    if (!run(db, "COMMIT")) return 1;

    // 2. Rolled back, neither of them happened; the engine is told, and stands where the database does.
    run(db, "BEGIN; INSERT INTO orders VALUES ('client 2')");
    if (engine->post(paid(2, "client 2")).status != reglament::post_status::accepted) return 1;
    run(db, "ROLLBACK");
    engine->rolled_back();
    if (!engine->ready(found) || engine->look().find_client("client 2") || count(db, "orders") != 1) return 1;

    // 3. Months later: what the engine has for the host is written down and taken in one transaction, so exactly once.
    if (!engine->advance(reglament::parse_instant("2025-06-01T00:00:00Z").value(), found)) return 1;
    run(db, "BEGIN");
    for (const auto& e : engine->outbox(100, found)) {
        run(db, "INSERT INTO sent VALUES (" + std::to_string(e.number) + ")");
        engine->taken(e.number);
    }
    if (!engine->save(found) || !run(db, "COMMIT")) return 1;
    const int sent = count(db, "sent");

    // 4. After a restart nothing is sent twice, and nothing is missing.
    engine = reglament::durable_engine::open(reglament::sqlite_store(db, found), nullptr, {}, found);
    if (!engine || !engine->outbox(100, found).empty() || engine->look().client_count() != 1) return 1;
    if (sent == 0) return 1;
    std::cout << "orders: " << count(db, "orders") << ", sent: " << sent << "\n";
    engine.reset();
    sqlite3_close(db);
    return 0;
}
