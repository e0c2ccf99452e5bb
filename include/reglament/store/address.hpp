// Address: telling a store from a file of something else.
#pragma once

#include <reglament/export.hpp>

#include <string_view>

namespace reglament {

/// Whether a text is the address of a store as open_store() takes it: it says so ("sqlite:…", "postgres://…"), or it is
/// a file that begins as those of SQLite do.
[[nodiscard]] REGLAMENT_API bool names_store(std::string_view where);

}  // namespace reglament
