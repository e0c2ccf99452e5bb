// A store in a database of SQLite that the host has open itself: what the engine keeps and what the host writes are one
// transaction. For those who use SQLite anyway; others need no more than open_store.
#pragma once

#include <reglament/export.hpp>
#include <reglament/store/store.hpp>

#include <memory>
#include <string_view>

struct sqlite3;  // SQLite's own

namespace reglament {

/// Tables `reglament_journal`, `…_page`, `…_note` and `…_meta` beside the host's, by their prefix: Latin letters,
/// digits and `_`. While a transaction of the host is open on the connection a commit is part of it, and durable when
/// it is; when it is rolled back, so is the commit, and the engine must be told: durable_engine::rolled_back(). How
/// safe a commit is follows the host's settings of the database (synchronous, journal_mode), which are left as they
/// are. REQUIRES: the connection outlives the store, and is used by one thread at a time. Null: `found` says why.
[[nodiscard]] REGLAMENT_API std::shared_ptr<store> sqlite_store(::sqlite3* connection, issues& found,
                                                                std::string_view table_prefix = "reglament_");

}  // namespace reglament
