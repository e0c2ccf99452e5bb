// Entry places: contexts that come one after the other from the same source, read without a search.
#pragma once

#include <reglament/export.hpp>
#include <reglament/feel/value.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace reglament::feel {

/// Where names stand in contexts: each is looked for first where the last context had it. Gives nothing but speed;
/// holds no values. For programs and tables over the same names(), and one thread at a time.
class REGLAMENT_API entry_places {
public:
    /// The entry of the k-th of the names, null when the context has none. What it refers to is the context's.
    [[nodiscard]] const value& find(const context& entries, const std::vector<std::string>& names, std::size_t k) {
        if (k >= at_.size()) at_.resize(names.size());
        const std::size_t at = at_[k];
        if (at < entries.size() && is_same(entries[at].first, names[k])) return entries[at].second;
        return search(entries, names[k], at_[k]);
    }

private:
    static bool is_same(const std::string& a, const std::string& b) noexcept;
    static const value& search(const context& entries, const std::string& name, std::uint32_t& at) noexcept;

    std::vector<std::uint32_t> at_;
};

// Names are short: eight letters at a time, the last ones with some that were looked at already.
inline bool entry_places::is_same(const std::string& a, const std::string& b) noexcept {
    const std::size_t size = a.size();
    if (size != b.size()) return false;
    if (size < 8 || size > 32) return a == b;
    const auto differs = [&](std::size_t at) {
        std::uint64_t x = 0, y = 0;
        std::char_traits<char>::copy(reinterpret_cast<char*>(&x), a.data() + at, sizeof x);
        std::char_traits<char>::copy(reinterpret_cast<char*>(&y), b.data() + at, sizeof y);
        return x ^ y;
    };
    std::uint64_t difference = differs(size - 8);
    for (std::size_t at = 0; at + 8 < size; at += 8) difference |= differs(at);
    return difference == 0;
}

}  // namespace reglament::feel
