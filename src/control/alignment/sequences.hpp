// Sequences: lists of numbers, each with a number of its own in the order in which they came.
#pragma once

#include "text/keyed_hash.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace reglament::alignment {

class sequences {
public:
    /// The number of a list; one more than there were: it is new.
    std::uint32_t number(std::span<const std::uint32_t> list) {
        if (entries_.size() * 2 >= slots_.size()) grow();
        const std::uint64_t h = hash(list);
        for (std::size_t at = h & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
            if (slots_[at] == 0) {
                slots_[at] = static_cast<std::uint32_t>(entries_.size() + 1);
                entries_.push_back({h, all_.size(), list.size()});
                all_.insert(all_.end(), list.begin(), list.end());
                return static_cast<std::uint32_t>(entries_.size() - 1);
            }
            const entry& known = entries_[slots_[at] - 1];
            if (known.hash == h &&
                std::equal(list.begin(), list.end(), all_.begin() + static_cast<std::ptrdiff_t>(known.first),
                           all_.begin() + static_cast<std::ptrdiff_t>(known.first + known.size)))
                return slots_[at] - 1;
        }
    }

private:
    struct entry {
        std::uint64_t hash;
        std::size_t first, size;
    };

    static std::uint64_t hash(std::span<const std::uint32_t> list) {
        keyed_hash h{list.size()};
        for (; list.size() >= 2; list = list.subspan(2)) h.add(std::uint64_t{list[0]} << 32 | list[1]);
        return h.add(list.empty() ? 0 : list[0]).value();
    }

    void grow() {
        slots_.assign(std::max<std::size_t>(64, slots_.size() * 2), 0);
        for (std::size_t i = 0; i < entries_.size(); ++i) {
            std::size_t at = entries_[i].hash & (slots_.size() - 1);
            while (slots_[at] != 0) at = (at + 1) & (slots_.size() - 1);
            slots_[at] = static_cast<std::uint32_t>(i + 1);
        }
    }

    std::vector<std::uint32_t> slots_;  // one more than which entry; 0: none
    std::vector<entry> entries_;
    std::vector<std::uint32_t> all_;
};

}  // namespace reglament::alignment
