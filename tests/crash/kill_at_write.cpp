// Loaded before a program (LD_PRELOAD), it kills it at the n-th call that writes: REGLAMENT_KILL_AT=n. With
// REGLAMENT_KILL_TORN=1 half of what is to be written is written first, with 2 all of it. REGLAMENT_KILL_SOCKETS=1:
// what is sent to a server is counted, too. REGLAMENT_KILL_COUNT=FILE: how many calls there were, when it ends by
// itself. REGLAMENT_CUT_EVERY=n: nobody is killed, but each n-th message to a server is the last of its connection,
// torn likewise, REGLAMENT_CUT_TIMES times in all.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

namespace {

std::atomic<long> calls{0};

long setting(const char* name) {
    const char* const given = std::getenv(name);
    return given == nullptr ? 0 : std::strtol(given, nullptr, 10);
}

bool is_last() {
    static const long at = setting("REGLAMENT_KILL_AT");
    return ++calls == at;
}

[[noreturn]] void die() {
    kill(getpid(), SIGKILL);
    std::abort();
}

template <class Function>
Function* next(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

struct at_end {
    ~at_end() {
        const char* const file = std::getenv("REGLAMENT_KILL_COUNT");
        std::FILE* const out = file == nullptr ? nullptr : std::fopen(file, "w");
        if (out == nullptr) return;
        std::fprintf(out, "%ld\n", calls.load());
        std::fclose(out);
    }
} told;

// Any call of (file or socket, bytes, size, …).
template <class... Rest>
ssize_t write_by(const char* name, int fd, const void* bytes, size_t size, Rest... rest) {
    static const long torn = setting("REGLAMENT_KILL_TORN");
    auto* const real = next<ssize_t(int, const void*, size_t, Rest...)>(name);
    if (is_last()) {
        if (torn != 0) (void)real(fd, bytes, torn == 1 ? size / 2 : size, rest...);
        die();
    }
    return real(fd, bytes, size, rest...);
}

bool is_last_of_connection() {
    static const long every = setting("REGLAMENT_CUT_EVERY"), times = setting("REGLAMENT_CUT_TIMES");
    static std::atomic<long> messages{0};
    if (every == 0) return false;
    const long sent = ++messages;
    return sent % every == 0 && sent / every <= times;
}

// Who sends believes that all is sent; that there is no answer is noticed afterwards.
template <class... Rest>
ssize_t send_by(const char* name, int fd, const void* bytes, size_t size, Rest... rest) {
    static const bool counted = setting("REGLAMENT_KILL_SOCKETS") != 0;
    static const long torn = setting("REGLAMENT_KILL_TORN");
    auto* const real = next<ssize_t(int, const void*, size_t, Rest...)>(name);
    struct stat what {};
    if (fstat(fd, &what) != 0 || !S_ISSOCK(what.st_mode)) return real(fd, bytes, size, rest...);
    if (is_last_of_connection()) {
        if (torn != 0) (void)real(fd, bytes, torn == 1 ? size / 2 : size, rest...);
        shutdown(fd, SHUT_RDWR);
        return static_cast<ssize_t>(size);
    }
    return counted ? write_by(name, fd, bytes, size, rest...) : real(fd, bytes, size, rest...);
}

template <class... Arguments>
int pass(const char* name, Arguments... all) {
    if (is_last()) die();
    return next<int(Arguments...)>(name)(all...);
}

}  // namespace

extern "C" {
ssize_t pwrite(int fd, const void* bytes, size_t size, off_t offset) {
    return write_by("pwrite", fd, bytes, size, offset);
}
ssize_t pwrite64(int fd, const void* bytes, size_t size, off64_t offset) {
    return write_by("pwrite64", fd, bytes, size, offset);
}
ssize_t write(int fd, const void* bytes, size_t size) {
    return send_by("write", fd, bytes, size);
}
ssize_t send(int fd, const void* bytes, size_t size, int flags) {
    return send_by("send", fd, bytes, size, flags);
}
ssize_t sendto(int fd, const void* bytes, size_t size, int flags, const sockaddr* to, socklen_t length) {
    return send_by("sendto", fd, bytes, size, flags, to, length);
}
int fsync(int fd) {
    return pass("fsync", fd);
}
int fdatasync(int fd) {
    return pass("fdatasync", fd);
}
int ftruncate(int fd, off_t size) noexcept {
    return pass("ftruncate", fd, size);
}
int ftruncate64(int fd, off64_t size) noexcept {
    return pass("ftruncate64", fd, size);
}
int unlink(const char* file) noexcept {
    return pass("unlink", file);
}
}
