// Delivery, for Python: effects that are handed over, tried again after a pause, and set aside. Functions of the host
// are called by Python, between two of these, while nothing is locked.
#include "engine.hpp"
#include "values.hpp"

#include <reglament/engine/delivery.hpp>

#include <pybind11/stl.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace reglament::python {

namespace {

void open_delivery(engine_handle& self, std::int64_t pause_ms, std::int64_t longest_pause_ms, std::uint32_t attempts) {
    self.open_delivery({std::chrono::milliseconds{pause_ms}, std::chrono::milliseconds{longest_pause_ms}, attempts});
}

py::list due(engine_handle& self, std::size_t at_most, const py::object& at) {
    const instant now = time_of(self, at);
    auto [all, rules] = self.deliver([&](delivery& d, issues& found) { return d.due(now, at_most, found); });
    return all ? from_sent(std::move(*all), *rules, self) : py::list{};
}

void delivered(engine_handle& self, const std::vector<std::pair<std::uint64_t, std::string>>& told,
               const py::object& at) {
    const instant now = time_of(self, at);
    std::vector<delivery::outcome> what;
    for (const auto& [number, why] : told) what.push_back({number, why});
    self.deliver([&](delivery& d, issues& found) { return d.tell(what, now, found); });
}

py::object next_delivery(engine_handle& self) {
    const auto due = self.deliver([](delivery& d, issues&) { return d.next_due(); }).first;
    return due ? from_instant(*due, self.zone_out()) : py::none{};
}

using aside_row = std::tuple<std::uint64_t, std::string, std::uint64_t, std::string>;

std::vector<aside_row> set_aside(engine_handle& self) {
    const auto all = self.deliver([](delivery& d, issues&) { return d.aside(); }).first;
    std::vector<aside_row> rows;
    for (const delivery::set_aside& a : all) rows.emplace_back(a.number, a.subject, a.sequence, a.why);
    return rows;
}

bool retry(engine_handle& self, std::uint64_t number) {
    return self.deliver([&](delivery& d, issues& found) { return d.retry(number) && d.save(found); }).first;
}

bool drop(engine_handle& self, std::uint64_t number) {
    return self.deliver([&](delivery& d, issues& found) { return d.drop(number) && d.save(found); }).first;
}

delivery_metrics metrics(engine_handle& self) {
    return self.deliver([](delivery& d, issues&) { return d.metrics(); }).first;
}

py::dict from_metrics(engine_handle& self) {
    const delivery_metrics m = metrics(self);
    py::dict result;
    result["done"] = m.done;
    result["failed"] = m.failed;
    result["failing"] = m.failing;
    result["aside"] = m.aside;
    return result;
}

}  // namespace

void define_delivery(py::module_& m) {
    m.def("open_delivery", &open_delivery);
    m.def("due", &due);
    m.def("delivered", &delivered);
    m.def("next_delivery", &next_delivery);
    m.def("set_aside", &set_aside);
    m.def("retry", &retry);
    m.def("drop", &drop);
    m.def("delivery_metrics", &from_metrics);
    m.def("delivery_prometheus",
          [](engine_handle& self, const std::string& labels) { return to_prometheus(metrics(self), labels); });
}

}  // namespace reglament::python
