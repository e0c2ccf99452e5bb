// Job: what a role does, written out of the regulations.
#pragma once

#include <reglament/export.hpp>
#include <reglament/machine/rulebook.hpp>
#include <reglament/text/issue.hpp>

#include <cstdint>
#include <string>

namespace reglament {

/// A role's job description in Markdown: who holds it and who stands in, the regulations it owns, what starts those in
/// which it has something to do, its steps with deadlines, norms and what is asked there, how they end, what it is told
/// when others are late, and what it is paid for. REQUIRES: `role` is one of vocabulary::roles.
[[nodiscard]] REGLAMENT_API std::string job_in_markdown(const rulebook& rules, std::uint16_t role,
                                                        language lang = language::en);

/// The same as one self-contained HTML page.
[[nodiscard]] REGLAMENT_API std::string job_in_html(const rulebook& rules, std::uint16_t role,
                                                    language lang = language::en);

}  // namespace reglament
