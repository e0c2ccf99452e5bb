#include "feel/decision/text_index.hpp"

#include <functional>
#include <utility>

namespace reglament::feel {

std::uint64_t text_index::hash_long(std::string_view text) noexcept {
    return mixed(std::hash<std::string_view>{}(text));
}

std::uint32_t text_index::add(std::string_view text) {
    if (const auto known = find(text); known != none) return known;
    if (2 * (size_ + 1U) > entries_.size()) grow();
    const std::uint64_t hash = hash_of(text);
    std::size_t at = hash & mask_;
    while (entries_[at].id != none) at = (at + 1) & mask_;
    entries_[at] = {hash, size_, value{text}};
    return size_++;
}

void text_index::grow() {
    std::vector<entry> before = std::exchange(entries_, std::vector<entry>(entries_.empty() ? 8 : entries_.size() * 2));
    mask_ = entries_.size() - 1;
    for (entry& e : before) {
        if (e.id == none) continue;
        std::size_t at = e.hash & mask_;
        while (entries_[at].id != none) at = (at + 1) & mask_;
        entries_[at] = std::move(e);
    }
}

}  // namespace reglament::feel
