// Contexts.
#include "feel/builtins/builtins.hpp"

namespace reglament::feel {

std::span<const function> context_functions() noexcept {
    return {};
}

}  // namespace reglament::feel
