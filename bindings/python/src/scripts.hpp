// Scripts: looked at, played and counted, for Python.
#pragma once

#include <pybind11/pybind11.h>

namespace reglament::python {

void define_scripts(pybind11::module_& m);

}  // namespace reglament::python
