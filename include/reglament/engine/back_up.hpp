// Back-up: a store copied into another one, of any kind, and whether what a store has is whole.
#pragma once

#include <reglament/export.hpp>
#include <reglament/store/store.hpp>
#include <reglament/text/issue.hpp>

#include <cstdint>
#include <functional>

namespace reglament {

/// Of a store: what it has.
struct store_figures {
    std::uint64_t clients = 0, entries = 0, pages = 0, notes = 0;
    std::uint64_t bytes = 0;            ///< of all these
    std::uint64_t effects = 0;          ///< in the histories
    commit_number first = 0, last = 0;  ///< entries from the first that is kept; 0: none
};

/// Called now and then with how many entries were read, and the last one there is.
using store_progress = std::function<void(commit_number done, commit_number last)>;

/// Copies all of a store as it is at this moment, whoever writes into it meanwhile, into one that has nothing yet. One
/// that was left in the middle is refused when it is opened. `clients` and `effects` are not counted.
[[nodiscard]] REGLAMENT_API bool copy_store(store& from, store& to, store_figures& copied, issues& found,
                                            const store_progress& progress = {});

/// Reads all of a store: its database, every entry, page and note by its checksum, every record and effect under the
/// rules it keeps, and that one follows from the other. False: something is wrong, and `found` says what.
[[nodiscard]] REGLAMENT_API bool check_store(const std::shared_ptr<store>& in, store_figures& figures, issues& found,
                                             const store_progress& progress = {});

}  // namespace reglament
