#include "text/catalogue/tables.hpp"

namespace reglament::catalogue_tables {

table yaml() noexcept { return {}; }

}  // namespace reglament::catalogue_tables
