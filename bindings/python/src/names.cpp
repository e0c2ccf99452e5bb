#include "names.hpp"

#include <algorithm>
#include <chrono>

namespace reglament::python {

namespace {

py::object entry(const py::object& mapping, const py::str& key) {
    if (!PyDict_CheckExact(mapping.ptr())) return mapping.attr("get")(key);
    PyObject* const found = PyDict_GetItemWithError(mapping.ptr(), key.ptr());
    if (found == nullptr && PyErr_Occurred() != nullptr) throw py::error_already_set{};
    return found == nullptr ? py::none() : py::reinterpret_borrow<py::object>(found);
}

}  // namespace

feel::type_table types_of(const names_and_types& names) {
    feel::type_table table;
    for (const auto& [name, text] : names) {
        auto type = feel::parse_type(text);
        if (!type) throw py::value_error("'" + text + "', the type of '" + name + "', is no type of FEEL");
        table.push_back({name, std::move(*type)});
    }
    return table;
}

feel::evaluate_options options_of(const py::object& now, const py::object& zone) {
    feel::evaluate_options how;
    how.zone = to_zone(zone);
    how.now = now.is_none() ? std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now())
                            : to_instant(now, how.zone);
    return how;
}

read_names::read_names(const std::vector<feel::slot>& reads, const std::vector<std::string>& names) {
    for (const auto& where : reads) slots_.push_back(where.index);
    std::ranges::sort(slots_);
    for (const auto slot : slots_) {
        keys_.emplace_back(names[slot]);
        names_.push_back(names[slot]);
    }
}

feel::context read_names::values_of(const py::object& mapping) const {
    feel::context known;
    if (mapping.is_none()) return known;
    for (std::size_t k = 0; k != keys_.size(); ++k) known.emplace_back(names_[k], to_feel(entry(mapping, keys_[k])));
    return known;
}

}  // namespace reglament::python
