// Publication: what became of runs when rules were changed, or would, for people.
#pragma once

#include <reglament/engine/publish.hpp>
#include <reglament/export.hpp>
#include <reglament/feel/value.hpp>
#include <reglament/text/issue.hpp>

#include <string>

namespace reglament {

/// By regulation, version and step: how many runs go on where, which need a mapping, and why; with some clients each.
/// Issues are not in it. Empty: it could not be published.
[[nodiscard]] REGLAMENT_API std::string to_text(const publish_report& r, language lang = language::en);

/// The report as JSON-like data: {"published", "started", "ignored", "regulations": {"<id>": {"version", "from":
/// {"<version>": {"moved", "stays", "ended", "needs mapping"}}}}, "runs": [{"client", …}], "lost": [{"client", …}]}.
[[nodiscard]] REGLAMENT_API feel::value to_value(const publish_report& r);

}  // namespace reglament
