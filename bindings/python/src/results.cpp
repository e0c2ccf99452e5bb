#include "results.hpp"

#include "type_text.hpp"
#include "values.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace reglament::python {

using feel::truth;
using feel::type_kind;

results::results(std::vector<truth> truths) : rows_{std::move(truths)} {}

results::results(std::vector<feel::value> values, type_kind expected) : kind_{expected} {
    bool first = true;
    for (const auto& v : values) {
        if (v.is_null()) continue;
        if (!first && kind_of(v) != kind_) {
            kind_ = type_kind::any;
            break;
        }
        kind_ = kind_of(v);
        first = false;
    }
    rows_ = std::move(values);
}

std::size_t results::size() const noexcept {
    return std::visit([](const auto& rows) { return rows.size(); }, rows_);
}

feel::value results::operator[](std::size_t row) const {
    if (const auto* values = std::get_if<1>(&rows_)) return (*values)[row];
    const truth t = std::get<0>(rows_)[row];
    return t == truth::unknown ? feel::value{} : feel::value{t == truth::yes};
}

bool results::is_null(std::size_t row) const noexcept {
    if (const auto* values = std::get_if<1>(&rows_)) return (*values)[row].is_null();
    return (*std::get_if<0>(&rows_))[row] == truth::unknown;
}

std::size_t results::nulls() const noexcept {
    std::size_t count = 0;
    for (std::size_t row = 0; row != size(); ++row) count += is_null(row) ? 1 : 0;
    return count;
}

std::int64_t microseconds_of(const feel::value& v) {
    const auto length = v.kind() == feel::value_kind::date_time ? v.as_date_time().since_epoch() : v.as_time_duration();
    if (const auto count = length.to_microseconds()) return count->count();
    throw py::value_error(to_string(v) + " does not fit 64 bits of microseconds");
}

namespace {

class results_column final : public column {
public:
    explicit results_column(std::shared_ptr<const results> rows) : rows_{std::move(rows)} {}

    [[nodiscard]] std::optional<std::size_t> size() const override { return rows_->size(); }
    void read(std::size_t first, std::size_t count, feel::value* out, std::size_t stride) override {
        for (std::size_t row = first; row != first + count; ++row, out += stride) *out = (*rows_)[row];
    }

private:
    std::shared_ptr<const results> rows_;
};

py::list to_list(const results_handle& self) {
    const results& rows = *self.rows;
    py::list all{rows.size()};
    for (std::size_t row = 0; row != rows.size(); ++row)
        PyList_SET_ITEM(all.ptr(), static_cast<py::ssize_t>(row), from_value(rows[row]).release().ptr());
    return all;
}

// A bytearray of items, `item(row)` each.
template <class T, class Item>
py::object bytes_of(const results& rows, const Item& item) {
    const auto size = static_cast<py::ssize_t>(rows.size() * sizeof(T));
    auto made = py::reinterpret_steal<py::object>(PyByteArray_FromStringAndSize(nullptr, size));
    if (!made) throw py::error_already_set{};
    auto* const out = reinterpret_cast<T*>(PyByteArray_AS_STRING(made.ptr()));
    for (std::size_t row = 0; row != rows.size(); ++row) out[row] = item(row);
    return made;
}

template <class Item>
py::object times_of(const results& rows, const Item& item) {
    constexpr auto not_a_time = std::numeric_limits<std::int64_t>::min();
    return bytes_of<std::int64_t>(rows, [&](std::size_t r) { return rows.is_null(r) ? not_a_time : item(rows[r]); });
}

// numpy's name of the type and the items, or None for what numpy holds as objects.
py::object to_numpy(const results_handle& self) {
    const results& rows = *self.rows;
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    switch (rows.kind()) {
        case type_kind::boolean:
            return py::make_tuple("?",
                                  bytes_of<bool>(rows, [&](std::size_t r) { return rows[r] == feel::value{true}; }));
        case type_kind::number:
            return py::make_tuple("f8", bytes_of<double>(rows, [&](std::size_t r) {
                                      return rows.is_null(r) ? none : rows[r].as_number().to_double();
                                  }));
        case type_kind::date:
            return py::make_tuple("M8[D]", times_of(rows, [](const feel::value& v) {
                                      return v.as_date().days.time_since_epoch().count();
                                  }));
        case type_kind::date_time:
            return py::make_tuple("M8[us]", times_of(rows, &microseconds_of));
        case type_kind::time_duration:
            return py::make_tuple("m8[us]", times_of(rows, &microseconds_of));
        default:
            return py::none();
    }
}

}  // namespace

std::shared_ptr<const results> results_of(const py::handle& object) {
    const py::object held = py::getattr(object, "_handle", py::none());
    return py::isinstance<results_handle>(held) ? held.cast<const results_handle&>().rows : nullptr;
}

std::unique_ptr<column> column_of(std::shared_ptr<const results> rows) {
    return std::make_unique<results_column>(std::move(rows));
}

void define_results(py::module_& m) {
    py::class_<results_handle>(m, "Column")
        .def("size", [](const results_handle& self) { return self.rows->size(); })
        .def("item", [](const results_handle& self, std::size_t row) { return from_value((*self.rows)[row]); })
        .def("to_list", &to_list)
        .def("to_numpy", &to_numpy)
        .def("type", [](const results_handle& self) { return type_text({.kind = self.rows->kind()}); })
        .def("null_count", [](const results_handle& self) { return self.rows->nulls(); })
        .def("nulls",
             [](const results_handle& self) {
                 return bytes_of<bool>(*self.rows, [&](std::size_t row) { return self.rows->is_null(row); });
             })
        .def("to_arrow",
             [](const results_handle& self, const py::object& schema) { return to_arrow(*self.rows, schema); });
}

}  // namespace reglament::python
