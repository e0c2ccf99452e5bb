// Facts: what an engine knows of its clients, and how it divides them.
#pragma once

#include "engine.hpp"

#include <pybind11/pybind11.h>

#include <string>

namespace reglament::python {

/// By name, without those of deals, requests …; None of a client never heard of.
pybind11::object facts_of(engine_handle& self, const std::string& client);

void recompute_segments(engine_handle& self);
pybind11::list segments_of(engine_handle& self);

}  // namespace reglament::python
