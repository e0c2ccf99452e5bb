// Calendar: counting in working time, for Python.
#pragma once

#include <pybind11/pybind11.h>

namespace reglament::python {

void define_calendar(pybind11::module_& m);

}  // namespace reglament::python
