// Control: logs compared with a regulation, for Python.
#pragma once

#include <pybind11/pybind11.h>

namespace reglament::python {

void define_control(pybind11::module_& m);

}  // namespace reglament::python
