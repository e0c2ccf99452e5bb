#include "store/sqlite/sqlite_store.hpp"

#ifdef REGLAMENT_HAS_POSTGRES
#include "store/postgres/postgres_store.hpp"
#endif

namespace reglament {

std::shared_ptr<store> open_store(std::string_view where, issues& found, store_use use) {
    constexpr std::string_view sqlite = "sqlite:";
    if (where == "memory:") return memory_store();
    if (where.starts_with("postgres://") || where.starts_with("postgresql://")) {
#ifdef REGLAMENT_HAS_POSTGRES
        return open_postgres(where, found, use);
#else
        found.add("store-no-postgres", {}, {});
        return nullptr;
#endif
    }
    if (where.starts_with(sqlite)) where.remove_prefix(sqlite.size());
    const std::size_t colon = where.find(':');
    const bool is_url = colon != std::string_view::npos && colon > 1;  // not a drive of Windows
    if (where.empty() || is_url) {
        found.add("store-unknown", {}, {std::string{where}});
        return nullptr;
    }
    return open_sqlite(std::string{where}, found, use);
}

}  // namespace reglament
