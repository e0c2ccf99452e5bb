// Loaded before a program (LD_PRELOAD), it kills it at the n-th call that writes: REGLAMENT_KILL_AT=n. With
// REGLAMENT_KILL_TORN=1 half of what is to be written is written first. REGLAMENT_KILL_COUNT=FILE: how many calls there
// were, when it ends by itself.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <signal.h>
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

template <class Offset>
ssize_t write_at(const char* name, int fd, const void* bytes, size_t size, Offset offset) {
    static const bool torn = setting("REGLAMENT_KILL_TORN") != 0;
    auto* const real = next<ssize_t(int, const void*, size_t, Offset)>(name);
    if (is_last()) {
        if (torn) (void)real(fd, bytes, size / 2, offset);
        die();
    }
    return real(fd, bytes, size, offset);
}

template <class... Arguments>
int pass(const char* name, Arguments... all) {
    if (is_last()) die();
    return next<int(Arguments...)>(name)(all...);
}

}  // namespace

extern "C" {
ssize_t pwrite(int fd, const void* bytes, size_t size, off_t offset) {
    return write_at("pwrite", fd, bytes, size, offset);
}
ssize_t pwrite64(int fd, const void* bytes, size_t size, off64_t offset) {
    return write_at("pwrite64", fd, bytes, size, offset);
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
