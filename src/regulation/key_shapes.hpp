// Key shapes: what stands behind each key of the language.
#pragma once

#include <reglament/regulation/keywords.hpp>

#include <cstdint>
#include <span>
#include <string_view>

namespace reglament {

enum class shape : std::uint8_t {
    scalar,  ///< a text, a name, a number, a period, a condition
    names,   ///< one, or a list of them
    yes_no,
    word,         ///< one of the words of the context `below`
    values,       ///< names, each with a value that is computed, or a type
    anything,     ///< of several shapes that the reader tells apart
    one,          ///< a mapping of the context `below`
    one_or_word,  ///< the same, or a scalar
    many,         ///< the author's names, each with a mapping of the context `below`, a scalar or nothing
    list,         ///< of mappings of the context `below`, or one
    steps,        ///< a list of steps, one step, or where to go
    ways          ///< the author's names or a list, each with steps
};

struct key_shape {
    context_of where;
    std::string_view en;
    shape is;
    context_of below = context_of::document;
};

/// All that are not scalar.
[[nodiscard]] std::span<const key_shape> key_shapes() noexcept;

/// What is not scalar; null: it is.
[[nodiscard]] const key_shape* shape_of(const keyword& k) noexcept;

}  // namespace reglament
