// Offsets from UTC as texts.
#pragma once

#include <reglament/feel/temporal.hpp>

namespace reglament::feel {

/// "+03:00", "-05:30", "+02:30:17"; at most 18 hours.
std::optional<zone> read_offset(std::string_view text) noexcept;

/// Whether it is meant as an offset, not as a name.
constexpr bool is_offset_text(std::string_view text) noexcept {
    return text == "Z" || (!text.empty() && (text.front() == '+' || text.front() == '-'));
}

/// "Z" for 0, else "+03:00", with seconds when there are any.
std::string offset_text(std::chrono::seconds offset);

}  // namespace reglament::feel
