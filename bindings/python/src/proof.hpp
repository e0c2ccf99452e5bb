// Proof: what is wrong with rules before they run, for Python.
#pragma once

#include <pybind11/pybind11.h>

namespace reglament::python {

void define_proof(pybind11::module_& m);

}  // namespace reglament::python
