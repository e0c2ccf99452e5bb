// Facts: what an engine knows of its clients, and how it divides them.
#pragma once

#include "engine.hpp"

#include <pybind11/pybind11.h>

#include <string>

namespace reglament::python {

/// By name, without those of deals, requests …; None of a client never heard of.
pybind11::object facts_of(engine_handle& self, const std::string& client);

/// None: from the beginning.
pybind11::object counted_since(engine_handle& self, const std::string& client, const std::string& name);
/// Events given, those that counted, clients, facts, issues.
pybind11::tuple backfill(engine_handle& self, const pybind11::iterable& mappings, const std::string& lang);
void recompute_segments(engine_handle& self);
pybind11::list segments_of(engine_handle& self);

}  // namespace reglament::python
