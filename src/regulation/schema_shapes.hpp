// What stands behind each key, as the schema tells it.
#pragma once

#include <reglament/regulation/keywords.hpp>

#include <span>
#include <string_view>

namespace reglament {

/// Keys of one context (with commas) that have values of one shape: a definition of the schema, where there may be `?`
/// behind it for a value that may be missing.
struct key_shape {
    context_of where;
    std::string_view keys;
    std::string_view shape;
};
[[nodiscard]] std::span<const key_shape> key_shapes() noexcept;

/// A kind of step and the keys that go with it, in the order in which kinds are told apart.
struct step_shape {
    std::string_view kind;
    std::string_view keys;
};
[[nodiscard]] std::span<const step_shape> step_shapes() noexcept;

/// The name of a context of keys among the definitions; empty for contexts of words in values.
[[nodiscard]] std::string_view definition_of(context_of where) noexcept;

/// Calls `take` with each name of a list with commas.
template <class Take>
void each_name_in(std::string_view list, const Take& take) {
    while (!list.empty()) {
        const auto comma = list.find(", ");
        take(list.substr(0, comma));
        list = comma == list.npos ? std::string_view{} : list.substr(comma + 2);
    }
}

}  // namespace reglament
