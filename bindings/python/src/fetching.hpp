// Facts that the host is asked for before events are posted.
#pragma once

#include "engine.hpp"

#include <pybind11/pybind11.h>

#include <vector>

namespace reglament::python {

/// Posts events. `ask` is called once, if anything is needed, with nothing locked but the GIL; None asks nobody.
/// Another thread may post in between.
std::vector<posted> post_asking(engine_handle& self, std::vector<event> events, const pybind11::object& ask);

}  // namespace reglament::python
