#include "feel/decision/text_index.hpp"

#include <functional>
#include <utility>

namespace reglament::feel {

text_index::key text_index::long_key_of(std::string_view text) noexcept {
    return {std::hash<std::string_view>{}(text), 0, text.size()};
}

std::uint32_t text_index::add(std::string_view text) {
    if (const auto known = find(text); known != none) return known;
    if (2 * (std::size_t{size_} + 1) > entries_.size()) grow();
    const key k = key_of(text);
    std::size_t at = k.hash() & mask_;
    while (entries_[at].id != none) at = (at + 1) & mask_;
    entries_[at] = {k, size_, value{text}};
    return size_++;
}

void text_index::settle() {
    constexpr std::size_t few = 16;
    constexpr int attempts = 4'000;
    if (size_ > few) return;
    texts_ = all();
    std::uint64_t factor = 0x9E37'79B9'7F4A'7C15;
    for (int i = 0; i < attempts; ++i, factor = (factor * 6'364'136'223'846'793'005 + 1'442'695'040'888'963'406) | 1) {
        places_.fill(nobody);
        const auto take = [&](std::uint32_t id) {
            auto& place = places_[place_of(texts_[id], factor)];
            return place == nobody && (place = static_cast<std::uint8_t>(id), true);
        };
        std::uint32_t placed = 0;
        while (placed < size_ && take(placed)) ++placed;
        if (placed < size_) continue;
        factor_ = factor;
        return;
    }
}

std::vector<value> text_index::all() const {
    std::vector<value> texts(size_);
    for (const entry& e : entries_)
        if (e.id != none) texts[e.id] = e.text;
    return texts;
}

void text_index::grow() {
    std::vector<entry> before = std::exchange(entries_, std::vector<entry>(entries_.empty() ? 8 : entries_.size() * 2));
    mask_ = entries_.size() - 1;
    for (entry& e : before) {
        if (e.id == none) continue;
        std::size_t at = e.key.hash() & mask_;
        while (entries_[at].id != none) at = (at + 1) & mask_;
        entries_[at] = std::move(e);
    }
}

}  // namespace reglament::feel
