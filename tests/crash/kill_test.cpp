// A run that is killed at a write and begun again ends as if nothing had been. REGLAMENT_KILLS=N kills (40 unless said;
// 0: at each write there is), REGLAMENT_KILL_SEED=S.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <sys/wait.h>

namespace {

std::string read(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

long setting(const char* name, long otherwise) {
    const char* const given = std::getenv(name);
    return given == nullptr ? otherwise : std::strtol(given, nullptr, 10);
}

class killed : public ::testing::Test {
protected:
    killed() : folder{std::filesystem::path{::testing::TempDir()} / "reglament-kills"} {
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
    }
    ~killed() override { std::filesystem::remove_all(folder); }

    // Its exit code, or the signal that ended it, below zero.
    [[nodiscard]] int run(const std::string& environment, bool stored = true) const {
        const std::string source = REGLAMENT_SOURCE_DIR;
        std::string command = environment + " " REGLAMENT_CLI " run " + source + "/rules/reactivation --events " +
                              source + "/rules/sample/events.jsonl --until 2025-12-31 --json --lang en";
        if (stored) command += " --commit-every 100 --store " + (folder / "a.db").string();
        command += " > " + (folder / "out.json").string() + " 2> " + (folder / "err.txt").string();
        const int status = std::system(("exec env " + command).c_str());
        return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
    }

    [[nodiscard]] static std::string dying_at(long call, bool torn) {
        return "LD_PRELOAD=" REGLAMENT_KILLER " REGLAMENT_KILL_AT=" + std::to_string(call) +
               (torn ? " REGLAMENT_KILL_TORN=1" : "");
    }

    void forget() const {
        for (const char* const name : {"a.db", "a.db-wal", "a.db-shm"}) std::filesystem::remove(folder / name);
    }

    std::filesystem::path folder;
};

TEST_F(killed, at_writes_and_begun_again_it_ends_as_if_nothing_had_been) {
    ASSERT_EQ(run("", false), 0) << read(folder / "err.txt");
    const std::string expected = read(folder / "out.json");
    ASSERT_EQ(run("LD_PRELOAD=" REGLAMENT_KILLER " REGLAMENT_KILL_COUNT=" + (folder / "count").string()), 0);
    EXPECT_EQ(read(folder / "out.json"), expected);
    const long writes = std::strtol(read(folder / "count").c_str(), nullptr, 10);
    ASSERT_GT(writes, 100);
    const long kills = setting("REGLAMENT_KILLS", 40);
    std::mt19937_64 random{static_cast<std::uint64_t>(setting("REGLAMENT_KILL_SEED", 1))};
    const auto dice = [&](long most) { return 1 + static_cast<long>(random() % static_cast<std::uint64_t>(most)); };
    for (long i = 1; i <= (kills == 0 ? writes : kills); ++i) {
        forget();
        const long first = kills == 0 ? i : dice(writes);
        const bool torn = random() % 2 == 0;
        ASSERT_LT(run(dying_at(first, torn)), 0) << "it was to be killed at write " << first;
        for (int again = 0; again < 2 && random() % 2 == 0; ++again) (void)run(dying_at(dice(writes), torn));
        ASSERT_EQ(run(""), 0) << "killed at write " << first << (torn ? ", torn\n" : "\n") << read(folder / "err.txt");
        ASSERT_EQ(read(folder / "out.json"), expected) << "killed at write " << first << (torn ? ", torn" : "");
    }
}

}  // namespace
