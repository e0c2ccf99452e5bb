#include "postgres/cluster.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace reglament::testing {

namespace fs = std::filesystem;

namespace {

cluster* the_one = nullptr;

int free_port() {
    const int made = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    const bool good = ::bind(made, reinterpret_cast<const sockaddr*>(&at), size) == 0 &&
                      ::getsockname(made, reinterpret_cast<sockaddr*>(&at), &size) == 0;
    ::close(made);
    return good ? ntohs(at.sin_port) : 0;
}

}  // namespace

std::optional<std::string> cluster::find_programs() {
    std::optional<std::string> latest;
    std::error_code none;
    for (const auto& version : fs::directory_iterator{"/usr/lib/postgresql", none}) {
        if (fs::exists(version.path() / "bin/initdb") && (!latest || version.path().string() > *latest))
            latest = (version.path() / "bin").string();
    }
    return latest;
}

// The server refuses to be run by root.
cluster::cluster(std::string programs)
    : programs_{std::move(programs)}, as_{::geteuid() == 0 ? "runuser -u postgres -- " : ""}, port_{free_port()} {
    std::string name = (fs::temp_directory_path() / "reglament-postgres-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    if (::geteuid() == 0 && std::system(("chown postgres " + folder_.string()).c_str()) != 0) return;
    if (!run(programs_ + "/initdb -D " + (folder_ / "data").string() + " -A trust -U tester -E UTF8 --no-instructions"))
        return;
    start();
    the_one = this;
}

cluster::~cluster() {
    (void)run(programs_ + "/pg_ctl -D " + (folder_ / "data").string() + " -m immediate -w stop");
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

bool cluster::run(const std::string& command) const {
    const std::string log = (folder_ / "log").string();
    return std::system(("cd / && " + as_ + command + " >> " + log + " 2>&1 < /dev/null").c_str()) == 0;
}

void cluster::start() {
    const std::string options = "-k " + folder_.string() + " -c listen_addresses=127.0.0.1 -p " + std::to_string(port_);
    up_ = run(programs_ + "/pg_ctl -D " + (folder_ / "data").string() + " -w -l " + (folder_ / "server").string() +
              " -o '" + options + "' start");
}

void cluster::crash() {
    (void)run(programs_ + "/pg_ctl -D " + (folder_ / "data").string() + " -m immediate -w stop");
    start();
}

std::string cluster::query(const std::string& text) const {
    const std::string command = programs_ + "/psql -XAtq -c \"" + text + "\" " + url() + " 2>&1";
    std::string out;
    std::FILE* const pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) return out;
    std::array<char, 256> some{};
    while (std::fgets(some.data(), some.size(), pipe) != nullptr) out += some.data();
    ::pclose(pipe);
    return out;
}

cluster& cluster::get() {
    return *the_one;
}

}  // namespace reglament::testing
