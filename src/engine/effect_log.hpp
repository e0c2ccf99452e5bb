// Effect log: what steps brought about, packed one behind the other, whoever's it is; each batch knows where the one
// before it of the same client is. So the history of a client grows without being moved, and a step writes where the
// last one stopped.
#pragma once

#include "engine/packing.hpp"

#include <reglament/machine/effect.hpp>

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace reglament {

class effect_log {
public:
    /// Where a batch is; 0: nowhere.
    using place = std::uint64_t;

    struct batch {
        std::uint32_t client = 0;
        place before = 0;  ///< of the same client
    };

    /// What one step brought about; where it is. REQUIRES: not empty.
    place append(std::uint32_t client, place before, std::span<const effect> all);

    /// Adds to `to` what is in a batch.
    batch read(place at, std::vector<effect>& to) const;

    /// The batch without its effects.
    [[nodiscard]] batch head(place at) const;

    /// Calls `visit(place, batch, effects)` for all of them, the oldest first.
    template <class Visit>
    void each(Visit&& visit) const {
        std::vector<effect> all;
        for (std::size_t c = 0; c < chunks_.size(); ++c) {
            for (std::size_t at = 0; at < chunks_[c].used;) {
                all.clear();
                const place here = (first_ + c) << place_bits | at | 1U;
                const batch b = read(here, all);
                at = end_;
                visit(here, b, all);
            }
        }
    }

    /// What lies before is needed no more; 0: nothing is.
    void forget_before(place at);

private:
    static constexpr unsigned place_bits = 20;
    static constexpr std::size_t chunk_size = std::size_t{1} << place_bits;

    struct chunk {
        std::unique_ptr<char[]> bytes;
        std::size_t used = 0;
    };

    [[nodiscard]] const char* at(place p) const noexcept {
        return chunks_[(p >> place_bits) - first_].bytes.get() + (p & (chunk_size - 1) & ~place{1});
    }
    char* room(std::size_t size);
    void write(const effect& e, const effect* last);
    static void read(unpacker& from, effect& e, const effect* last, instant origin);

    std::deque<chunk> chunks_;
    std::size_t first_ = 0;  // the number of the first chunk that is left
    std::unique_ptr<char[]> spare_;
    instant origin_ = instant::min();
    std::deque<feel::value> apart_;
    packer packer_;
    mutable text_cache texts_;
    mutable std::size_t end_ = 0;  // of the batch read last, in its chunk
};

}  // namespace reglament
