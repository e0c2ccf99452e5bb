// Block arena: many small blocks of bytes, each known by a number of 32 bits. A block costs its bytes, one more, and
// what is missing to a multiple of eight.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace reglament {

class block_arena {
public:
    using handle = std::uint32_t;

    /// A block of these bytes.
    [[nodiscard]] handle put(std::string_view bytes);

    /// The same block, or another one in its place, of other bytes.
    void change(handle& which, std::string_view bytes);

    void free(handle which) noexcept;

    /// Where its bytes are, until the next change of that block.
    [[nodiscard]] const char* at(handle which) const noexcept {
        return (which & large) != 0 ? large_[which & ~large].get() : address(which) + 1;
    }

    /// The same, to write over: as many bytes as there are.
    [[nodiscard]] char* edit(handle which) noexcept {
        return (which & large) != 0 ? large_[which & ~large].get() : address(which) + 1;
    }

    /// Its bytes, and up to seven behind them; nothing of a large block, which does not know its length.
    [[nodiscard]] std::string_view bytes_of(handle which) const noexcept {
        if ((which & large) != 0) return {};
        const char* const from = address(which);
        return {from + 1, static_cast<unsigned char>(*from) * unit - 1};
    }

    /// Asks the memory to come nearer.
    void prefetch(handle which) const noexcept {
        if ((which & large) == 0) __builtin_prefetch(address(which));
    }

private:
    static constexpr handle large = handle{1} << 31;  // a block of its own, by its place there
    static constexpr std::size_t unit = 8, chunk_units = std::size_t{1} << 17;
    static constexpr std::size_t most_units = 64;  // else it is large

    static constexpr std::size_t units_of(std::size_t bytes) noexcept { return (bytes + 1 + unit - 1) / unit; }
    [[nodiscard]] char* address(handle which) const noexcept {
        return chunks_[which / chunk_units].get() + which % chunk_units * unit;
    }
    [[nodiscard]] handle take(std::size_t units);
    [[nodiscard]] handle put_large(std::string_view bytes);

    std::vector<std::unique_ptr<char[]>> chunks_;
    std::size_t used_ = chunk_units;                        // units of the last chunk
    std::array<std::vector<handle>, most_units + 1> free_;  // by units
    std::vector<std::unique_ptr<char[]>> large_;
    std::vector<handle> free_large_;
};

}  // namespace reglament
