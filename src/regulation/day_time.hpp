// A time of day as people type it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace reglament {

/// Minutes since midnight of "9:00", "09:00" or "9"; up to 24:00.
[[nodiscard]] std::optional<std::int32_t> minutes_of_day(std::string_view text);

}  // namespace reglament
