// Text file: all of a file in memory, read at once.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace reglament::log_detail {

struct text_file {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0;

    [[nodiscard]] std::string_view text() const noexcept { return {bytes.get(), size}; }
};

/// "-" is standard input. Nothing, and `why` in the system's words, when it cannot be read.
std::optional<text_file> read_file(const std::filesystem::path& path, std::string& why);

text_file copy_of(std::string_view text);

}  // namespace reglament::log_detail
