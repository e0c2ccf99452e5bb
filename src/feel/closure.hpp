// Closure: what a function value holds. Internal.
#pragma once

#include <reglament/feel/value.hpp>

#include <cstdint>
#include <memory>

namespace reglament::feel {

struct compiled;

/// A function written in an expression, with what it read of its surroundings when it was made; or a built-in one.
struct closure {
    std::shared_ptr<const compiled> code;  ///< null: built in
    std::uint32_t id = 0;                  ///< the body in the code, or the built-in function
    std::uint32_t least = 0;               ///< arguments it can be called with
    std::uint32_t most = 0;
    list captured = {};
};

}  // namespace reglament::feel
