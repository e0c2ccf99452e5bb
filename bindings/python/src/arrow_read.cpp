// Columns read from Arrow's arrays, where they lie.
#include "arrow.hpp"
#include "column_parts.hpp"

#include <algorithm>
#include <charconv>
#include <concepts>

namespace reglament::python {

namespace py = pybind11;

namespace {

using owner = std::shared_ptr<const void>;
using column_ptr = std::unique_ptr<column>;

[[noreturn]] void refuse(std::string_view format) {
    throw py::type_error("an Arrow column of format '" + std::string{format} + "' has no counterpart in FEEL");
}

const std::byte* bytes(const arrow_array& from, std::int64_t which) {
    return which < from.n_buffers ? static_cast<const std::byte*>(from.buffers[which]) : nullptr;
}

// The items of an array: `width` bytes each, 0 where they are no bytes of their own.
buffer items_of(const arrow_array& from, std::size_t width, const owner& kept) {
    buffer items;
    items.size = static_cast<std::size_t>(from.length);
    items.stride = static_cast<std::ptrdiff_t>(width);
    items.data = bytes(from, 1);
    if (items.data != nullptr) items.data += static_cast<std::size_t>(from.offset) * width;
    if (from.null_count != 0)
        items.valid = {reinterpret_cast<const std::uint8_t*>(bytes(from, 0)), static_cast<std::size_t>(from.offset)};
    items.owner = kept;
    return items;
}

template <class T, class Make>
column_ptr items(const arrow_array& from, const owner& kept, Make make) {
    return over_items<T>(items_of(from, sizeof(T), kept), std::move(make));
}

template <class T>
column_ptr whole_numbers(const arrow_array& from, const owner& kept) {
    return over_whole<T>(items_of(from, sizeof(T), kept));
}

// --- Columns whose items are not all of one place ---

class bit_column final : public column {
public:
    explicit bit_column(buffer from, std::size_t offset)
        : from_{std::move(from)}, bits_{reinterpret_cast<const std::uint8_t*>(from_.data), offset} {}

    [[nodiscard]] std::optional<std::size_t> size() const override { return from_.size; }
    void read(std::size_t first, std::size_t count, feel::value* out, std::size_t stride) override {
        for (std::size_t row = first; row != first + count; ++row, out += stride)
            *out = from_.has(row) ? feel::value{bits_[row]} : feel::value{};
    }

private:
    buffer from_;
    bitmap bits_;
};

// An item is where a text begins; where it ends is the next item.
template <std::signed_integral Offset>
column_ptr texts(const arrow_array& from, const owner& kept) {
    const char* const all = reinterpret_cast<const char*>(bytes(from, 2));
    return over(items_of(from, sizeof(Offset), kept), [all, make = string_maker{}](const std::byte* item) mutable {
        const auto begin = load<Offset>(item), end = load<Offset>(item + sizeof(Offset));
        return make({all + begin, static_cast<std::size_t>(end - begin)});
    });
}

// A view holds a text of up to twelve bytes; a longer one by the number of its buffer and its place there.
struct text_view {
    std::int32_t size;
    char start[4];
    std::int32_t which;
    std::int32_t offset;
};

column_ptr text_views(const arrow_array& from, const owner& kept) {
    const void* const* const longer = from.buffers + 2;
    return over(items_of(from, sizeof(text_view), kept),
                [longer, make = string_maker{}](const std::byte* item) mutable {
                    const auto view = load<text_view>(item);
                    const auto size = static_cast<std::size_t>(view.size);
                    if (size <= 12) return make({reinterpret_cast<const char*>(item) + sizeof view.size, size});
                    return make({static_cast<const char*>(longer[view.which]) + view.offset, size});
                });
}

// --- Decimals ---

__extension__ using wide = __int128;

feel::value value_of_wide(wide coefficient, int scale) {
    if (coefficient == static_cast<std::int64_t>(coefficient))
        return feel::number::of(static_cast<std::int64_t>(coefficient), -scale);
    std::string text;
    for (wide rest = coefficient; rest != 0; rest /= 10) {
        const int digit = static_cast<int>(rest % 10);
        text.push_back(static_cast<char>('0' + (digit < 0 ? -digit : digit)));
    }
    if (coefficient < 0) text.push_back('-');
    std::ranges::reverse(text);
    const auto number = feel::number::parse(text + "e" + std::to_string(-scale));
    return number ? feel::value{*number} : feel::value{};
}

int read_int(std::string_view text, std::string_view format) {
    int n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (error != std::errc{} || end != text.data() + text.size()) refuse(format);
    return n;
}

// "d:38,10" or, with the width in bits, "d:18,2,64".
column_ptr decimals(std::string_view format, const arrow_array& from, const owner& kept) {
    const auto comma = format.find(',');
    if (comma == format.npos) refuse(format);
    std::string_view scale_text = format.substr(comma + 1), width = "128";
    if (const auto second = scale_text.find(','); second != scale_text.npos) {
        width = scale_text.substr(second + 1);
        scale_text = scale_text.substr(0, second);
    }
    const int scale = read_int(scale_text, format);
    if (scale < -1'000 || scale > 1'000) refuse(format);
    if (width == "32") return items<std::int32_t>(from, kept, [=](auto n) { return value_of_wide(n, scale); });
    if (width == "64") return items<std::int64_t>(from, kept, [=](auto n) { return value_of_wide(n, scale); });
    if (width == "128") return items<wide>(from, kept, [=](auto n) { return value_of_wide(n, scale); });
    refuse(format);
}

// --- Times ---

time_unit unit_of(char c, std::string_view format) {
    switch (c) {
        case 's':
            return {1};
        case 'm':
            return {1'000};
        case 'u':
            return {1'000'000};
        case 'n':
            return {1'000'000'000};
        default:
            refuse(format);
    }
}

feel::value value_of_time(std::int64_t since_midnight, time_unit unit) {
    const std::int64_t nanoseconds = since_midnight * (1'000'000'000 / unit.per_second);
    return feel::time_of_day{nanoseconds, {}};
}

// "tsu:Europe/Moscow"; without a zone they are local.
column_ptr moments(std::string_view format, const arrow_array& from, const owner& kept) {
    const auto unit = unit_of(format[2], format);
    feel::zone zone;
    if (const auto name = format.substr(4); !name.empty()) {
        const auto found = feel::zone::find(name);
        if (!found) throw py::value_error("there is no time zone '" + std::string{name} + "'");
        zone = *found;
    }
    return items<std::int64_t>(from, kept, [=](std::int64_t t) { return value_of_moment(t, unit, zone); });
}

column_ptr times(std::string_view format, const arrow_array& from, const owner& kept) {
    if (format == "tdD") return items<std::int32_t>(from, kept, &value_of_days);
    if (format == "tdm")
        return items<std::int64_t>(from, kept, [](std::int64_t ms) {
            return value_of_days(std::chrono::floor<std::chrono::days>(std::chrono::milliseconds{ms}).count());
        });
    if (format.starts_with("ts") && format.size() >= 4) return moments(format, from, kept);
    if (format.size() != 3) refuse(format);
    const auto unit = unit_of(format[2], format);
    if (format[1] == 'D') return items<std::int64_t>(from, kept, [=](auto t) { return value_of_duration(t, unit); });
    if (format[1] != 't') refuse(format);
    if (unit.per_second <= 1'000)
        return items<std::int32_t>(from, kept, [=](auto t) { return value_of_time(t, unit); });
    return items<std::int64_t>(from, kept, [=](auto t) { return value_of_time(t, unit); });
}

// --- Any array ---

column_ptr numbers(char format, const arrow_array& from, const owner& kept) {
    switch (format) {
        case 'c':
            return whole_numbers<std::int8_t>(from, kept);
        case 'C':
            return whole_numbers<std::uint8_t>(from, kept);
        case 's':
            return whole_numbers<std::int16_t>(from, kept);
        case 'S':
            return whole_numbers<std::uint16_t>(from, kept);
        case 'i':
            return whole_numbers<std::int32_t>(from, kept);
        case 'I':
            return whole_numbers<std::uint32_t>(from, kept);
        case 'l':
            return whole_numbers<std::int64_t>(from, kept);
        case 'L':
            return whole_numbers<std::uint64_t>(from, kept);
        case 'f':
            return items<float>(from, kept, &value_of_float);
        case 'g':
            return items<double>(from, kept, &value_of_double);
        default:
            return nullptr;
    }
}

column_ptr nulls(const arrow_array& from) {
    return std::make_unique<value_column>(std::vector<feel::value>(static_cast<std::size_t>(from.length)));
}

column_ptr plain(std::string_view format, const arrow_array& from, const owner& kept) {
    if (format == "n") return nulls(from);
    if (format == "b")
        return std::make_unique<bit_column>(items_of(from, 0, kept), static_cast<std::size_t>(from.offset));
    if (format == "u") return texts<std::int32_t>(from, kept);
    if (format == "U") return texts<std::int64_t>(from, kept);
    if (format == "vu") return text_views(from, kept);
    if (format.starts_with("d:")) return decimals(format, from, kept);
    if (format.size() >= 3 && format.front() == 't') return times(format, from, kept);
    auto made = format.size() == 1 ? numbers(format.front(), from, kept) : nullptr;
    if (made == nullptr) refuse(format);
    return made;
}

template <class Index>
column_ptr indexed(const arrow_array& from, const owner& kept, std::shared_ptr<const std::vector<feel::value>> words) {
    const auto word = [words](Index i) {
        const auto at = static_cast<std::uint64_t>(i);  // what is below zero is beyond the end
        return at < words->size() ? (*words)[at] : feel::value{};
    };
    if constexpr (std::same_as<Index, std::int32_t>) {
        const auto rows = [words](std::span<const std::int32_t> codes) { return feel::dictionary_rows{codes, *words}; };
        return over_plain<Index>(items_of(from, sizeof(Index), kept), word, rows);
    } else {
        return items<Index>(from, kept, word);
    }
}

column_ptr array_column(const arrow_schema& schema, const arrow_array& from, const owner& kept);

// The values of a dictionary are made once; an item is the index of one.
column_ptr from_dictionary(const arrow_schema& schema, const arrow_array& from, const owner& kept) {
    const std::string_view index = schema.format;
    const auto count = static_cast<std::size_t>(from.dictionary->length);
    std::vector<feel::value> words(count);
    array_column(*schema.dictionary, *from.dictionary, kept)->read(0, count, words.data(), 1);
    auto shared = std::make_shared<const std::vector<feel::value>>(std::move(words));
    if (index == "c") return indexed<std::int8_t>(from, kept, std::move(shared));
    if (index == "C") return indexed<std::uint8_t>(from, kept, std::move(shared));
    if (index == "s") return indexed<std::int16_t>(from, kept, std::move(shared));
    if (index == "S") return indexed<std::uint16_t>(from, kept, std::move(shared));
    if (index == "i") return indexed<std::int32_t>(from, kept, std::move(shared));
    if (index == "I") return indexed<std::uint32_t>(from, kept, std::move(shared));
    if (index == "l") return indexed<std::int64_t>(from, kept, std::move(shared));
    if (index == "L") return indexed<std::uint64_t>(from, kept, std::move(shared));
    refuse(index);
}

column_ptr array_column(const arrow_schema& schema, const arrow_array& from, const owner& kept) {
    if (schema.dictionary != nullptr && from.dictionary != nullptr) return from_dictionary(schema, from, kept);
    return plain(schema.format, from, kept);
}

// Columns one after the other; they are read from the front.
class chunked_column final : public column {
public:
    void add(column_ptr part) {
        size_ += part->size().value_or(0);
        ends_.push_back(size_);
        parts_.push_back(std::move(part));
    }

    [[nodiscard]] std::optional<std::size_t> size() const override { return size_; }
    [[nodiscard]] std::optional<feel::column> plain() const override {
        return parts_.size() == 1 ? parts_[0]->plain() : std::nullopt;
    }
    void read(std::size_t first, std::size_t count, feel::value* out, std::size_t stride) override {
        while (count != 0) {
            const auto at = static_cast<std::size_t>(std::ranges::upper_bound(ends_, first) - ends_.begin());
            const std::size_t begin = at == 0 ? 0 : ends_[at - 1], taken = std::min(count, ends_[at] - first);
            parts_[at]->read(first - begin, taken, out, stride);
            first += taken, count -= taken, out += taken * stride;
        }
    }

private:
    std::vector<column_ptr> parts_;
    std::vector<std::size_t> ends_;
    std::size_t size_ = 0;
};

template <class T>
T& inside(const py::handle& capsule, const char* name) {
    auto* const found = static_cast<T*>(PyCapsule_GetPointer(capsule.ptr(), name));
    if (found == nullptr) throw py::error_already_set{};
    if (found->release == nullptr) throw py::value_error(std::string{name} + " was released already");
    return *found;
}

[[noreturn]] void fail(arrow_array_stream& stream) {
    const char* const why = stream.get_last_error != nullptr ? stream.get_last_error(&stream) : nullptr;
    throw std::runtime_error(std::string{"the Arrow stream failed: "} + (why != nullptr ? why : "it does not say why"));
}

}  // namespace

column_ptr read_arrow_array(const py::object& data) {
    const py::tuple both = data.attr("__arrow_c_array__")();
    arrow_owner<arrow_schema> schema{inside<arrow_schema>(both[0], "arrow_schema")};
    const auto kept = std::make_shared<arrow_owner<arrow_array>>(inside<arrow_array>(both[1], "arrow_array"));
    return array_column(*schema.get(), *kept->get(), kept);
}

column_ptr read_arrow_stream(const py::object& data) {
    const py::object capsule = data.attr("__arrow_c_stream__")();
    arrow_owner<arrow_array_stream> stream{inside<arrow_array_stream>(capsule, "arrow_array_stream")};
    arrow_owner<arrow_schema> schema;
    if (stream->get_schema(stream.get(), schema.get()) != 0) fail(*stream.get());
    auto whole = std::make_unique<chunked_column>();
    while (true) {
        const auto chunk = std::make_shared<arrow_owner<arrow_array>>();
        if (stream->get_next(stream.get(), chunk->get()) != 0) fail(*stream.get());
        if ((*chunk)->release == nullptr) return whole;
        whole->add(array_column(*schema.get(), *chunk->get(), chunk));
    }
}

}  // namespace reglament::python
