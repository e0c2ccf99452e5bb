// The store in a file of SQLite. The one folder that knows SQLite.
#pragma once

#include <reglament/store/store.hpp>

namespace reglament {

/// `schema` is that of this build; a file of a newer one is refused, an older one is brought up to it.
inline constexpr int sqlite_schema = 1;

[[nodiscard]] std::shared_ptr<store> open_sqlite(const std::string& file, issues& found, store_use use);

}  // namespace reglament
