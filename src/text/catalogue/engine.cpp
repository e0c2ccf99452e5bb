#include "text/catalogue/tables.hpp"

namespace reglament::catalogue_tables {

table engine() noexcept { return {}; }

}  // namespace reglament::catalogue_tables
