// Many threads of a web server, one engine: each waits for its own answer, and what comes together is one commit.
#include <reglament/engine/group_commit.hpp>
#include <reglament/reglament.hpp>

#include <atomic>
#include <cstdio>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr const char* file = "group.db";
constexpr int requests = 25, workers = 8;

reglament::event order(int worker, int request) {
    return {std::to_string(worker) + "-" + std::to_string(request),
            "crm",
            "order.paid",
            "client " + std::to_string(worker),
            reglament::parse_instant("2025-01-15T12:30:00", reglament::feel::zone::utc()).value() +
                std::chrono::minutes{request},
            reglament::feel::context{{"amount", reglament::feel::number{12500}}}};
}

}  // namespace

int main(int argc, char** argv) {
    for (const char* const end : {"", "-wal", "-shm"}) std::remove((std::string{file} + end).c_str());
    const auto loaded = reglament::load(argc > 1 ? argv[1] : "rules/reactivation");
    reglament::issues found;
    const auto store = reglament::open_store(std::string{"sqlite:"} + file, found);
    const auto engine = store ? reglament::durable_engine::open(store, loaded.rules, {}, found) : nullptr;
    std::cerr << reglament::render(found);
    if (!engine) return 1;

    std::atomic<int> accepted = 0;
    {
        reglament::group_commit group{*engine};
        std::vector<std::thread> threads;
        for (int worker = 0; worker < workers; ++worker) {
            threads.emplace_back([&, worker] {
                for (int request = 0; request < requests; ++request) {
                    const auto answer = group.post(order(worker, request)).get();  // it is on the disk now
                    if (answer.status == reglament::post_status::accepted) ++accepted;
                }
            });
        }
        for (auto& thread : threads) thread.join();

        // Whatever else is done with the engine is done in between.
        std::size_t clients = 0;
        group.with_engine([&](reglament::durable_engine& e) { clients = e.look().client_count(); });
        if (clients != workers) return 1;
    }
    // Eight who wait share a commit, so there are fewer commits than answers.
    return accepted == requests * workers && engine->last_commit() < requests * workers ? 0 : 1;
}
