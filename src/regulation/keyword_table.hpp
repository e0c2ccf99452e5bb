// The table of keywords, which the reader, `reglament keywords` and the reference are made of.
#pragma once

#include <reglament/regulation/keywords.hpp>

#include <span>
#include <string_view>

namespace reglament {

[[nodiscard]] std::span<const keyword> keyword_table() noexcept;

/// The keyword that a key is in whatever mapping it may stand, preferably in a step; or null.
[[nodiscard]] const keyword* find_keyword_anywhere(std::string_view key);

}  // namespace reglament
