// Key index: which number a key has. Keys lie one behind the other and stay where they are; the index holds numbers
// only.
#pragma once

#include <boost/unordered/unordered_flat_set.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace reglament {

class key_index {
public:
    key_index() : numbers_{0, hash{this}, same{this}} {}
    key_index(const key_index&) = delete;
    key_index& operator=(const key_index&) = delete;
    ~key_index() = default;

    [[nodiscard]] std::size_t size() const noexcept { return places_.size(); }
    [[nodiscard]] std::string_view operator[](std::uint32_t i) const noexcept;
    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view key) const;

    /// The number of a new key. REQUIRES: it is not there.
    std::uint32_t add(std::string_view key);

private:
    struct hash {
        using is_transparent = void;
        using is_avalanching = void;
        const key_index* of;
        [[nodiscard]] std::size_t operator()(std::string_view key) const noexcept;
        [[nodiscard]] std::size_t operator()(std::uint32_t i) const noexcept { return (*this)((*of)[i]); }
    };
    struct same {
        using is_transparent = void;
        const key_index* of;
        bool operator()(std::string_view a, std::uint32_t b) const noexcept { return a == (*of)[b]; }
        bool operator()(std::uint32_t a, std::string_view b) const noexcept { return (*of)[a] == b; }
        bool operator()(std::uint32_t a, std::uint32_t b) const noexcept { return a == b; }
    };

    static constexpr std::size_t unit = 4, chunk_units = std::size_t{1} << 18;

    std::vector<std::unique_ptr<char[]>> chunks_;
    std::size_t used_ = chunk_units;     // units of the last chunk
    std::vector<std::uint32_t> places_;  // of the keys, in units
    boost::unordered_flat_set<std::uint32_t, hash, same> numbers_;
};

}  // namespace reglament
