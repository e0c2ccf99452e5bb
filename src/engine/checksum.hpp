// Checksums of bytes that are kept elsewhere, and names made of what bytes say.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace reglament {

[[nodiscard]] std::uint64_t checksum(std::string_view bytes) noexcept;

/// 32 hexadecimal digits.
[[nodiscard]] std::string content_hash(std::string_view bytes);

}  // namespace reglament
