// Case log: a log in memory, as Python has it.
#pragma once

#include <reglament/log/kept_log.hpp>

#include <pybind11/pybind11.h>

namespace reglament::python {

/// CaseLog's part in C++.
struct kept_log_handle {
    kept_log log;
    case_log_summary told;
    feel::zone zone = feel::zone::utc();  ///< in which times without one were read
};

/// The same issues, with the log by that name in the place of its file.
issues called(const issues& found, const std::string& file, const std::string& name);

void define_case_log(pybind11::module_& m);

}  // namespace reglament::python
