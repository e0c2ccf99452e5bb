// Client file: everything that is known of somebody, in one value, for whoever has a right to see it.
#pragma once

#include <reglament/engine/engine.hpp>

#include <span>
#include <string_view>

namespace reglament {

/// What an engine knows of a subject as it is now: `subject`, `kind`, `facts`, `parts` (deals, requests …) with theirs,
/// `runs`, `tasks`, `calls`, `contacts`, `merged`, and `history`: of each effect its time, number, kind, regulation, in
/// words, and what it carried. For feel::write_json. Null: there is nobody of that key.
/// `history`: oldest first, as engine::history or durable_engine::history gives it.
[[nodiscard]] REGLAMENT_API feel::value client_file(const engine& e, std::string_view subject,
                                                    std::span<const effect> history, language lang = language::en);

}  // namespace reglament
