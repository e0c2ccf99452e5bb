// Chart: a report's charts as SVG. Colours come from the page's sheet, so they fit light, dark and paper.
#pragma once

#include <reglament/control/section.hpp>

#include <string>

namespace reglament {

/// Empty when there is nothing to draw.
std::string draw_chart(const report_chart& c);

}  // namespace reglament
