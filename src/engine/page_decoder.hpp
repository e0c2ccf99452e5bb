// Page decoder: pages of clients are read, brought up to what the tail of the journal says, and packed by other threads
// while more pages come; the clients are given back in the order of their numbers.
#pragma once

#include "engine/journal_tail.hpp"

#include <reglament/machine/rulebook.hpp>
#include <reglament/machine/state.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

class page_decoder {
public:
    struct client {
        std::string_view key;
        commit_number told = 0;   ///< the last entry with effects of it
        instant due = never;      ///< with `packed`
        std::string_view packed;  ///< as record_store packs it, queued as it is due; nothing: `other`
        std::string_view keys;    ///< of events, as taken_keys writes them
        struct odd {
            std::optional<record> state;  ///< nothing: `why` says what is wrong with the bytes
            std::string why;
        };
        std::unique_ptr<odd> other;  ///< has parts, waits to start, was merged, or cannot be packed
    };
    /// Takes the clients one by one, in the thread of the caller; false ends it.
    using visit = std::function<bool(client& c)>;

    /// `origin`: what is packed goes by it. The tail and the rules live as long as this.
    page_decoder(const rulebook& rules, const journal_tail& tail, instant origin, visit take)
        : rules_{rules}, tail_{tail}, origin_{origin}, take_{std::move(take)} {}

    /// Pages in the order of their numbers. False: it has ended, for good; damaged(), or the visitor ended it.
    [[nodiscard]] bool add(std::uint32_t number, std::string_view bytes);
    /// The last pages, and clients that came since pages were folded. False: it has ended before.
    [[nodiscard]] bool finish();
    [[nodiscard]] bool damaged() const noexcept { return damaged_; }

private:
    // What one thread does at a time.
    struct portion {
        struct page {
            std::uint32_t number = 0;
            std::size_t begin = 0, end = 0;  // of its bytes; none: the tail alone has its clients
            std::size_t clients = 0;
        };
        struct place {
            std::size_t packed = 0, keys = 0, end = 0;
        };
        std::string bytes;
        std::vector<page> pages;
        std::vector<client> clients;
        std::vector<place> places;
        std::string made;  // what clients view
        bool damaged = false;
    };
    class maker;

    [[nodiscard]] bool put(std::uint32_t number, std::string_view bytes);
    [[nodiscard]] bool put_until(std::uint64_t page);
    void make_portion(bool in_thread);
    [[nodiscard]] bool give_first();
    bool end(bool damaged) noexcept;

    const rulebook& rules_;
    const journal_tail& tail_;
    instant origin_;
    visit take_;
    std::uint64_t next_page_ = 0, next_client_ = 0;
    bool ended_ = false, damaged_ = false;
    std::unique_ptr<portion> filling_;
    std::deque<std::future<std::unique_ptr<portion>>> on_their_way_;
};

}  // namespace reglament
