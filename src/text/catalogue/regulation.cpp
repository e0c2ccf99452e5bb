#include "text/catalogue/tables.hpp"

namespace reglament::catalogue_tables {

table regulation() noexcept { return {}; }

}  // namespace reglament::catalogue_tables
