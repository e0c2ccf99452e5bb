// Audit trail: the note in which a store keeps what was done to it as a whole.
#pragma once

#include <reglament/engine/audit.hpp>
#include <reglament/engine/event.hpp>
#include <reglament/machine/rulebook.hpp>
#include <reglament/store/store.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

inline constexpr std::string_view audit_note = "audit";

/// The oldest first; of a store that has no trail none. False: the store failed or is damaged.
[[nodiscard]] bool read_audit(store& in, std::vector<audit_entry>& all, issues& found);

/// The note with one entry more. Nothing: the store failed or is damaged.
[[nodiscard]] std::optional<store_commit::note> with_entry(store& in, const audit_entry& one, issues& found);

/// What a command asks a policy: whom it is about is set by the caller. `more`: of its data, beside the reason.
[[nodiscard]] event command_event(const audit_entry& command, feel::context more = {});

/// Regulations in which two rulebooks differ, earlier versions aside: new, changed or gone.
struct changed_regulation {
    std::string id;
    std::optional<std::string> from, to;  ///< versions; none: it is not there
};
[[nodiscard]] std::vector<changed_regulation> changed_regulations(const rulebook& before, const rulebook& after);
[[nodiscard]] std::string to_string(const std::vector<changed_regulation>& all);
/// The same where there was none before.
[[nodiscard]] std::string all_of(const rulebook& rules);

}  // namespace reglament
