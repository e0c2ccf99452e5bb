// A run into PostgreSQL that is killed at random, and its server with it, ends as if nothing had been once it is left
// alone. REGLAMENT_KILLS=N kills (20 unless said), REGLAMENT_KILL_SEED=S.
#include "postgres/cluster.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

using reglament::testing::cluster;

long setting(const char* name, long otherwise) {
    const char* const given = std::getenv(name);
    return given == nullptr ? otherwise : std::strtol(given, nullptr, 10);
}

class killed_run : public ::testing::Test {
protected:
    killed_run() : folder_{std::filesystem::path{::testing::TempDir()} / "reglament-postgres-kills"} {
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
    }
    ~killed_run() override { std::filesystem::remove_all(folder_); }

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
        std::vector<char*> arguments;
        for (std::string& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        const std::string out = (folder_ / "out.json").string(), err = (folder_ / "err.txt").string();
        const pid_t child = ::fork();
        if (child != 0) return child;
        ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644), 1);
        ::dup2(::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644), 2);
        ::execv(REGLAMENT_CLI, arguments.data());
        ::_exit(127);
    }

    // Its exit code, or the signal that ended it, below zero.
    static int end_of(pid_t child) {
        int status = 0;
        ::waitpid(child, &status, 0);
        return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
    }

    [[nodiscard]] std::string text(const char* file) const {
        std::ifstream in{folder_ / file, std::ios::binary};
        return {std::istreambuf_iterator<char>{in}, {}};
    }

    std::filesystem::path folder_;
};

TEST_F(killed_run, begun_again_ends_as_if_nothing_had_been) {
    ASSERT_EQ(end_of(begin("")), 0) << text("err.txt");
    const std::string expected = text("out.json");
    std::mt19937 random{static_cast<std::uint32_t>(setting("REGLAMENT_KILL_SEED", 1))};
    const long kills = setting("REGLAMENT_KILLS", 20);
    long killed = 0, crashed = 0, rounds = 0;
    std::chrono::microseconds whole{400'000};
    while (killed < kills) {
        const std::string store = cluster::get().url() + "?table_prefix=kills" + std::to_string(++rounds) + "_";
        for (int tries = 0;; ++tries) {
            const auto begun = std::chrono::steady_clock::now();
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
            const int code = end_of(child);
            if (code == 0) {
                whole = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun);
                ASSERT_EQ(text("out.json"), expected) << "after " << tries << " times, round " << rounds;
                break;
            }
            if (code == -SIGKILL) {
                ++killed;
            } else {
                // The server went away under it: it says so, and the next one goes on.
                ASSERT_NE(text("err.txt").find("[store-"), std::string::npos) << code << ": " << text("err.txt");
            }
        }
    }
    std::cout << killed << " kills in " << rounds << " rounds, " << crashed << " crashes of the server\n";
    EXPECT_GE(killed, kills);
}

}  // namespace
