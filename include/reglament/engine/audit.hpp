// Audit: commands that concern a store as a whole, and are in no client's history: who gave them, when and why.
#pragma once

#include <reglament/export.hpp>
#include <reglament/feel/temporal.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace reglament {

/// A policy is asked about each by an event of this type, which has `actor`, `time` (instant::min(): the engine was
/// told none yet) and, among its data, `reason`; but not about the rules by which a new store is made.
enum class command_kind : std::uint8_t {
    publish,  ///< "rules.publish": `regulations` are the names of those that are new, changed or gone
    erase,    ///< "subject.erase": of the event's subject
    forget    ///< "history.forget": `before` is the time
};
[[nodiscard]] REGLAMENT_API std::string_view to_string(command_kind k) noexcept;

struct audit_entry {
    command_kind what = command_kind::publish;
    instant at = instant::min();  ///< the time of the engine; min: it was told none yet
    std::string actor, reason;
    /// Of rules what has changed, "calls 1 → 2, +plan 1, −old 3"; of somebody who was erased the key under which their
    /// empty record lies; of history the time before which there is none.
    std::string detail;
};

}  // namespace reglament
