// Names: what compiled FEEL may name, and their values from Python.
#pragma once

#include "values.hpp"

#include <reglament/feel/evaluate.hpp>

#include <pybind11/stl.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace reglament::python {

using names_and_types = std::vector<std::pair<std::string, std::string>>;

/// Raises ValueError for a text that is no type.
feel::type_table types_of(const names_and_types& names);

/// What stays the same for a call; raises as to_zone and to_instant do.
feel::evaluate_options options_of(const py::object& now, const py::object& zone);

/// The names that a program or table reads, and their values from a mapping.
class read_names {
public:
    read_names(const std::vector<feel::slot>& reads, const std::vector<std::string>& names);

    [[nodiscard]] const std::vector<std::uint32_t>& slots() const noexcept { return slots_; }
    [[nodiscard]] const std::vector<py::str>& keys() const noexcept { return keys_; }

    /// Only what is read is looked at; None has nothing.
    [[nodiscard]] feel::context values_of(const py::object& mapping) const;

private:
    std::vector<std::uint32_t> slots_;
    std::vector<py::str> keys_;
    std::vector<std::string> names_;
};

}  // namespace reglament::python
