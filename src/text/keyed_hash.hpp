// Keyed hash: of what comes from outside, so that nobody can choose texts that meet in one place. Its key is drawn when
// the program starts; what hangs on it must not leave the program.
#pragma once

#include <cstdint>
#include <cstring>
#include <random>
#include <string_view>

namespace reglament {

class keyed_hash {
public:
    explicit keyed_hash(std::uint64_t begin) noexcept : h_{begin ^ key()} {}

    keyed_hash& add(std::uint64_t word) noexcept {
        h_ = folded(h_ ^ word, key());
        return *this;
    }

    [[nodiscard]] std::uint64_t value() const noexcept { return h_ ^ h_ >> 32; }

    [[nodiscard]] static std::uint64_t of(std::string_view text) noexcept {
        keyed_hash h{text.size()};
        for (; text.size() >= 8; text.remove_prefix(8)) {
            std::uint64_t word = 0;
            std::memcpy(&word, text.data(), 8);
            h.add(word);
        }
        std::uint64_t rest = 0;
        for (const char c : text) rest = rest << 8 | static_cast<unsigned char>(c);
        return h.add(rest).add(text.size()).value();
    }

private:
    // Both halves of the product: with the lower one alone differences in high bits would stay where they are.
    static std::uint64_t folded(std::uint64_t a, std::uint64_t b) noexcept {
#ifdef __SIZEOF_INT128__
        __extension__ using wide = unsigned __int128;
        const wide product = static_cast<wide>(a) * b;
        return static_cast<std::uint64_t>(product >> 64) ^ static_cast<std::uint64_t>(product);
#else
        const std::uint64_t a1 = a >> 32, a0 = a & 0xFFFF'FFFF, b1 = b >> 32, b0 = b & 0xFFFF'FFFF;
        const std::uint64_t low = a0 * b0, middle = a1 * b0 + (low >> 32), other = a0 * b1 + (middle & 0xFFFF'FFFF);
        return (a1 * b1 + (middle >> 32) + (other >> 32)) ^ a * b;
#endif
    }

    static std::uint64_t key() noexcept {
        static const std::uint64_t drawn = [] {
            std::random_device dice;
            return (std::uint64_t{dice()} << 32 | dice()) | 1;
        }();
        return drawn;
    }

    std::uint64_t h_;
};

}  // namespace reglament
