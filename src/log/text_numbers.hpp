// Text numbers: each text once, in memory that does not move, under a number.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace reglament::log_detail {

class text_numbers {
public:
    text_numbers() { clear(); }

    /// The same text has the same number; the empty one 0.
    std::uint32_t number(std::string_view text) {
        if (text.empty()) return 0;
        const auto known = numbers_.find(text);
        if (known != numbers_.end()) return known->second;
        const std::uint32_t next = add(text);
        numbers_.emplace(texts_[next], next);
        return next;
    }

    /// A number of its own for a text that comes but once.
    std::uint32_t add(std::string_view text) {
        texts_.push_back(copy(text));
        return static_cast<std::uint32_t>(texts_.size() - 1);
    }

    [[nodiscard]] std::string_view operator[](std::uint32_t i) const { return texts_[i]; }
    [[nodiscard]] std::size_t size() const noexcept { return texts_.size(); }

    void clear() {
        numbers_.clear();
        texts_.assign(1, std::string_view{});
        long_.clear();
        if (blocks_.size() > 1) blocks_.resize(1);
        begin_block();
    }

private:
    static constexpr std::size_t block_size = 1u << 16;

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
        std::memcpy(next_, text.data(), text.size());
        const std::string_view out{next_, text.size()};
        next_ += text.size();
        left_ -= text.size();
        return out;
    }

    std::vector<std::unique_ptr<char[]>> blocks_, long_;
    char* next_ = nullptr;
    std::size_t left_ = 0;
    std::vector<std::string_view> texts_;
    std::unordered_map<std::string_view, std::uint32_t> numbers_;
};

}  // namespace reglament::log_detail
