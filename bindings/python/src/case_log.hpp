// Case log: a log in memory, as Python has it.
#pragma once

#include <reglament/log/kept_log.hpp>

#include <pybind11/pybind11.h>

namespace reglament::python {

/// CaseLog's part in C++.
struct kept_log_handle {
    kept_log log;
    case_log_summary told;
};

void define_case_log(pybind11::module_& m);

}  // namespace reglament::python
