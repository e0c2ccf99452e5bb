#include "engine/checksum.hpp"

#define XXH_INLINE_ALL
#include <array>
#include <cstdio>
#include <xxhash.h>

namespace reglament {

std::uint64_t checksum(std::string_view bytes) noexcept {
    return XXH3_64bits(bytes.data(), bytes.size());
}

std::string content_hash(std::string_view bytes) {
    const XXH128_hash_t sum = XXH3_128bits(bytes.data(), bytes.size());
    std::array<char, 33> text{};
    std::snprintf(text.data(), text.size(), "%016llx%016llx", static_cast<unsigned long long>(sum.high64),
                  static_cast<unsigned long long>(sum.low64));
    return text.data();
}

}  // namespace reglament
