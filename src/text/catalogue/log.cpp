#include "text/catalogue/tables.hpp"

namespace reglament::catalogue_tables {

table log() noexcept { return {}; }

}  // namespace reglament::catalogue_tables
