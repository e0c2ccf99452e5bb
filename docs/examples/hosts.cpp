// Two hosts share the work of a client department: each has some partitions; one of them dies, the other takes over.
// With PostgreSQL the directory is open_directory("postgres://…") and the stores are open_store(partition_place(…)).
#include <reglament/engine/host.hpp>
#include <reglament/reglament.hpp>

#include <iostream>
#include <map>
#include <string>
#include <vector>

namespace feel = reglament::feel;

int main(int argc, char** argv) {
    using namespace std::chrono_literals;
    const auto loaded = reglament::load(argc > 1 ? argv[1] : "rules/reactivation");
    if (!loaded.rules) return 1;

    auto now = reglament::parse_instant("2025-01-15T12:00:00Z").value();
    const auto directory = reglament::memory_directory([&now] { return now; });
    std::map<std::string, std::shared_ptr<reglament::store>> stores;

    constexpr std::size_t partitions = 8;
    const auto join = [&](std::string name) {
        reglament::host_options how;
        how.name = std::move(name);
        how.partitions = reglament::numbered_partitions(partitions);
        how.partition_of = reglament::by_hash(partitions);
        how.store_of = [&stores](const std::string& partition, reglament::issues&) {
            auto& its = stores[partition];
            return its == nullptr ? its = reglament::memory_store() : its;
        };
        how.lease = 10s;
        reglament::issues found;
        auto made = reglament::host::join(directory, loaded.rules, std::move(how), found);
        std::cerr << reglament::render(found);
        return made;
    };

    // 1. Each says now and then that it is there, and has its share.
    auto a = join("a"), b = join("b");
    reglament::issues found;
    for (const auto* const one : {&a, &b}) {
        if (*one == nullptr || !(*one)->tend(found)) return 1;
    }
    if (a->partitions().size() != 4 || b->partitions().size() != 4) return 1;

    // 2. Any host takes any event: its own are stepped, others wait durably for whose they are.
    std::vector<reglament::event> events;
    for (int i = 0; i < 100; ++i) {
        events.push_back({std::to_string(i), "crm", "order.paid", "client " + std::to_string(i), now,
                          feel::context{{"amount", feel::number{12500}}}});
    }
    std::size_t queued = 0;
    for (const auto& r : a->post(events)) {
        if (r.answer.status != reglament::post_status::accepted) return 1;
        queued += r.queued ? 1 : 0;
    }
    std::cout << "a stepped " << events.size() - queued << " events, " << queued << " wait for b\n";
    if (b->work(1'000, found) != queued) return 1;

    // 3. b dies. When its lease has run out a takes what it had; nothing is lost, and what is posted again is known.
    b.reset();
    now += 11s;
    if (!a->tend(found) || a->partitions().size() != partitions) return 1;
    std::size_t clients = 0;
    for (const std::string& partition : a->partitions()) clients += a->engine_of(partition)->look().client_count();
    for (const auto& r : a->post(events)) {
        if (r.answer.status != reglament::post_status::duplicate) return 1;
    }
    std::cout << "a has all " << clients << " clients\n";
    return clients == events.size() && a->leave(found) ? 0 : 1;
}
