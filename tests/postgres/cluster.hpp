// A server of PostgreSQL of the test's own: made in a temporary folder, on loopback, stopped and removed with it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace reglament::testing {

class cluster {
public:
    /// Nothing when PostgreSQL's server is not installed.
    [[nodiscard]] static std::optional<std::string> find_programs();

    explicit cluster(std::string programs);
    cluster(const cluster&) = delete;
    cluster& operator=(const cluster&) = delete;
    ~cluster();

    [[nodiscard]] bool is_up() const noexcept { return up_; }
    [[nodiscard]] int port() const noexcept { return port_; }
    [[nodiscard]] std::string url(int port = 0) const {
        return "postgres://tester@127.0.0.1:" + std::to_string(port == 0 ? port_ : port) + "/postgres";
    }

    /// As when the machine loses power: nothing is written before. It is up again when this returns.
    void crash();
    /// What a query prints.
    [[nodiscard]] std::string query(const std::string& text) const;

    /// The one of this program.
    [[nodiscard]] static cluster& get();

private:
    [[nodiscard]] bool run(const std::string& command) const;
    void start();

    std::string programs_, as_;
    std::filesystem::path folder_;
    int port_ = 0;
    bool up_ = false;
};

}  // namespace reglament::testing
