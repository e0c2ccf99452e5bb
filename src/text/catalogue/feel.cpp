#include "text/catalogue/tables.hpp"

namespace reglament::catalogue_tables {

table feel() noexcept { return {}; }

}  // namespace reglament::catalogue_tables
