// Columns: what one call is to work on, a value a row.
#pragma once

#include <reglament/feel/columns.hpp>

#include <pybind11/pybind11.h>

#include <cstddef>
#include <memory>
#include <optional>

namespace reglament::python {

/// A column is made with the GIL and read without it, by one thread.
class column {
public:
    column() = default;
    column(const column&) = delete;
    column& operator=(const column&) = delete;
    virtual ~column() = default;

    /// Nothing: one value, the same in every row.
    [[nodiscard]] virtual std::optional<std::size_t> size() const = 0;

    /// Puts the values of the rows [first, first + count) at out[0], out[stride], … REQUIRES: there are so many rows.
    virtual void read(std::size_t first, std::size_t count, feel::value* out, std::size_t stride) = 0;

    /// The same as FEEL's columns have it, where the rows lie; nothing when they lie in no such form. Its slot is the
    /// caller's to fill in.
    [[nodiscard]] virtual std::optional<feel::column> plain() const { return std::nullopt; }
};

/// A column from numpy, Arrow (whatever has `__arrow_c_array__` or `__arrow_c_stream__`), pandas, polars, a list or
/// tuple, or an earlier result; any other object is one value for every row. Buffers are not copied. Raises TypeError
/// for a type that has no counterpart.
std::unique_ptr<column> read_column(const pybind11::object& data);

}  // namespace reglament::python
