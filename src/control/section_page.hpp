// Section page: a section of a report as HTML.
#pragma once

#include "control/digest.hpp"
#include "control/words.hpp"

#include <reglament/control/section.hpp>

#include <string>
#include <vector>

namespace reglament {

/// Whether the regulations are too many to be read one after the other, and there is something to read instead.
inline bool are_folded(const std::vector<report_section>& sections, const digest& d) {
    constexpr std::size_t few = 3;
    return !sections.empty() && d.sections.size() > few;
}

std::string section_page(const report_section& s, const words& say);

}  // namespace reglament
