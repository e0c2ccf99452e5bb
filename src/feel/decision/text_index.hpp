// Text index: texts to numbers, the way an evaluation wants it: read often, written once. Internal.
#pragma once

#include <reglament/feel/value.hpp>

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace reglament::feel {

class text_index {
public:
    static constexpr std::uint32_t none = UINT32_MAX;

    /// The number of a text: 0, 1 … in the order they were added first.
    std::uint32_t add(std::string_view text);

    [[nodiscard]] std::uint32_t find(std::string_view text) const noexcept {
        if (entries_.empty()) return none;
        const std::uint64_t hash = hash_of(text);
        for (std::size_t at = hash & mask_;; at = (at + 1) & mask_) {
            const entry& e = entries_[at];
            if (e.id == none) return none;
            if (e.hash == hash && same(e.text.as_string(), text)) return e.id;
        }
    }

    [[nodiscard]] std::uint32_t size() const noexcept { return size_; }

private:
    struct entry {
        std::uint64_t hash = 0;
        std::uint32_t id = none;
        value text;
    };

    static std::uint64_t hash_of(std::string_view text) noexcept {
        return text.size() <= 16 ? hash_short(text) : hash_long(text);
    }
    static std::uint64_t hash_long(std::string_view text) noexcept;

    template <class Word>
    static std::uint64_t word(const char* from) noexcept {
        Word w;
        std::memcpy(&w, from, sizeof w);
        return w;
    }

    // Names of classes and kinds are short: all their bytes in two loads, and nothing else.
    static std::uint64_t hash_short(std::string_view text) noexcept {
        const char* const front = text.data();
        const std::size_t n = text.size();
        std::uint64_t a = 0;
        std::uint64_t b = 0;
        if (n >= 8) {
            a = word<std::uint64_t>(front);
            b = word<std::uint64_t>(front + n - 8);
        } else if (n >= 4) {
            a = word<std::uint32_t>(front) << 32 | word<std::uint32_t>(front + n - 4);
        } else if (n != 0) {
            a = std::uint64_t(static_cast<unsigned char>(front[0])) << 16 |
                std::uint64_t(static_cast<unsigned char>(front[n / 2])) << 8 | static_cast<unsigned char>(front[n - 1]);
        }
        return mixed(a + n * 0x9E37'79B9'7F4A'7C15U) ^ mixed(b);
    }
    static std::uint64_t mixed(std::uint64_t x) noexcept {
        x *= 0xBF58'476D'1CE4'E5B9U;
        return x ^ x >> 29;
    }
    // Up to 16 bytes, equal hashes of equal sizes are all but equal texts: one comparison, seldom in vain.
    static bool same(std::string_view a, std::string_view b) noexcept {
        return a.size() == b.size() && (a.data() == b.data() || std::memcmp(a.data(), b.data(), a.size()) == 0);
    }

    void grow();

    std::vector<entry> entries_;
    std::size_t mask_ = 0;
    std::uint32_t size_ = 0;
};

}  // namespace reglament::feel
