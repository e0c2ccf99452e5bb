// Copied clients: as they stand at a commit, in as few bytes as they take in memory; so they can be written down by
// another thread, while what they were copied from changes.
#pragma once

#include "engine/client_store.hpp"
#include "engine/journal.hpp"
#include "engine/taken_keys.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

class copied_clients {
public:
    struct about {
        std::uint32_t client = 0;
        commit_number before = 0;  ///< as in client_image
        bool tells = false, all_keys = false;
    };

    void reserve(std::size_t count) { all_.reserve(count); }
    void add(client_store& clients, const taken_keys& keys, const about& what);
    [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }

    /// What of them is written, without keys that came one by one. Records are put into `bytes`. It is for one thread
    /// at a time.
    [[nodiscard]] std::vector<client_image> images(const rulebook& rules, std::size_t first, std::size_t count,
                                                   std::deque<std::string>& bytes) const;

private:
    struct one {
        about what;
        std::string_view key;  // lives as long as the store
        std::size_t record = 0, keys = 0;
        std::unique_ptr<const kept_client> whole;  // in place of the packed one
    };

    std::string bytes_;
    instant origin_ = instant::min();
    std::vector<one> all_;
};

}  // namespace reglament
