// Journal tail: what the last entries of the journal say of clients, later than the pages that were folded do.
#pragma once

#include "engine/journal.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reglament {

class journal_tail {
public:
    /// `remembered`: so many keys of events a client are kept.
    explicit journal_tail(std::size_t remembered) : remembered_{remembered} {}

    /// Entries in their order. False: the bytes are damaged.
    [[nodiscard]] bool add(const rulebook& rules, commit_number number, std::string_view bytes);

    [[nodiscard]] bool knows(std::uint32_t client) const { return clients_.contains(client); }
    /// The client, as its page had it as of a commit, as it is now; as of 0: no page has it. The image views the tail.
    void bring_up(client_image& c, commit_number as_of) const;

    /// The numbers of its clients, in order.
    [[nodiscard]] std::vector<std::uint32_t> clients() const;
    /// One more than the highest number.
    [[nodiscard]] std::uint64_t end() const noexcept { return end_; }

private:
    struct told {
        std::string text;  // its key, and behind it its record
        std::size_t key_size = 0;
        commit_number at = 0, told = 0;
        std::unique_ptr<event_keys> whole;                                  // all there were at one time
        std::vector<std::pair<commit_number, change_log::taken_key>> keys;  // that came then
    };

    std::size_t remembered_;
    std::deque<told> all_;
    boost::unordered_flat_map<std::uint32_t, std::uint32_t> clients_;  // places among them
    std::uint64_t end_ = 0;
};

}  // namespace reglament
