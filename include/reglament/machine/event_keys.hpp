// Event keys: which events a record has taken in, so that a repeated one is recognised.
#pragma once

#include <reglament/regulation/period.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace reglament {

/// Plain data, part of a record. A key is the hash of an event's source and id.
struct event_keys {
    struct entry {
        std::uint64_t key = 0;
        instant time{};
    };
    std::vector<entry> recent;          ///< a ring once it is full
    std::size_t oldest = 0;             ///< of the ring, the next to be dropped
    instant horizon = instant::min();   ///< events before this time may have been forgotten
    std::vector<std::uint64_t> starts;  ///< of events that started a run: kept for ever

    [[nodiscard]] bool knows(std::uint64_t key) const noexcept {
        const auto same = [key](const entry& e) { return e.key == key; };
        return std::any_of(recent.begin(), recent.end(), same) ||
               std::find(starts.begin(), starts.end(), key) != starts.end();
    }

    /// Keeps the key among the `most` latest.
    void add(std::uint64_t key, instant time, std::size_t most) {
        if (recent.size() != most) resize(most);
        if (recent.size() < most) {
            recent.push_back({key, time});
            return;
        }
        if (recent.empty()) return;
        horizon = std::max(horizon, recent[oldest].time);
        recent[oldest] = {key, time};
        oldest = (oldest + 1) % recent.size();
    }

private:
    // Puts the oldest first, and drops what is too much.
    void resize(std::size_t most) {
        std::rotate(recent.begin(), recent.begin() + static_cast<std::ptrdiff_t>(oldest), recent.end());
        oldest = 0;
        while (recent.size() > most) {
            horizon = std::max(horizon, recent.front().time);
            recent.erase(recent.begin());
        }
    }
};

}  // namespace reglament
