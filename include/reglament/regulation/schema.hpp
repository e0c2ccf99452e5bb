// Schema: what may stand in a file, as JSON Schema, for editors that complete and explain every key.
#pragma once

#include <reglament/export.hpp>
#include <reglament/text/issue.hpp>

#include <string>

namespace reglament {

/// A JSON Schema (2020-12) of all documents: vocabularies, regulations, scenarios, migrations. Made of the table of
/// keywords: those of `lang` are offered and described, those of the other language are understood too.
[[nodiscard]] REGLAMENT_API std::string json_schema(language lang);

}  // namespace reglament
