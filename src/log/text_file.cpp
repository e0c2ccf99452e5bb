#include "log/text_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>

namespace reglament::log_detail {

namespace {

struct closer {
    void operator()(std::FILE* f) const noexcept {
        if (f != stdin) std::fclose(f);
    }
};

// The size is only a guess: a pipe has none, a file may grow while it is read.
std::optional<text_file> read_all(std::FILE* from, std::size_t guess, std::string& why) {
    text_file out{std::make_unique_for_overwrite<char[]>(guess), 0};
    std::size_t room = guess;
    while (const std::size_t n = std::fread(out.bytes.get() + out.size, 1, room - out.size, from)) {
        out.size += n;
        if (out.size < room) continue;
        auto wider = std::make_unique_for_overwrite<char[]>(room * 2);
        std::memcpy(wider.get(), out.bytes.get(), out.size);
        out.bytes = std::move(wider);
        room *= 2;
    }
    if (std::ferror(from) == 0) return out;
    why = std::generic_category().message(errno);
    return std::nullopt;
}

}  // namespace

std::optional<text_file> read_file(const std::filesystem::path& path, std::string& why) {
    constexpr std::size_t at_least = 1u << 16;
    if (path == "-") return read_all(stdin, at_least, why);
    std::error_code failed;
    if (std::filesystem::is_directory(path, failed)) {
        why = std::make_error_code(std::errc::is_a_directory).message();
        return std::nullopt;
    }
    const std::unique_ptr<std::FILE, closer> file{std::fopen(path.string().c_str(), "rb")};
    if (!file) {
        why = std::generic_category().message(errno);
        return std::nullopt;
    }
    const auto size = std::filesystem::file_size(path, failed);
    return read_all(file.get(), failed ? at_least : std::max(at_least, static_cast<std::size_t>(size) + 1), why);
}

text_file copy_of(std::string_view text) {
    text_file out{std::make_unique_for_overwrite<char[]>(text.size() + 1), text.size()};
    std::memcpy(out.bytes.get(), text.data(), text.size());
    return out;
}

}  // namespace reglament::log_detail
