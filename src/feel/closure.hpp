// Closure: what a function value holds. Internal.
#pragma once

#include <reglament/feel/type.hpp>
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
    std::shared_ptr<const type> result = nullptr;  ///< what a call's result is fitted to, if anything
};

/// The function with its results fitted to a type.
[[nodiscard]] value returning(const value& function, type result);

}  // namespace reglament::feel
