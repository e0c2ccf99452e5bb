// The directory in a database of PostgreSQL.
#pragma once

#include <reglament/store/directory.hpp>

namespace reglament {

/// `url` as open_postgres takes it.
[[nodiscard]] std::shared_ptr<directory> open_postgres_directory(std::string_view url, issues& found, store_use use);

}  // namespace reglament
