// Taken keys: of each client, by number, the keys of the events it has taken in, in as few bytes as it takes.
#pragma once

#include "engine/block_arena.hpp"

#include <reglament/machine/event_keys.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

class taken_keys {
public:
    [[nodiscard]] bool knows(std::uint32_t who, std::uint64_t key) const noexcept;
    /// Events before this time may have been forgotten.
    [[nodiscard]] instant horizon(std::uint32_t who) const noexcept;
    /// The key that was added last; nothing: there is none.
    [[nodiscard]] std::optional<std::uint64_t> latest(std::uint32_t who) const noexcept;

    /// Keeps the key among the `most` latest, and that of an event that started a run for ever.
    void add(std::uint32_t who, event_keys::entry what, std::size_t most, bool started = false);

    [[nodiscard]] event_keys get(std::uint32_t who) const;
    /// Appends them in a form of their own, and reads that.
    void copy(std::uint32_t who, std::string& to) const;
    [[nodiscard]] static event_keys copied(const char* from);
    /// Appends that form of them, and puts what has it. No keys: no bytes.
    static void write(const event_keys& keys, std::string& to) { write(keys, keys.recent.size(), to); }
    void put(std::uint32_t who, std::string_view written);
    void put(std::uint32_t who, const event_keys& keys) { put(who, keys, keys.recent.size()); }
    [[nodiscard]] event_keys take(std::uint32_t who);

private:
    static constexpr block_arena::handle nothing = UINT32_MAX;

    void put(std::uint32_t who, const event_keys& keys, std::size_t room);
    static void write(const event_keys& keys, std::size_t room, std::string& to);
    // False: it will be no short block any more.
    bool add_to_short(std::uint32_t who, event_keys::entry what, std::size_t most, bool started);
    void clear(std::uint32_t who);
    [[nodiscard]] const char* block(std::uint32_t who) const noexcept {
        return who < blocks_.size() && blocks_[who] != nothing ? arena_.at(blocks_[who]) : nullptr;
    }

    std::vector<block_arena::handle> blocks_;
    block_arena arena_;
    std::string scratch_;
};

}  // namespace reglament
