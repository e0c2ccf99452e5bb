// Results: what came of one call over columns, a value a row.
#pragma once

#include "columns.hpp"

#include <reglament/feel/expression.hpp>

#include <pybind11/pybind11.h>

#include <memory>
#include <variant>
#include <vector>

namespace reglament::python {

class results {
public:
    explicit results(std::vector<feel::truth> truths);

    /// `expected`: the kind when every row is null.
    results(std::vector<feel::value> values, feel::type_kind expected);

    [[nodiscard]] std::size_t size() const noexcept;
    [[nodiscard]] feel::value operator[](std::size_t row) const;
    [[nodiscard]] bool is_null(std::size_t row) const noexcept;
    [[nodiscard]] std::size_t nulls() const noexcept;

    /// The kind of all that is not null; any when they differ.
    [[nodiscard]] feel::type_kind kind() const noexcept { return kind_; }

private:
    std::variant<std::vector<feel::truth>, std::vector<feel::value>> rows_;
    feel::type_kind kind_ = feel::type_kind::boolean;
};

/// pybind11 holds no pointers to const.
struct results_handle {
    std::shared_ptr<const results> rows;
};

/// The results in a reglament.feel.Column; null when the object is none.
std::shared_ptr<const results> results_of(const pybind11::handle& object);

/// Results as a column of a further call, exact.
std::unique_ptr<column> column_of(std::shared_ptr<const results> rows);

/// Microseconds since 1970 of a date and time (a local one as it stands), or of a duration. Raises ValueError where 64
/// bits do not hold them.
std::int64_t microseconds_of(const feel::value& v);

/// The capsules of `__arrow_c_array__`. Numbers are doubles, or, when a schema is requested that says so, decimals.
/// Raises TypeError for values that Arrow has no type for.
pybind11::tuple to_arrow(const results& rows, const pybind11::object& requested_schema);

void define_results(pybind11::module_& m);

}  // namespace reglament::python
