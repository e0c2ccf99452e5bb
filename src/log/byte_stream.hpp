// Byte stream: a file piece by piece, unpacked when it is packed by gzip.
#pragma once

#include <reglament/text/issue.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace reglament::log_detail {

class byte_stream {
public:
    /// "-" is standard input. Not good(), and an issue, when it cannot be read.
    byte_stream(const std::filesystem::path& file, issues& found);
    ~byte_stream();
    byte_stream(const byte_stream&) = delete;
    byte_stream& operator=(const byte_stream&) = delete;

    [[nodiscard]] bool good() const noexcept;
    /// The next bytes, at most `room`; 0: there are no more, or, and then it is not good() any more, they cannot be
    /// read, which is an issue. What unpacks to hundreds of times its size is refused.
    std::size_t read(char* into, std::size_t room, issues& found);

    [[nodiscard]] std::uint64_t done() const noexcept;   ///< bytes of the file
    [[nodiscard]] std::uint64_t total() const noexcept;  ///< 0: not known

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace reglament::log_detail
