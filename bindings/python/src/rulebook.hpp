// Rulebook: loading and looking, for Python.
#pragma once

#include <reglament/machine/rulebook.hpp>

#include <pybind11/pybind11.h>

#include <memory>

namespace reglament::python {

/// pybind11 holds no pointers to const: the rulebook's own pointer, in a box.
struct rulebook_handle {
    std::shared_ptr<const rulebook> rules;
};

void define_rulebook(pybind11::module_& m);

}  // namespace reglament::python
