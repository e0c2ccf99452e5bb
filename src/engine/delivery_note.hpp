// Delivery's note: what delivery.cpp keeps in a store, for whoever takes somebody out of one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace reglament {

inline constexpr std::string_view delivery_note = "delivery";

/// The note without what was set aside of a subject, and without the words of hosts on why anything failed. Nothing:
/// it is damaged.
[[nodiscard]] std::optional<std::string> delivery_note_without(std::string_view bytes, std::string_view subject);

}  // namespace reglament
