// Packed client: what is kept of one client, in as few bytes as it takes; a client with one run that rests has about
// thirty. Regulations, states and facts are indices into the rulebook, so a block is read under the rules it was
// written under.
#pragma once

#include "engine/packing.hpp"

#include <reglament/machine/state.hpp>

#include <cstdint>

namespace reglament {

/// A client's record without the keys of its events, and what the engine keeps beside it.
struct kept_client {
    record state;
    instant queued = never;  ///< the earliest of its entries in the queue of timers
    std::uint64_t told = 0;  ///< where the last of its history is; 0: nowhere
    std::size_t owned = 0;   ///< parts that are known to be its: all of them while it is packed
};

/// Times are written as distances from `origin`, best some time at which things happen. What follows from the key
/// (record::who) is not written. False when it cannot be packed: it holds a function, or a value so large that it may
/// be shared. REQUIRES: no keys of events.
[[nodiscard]] bool pack(const kept_client& c, instant origin, packer& to);

/// Puts into `c`, whose memory is used again, what pack() wrote; `record::who` and the keys of events are left alone.
void unpack(const char* bytes, instant origin, text_cache& texts, kept_client& c);

/// What the queue of timers asks, without unpacking.
struct packed_times {
    instant due = never, queued = never;
    bool has_runs = false;
};
[[nodiscard]] packed_times peek(const char* bytes, instant origin, text_cache& texts) noexcept;

}  // namespace reglament
