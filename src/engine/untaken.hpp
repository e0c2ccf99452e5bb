// Untaken: effects that the host has not taken yet. They lie in the log, and are read when the host asks for them.
#pragma once

#include "engine/effect_log.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace reglament {

/// Whether a host hears of it; else it is of the history only.
[[nodiscard]] bool for_the_world(effect_kind k) noexcept;

class untaken {
public:
    struct item {
        std::uint32_t client = 0;
        effect what;
    };

    explicit untaken(const effect_log& log) noexcept : log_{&log} {}

    /// A batch of the log, of which so many effects are for the world.
    void add(effect_log::place at, std::size_t count) {
        batches_.push_back({at, count});
        size_ += count;
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// The first ones, `most` at most, the oldest first; each stays where it is until it is taken.
    [[nodiscard]] const std::deque<item>& first(std::size_t most) const;

    void take(std::size_t count);

    /// From where on the log is needed; 0: nowhere.
    [[nodiscard]] effect_log::place first_place() const noexcept {
        return batches_.empty() ? effect_log::place{0} : batches_.front().at;
    }

    /// Calls `visit(client, effect)` for all there are.
    template <class Visit>
    void each(Visit&& visit) const {
        for (const item& i : read_) visit(i.client, i.what);
        std::vector<effect> all;
        for (const batch& b : batches_) {
            all.clear();
            const std::uint32_t client = log_->read(b.at, all).client;
            for (const effect& e : all) {
                if (for_the_world(e.kind)) visit(client, e);
            }
        }
    }

    /// Those read already, to be changed.
    [[nodiscard]] std::deque<item>& read() noexcept { return read_; }

    /// The batches are elsewhere now: `moved(place)` says where.
    template <class Moved>
    void move(Moved&& moved) {
        for (batch& b : batches_) b.at = moved(b.at);
    }

private:
    struct batch {
        effect_log::place at;
        std::size_t count;
    };
    void read_batch() const;

    const effect_log* log_;
    mutable std::deque<item> read_;  // before all batches
    mutable std::deque<batch> batches_;
    std::size_t size_ = 0;
};

}  // namespace reglament
