// Text numbers: which number a text has, each in the order in which it came first.
#pragma once

#include "text/keyed_hash.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace reglament::log_detail {

/// Each is copied once, into memory that does not move. The empty one has the number 0.
class text_numbers {
public:
    std::uint32_t number(std::string_view text) {
        if (text.empty()) return 0;
        if (count_ * 2 >= slots_.size()) grow();
        const std::uint64_t h = keyed_hash::of(text);
        for (std::size_t at = h & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
            slot& s = slots_[at];
            if (s.number == 0) {
                ++count_;
                s = {tag(h), add(text)};
                return s.number;
            }
            if (s.tag == tag(h) && texts_[s.number] == text) return s.number;
        }
    }

    /// A number of its own for a text that comes but once.
    std::uint32_t add(std::string_view text) {
        texts_.push_back(copy(text));
        return static_cast<std::uint32_t>(texts_.size() - 1);
    }

    [[nodiscard]] std::string_view operator[](std::uint32_t i) const { return texts_[i]; }
    [[nodiscard]] std::size_t size() const noexcept { return texts_.size(); }

    void clear() {
        texts_.resize(1);
        std::fill(slots_.begin(), slots_.end(), slot{});
        count_ = 0;
        long_.clear();
        if (blocks_.size() > 1) blocks_.resize(1);
        begin_block();
    }

private:
    struct slot {
        std::uint32_t tag = 0, number = 0;  // 0: none
    };
    static constexpr std::size_t block_size = 1u << 16;

    static std::uint32_t tag(std::uint64_t h) noexcept { return static_cast<std::uint32_t>(h >> 32); }

    // Where texts lie is found anew: their hashes are not kept.
    void grow() {
        std::vector<slot> old(std::max<std::size_t>(64, slots_.size() * 2));
        slots_.swap(old);
        for (const slot& s : old) {
            if (s.number == 0) continue;
            std::size_t at = keyed_hash::of(texts_[s.number]) & (slots_.size() - 1);
            while (slots_[at].number != 0) at = (at + 1) & (slots_.size() - 1);
            slots_[at] = s;
        }
    }

    void begin_block() {
        next_ = blocks_.empty() ? nullptr : blocks_.back().get();
        left_ = blocks_.empty() ? 0 : block_size;
    }

    std::string_view copy(std::string_view text) {
        if (text.size() > block_size / 4) {
            char* const own = long_.emplace_back(std::make_unique<char[]>(text.size())).get();
            std::memcpy(own, text.data(), text.size());
            return {own, text.size()};
        }
        if (text.size() > left_) {
            blocks_.push_back(std::make_unique<char[]>(block_size));
            begin_block();
        }
        if (!text.empty()) std::memcpy(next_, text.data(), text.size());
        const std::string_view out{next_, text.size()};
        next_ += text.size();
        left_ -= text.size();
        return out;
    }

    std::vector<std::string_view> texts_{std::string_view{}};
    std::vector<slot> slots_;
    std::size_t count_ = 0;
    std::vector<std::unique_ptr<char[]>> blocks_, long_;
    char* next_ = nullptr;
    std::size_t left_ = 0;
};

}  // namespace reglament::log_detail
