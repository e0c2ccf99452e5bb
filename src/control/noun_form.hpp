// Noun form: the form of a noun behind a number, for whoever has no rules to speak of.
#pragma once

#include "control/words.hpp"

#include <string>

namespace reglament {

/// The noun alone.
[[nodiscard]] std::string noun_form(std::uint64_t n, const words::noun& of, language lang);

}  // namespace reglament
