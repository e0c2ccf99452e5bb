// A time of day as people type it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace reglament {

/// Minutes since midnight of "9:00", "09:00" or "9"; up to 24:00.
[[nodiscard]] std::optional<std::int32_t> minutes_of_day(std::string_view text);

/// The two sides of "mon-fri" and "09:00–18:00", whichever dash was typed.
[[nodiscard]] std::optional<std::pair<std::string_view, std::string_view>> split_range(std::string_view text) noexcept;

}  // namespace reglament
