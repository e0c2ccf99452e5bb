// A program that is begun by a test, and may be killed at a call that writes (kill_at_write.cpp).
#pragma once

#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace reglament::testing {

inline std::string read_file(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

inline long setting(const char* name, long otherwise) {
    const char* const given = std::getenv(name);
    return given == nullptr ? otherwise : std::strtol(given, nullptr, 10);
}

/// How much of what is being written is there when it is killed.
enum class torn : std::uint8_t { nothing, half, all };
constexpr std::uint64_t ways_to_tear = 3;

using environment = std::vector<std::string>;

inline environment dying_at(long call, torn how) {
    return {"LD_PRELOAD=" REGLAMENT_KILLER, "REGLAMENT_KILL_AT=" + std::to_string(call),
            "REGLAMENT_KILL_TORN=" + std::to_string(static_cast<int>(how))};
}

inline environment counting_into(const std::filesystem::path& file) {
    return {"LD_PRELOAD=" REGLAMENT_KILLER, "REGLAMENT_KILL_COUNT=" + file.string()};
}

/// The program lives, but each n-th message to its server is the last of its connection, some times.
inline environment cut_off_every(long messages, torn how) {
    constexpr int times = 10;
    return {"LD_PRELOAD=" REGLAMENT_KILLER, "REGLAMENT_CUT_EVERY=" + std::to_string(messages),
            "REGLAMENT_CUT_TIMES=" + std::to_string(times),
            "REGLAMENT_KILL_TORN=" + std::to_string(static_cast<int>(how))};
}

/// A folder of a test's own, in which its programs write: out.txt and err.txt are what the last one said. In memory
/// where that can be: who is killed loses nothing that was written, so no disk need be waited for.
class work_folder {
public:
    explicit work_folder(const std::string& name) : path_{place() / (name + "-" + std::to_string(::getpid()))} {
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_);
    }
    work_folder(const work_folder&) = delete;
    work_folder& operator=(const work_folder&) = delete;
    ~work_folder() { std::filesystem::remove_all(path_); }

    [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }
    [[nodiscard]] std::string text(const std::string& name) const { return read_file(path_ / name); }
    void forget(const std::vector<std::string>& names) const {
        for (const std::string& name : names) std::filesystem::remove(path_ / name);
    }

    [[nodiscard]] pid_t begin(std::vector<std::string> words, environment with = {}) const {
        words.insert(words.begin(), with.begin(), with.end());
        words.insert(words.begin(), "env");
        std::vector<char*> arguments;
        for (std::string& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        const std::string out = file("out.txt"), err = file("err.txt");
        const pid_t child = ::fork();
        if (child != 0) return child;
        ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644), 1);
        ::dup2(::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644), 2);
        ::execvp("env", arguments.data());
        ::_exit(127);
    }

    /// Its exit code, or the signal that ended it, below zero.
    static int end_of(pid_t child) {
        int status = 0;
        ::waitpid(child, &status, 0);
        return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
    }
    [[nodiscard]] int run(std::vector<std::string> words, environment with = {}) const {
        return end_of(begin(std::move(words), std::move(with)));
    }

private:
    static std::filesystem::path place() {
        const std::filesystem::path memory = "/dev/shm";
        return ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
    }

    std::filesystem::path path_;
};

}  // namespace reglament::testing
