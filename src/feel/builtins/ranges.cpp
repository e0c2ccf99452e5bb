// Ranges.
#include "feel/builtins/builtins.hpp"

namespace reglament::feel {

std::span<const function> range_functions() noexcept {
    return {};
}

}  // namespace reglament::feel
