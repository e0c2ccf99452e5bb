// The table of keywords, which the reader, `reglament keywords` and the reference are made of.
#pragma once

#include <reglament/regulation/keywords.hpp>

#include <span>

namespace reglament {

[[nodiscard]] std::span<const keyword> keyword_table() noexcept;

}  // namespace reglament
