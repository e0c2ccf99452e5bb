// Column parts: what columns of numpy and of Arrow have in common. Internal.
#pragma once

#include "columns.hpp"

#include <array>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reglament::python {

/// Arrow's bitmap of the rows that have a value; none: all have.
struct bitmap {
    const std::uint8_t* bits = nullptr;
    std::size_t offset = 0;

    [[nodiscard]] bool operator[](std::size_t row) const noexcept {
        const std::size_t at = offset + row;
        return ((bits[at / 8] >> (at % 8)) & 1U) != 0;
    }
};

/// Items `stride` bytes apart in somebody else's memory, which `owner` keeps.
struct buffer {
    const std::byte* data = nullptr;
    std::ptrdiff_t stride = 0;
    std::size_t size = 0;
    bitmap valid = {};
    std::shared_ptr<const void> owner = nullptr;

    [[nodiscard]] bool has(std::size_t row) const noexcept { return valid.bits == nullptr || valid[row]; }
    [[nodiscard]] const std::byte* at(std::size_t row) const noexcept {
        return data + static_cast<std::ptrdiff_t>(row) * stride;
    }
};

template <class T>
T load(const std::byte* from) noexcept {
    T item;
    std::memcpy(&item, from, sizeof item);
    return item;
}

/// A column over a buffer: `make(const std::byte*)` gives the value of an item.
template <class Make>
class buffer_column final : public column {
public:
    buffer_column(buffer from, Make make) : from_{std::move(from)}, make_{std::move(make)} {}

    [[nodiscard]] std::optional<std::size_t> size() const override { return from_.size; }
    void read(std::size_t first, std::size_t count, feel::value* out, std::size_t stride) override {
        for (std::size_t row = first; row != first + count; ++row, out += stride)
            *out = from_.has(row) ? feel::value{make_(from_.at(row))} : feel::value{};
    }

private:
    buffer from_;
    Make make_;
};

template <class Make>
std::unique_ptr<column> over(buffer from, Make make) {
    return std::make_unique<buffer_column<Make>>(std::move(from), std::move(make));
}

/// The same for items that FEEL's columns know: `rows(std::span<const T>)` gives what they are there.
template <class T, class Make, class Rows>
class plain_column final : public column {
public:
    plain_column(buffer from, Make make, Rows rows)
        : from_{std::move(from)}, make_{std::move(make)}, rows_{std::move(rows)} {}

    [[nodiscard]] std::optional<std::size_t> size() const override { return from_.size; }
    void read(std::size_t first, std::size_t count, feel::value* out, std::size_t stride) override {
        for (std::size_t row = first; row != first + count; ++row, out += stride)
            *out = from_.has(row) ? feel::value{make_(load<T>(from_.at(row)))} : feel::value{};
    }
    [[nodiscard]] std::optional<feel::column> plain() const override {
        const bool lies_so = from_.stride == static_cast<std::ptrdiff_t>(sizeof(T)) &&
                             reinterpret_cast<std::uintptr_t>(from_.data) % alignof(T) == 0;
        if (!lies_so || from_.data == nullptr) return std::nullopt;
        const std::span all{reinterpret_cast<const T*>(from_.data), from_.size};
        return feel::column{{}, rows_(all), {from_.valid.bits, from_.valid.offset}};
    }

private:
    buffer from_;
    Make make_;
    Rows rows_;
};

template <class T, class Make, class Rows>
std::unique_ptr<column> over_plain(buffer from, Make make, Rows rows) {
    return std::make_unique<plain_column<T, Make, Rows>>(std::move(from), std::move(make), std::move(rows));
}

/// The same for items of one type.
template <class T, class Make>
std::unique_ptr<column> over_items(buffer from, Make make) {
    return over(std::move(from),
                [make = std::move(make)](const std::byte* item) mutable -> feel::value { return make(load<T>(item)); });
}

/// Whole numbers: those of 32 and 64 bits with a sign are FEEL's as they lie.
template <class T>
std::unique_ptr<column> over_whole(buffer from) {
    const auto make = [](T n) { return feel::value{n}; };
    if constexpr (std::same_as<T, std::int32_t> || std::same_as<T, std::int64_t>)
        return over_plain<T>(std::move(from), make, [](std::span<const T> rows) { return rows; });
    else
        return over_items<T>(std::move(from), make);
}

/// Values at hand: one a row, or one for all rows.
class value_column final : public column {
public:
    explicit value_column(std::vector<feel::value> values)
        : values_(std::move(values)) {}  // braces would make a list of one list
    explicit value_column(feel::value single) : values_{std::move(single)}, single_{true} {}

    [[nodiscard]] std::optional<std::size_t> size() const override {
        return single_ ? std::nullopt : std::optional{values_.size()};
    }
    void read(std::size_t first, std::size_t count, feel::value* out, std::size_t stride) override {
        for (std::size_t row = first; row != first + count; ++row, out += stride) *out = values_[single_ ? 0 : row];
    }
    [[nodiscard]] std::optional<feel::column> plain() const override {
        if (single_) return feel::column{{}, values_[0], {}};
        return feel::column{{}, std::span<const feel::value>{values_}, {}};
    }

private:
    std::vector<feel::value> values_;
    bool single_ = false;
};

/// Strings as values. A string seen lately is not made again: columns repeat themselves.
class string_maker {
public:
    /// `key` is what the text is made of, by which it is recognised; `decode(key)` is its value.
    template <class Decode>
    feel::value make(std::string_view key, const Decode& decode) {
        if (key.size() > longest) return decode(key);
        entry& known = entries_[std::hash<std::string_view>{}(key) % entries_.size()];
        if (!known.used || known.key != key) known = {true, std::string{key}, decode(key)};
        return known.text;
    }

    feel::value operator()(std::string_view text) {
        return make(text, [](std::string_view whole) { return feel::value{whole}; });
    }

private:
    static constexpr std::size_t longest = 128;
    struct entry {
        bool used = false;
        std::string key;
        feel::value text;
    };
    std::vector<entry> entries_ = std::vector<entry>(512);
};

// --- Values of items; null where there is none ---

feel::value value_of_double(double d) noexcept;  ///< NaN and infinities are none
feel::value value_of_float(float f) noexcept;    ///< by its own shortest decimal
feel::value value_of_days(std::int64_t days_since_1970) noexcept;

/// A unit of time: so many a second, or so many seconds.
struct time_unit {
    std::int64_t per_second = 1;
    std::int64_t seconds = 1;
};

feel::value value_of_moment(std::int64_t since_1970, time_unit unit, feel::zone zone);
feel::value value_of_duration(std::int64_t length, time_unit unit) noexcept;

// --- Arrow ---

/// Columns from objects with `__arrow_c_array__` or `__arrow_c_stream__`.
std::unique_ptr<column> read_arrow_array(const pybind11::object& data);
std::unique_ptr<column> read_arrow_stream(const pybind11::object& data);

}  // namespace reglament::python
