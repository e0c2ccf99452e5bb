// The address of a database, and of our own what its tables' names begin with.
#pragma once

#include <string>
#include <string_view>

namespace reglament {

inline constexpr std::string_view default_table_prefix = "reglament_";

[[nodiscard]] bool is_table_prefix(std::string_view text);

/// Ours, `table_prefix`, is taken out of the query of the url; libpq would refuse it.
struct database_url {
    std::string url, prefix{default_table_prefix};

    explicit database_url(std::string_view whole);

    [[nodiscard]] std::string table(std::string_view what) const { return "\"" + prefix + std::string{what} + "\""; }
};

}  // namespace reglament
