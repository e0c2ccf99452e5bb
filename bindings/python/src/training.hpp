// Training: drills, and how far a department is with its regulations.
#pragma once

#include <pybind11/pybind11.h>

namespace reglament::python {

void define_training(pybind11::module_& m);

}  // namespace reglament::python
