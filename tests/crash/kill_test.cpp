// What is killed at a write and begun again ends as if nothing had been. REGLAMENT_KILLS=N kills (40 unless said;
// 0: at each write there is), REGLAMENT_KILL_SEED=S.
#include "crash/child.hpp"
#include "crash/killed_host.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>
#include <vector>

namespace reglament::testing {
namespace {

const std::vector<std::string> files_of_store{"a.db", "a.db-wal", "a.db-shm"};

class killed : public ::testing::Test {
protected:
    [[nodiscard]] int run(environment with, bool stored = true) const {
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
        if (stored) words.insert(words.end(), {"--commit-every", "100", "--store", folder.file("a.db")});
        return folder.run(words, std::move(with));
    }

    work_folder folder{"reglament-kills"};
    long kills = setting("REGLAMENT_KILLS", 40);
    std::uint64_t seed = static_cast<std::uint64_t>(setting("REGLAMENT_KILL_SEED", 1));
};

TEST_F(killed, at_writes_and_begun_again_the_command_line_ends_as_if_nothing_had_been) {
    ASSERT_EQ(run({}, false), 0) << folder.text("err.txt");
    const std::string expected = folder.text("out.txt");
    ASSERT_EQ(run(counting_into(folder.file("count"))), 0);
    EXPECT_EQ(folder.text("out.txt"), expected);
    const long writes = std::strtol(folder.text("count").c_str(), nullptr, 10);
    ASSERT_GT(writes, 100);
    std::mt19937_64 random{seed};
    const auto dice = [&](long most) { return 1 + static_cast<long>(random() % static_cast<std::uint64_t>(most)); };
    for (long i = 1; i <= (kills == 0 ? writes : kills); ++i) {
        folder.forget(files_of_store);
        const long first = kills == 0 ? i : dice(writes);
        const auto tear = static_cast<torn>(random() % ways_to_tear);
        ASSERT_LT(run(dying_at(first, tear)), 0) << "it was to be killed at write " << first;
        for (int again = 0; again < 2 && random() % 2 == 0; ++again) (void)run(dying_at(dice(writes), tear));
        const std::string where = "killed at write " + std::to_string(first) + ", torn " + std::to_string(int(tear));
        ASSERT_EQ(run({}), 0) << where << folder.text("err.txt");
        ASSERT_EQ(folder.text("out.txt"), expected) << where;
    }
}

TEST_F(killed, at_writes_and_begun_again_a_host_loses_nothing_and_doubles_nothing) {
    killed_host host{folder, seed, 24};
    const std::string store = folder.file("a.db");
    long writes = 0;
    for (const std::string& how : killed_host::ways()) {
        folder.forget(files_of_store);
        ASSERT_EQ(host.leave_alone(store, how), "");
        writes += host.writes(how);
    }
    ASSERT_GT(host.effects(), 200U);
    long turn = 0;
    const auto tell_killed = [&](const std::string& how, long first) {
        folder.forget(files_of_store);
        return host.tell_killed(store, how, first);
    };
    for (; turn < kills; ++turn) {
        const std::string& how = host.any_way();
        ASSERT_EQ(tell_killed(how, host.dice(host.writes(how))), "") << "turn " << turn;
    }
    for (const char* const how : {"-", "b"}) {
        for (long i = 1; kills == 0 && i <= host.writes(how); ++i, ++turn) ASSERT_EQ(tell_killed(how, i), "");
    }
    std::cout << host.deaths() << " kills in " << turn << " turns at " << writes << " writes; " << host.effects()
              << " effects, " << host.came_again() << " came again\n";
    EXPECT_GE(host.deaths(), turn);
    EXPECT_GT(host.came_again(), 0U);
}

}  // namespace
}  // namespace reglament::testing
