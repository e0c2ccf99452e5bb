// Values: between Python's objects and FEEL's.
#pragma once

#include <reglament/engine/event.hpp>
#include <reglament/feel/value.hpp>
#include <reglament/text/issue.hpp>

#include <pybind11/pybind11.h>

#include <cstdint>
#include <string>

namespace reglament::python {

namespace py = pybind11;

/// A zone from its name or a tzinfo, or none for None. Raises ValueError for a name that is none, and TypeError for a
/// tzinfo that has neither a name nor one offset for all times.
feel::zone to_zone(const py::object& zone);

/// An instant from a zoned datetime or an ISO text; naive ones are read in `zone`, or refused when that is none.
instant to_instant(const py::handle& when, feel::zone zone);

/// A FEEL value; raises TypeError for what has no counterpart and ValueError for a number that is none.
feel::value to_value(const py::handle& object, feel::zone zone);

/// The same for FEEL on its own: naive times are local ones, and functions are values too.
feel::value to_feel(const py::handle& object);

/// A FEEL function: Python can only hand it back.
struct function_handle {
    feel::value function;
};

/// A CloudEvents mapping as an event.
event to_event(const py::handle& mapping, feel::zone zone);

py::object from_value(const feel::value& v);
py::object from_instant(instant when, feel::zone zone);  ///< None for `never`
py::object from_json(const feel::value& v);              ///< whole numbers as int, for figures

language to_language(const std::string& code);

/// Where a record of an event file stood; line 0: not of a file.
struct file_line {
    std::string file;
    std::uint64_t line = 0;
};

/// An issue as a tuple, in the order of the fields of reglament.Issue; `at` is where it stood when it says no place
/// itself.
py::tuple from_issue(const issue& i, language lang, const file_line& at = {});

py::list from_issues(const issues& found, language lang);

/// "accepted", "duplicate" or "rejected", and the issues.
py::tuple from_posted(const posted& p, language lang);

}  // namespace reglament::python
