// Where a scalar of YAML ends: the library tells only where it begins.
#pragma once

#include <reglament/text/source.hpp>

#include <cstdint>
#include <string_view>

namespace reglament::yaml {

struct scalar_place {
    span where;             ///< of a quoted scalar without its quotation marks
    bool verbatim = false;  ///< the text at `where` is the value
};

/// The place of the scalar `value` that begins at `begin` of `text`, in whatever style. REQUIRES: begin <= text.size().
[[nodiscard]] scalar_place find_scalar(std::string_view text, std::uint32_t begin, std::string_view value) noexcept;

}  // namespace reglament::yaml
