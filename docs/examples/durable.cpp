// Clients that outlive the program: a file of SQLite, posts in batches, effects taken and carried out.
#include <reglament/engine/durable_engine.hpp>
#include <reglament/reglament.hpp>

#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

namespace feel = reglament::feel;

namespace {

constexpr const char* file = "durable.db";

std::unique_ptr<reglament::durable_engine> open(const std::shared_ptr<const reglament::rulebook>& rules) {
    reglament::issues found;
    const auto store = reglament::open_store(std::string{"sqlite:"} + file, found);
    auto engine = store ? reglament::durable_engine::open(store, rules, {}, found) : nullptr;
    std::cerr << reglament::render(found);
    return engine;
}

reglament::event event(int number, std::string client, std::string type, std::string_view time, feel::context data) {
    return {std::to_string(number),
            "crm",
            std::move(type),
            std::move(client),
            reglament::parse_instant(time, feel::zone::utc()).value(),
            std::move(data)};
}

}  // namespace

int main(int argc, char** argv) {
    for (const char* const end : {"", "-wal", "-shm"}) std::remove((std::string{file} + end).c_str());
    const auto loaded = reglament::load(argc > 1 ? argv[1] : "rules/reactivation");
    if (!loaded.rules) return 1;

    // 1. A batch is one commit: when post() returns, what was accepted is on the disk.
    std::vector<reglament::event> batch;
    for (int i = 0; i < 100; ++i) {
        const std::string client = "client " + std::to_string(i);
        batch.push_back(event(2 * i, client, "client.classified", "2025-01-09T10:00:00", {{"class", "A"}}));
        batch.push_back(
            event(2 * i + 1, client, "order.paid", "2025-01-15T12:30:00", {{"amount", feel::number{12500}}}));
    }
    {
        const auto engine = open(loaded.rules);
        if (!engine) return 1;
        for (const auto& answer : engine->post(batch)) {
            if (answer.status != reglament::post_status::accepted) return 1;
        }
    }  // the program ends here, or is killed

    // 2. Opened again, everything is as it was; what is posted twice is recognised.
    const auto engine = open(loaded.rules);
    if (!engine || engine->look().client_count() != 100) return 1;
    if (engine->post(batch.front()).status != reglament::post_status::duplicate) return 1;

    // 3. Time goes on, and regulations start. Their effects wait until the host has taken them; until then they are
    //    there again after a crash, under the same numbers.
    reglament::issues found;
    if (!engine->advance(reglament::parse_instant("2025-04-16T09:00:00", feel::zone::utc()).value(), found)) return 1;
    std::size_t tasks = 0;
    for (const auto& sent : engine->outbox(1'000, found)) {
        if (sent.effect.kind == reglament::effect_kind::task_created) ++tasks;
        engine->taken(sent.number);
    }

    // 4. Anything else is a change of the engine inside, and one commit, too.
    const auto open_tasks = engine->look().tasks({.subject = "client 7"});
    if (open_tasks.empty()) return 1;
    const auto number = open_tasks.front().number;
    reglament::posted answered;
    const bool stored = engine->change(
        [&](reglament::engine& inside) {
            answered = inside.complete("client 7", number, feel::context{{"reason", "forgot"}}, inside.now());
        },
        found);

    std::vector<reglament::effect> history;
    if (!stored || !engine->history("client 7", history, found)) return 1;
    std::cout << tasks << " tasks; " << history.size() << " entries in the history of client 7; "
              << engine->last_commit() << " commits\n"
              << reglament::render(found);
    return tasks == 100 && answered.status == reglament::post_status::accepted ? 0 : 1;
}
