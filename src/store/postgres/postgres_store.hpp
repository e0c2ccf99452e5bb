// The store in a database of PostgreSQL. The one folder that knows libpq.
#pragma once

#include <reglament/store/store.hpp>

namespace reglament {

/// `schema` is that of this build; tables of a newer one are refused, older ones are brought up to it.
inline constexpr int postgres_schema = 1;

/// `url` as libpq takes it ("postgres://user@host/database?sslmode=require"), and of our own `table_prefix`.
[[nodiscard]] std::shared_ptr<store> open_postgres(std::string_view url, issues& found, store_use use);

}  // namespace reglament
