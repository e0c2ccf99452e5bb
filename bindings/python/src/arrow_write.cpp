// Results as Arrow's arrays.
#include "arrow.hpp"
#include "results.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reglament::python {

namespace py = pybind11;

using feel::type_kind;

namespace {

using bytes = std::vector<std::byte>;
__extension__ using wide = __int128;

/// An array on its way out: its format, and its buffers after the first, which says what is null.
struct outgoing {
    std::string format;
    std::vector<bytes> buffers;
};

template <class T, class Item>
bytes packed(const results& rows, const Item& item) {
    bytes out(rows.size() * sizeof(T));
    auto* const items = reinterpret_cast<T*>(out.data());
    for (std::size_t row = 0; row != rows.size(); ++row) items[row] = rows.is_null(row) ? T{} : T(item(rows[row]));
    return out;
}

template <class Bit>
bytes bits(std::size_t size, const Bit& bit) {
    bytes out((size + 7) / 8);
    for (std::size_t row = 0; row != size; ++row)
        if (bit(row)) out[row / 8] |= std::byte{1} << (row % 8);
    return out;
}

// --- Decimals ---

struct decimal_form {
    int precision = 0;
    int scale = 0;
};

/// What a requested schema says: "d:38,10" or "d:38,10,128"; anything else is not heeded.
std::optional<decimal_form> decimal_form_of(const py::object& requested) {
    if (requested.is_none()) return std::nullopt;
    const auto* schema = static_cast<arrow_schema*>(PyCapsule_GetPointer(requested.ptr(), "arrow_schema"));
    if (schema == nullptr) throw py::error_already_set{};
    std::string_view text = schema->format;
    if (!text.starts_with("d:")) return std::nullopt;
    text.remove_prefix(2);
    decimal_form form;
    const char* const end = text.data() + text.size();
    auto at = std::from_chars(text.data(), end, form.precision);
    if (at.ec != std::errc{} || at.ptr == end || *at.ptr != ',') return std::nullopt;
    at = std::from_chars(at.ptr + 1, end, form.scale);
    const std::string_view rest{at.ptr, static_cast<std::size_t>(end - at.ptr)};
    if (at.ec != std::errc{} || (!rest.empty() && rest != ",128")) return std::nullopt;
    return form;
}

/// The digits of a number rounded to the scale, as a whole number.
wide scaled(feel::number n, decimal_form form) {
    const auto rounded = round(n, form.scale, feel::rounding::half_even);
    const std::string text = rounded ? rounded->to_string() : std::string{"e"};
    wide whole = 0;
    int digits = 0, after_point = -1;
    bool fits = text.find('e') == text.npos;
    const auto push = [&](int digit) {
        if (whole != 0 || digit != 0) ++digits;
        fits = fits && digits <= std::min(form.precision, 38);
        if (fits) whole = whole * 10 + digit;
    };
    for (const char c : text) {
        if (c == '.') after_point = 0;
        if (c < '0' || c > '9') continue;
        push(c - '0');
        if (after_point >= 0) ++after_point;
    }
    for (int k = std::max(after_point, 0); k < form.scale; ++k) push(0);
    for (int k = form.scale; k < 0 && fits; ++k) whole /= 10;
    if (!fits)
        throw py::value_error(n.to_string() + " does not fit decimal128(" + std::to_string(form.precision) + ", " +
                              std::to_string(form.scale) + ")");
    return text.front() == '-' ? -whole : whole;
}

outgoing numbers(const results& rows, const py::object& requested) {
    if (const auto form = decimal_form_of(requested))
        return {"d:" + std::to_string(form->precision) + "," + std::to_string(form->scale),
                {packed<wide>(rows, [&](const feel::value& v) { return scaled(v.as_number(), *form); })}};
    return {"g", {packed<double>(rows, [](const feel::value& v) { return v.as_number().to_double(); })}};
}

// --- Texts and times ---

template <class Offset>
outgoing texts(const results& rows, const char* format) {
    bytes offsets((rows.size() + 1) * sizeof(Offset)), all;
    auto* const ends = reinterpret_cast<Offset*>(offsets.data());
    for (std::size_t row = 0; row != rows.size(); ++row) {
        if (!rows.is_null(row)) {
            const feel::value text = rows[row];
            const auto* const from = reinterpret_cast<const std::byte*>(text.as_string().data());
            all.insert(all.end(), from, from + text.as_string().size());
        }
        ends[row + 1] = static_cast<Offset>(all.size());
    }
    return {format, {std::move(offsets), std::move(all)}};
}

outgoing strings(const results& rows) {
    std::size_t size = 0;
    for (std::size_t row = 0; row != rows.size(); ++row)
        if (!rows.is_null(row)) size += rows[row].as_string().size();
    const bool small = size <= std::size_t{std::numeric_limits<std::int32_t>::max()};
    return small ? texts<std::int32_t>(rows, "u") : texts<std::int64_t>(rows, "U");
}

outgoing dates(const results& rows) {
    return {"tdD", {packed<std::int32_t>(rows, [](const feel::value& v) {
                const auto days = v.as_date().days.time_since_epoch().count();
                if (days != static_cast<std::int32_t>(days))
                    throw py::value_error(to_string(v) + " does not fit Arrow's dates");
                return static_cast<std::int32_t>(days);
            })}};
}

// Instants have the zone that all of them have, or UTC; times without a zone have none in Arrow either.
outgoing moments(const results& rows) {
    std::optional<feel::zone> zone;
    for (std::size_t row = 0; row != rows.size(); ++row) {
        if (rows.is_null(row)) continue;
        const feel::zone own = rows[row].as_date_time().zone;
        zone = zone && *zone != own ? feel::zone::utc() : own;
        if (*zone != own) break;
    }
    const feel::zone shared = zone.value_or(feel::zone{});
    const std::string name = shared == feel::zone::utc() ? "UTC" : shared.name();
    return {"tsu:" + name, {packed<std::int64_t>(rows, &microseconds_of)}};
}

outgoing content(const results& rows, const py::object& requested) {
    switch (rows.kind()) {
        case type_kind::boolean:
            return {"b", {bits(rows.size(), [&](std::size_t row) { return rows[row] == feel::value{true}; })}};
        case type_kind::number:
            return numbers(rows, requested);
        case type_kind::string:
            return strings(rows);
        case type_kind::date:
            return dates(rows);
        case type_kind::date_time:
            return moments(rows);
        case type_kind::time_duration:
            return {"tDu", {packed<std::int64_t>(rows, &microseconds_of)}};
        case type_kind::null:
            return {"n", {}};
        default:
            if (rows.nulls() == rows.size()) return {"n", {}};
            throw py::type_error("these results are of no type that Arrow has: take to_list()");
    }
}

// --- The structures ---

struct array_body {
    std::vector<bytes> buffers;
    std::vector<const void*> starts;
};

void release_array(arrow_array* array) {
    delete static_cast<array_body*>(array->private_data);
    array->release = nullptr;
}

void release_schema(arrow_schema* schema) {
    delete static_cast<std::string*>(schema->private_data);
    schema->release = nullptr;
}

arrow_array* new_array(const results& rows, outgoing made) {
    auto body = std::make_unique<array_body>();
    const std::size_t nulls = rows.nulls();
    if (made.format != "n") {
        if (nulls != 0) {
            body->buffers.push_back(bits(rows.size(), [&](std::size_t row) { return !rows.is_null(row); }));
            body->starts.push_back(body->buffers.front().data());
        } else {
            body->starts.push_back(nullptr);
        }
    }
    for (auto& each : made.buffers) {
        if (each.empty()) each.reserve(1);  // a buffer is somewhere, even an empty one
        body->starts.push_back(each.data());
        body->buffers.push_back(std::move(each));
    }
    auto* const array = new arrow_array{};
    array->length = static_cast<std::int64_t>(rows.size());
    array->null_count = static_cast<std::int64_t>(nulls);
    array->n_buffers = static_cast<std::int64_t>(body->starts.size());
    array->buffers = body->starts.data();
    array->release = &release_array;
    array->private_data = body.release();
    return array;
}

arrow_schema* new_schema(const std::string& format) {
    auto text = std::make_unique<std::string>(format);
    auto* const schema = new arrow_schema{};
    schema->format = text->c_str();
    schema->name = "";
    schema->flags = arrow_flag_nullable;
    schema->release = &release_schema;
    schema->private_data = text.release();
    return schema;
}

template <class T>
py::object capsule(T* held, const char* name) {
    return py::capsule(held, name, [](PyObject* self) {
        auto* const content = static_cast<T*>(PyCapsule_GetPointer(self, PyCapsule_GetName(self)));
        if (content->release != nullptr) content->release(content);
        delete content;
    });
}

}  // namespace

py::tuple to_arrow(const results& rows, const py::object& requested_schema) {
    auto made = content(rows, requested_schema);
    auto schema = capsule(new_schema(made.format), "arrow_schema");
    return py::make_tuple(schema, capsule(new_array(rows, std::move(made)), "arrow_array"));
}

}  // namespace reglament::python
