#include "calendar.hpp"

#include "rulebook.hpp"
#include "values.hpp"

#include <reglament/regulation/calendar.hpp>

#include <pybind11/chrono.h>
#include <pybind11/stl.h>

#include <string>
#include <utility>
#include <vector>

namespace reglament::python {

namespace {

struct calendar_handle {
    calendar is;
};

period to_period(const std::string& text) {
    const auto read = parse_period(text);
    if (!read) throw py::value_error("no period: '" + text + "'; write it as '2 working days' or '4 working hours'");
    return *read;
}

feel::date to_date(const py::object& day) {
    const auto text = py::str(day.attr("isoformat")()).cast<std::string>();
    const auto read = feel::parse_date(text.substr(0, 10));
    if (!read) throw py::value_error("no day: " + text);
    return *read;
}

py::object add(const calendar_handle& self, const py::object& from, const std::string& how_long) {
    return from_instant(self.is.add(to_instant(from, self.is.zone()), to_period(how_long)), self.is.zone());
}

py::object subtract(const calendar_handle& self, const py::object& until, const std::string& how_long) {
    return from_instant(self.is.subtract(to_instant(until, self.is.zone()), to_period(how_long)), self.is.zone());
}

std::chrono::microseconds worked(const calendar_handle& self, const py::object& from, const py::object& to) {
    const instant a = to_instant(from, self.is.zone()), b = to_instant(to, self.is.zone());
    return a <= b ? self.is.worked(a, b) : -self.is.worked(b, a);
}

std::vector<std::pair<int, int>> hours(const calendar_handle& self, const py::object& day) {
    std::vector<std::pair<int, int>> all;
    for (const working_span& s : self.is.hours_of(to_date(day))) all.emplace_back(s.opens, s.closes);
    return all;
}

py::dict calendars(const rulebook_handle& self) {
    const vocabulary& words = self.rules->vocabulary();
    py::dict all;
    all["main"] = calendar_handle{words.calendar};
    for (const named_calendar& c : words.calendars) all[py::str(c.name.value)] = calendar_handle{c.calendar};
    return all;
}

}  // namespace

void define_calendar(py::module_& m) {
    py::class_<calendar_handle>(m, "Calendar")
        .def("zone", [](const calendar_handle& self) { return self.is.zone().name(); })
        .def("add", &add)
        .def("subtract", &subtract)
        .def("worked", &worked)
        .def("hours", &hours)
        .def("known_years", [](const calendar_handle& self) { return self.is.rules().known_years; });
    m.def("calendars", &calendars);
}

}  // namespace reglament::python
