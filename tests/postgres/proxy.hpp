// A proxy on loopback that loses the connection when it is told to.
#pragma once

#include <atomic>
#include <thread>

namespace reglament::testing {

class proxy {
public:
    /// Passes on what comes, to a port of this machine.
    explicit proxy(int to);
    proxy(const proxy&) = delete;
    proxy& operator=(const proxy&) = delete;
    ~proxy();

    [[nodiscard]] int port() const noexcept { return port_; }

    /// From now on nothing that the server answers gets through; what it was sent does. The connection is lost with
    /// its next answer.
    void lose_next_answer() noexcept { loses_ = true; }

private:
    void serve();
    void pass_on(int client) const;

    int to_ = 0, listens_ = -1, port_ = 0;
    mutable std::atomic<bool> loses_ = false;
    std::atomic<bool> ends_ = false;
    std::thread works_;
};

}  // namespace reglament::testing
