// Planning: what will be due, what became of a week, and what people are paid.
#pragma once

#include <pybind11/pybind11.h>

namespace reglament::python {

void define_planning(pybind11::module_& m);

/// Why, and why not: see explaining.cpp.
void define_explaining(pybind11::module_& m);

/// Two versions over the same history: see backtest.cpp.
void define_backtest(pybind11::module_& m);

}  // namespace reglament::python
