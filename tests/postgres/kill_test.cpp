// What writes into PostgreSQL and is killed, at random or at a message it sends, or is cut off, or its server with it,
// ends as if nothing had been once it is left alone. REGLAMENT_KILLS=N kills (20 unless said; 0: at each message there
// is), REGLAMENT_KILL_SEED=S.
#include "crash/child.hpp"
#include "crash/killed_host.hpp"
#include "postgres/cluster.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <iostream>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace reglament::testing {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

class killed_run : public ::testing::Test {
protected:
    [[nodiscard]] pid_t begin(const std::string& store) const {
        const std::string source = REGLAMENT_SOURCE_DIR;
        std::vector<std::string> words{REGLAMENT_CLI,
                                       "run",
                                       source + "/rules/reactivation",
                                       "--events",
                                       source + "/rules/sample/events.jsonl",
                                       "--until",
                                       "2025-12-31",
                                       "--json",
                                       "--lang",
                                       "en"};
        if (!store.empty()) words.insert(words.end(), {"--commit-every", "20", "--store", store});
        return folder.begin(std::move(words));
    }

    // A new one each time.
    [[nodiscard]] std::string new_store(const std::string& of) {
        return cluster::get().url() + "?table_prefix=" + of + std::to_string(++stores) + "_";
    }

    work_folder folder{"reglament-postgres-kills"};
    long kills = setting("REGLAMENT_KILLS", 20);
    std::uint64_t seed = static_cast<std::uint64_t>(setting("REGLAMENT_KILL_SEED", 1));
    long stores = 0;
};

TEST_F(killed_run, begun_again_ends_as_if_nothing_had_been) {
    ASSERT_EQ(work_folder::end_of(begin("")), 0) << folder.text("err.txt");
    const std::string expected = folder.text("out.txt");
    std::mt19937 random{static_cast<std::uint32_t>(seed)};
    long killed = 0, crashed = 0;
    std::chrono::microseconds whole{400'000};
    while (killed < kills) {
        const std::string store = new_store("line");
        for (int tries = 0;; ++tries) {
            const auto begun = clock::now();
            const pid_t child = begin(store);
            const bool to_be_killed = killed < kills && tries < 8;
            if (to_be_killed) {
                std::this_thread::sleep_for(whole * (random() % 1'000) / 1'000);
                if (random() % 10 == 0) {
                    ++crashed;
                    cluster::get().crash();
                }
                ::kill(child, SIGKILL);
            }
            const int code = work_folder::end_of(child);
            if (code == 0) {
                whole = std::chrono::duration_cast<std::chrono::microseconds>(clock::now() - begun);
                ASSERT_EQ(folder.text("out.txt"), expected) << "after " << tries << " times, round " << stores;
                break;
            }
            if (code == -SIGKILL) {
                ++killed;
            } else {
                // The server went away under it: it says so, and the next one goes on.
                ASSERT_NE(folder.text("err.txt").find("[store-"), std::string::npos)
                    << code << ": " << folder.text("err.txt");
            }
        }
    }
    std::cout << killed << " kills in " << stores << " rounds, " << crashed << " crashes of the server\n";
    EXPECT_GE(killed, kills);
}

// Behind its back the server goes on with what the one that was killed had sent, while the next one begins.
TEST_F(killed_run, at_what_it_sends_a_host_loses_nothing_and_doubles_nothing) {
    killed_host host{folder, seed, 8, {"REGLAMENT_KILL_SOCKETS=1"}};
    for (const char* const how : {"-", "b"}) ASSERT_EQ(host.leave_alone(new_store("host"), how), "");
    long turn = 0;
    for (; kills == 0 ? turn < host.writes("-") : host.deaths() < kills; ++turn) {
        const std::string how = kills == 0 || host.dice(2) == 1 ? "-" : "b";
        const long first = kills == 0 ? turn + 1 : host.dice(host.writes(how));
        ASSERT_EQ(host.tell_killed(new_store("host"), how, first), "") << "turn " << turn;
    }
    std::cout << host.deaths() << " kills in " << turn << " turns at " << host.writes("-") << " messages and writes; "
              << host.effects() << " effects, " << host.came_again() << " came again\n";
    EXPECT_GT(host.came_again(), 0U);
}

// What it was cut off from may have been written: it looks, and nothing is doubled.
TEST_F(killed_run, whose_connection_is_cut_a_host_goes_on_by_itself) {
    killed_host host{folder, seed, 8};
    ASSERT_EQ(host.leave_alone(new_store("cut"), "-"), "");
    for (long turn = 0; turn < std::max(4L, kills / 5); ++turn) {
        const std::string how = host.any_way() + (host.dice(3) == 1 ? "" : "s");
        ASSERT_EQ(host.tell_cut_off(new_store("cut"), how, host.dice(100)), "") << "turn " << turn;
    }
}

TEST_F(killed_run, whose_server_crashes_a_host_goes_on_by_itself) {
    killed_host host{folder, seed, 8};
    const auto begun = clock::now();
    ASSERT_EQ(host.leave_alone(new_store("crash"), "-"), "");
    const auto whole = std::chrono::duration_cast<std::chrono::microseconds>(clock::now() - begun);
    for (long crash = 0; crash < std::max(1L, kills / 20); ++crash) {
        const std::string store = new_store("crash");
        host.begin_anew();
        const pid_t child = host.begin(store, host.any_way() + (host.dice(2) == 1 ? "" : "s"));
        std::this_thread::sleep_for(whole * host.dice(1'000) / 1'000);
        cluster::get().crash();
        ASSERT_EQ(work_folder::end_of(child), 0) << folder.text("err.txt");
        ASSERT_EQ(host.end(store, host.any_way()), "");
    }
}

}  // namespace
}  // namespace reglament::testing
