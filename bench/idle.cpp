// How much memory does a run take that rests with its deadline? A program of its own, because what is asked is what the
// process takes: each part is the growth of its resident memory.
#include "idle.hpp"

#include <reglament/reglament.hpp>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <unistd.h>

namespace {

using namespace reglament;

using bench::key_of;
using bench::resident_bytes;
using bench::text;

/// Bytes a client: all of them have heard `event`, one minute after the other.
double growth(const std::shared_ptr<const rulebook>& rules, std::string_view event, std::size_t clients, bool trace) {
    const auto type = static_cast<event_index>(rules->vocabulary().find_event(event).value());
    const instant begin = parse_instant("2025-01-01").value();
    const double before = resident_bytes();
    engine_options how;
    how.trace = trace;
    engine e{rules, how};
    for (std::size_t i = 0; i < clients; ++i) {
        const std::string key = key_of(i);
        e.post(bound_event{0, type, key, begin + std::chrono::milliseconds{i}, {}});
        if (i % 1'024 == 0) e.taken(SIZE_MAX);
    }
    e.taken(SIZE_MAX);
    const double grown = resident_bytes() - before;
    // A record that is looked at is unpacked until the next change: so only some are, and after the measuring.
    std::size_t looked_at = 0, runs = 0;
    for (std::size_t i = 0; i < e.client_count(); i += 97) {
        const record& r = e.state(i);
        ++looked_at;
        runs += r.runs.size() == 1 && r.due != never ? 1 : 0;
    }
    if (e.client_count() != clients || runs != (event == "start" ? looked_at : 0)) {
        std::printf("%zu runs rest instead of %zu\n", runs, looked_at);
        std::exit(1);
    }
    return grown / static_cast<double>(clients);
}

}  // namespace

int main(int argc, char** argv) {
    const std::size_t clients = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 10'000'000;
    const std::string what = argc > 2 ? argv[2] : "run";
    const auto rules = load_text(text).rules;
    if (!rules) {
        std::fputs("the rules do not load\n", stderr);
        return 1;
    }
    // One figure a process: memory given back is not always given back to the system.
    std::printf("%zu clients, %s: %.0f bytes each (record %zu, run %zu, memory of a regulation %zu, effect %zu)\n",
                clients, what.c_str(), growth(rules, what == "client" ? "heard" : "start", clients, what == "traced"),
                sizeof(record), sizeof(run), sizeof(regulation_memory), sizeof(effect));
    return 0;
}
