// Department: what a head of department looks at once a month.
#pragma once

#include "engine.hpp"

#include <string>
#include <vector>

namespace reglament::python {

/// The page, or the sections (None: a file could not be read), the issues, and those as text. `events`: files that the
/// engine has run.
pybind11::tuple report_html(engine_handle& self, const std::vector<std::string>& events, const std::string& map,
                            const std::string& title, const std::string& lang);
pybind11::tuple overview_of(engine_handle& self, const std::vector<std::string>& events, const std::string& map,
                            const std::string& lang);

}  // namespace reglament::python
