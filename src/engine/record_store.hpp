// Record store: one block of bytes a client, by number.
#pragma once

#include "engine/block_arena.hpp"
#include "engine/packed_client.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

class record_store {
public:
    [[nodiscard]] std::size_t size() const noexcept { return blocks_.size(); }

    /// A place for one more, with nothing in it.
    void add() { blocks_.push_back(nothing); }

    /// Packs it. Who cannot be packed, or is so large that it would take long and save little, is kept as it is: `c` is
    /// given away then.
    void put(std::uint32_t i, kept_client& c);

    /// Unpacks it, except record::who and the keys of events. REQUIRES: it was put.
    void get(std::uint32_t i, kept_client& c) const;

    /// As get(), but who is kept as it is may be given away. REQUIRES: it is put again.
    void take(std::uint32_t i, kept_client& c);

    /// Appends what unpack() takes, with origin(); or gives the client, where it is not packed. REQUIRES: it was put.
    [[nodiscard]] std::unique_ptr<const kept_client> copy(std::uint32_t i, std::string& to) const;
    /// The same of one who was taken.
    [[nodiscard]] std::unique_ptr<const kept_client> copy(const kept_client& c, std::string& to);
    [[nodiscard]] instant origin() const noexcept { return origin_; }

    /// What others pack for add_packed() goes by this. REQUIRES: nobody is packed.
    void set_origin(instant origin) noexcept { origin_ = origin; }
    /// False: it is to be kept as it is.
    [[nodiscard]] static bool pack(const kept_client& c, instant origin, packer& to);
    /// One more, as pack() left it with origin().
    void add_packed(std::string_view bytes) { blocks_.push_back(arena_.put(bytes)); }

    /// REQUIRES: it was put.
    [[nodiscard]] packed_times times(std::uint32_t i) const;

    void prefetch(std::uint32_t i) const noexcept {
        if (blocks_[i] < whole) arena_.prefetch(blocks_[i]);
    }

private:
    using handle = block_arena::handle;
    static constexpr handle nothing = UINT32_MAX, whole = UINT32_MAX - 1;

    // False: it is kept as it is.
    [[nodiscard]] bool pack_anew(const kept_client& c);

    std::vector<handle> blocks_;
    block_arena arena_;
    boost::unordered_flat_map<std::uint32_t, std::unique_ptr<kept_client>> whole_;
    instant origin_ = instant::min();
    packer packer_;
    mutable text_cache texts_;
};

}  // namespace reglament
