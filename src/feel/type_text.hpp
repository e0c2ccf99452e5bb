// Types as FEEL writes them, read from the middle of a text. Internal.
#pragma once

#include <reglament/feel/type.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

namespace reglament::feel {

/// The type that the text begins with; `length` becomes the bytes it takes. Nothing when none begins there.
[[nodiscard]] std::optional<type> read_type(std::string_view text, std::size_t& length, const type_table& named = {});

/// Whether a type has no more parts than `left`, which is lessened by them.
[[nodiscard]] bool has_at_most(const type& t, std::size_t& left) noexcept;

}  // namespace reglament::feel
