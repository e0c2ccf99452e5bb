#include "log/byte_stream.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <zlib.h>

namespace reglament::log_detail {

namespace {

constexpr unsigned piece = 1u << 18;
constexpr std::uint64_t harmless = 256u << 20;  // unpacked bytes that are let through whatever they were packed to
constexpr std::uint64_t most_packed = 400;      // times smaller

}  // namespace

struct byte_stream::impl {
    gzFile file = nullptr;
    std::string name;
    std::uint64_t total = 0, unpacked = 0;
    bool good = false;
};

byte_stream::byte_stream(const std::filesystem::path& file, issues& found) : impl_{std::make_unique<impl>()} {
    impl_->name = file.string();
    const auto fail = [&](const std::string& why) { found.add("events-unreadable", {}, {impl_->name, why}); };
    std::error_code failed;
    if (file == "-") {
        impl_->file = gzdopen(0, "rb");
    } else if (std::filesystem::is_directory(file, failed)) {
        fail(std::make_error_code(std::errc::is_a_directory).message());
        return;
    } else {
        errno = 0;
        impl_->file = gzopen(impl_->name.c_str(), "rb");
        const auto size = std::filesystem::file_size(file, failed);
        impl_->total = failed ? 0 : size;
    }
    if (impl_->file == nullptr) {
        fail(std::generic_category().message(errno));
        return;
    }
    gzbuffer(impl_->file, piece);
    impl_->good = true;
}

byte_stream::~byte_stream() {
    if (impl_->file != nullptr) gzclose(impl_->file);
}

bool byte_stream::good() const noexcept {
    return impl_->good;
}

std::size_t byte_stream::read(char* into, std::size_t room, issues& found) {
    if (!impl_->good) return 0;
    const int n = gzread(impl_->file, into, static_cast<unsigned>(std::min<std::size_t>(room, 1u << 30)));
    int error = Z_OK;
    const char* const why = gzerror(impl_->file, &error);
    if (n < 0 || (error != Z_OK && error != Z_STREAM_END)) {
        impl_->good = false;
        const bool system = error == Z_ERRNO;
        found.add("events-unreadable", {}, {impl_->name, system ? std::generic_category().message(errno) : why});
        return n > 0 ? static_cast<std::size_t>(n) : 0;
    }
    impl_->unpacked += static_cast<std::uint64_t>(n);
    if (impl_->unpacked > harmless && impl_->unpacked / most_packed > done() && gzdirect(impl_->file) == 0) {
        impl_->good = false;
        found.add("log-bomb", {}, {impl_->name, std::to_string(most_packed)});
        return 0;
    }
    return static_cast<std::size_t>(n);
}

std::uint64_t byte_stream::done() const noexcept {
    const auto at = impl_->file == nullptr ? 0 : gzoffset(impl_->file);
    return at < 0 ? impl_->unpacked : static_cast<std::uint64_t>(at);
}

std::uint64_t byte_stream::total() const noexcept {
    return impl_->total;
}

}  // namespace reglament::log_detail
