#include "store/sqlite/sqlite_store.hpp"

#include <reglament/store/address.hpp>
#include <reglament/store/directory.hpp>

#ifdef REGLAMENT_HAS_POSTGRES
#include "store/postgres/postgres_directory.hpp"
#include "store/postgres/postgres_store.hpp"
#endif

#include <array>
#include <filesystem>
#include <fstream>
#include <string>

namespace reglament {

namespace {

constexpr std::string_view sqlite = "sqlite:";

bool is_postgres(std::string_view where) {
    return where.starts_with("postgres://") || where.starts_with("postgresql://");
}

}  // namespace

bool names_store(std::string_view where) {
    if (is_postgres(where) || where.starts_with(sqlite)) return true;
    constexpr std::string_view first = "SQLite format 3";
    std::array<char, first.size()> bytes{};
    std::error_code none;
    if (!std::filesystem::is_regular_file(std::string{where}, none)) return false;  // reading a pipe would empty it
    std::ifstream file{std::string{where}, std::ios::binary};
    return file.read(bytes.data(), bytes.size()) && std::string_view{bytes.data(), bytes.size()} == first;
}

std::shared_ptr<directory> open_directory(std::string_view where, issues& found, [[maybe_unused]] store_use use) {
    if (!is_postgres(where)) {
        found.add("directory-where", {}, {std::string{where}});
        return nullptr;
    }
#ifdef REGLAMENT_HAS_POSTGRES
    return open_postgres_directory(where, found, use);
#else
    found.add("store-no-postgres", {}, {});
    return nullptr;
#endif
}

std::shared_ptr<store> open_store(std::string_view where, issues& found, store_use use) {
    if (where == "memory:") return memory_store();
    if (is_postgres(where)) {
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
