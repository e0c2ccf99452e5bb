// What the host allows by hand, asked in Python.
#pragma once

#include <reglament/engine/event.hpp>
#include <reglament/text/issue.hpp>

#include <pybind11/pybind11.h>

#include <functional>
#include <string>

namespace reglament::python {

/// An event as Python has it: what it says, by CloudEvents' names.
pybind11::dict from_event(const event& e, feel::zone zone);

/// `ask(event)` gives why it may not be, or None. What it raises refuses the event, too. REQUIRES: who calls what comes
/// of this holds no GIL that another one waits for with the engine.
std::function<std::string(const event&)> asking_policy(const pybind11::object& ask, feel::zone zone, language lang);

}  // namespace reglament::python
