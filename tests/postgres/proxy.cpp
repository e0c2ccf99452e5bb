#include "postgres/proxy.hpp"

#include <array>
#include <chrono>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace reglament::testing {

namespace {

sockaddr_in here(int port) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    at.sin_port = htons(static_cast<std::uint16_t>(port));
    return at;
}

bool send_all(int to, const char* bytes, ssize_t size) {
    while (size > 0) {
        const ssize_t sent = ::send(to, bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes += sent;
        size -= sent;
    }
    return true;
}

}  // namespace

proxy::proxy(int to) : to_{to}, listens_{::socket(AF_INET, SOCK_STREAM, 0)} {
    sockaddr_in at = here(0);
    socklen_t size = sizeof at;
    if (::bind(listens_, reinterpret_cast<const sockaddr*>(&at), size) == 0 && ::listen(listens_, 8) == 0 &&
        ::getsockname(listens_, reinterpret_cast<sockaddr*>(&at), &size) == 0)
        port_ = ntohs(at.sin_port);
    works_ = std::thread{[this] { serve(); }};
}

proxy::~proxy() {
    ends_ = true;
    works_.join();
    ::close(listens_);
}

// One client after the other.
void proxy::serve() {
    while (!ends_) {
        pollfd waits{listens_, POLLIN, 0};
        if (::poll(&waits, 1, 20) <= 0) continue;
        const int client = ::accept(listens_, nullptr, nullptr);
        if (client < 0) continue;
        pass_on(client);
        ::close(client);
    }
}

void proxy::pass_on(int client) const {
    const int server = ::socket(AF_INET, SOCK_STREAM, 0);
    const sockaddr_in at = here(to_);
    bool good = ::connect(server, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
    std::array<char, 65'536> some{};
    while (good && !ends_) {
        std::array<pollfd, 2> both{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
        if (::poll(both.data(), both.size(), 20) <= 0) continue;
        for (std::size_t from = 0; good && from < both.size(); ++from) {
            if (both[from].revents == 0) continue;
            const ssize_t size = ::recv(both[from].fd, some.data(), some.size(), 0);
            if (size <= 0 || (from == 1 && loses_)) {
                // The server has done it by now, and has not yet noticed that nobody hears.
                if (loses_) std::this_thread::sleep_for(std::chrono::milliseconds{200});
                loses_ = false;
                good = false;
            } else {
                good = send_all(both[1 - from].fd, some.data(), size);
            }
        }
    }
    ::close(server);
}

}  // namespace reglament::testing
