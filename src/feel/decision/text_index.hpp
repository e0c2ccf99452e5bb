// Text index: texts to numbers, the way an evaluation wants it: read often, written once. Internal.
#pragma once

#include <reglament/feel/value.hpp>

#include <array>
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

    /// To be called once all are added: makes finding faster where there are few.
    void settle();

    [[nodiscard]] std::uint32_t find(std::string_view text) const noexcept { return find_of_many(text); }

    /// The same of a string, faster.
    [[nodiscard]] std::uint32_t find(const value& text) const noexcept {
        return factor_ != 0 ? find_of_few(text) : find_of_many(text.as_string());
    }

    [[nodiscard]] std::uint32_t size() const noexcept { return size_; }

    /// The texts by their numbers.
    [[nodiscard]] std::vector<value> all() const;

private:
    // Names of a few classes: length and first letters tell them apart. Nothing here branches on either, which change
    // from text to text and cannot be foretold.
    [[nodiscard]] std::uint32_t find_of_few(const value& text) const noexcept {
        const auto id = places_[place_of(text, factor_)];
        return id != nobody && same_text(text, texts_[id]) ? id : none;
    }
    static std::size_t place_of(const value& text, std::uint64_t factor) noexcept {
        return (text_hash(text) * factor) >> 58;
    }

    [[nodiscard]] std::uint32_t find_of_many(std::string_view text) const noexcept {
        if (entries_.empty()) return none;
        const auto k = key_of(text);
        for (std::size_t at = k.hash() & mask_;; at = (at + 1) & mask_) {
            const entry& e = entries_[at];
            if (e.id == none) return none;
            if (e.key == k && (text.size() <= 16 || e.text.as_string() == text)) return e.id;
        }
    }

    // Most names are short: up to 16 bytes, the key is the whole text.
    struct key {
        std::uint64_t front = 0;
        std::uint64_t back = 0;
        std::size_t size = 0;

        [[nodiscard]] std::uint64_t hash() const noexcept {
            const std::uint64_t mixed = (front ^ back * 0x9E37'79B9'7F4A'7C15U ^ size) * 0xBF58'476D'1CE4'E5B9U;
            return mixed ^ mixed >> 32;
        }
        friend bool operator==(const key& a, const key& b) noexcept {
            return ((a.front ^ b.front) | (a.back ^ b.back) | (a.size ^ b.size)) == 0;
        }
    };
    struct entry {
        text_index::key key;
        std::uint32_t id = none;
        value text;
    };

    template <class Word>
    static std::uint64_t word(const char* from) noexcept {
        Word w;
        std::memcpy(&w, from, sizeof w);
        return w;
    }

    static key key_of(std::string_view text) noexcept {
        const char* const front = text.data();
        const std::size_t n = text.size();
        if (n > 16) return long_key_of(text);
        if (n >= 8) return {word<std::uint64_t>(front), word<std::uint64_t>(front + n - 8), n};
        if (n >= 4) return {word<std::uint32_t>(front), word<std::uint32_t>(front + n - 4), n};
        if (n == 0) return {};
        const auto byte = [&](std::size_t at) { return std::uint64_t(static_cast<unsigned char>(front[at])); };
        return {byte(0) | byte(n / 2) << 8 | byte(n - 1) << 16, 0, n};
    }
    static key long_key_of(std::string_view text) noexcept;

    void grow();

    std::vector<entry> entries_;
    std::size_t mask_ = 0;
    std::uint32_t size_ = 0;

    static constexpr std::uint8_t nobody = 255;
    std::uint64_t factor_ = 0;               // of few: what gives each a place of its own
    std::array<std::uint8_t, 64> places_{};  // of few: their numbers
    std::vector<value> texts_;               // of few
};

}  // namespace reglament::feel
