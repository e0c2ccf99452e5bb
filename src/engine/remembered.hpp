// Remembered: the keys of a client's recent events, so that a repeated one is recognised.
#pragma once

#include <reglament/feel/temporal.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace reglament {

class remembered_events {
public:
    /// Whether the key is among those remembered.
    [[nodiscard]] bool knows(std::uint64_t key) const noexcept {
        const auto same = [key](const entry& e) { return e.key == key; };
        return std::any_of(recent_.begin(), recent_.end(), same) ||
               std::find(starts_.begin(), starts_.end(), key) != starts_.end();
    }

    /// Events before this time may have been forgotten.
    [[nodiscard]] instant horizon() const noexcept { return horizon_; }

    void add(std::uint64_t key, instant time, std::size_t most) {
        if (recent_.size() < most) {
            recent_.push_back({key, time});
            return;
        }
        if (recent_.empty()) return;
        entry& oldest = recent_[next_];
        horizon_ = std::max(horizon_, oldest.time);
        oldest = {key, time};
        next_ = (next_ + 1) % recent_.size();
    }

    /// The key of an event that started a run is kept for ever.
    void add_start(std::uint64_t key) { starts_.push_back(key); }

private:
    struct entry {
        std::uint64_t key = 0;
        instant time{};
    };
    std::vector<entry> recent_;  // a ring once it is full
    std::vector<std::uint64_t> starts_;
    std::size_t next_ = 0;
    instant horizon_ = instant::min();
};

}  // namespace reglament
