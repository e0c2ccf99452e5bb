// Key index: which number a key has. Keys lie one behind the other and stay where they are; the index holds numbers
// only, in many small tables: one that grows is soon done, and several threads can fill them.
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
    key_index() : numbers_(tables, table{0, hash{this}, same{this}}) {}
    key_index(const key_index&) = delete;
    key_index& operator=(const key_index&) = delete;
    ~key_index() = default;

    [[nodiscard]] std::size_t size() const noexcept { return places_.size(); }
    [[nodiscard]] std::string_view operator[](std::uint32_t i) const noexcept;
    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view key) const;

    /// The number of a new key. REQUIRES: it is not there.
    std::uint32_t add(std::string_view key);

    /// As add(), but it is not found before index_appended(): the quicker way to have many.
    std::uint32_t append(std::string_view key);
    /// False: two of the keys are the same; one of them is found.
    bool index_appended();

private:
    struct hashed {
        std::string_view key;
        std::size_t hash;
    };
    struct hash {
        using is_transparent = void;
        using is_avalanching = void;
        const key_index* of;
        [[nodiscard]] std::size_t operator()(const hashed& k) const noexcept { return k.hash; }
        [[nodiscard]] std::size_t operator()(std::uint32_t i) const noexcept { return hash_of((*of)[i]); }
    };
    struct same {
        using is_transparent = void;
        const key_index* of;
        bool operator()(const hashed& a, std::uint32_t b) const noexcept { return a.key == (*of)[b]; }
        bool operator()(std::uint32_t a, const hashed& b) const noexcept { return (*of)[a] == b.key; }
        bool operator()(std::uint32_t a, std::uint32_t b) const noexcept { return (*of)[a] == (*of)[b]; }
    };

    using table = boost::unordered_flat_set<std::uint32_t, hash, same>;

    [[nodiscard]] static std::size_t hash_of(std::string_view key) noexcept;
    // By bits that the tables themselves make little use of.
    [[nodiscard]] static std::size_t table_of(std::size_t hash) noexcept { return (hash >> 24U) % tables; }

    [[nodiscard]] const char* at(std::uint32_t i) const noexcept {
        return chunks_[places_[i] / chunk_units].get() + places_[i] % chunk_units * unit;
    }

    static constexpr std::size_t tables = 64;
    static constexpr std::size_t unit = 4, chunk_units = std::size_t{1} << 18;

    std::vector<std::unique_ptr<char[]>> chunks_;
    std::size_t used_ = chunk_units;     // units of the last chunk
    std::vector<std::uint32_t> places_;  // of the keys, in units
    std::vector<table> numbers_;
    std::uint32_t indexed_ = 0;  // so many of the keys are found
};

}  // namespace reglament
