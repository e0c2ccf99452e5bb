// Rehearsal: scenarios run on a rulebook, for Python.
#pragma once

#include <pybind11/pybind11.h>

namespace reglament::python {

void define_rehearsal(pybind11::module_& m);

}  // namespace reglament::python
