// Columns of numpy and of Python's own objects.
#include "column_parts.hpp"
#include "results.hpp"
#include "values.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace reglament::python {

using namespace std::chrono;

namespace {

// About a thousand million years either way: further dates there are none.
constexpr std::int64_t most_days = 365'000'000'000;
constexpr std::int64_t not_a_time = std::numeric_limits<std::int64_t>::min();

[[noreturn]] void refuse(const std::string& what) {
    throw py::type_error("a column of " + what + " has no counterpart in FEEL");
}

// --- Python's objects ---

// None, a float that is no number, and pandas' NA and NaT.
bool is_missing(const py::handle& object) {
    if (object.is_none()) return true;
    if (PyFloat_Check(object.ptr())) return !std::isfinite(PyFloat_AS_DOUBLE(object.ptr()));
    const std::string_view type = Py_TYPE(object.ptr())->tp_name;
    return type.ends_with("NAType") || type.ends_with("NaTType");
}

feel::value value_of_object(const py::handle& object) {
    return is_missing(object) ? feel::value{} : to_feel(object);
}

std::unique_ptr<column> object_column(const py::handle& items) {
    std::vector<feel::value> values;
    values.reserve(py::len(items));
    for (const auto& item : items) values.push_back(value_of_object(item));
    return std::make_unique<value_column>(std::move(values));
}

// --- numpy ---

/// What `__array_interface__` says.
struct array_interface {
    explicit array_interface(const py::object& array) {
        const py::dict all = array.attr("__array_interface__");
        const py::tuple shape = all["shape"];
        dimensions = shape.size();
        type = all["typestr"].cast<std::string>();
        items.data = reinterpret_cast<const std::byte*>(all["data"].cast<py::tuple>()[0].cast<std::uintptr_t>());
        items.owner = std::make_shared<py::object>(array);
        if (dimensions != 1) return;
        items.size = shape[0].cast<std::size_t>();
        const py::object strides = all.contains("strides") ? py::object{all["strides"]} : py::none();
        items.stride = strides.is_none() ? array.attr("itemsize").cast<std::ptrdiff_t>()
                                         : strides.cast<py::tuple>()[0].cast<std::ptrdiff_t>();
    }

    std::string type;  // "<f8", "|b1", "<U10", "<M8[us]"
    std::size_t dimensions = 0;
    buffer items;
};

template <class T>
std::unique_ptr<column> whole_numbers(buffer items) {
    return over_whole<T>(std::move(items));
}

std::unique_ptr<column> plain_column(std::string_view type, buffer items) {
    if (type == "b1")
        return over_plain<std::uint8_t>(
            std::move(items), [](auto b) { return feel::value{b != 0}; },
            [](std::span<const std::uint8_t> rows) { return feel::boolean_rows{rows}; });
    if (type == "i1") return whole_numbers<std::int8_t>(std::move(items));
    if (type == "i2") return whole_numbers<std::int16_t>(std::move(items));
    if (type == "i4") return whole_numbers<std::int32_t>(std::move(items));
    if (type == "i8") return whole_numbers<std::int64_t>(std::move(items));
    if (type == "u1") return whole_numbers<std::uint8_t>(std::move(items));
    if (type == "u2") return whole_numbers<std::uint16_t>(std::move(items));
    if (type == "u4") return whole_numbers<std::uint32_t>(std::move(items));
    if (type == "u8") return whole_numbers<std::uint64_t>(std::move(items));
    if (type == "f4") return over_items<float>(std::move(items), &value_of_float);
    if (type == "f8")
        return over_plain<double>(std::move(items), &value_of_double,
                                  [](std::span<const double> rows) { return rows; });
    return nullptr;
}

void append_utf8(std::string& to, char32_t c) {
    const auto put = [&to](char32_t byte) { to.push_back(static_cast<char>(byte)); };
    const auto tail = [&](int shift) { put(0x80 | ((c >> shift) & 0x3F)); };
    if (c < 0x80) return put(c);
    if (c < 0x800) return put(0xC0 | (c >> 6)), tail(0);
    if (c < 0x10000) return put(0xE0 | (c >> 12)), tail(6), tail(0);
    put(0xF0 | (c >> 18)), tail(12), tail(6), tail(0);
}

// Of code points of four bytes; null where one is half of a surrogate pair, which is no text.
feel::value value_of_code_points(std::string_view code_points) {
    std::string text;
    for (std::size_t at = 0; at < code_points.size(); at += 4) {
        const auto c = load<char32_t>(reinterpret_cast<const std::byte*>(code_points.data()) + at);
        if ((c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF) return {};
        append_utf8(text, c);
    }
    return text;
}

std::unique_ptr<column> text_column(std::size_t width, buffer items) {
    return over(std::move(items), [width, texts = string_maker{}](const std::byte* item) mutable {
        std::size_t used = width;
        while (used != 0 && load<char32_t>(item + 4 * (used - 1)) == 0) --used;
        return texts.make({reinterpret_cast<const char*>(item), 4 * used}, &value_of_code_points);
    });
}

std::optional<time_unit> unit_of(std::string_view name) {
    if (name == "[W]") return time_unit{1, 7 * 86'400};
    if (name == "[D]") return time_unit{1, 86'400};
    if (name == "[h]") return time_unit{1, 3'600};
    if (name == "[m]") return time_unit{1, 60};
    if (name == "[s]") return time_unit{1};
    if (name == "[ms]") return time_unit{1'000};
    if (name == "[us]") return time_unit{1'000'000};
    if (name == "[ns]") return time_unit{1'000'000'000};
    return std::nullopt;
}

template <class Make>
std::unique_ptr<column> times(buffer items, Make make) {
    return over_items<std::int64_t>(std::move(items),
                                    [make](std::int64_t t) { return t == not_a_time ? feel::value{} : make(t); });
}

// "M8[D]" are dates, other moments are local dates and times; "m8[s]" are durations.
std::unique_ptr<column> time_column(std::string_view type, buffer items) {
    const auto unit = unit_of(type.substr(2));
    if (!unit) return nullptr;
    if (type == "M8[D]") return times(std::move(items), &value_of_days);
    if (type.front() == 'M')
        return times(std::move(items), [u = *unit](std::int64_t t) { return value_of_moment(t, u, {}); });
    return times(std::move(items), [u = *unit](std::int64_t t) { return value_of_duration(t, u); });
}

std::unique_ptr<column> numpy_column(const py::object& array) {
    array_interface from{array};
    if (from.dimensions == 0) {
        feel::value single;
        numpy_column(array.attr("reshape")(1))->read(0, 1, &single, 1);
        return std::make_unique<value_column>(std::move(single));
    }
    if (from.dimensions != 1) throw py::value_error("a column has one dimension");
    const std::string_view type = std::string_view{from.type}.substr(1);
    if (from.type.front() == '>') return numpy_column(array.attr("astype")("<" + std::string{type}));
    if (type == "f2") return numpy_column(array.attr("astype")("f4"));
    std::unique_ptr<column> made;
    if (type.front() == 'O') return object_column(array.attr("tolist")());
    if (type.front() == 'U')
        made = text_column(array.attr("itemsize").cast<std::size_t>() / 4, from.items);
    else if (type.front() == 'M' || type.front() == 'm')
        made = time_column(type, from.items);
    else
        made = plain_column(type, from.items);
    if (made == nullptr) refuse(py::str(array.attr("dtype")).cast<std::string>());
    return made;
}

// numpy's masked arrays: null where the mask is set.
class masked_column final : public column {
public:
    masked_column(std::unique_ptr<column> inner, buffer mask) : inner_{std::move(inner)}, mask_{std::move(mask)} {}

    [[nodiscard]] std::optional<std::size_t> size() const override { return inner_->size(); }
    void read(std::size_t first, std::size_t count, feel::value* out, std::size_t stride) override {
        inner_->read(first, count, out, stride);
        for (std::size_t k = 0; k < count; ++k)
            if (load<std::uint8_t>(mask_.at(first + k)) != 0) out[k * stride] = {};
    }

private:
    std::unique_ptr<column> inner_;
    buffer mask_;
};

bool has(const py::object& object, const char* name) {
    return py::hasattr(object, name);
}

std::unique_ptr<column> any_numpy_column(const py::object& array) {
    if (!has(array, "mask") || !has(array, "filled")) return numpy_column(array);
    const array_interface mask{array.attr("mask")};
    auto inner = numpy_column(array.attr("data"));
    if (mask.dimensions == 0) return inner;
    return std::make_unique<masked_column>(std::move(inner), mask.items);
}

// pandas offers Arrow's stream also where it cannot give it, because pyarrow is not there.
std::unique_ptr<column> stream_column(const py::object& data) {
    try {
        return read_arrow_stream(data);
    } catch (const py::error_already_set& error) {
        if (!error.matches(PyExc_ImportError) || !has(data, "__array__")) throw;
    }
    return read_column(data.attr("__array__")());
}

}  // namespace

feel::value value_of_double(double d) noexcept {
    const auto n = feel::number::from_double(d);
    return n ? feel::value{*n} : feel::value{};
}

feel::value value_of_float(float f) noexcept {
    if (!std::isfinite(f)) return {};
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), f, std::chars_format::scientific).ptr;
    const auto n = feel::number::parse({text.data(), static_cast<std::size_t>(end - text.data())});
    return n ? feel::value{*n} : feel::value{};
}

feel::value value_of_days(std::int64_t since_1970) noexcept {
    if (since_1970 < -most_days || since_1970 > most_days) return {};
    return feel::date{feel::local_day{feel::local_day::duration{since_1970}}};
}

feel::value value_of_duration(std::int64_t length, time_unit unit) noexcept {
    std::int64_t whole = length / unit.per_second, rest = length % unit.per_second;
    if (rest < 0) --whole, rest += unit.per_second;
    std::int64_t all = 0;
    if (__builtin_mul_overflow(whole, unit.seconds, &all)) return {};
    return feel::time_duration{all, static_cast<std::int32_t>(rest * (1'000'000'000 / unit.per_second))};
}

feel::value value_of_moment(std::int64_t since_1970, time_unit unit, feel::zone zone) {
    const auto since = value_of_duration(since_1970, unit);
    if (since.is_null()) return {};
    const auto [whole, nanoseconds] = since.as_time_duration();
    if (whole < -most_days * 86'400 || whole > most_days * 86'400) return {};
    const seconds offset = zone.is_none() ? seconds{0} : zone.offset_at(sys_seconds{seconds{whole}});
    return feel::date_time{local_seconds{seconds{whole} + offset}, nanoseconds, zone};
}

std::unique_ptr<column> read_column(const py::object& data) {
    if (auto known = results_of(data)) return column_of(std::move(known));
    if (has(data, "__array_interface__")) return any_numpy_column(data);
    if (has(data, "__arrow_c_array__")) return read_arrow_array(data);
    if (has(data, "__arrow_c_stream__")) return stream_column(data);
    PyObject* const p = data.ptr();
    if (has(data, "__array__")) return read_column(data.attr("__array__")());
    if (PyList_Check(p) || PyTuple_Check(p)) return object_column(data);
    return std::make_unique<value_column>(value_of_object(data));
}

}  // namespace reglament::python
