// Client store: the engine's clients by number and by key. Those who rest are packed; the few that were in hand last
// lie open, so that a client to whom much happens at once is not packed in between.
#pragma once

#include "engine/key_index.hpp"
#include "engine/record_store.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

class client_store {
public:
    [[nodiscard]] std::size_t size() const noexcept { return keys_.size(); }
    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view key) const { return keys_.find(key); }
    /// It lives as long as the store.
    [[nodiscard]] std::string_view key(std::uint32_t i) const noexcept { return keys_[i]; }

    /// A new client. REQUIRES: the key is not there.
    std::uint32_t add(std::string_view key, subject_index subject);

    /// Many new clients, packed by others (record_store::add_packed). REQUIRES: none of the keys is there; nobody asks
    /// for a key before index_appended().
    std::uint32_t append(std::string_view key, std::string_view packed) {
        records_.add_packed(packed);
        return keys_.append(key);
    }
    /// The same of one who is not packed.
    std::uint32_t append(std::string_view key, kept_client&& c);
    /// False: two have the same key.
    [[nodiscard]] bool index_appended() { return keys_.index_appended(); }
    void set_origin(instant origin) noexcept { records_.set_origin(origin); }

    /// The client, to be changed. It stays where it is until another one is opened.
    [[nodiscard]] kept_client& open(std::uint32_t i);

    /// The client, until another one is read or opened.
    [[nodiscard]] const kept_client& read(std::uint32_t i) const;

    /// For another thread: appends what unpack() takes, with origin(); or gives the client, where it is not packed.
    [[nodiscard]] std::unique_ptr<const kept_client> copy(std::uint32_t i, std::string& to);
    [[nodiscard]] instant origin() const noexcept { return records_.origin(); }

    /// When it is due and queued, without opening it.
    [[nodiscard]] packed_times times(std::uint32_t i) const;
    void set_queued(std::uint32_t i, instant queued) { open(i).queued = queued; }

    /// All records in place of those there are, which are of other rules. REQUIRES: one a client.
    void replace(record_store&& by);

    void prefetch(std::uint32_t i) const noexcept { records_.prefetch(i); }

    /// Who is opened or added from now on is told there. Null: no more.
    void tell_opened(std::vector<std::uint32_t>* to) noexcept { told_ = to; }

private:
    static constexpr std::uint32_t nobody = UINT32_MAX;
    struct opened {
        std::uint32_t who = nobody;
        kept_client client;
    };

    void tell(std::uint32_t i) {
        if (told_ != nullptr && (told_->empty() || told_->back() != i)) told_->push_back(i);
    }
    [[nodiscard]] opened& place_for(std::uint32_t i) noexcept { return open_[i % open_.size()]; }
    void close(opened& o);

    key_index keys_;
    record_store records_;
    std::array<opened, 64> open_;
    mutable kept_client scratch_;
    std::vector<std::uint32_t>* told_ = nullptr;
};

}  // namespace reglament
