// The built program, run as a user runs it.
#pragma once

#include <reglament/feel/value.hpp>

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>

#ifndef _WIN32
#include <sys/wait.h>
#endif

namespace reglament::testing {

/// A folder for one test, gone after it.
class folder {
public:
    folder()
        : path_{std::filesystem::temp_directory_path() / ("reglament-cli-" + std::to_string(std::random_device{}()))} {
        std::filesystem::create_directories(path_);
    }
    ~folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    folder(const folder&) = delete;
    folder& operator=(const folder&) = delete;

    /// The path of a file with this text.
    std::string file(std::string_view name, std::string_view text) const {
        std::ofstream{path_ / name, std::ios::binary} << text;
        return path(name);
    }
    [[nodiscard]] std::string path(std::string_view name = {}) const { return (path_ / name).string(); }

    [[nodiscard]] std::string text(std::string_view name) const {
        std::ifstream in{path_ / name, std::ios::binary};
        return {std::istreambuf_iterator<char>{in}, {}};
    }

private:
    std::filesystem::path path_;
};

struct outcome {
    int code = -1;
    std::string out, err;

    [[nodiscard]] feel::value json() const {
        std::string why;
        const auto v = feel::read_json(out, &why);
        EXPECT_TRUE(v) << why << "\n" << out << err;
        return v.value_or(feel::value{});
    }
};

/// `arguments` as a shell reads them; the language is English unless they say otherwise.
inline outcome reglament(const std::string& arguments, const std::string& environment = "LC_ALL=C.UTF-8") {
    const folder scratch;
    const std::string command = "env " + environment + " \"" REGLAMENT_CLI "\" " + arguments + " >\"" +
                                scratch.path("out") + "\" 2>\"" + scratch.path("err") + "\"";
    const int status = std::system(command.c_str());
#ifdef _WIN32
    const int code = status;
#else
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
#endif
    return {code, scratch.text("out"), scratch.text("err")};
}

/// A number at a path of names: at(json, "total", "runs", "open").
template <class... Names>
std::int64_t number_at(feel::value v, const Names&... names) {
    ((v = v.get(names)), ...);
    EXPECT_EQ(v.kind(), feel::value_kind::number) << (std::string{} + ... + (std::string{names} + "."));
    return v.kind() == feel::value_kind::number ? v.as_number().to_int64().value_or(-1) : -1;
}

}  // namespace reglament::testing
