#include "feel/columns/column_reader.hpp"

#include "feel/columns/overloaded.hpp"

#include <algorithm>

namespace reglament::feel {
namespace {

value value_of(const value& all, std::size_t) {
    return all;
}

value value_of(std::span<const value> rows, std::size_t row) {
    return rows[row];
}

template <class T>
value value_of(std::span<const T> rows, std::size_t row) {
    return rows[row];
}

value value_of(std::span<const double> rows, std::size_t row) {
    const auto n = number::from_double(rows[row]);
    return n ? value{*n} : value{};
}

value value_of(const boolean_rows& rows, std::size_t row) {
    return rows.bytes[row] != 0;
}

value value_of(const date_rows& rows, std::size_t row) {
    return date{local_day{local_day::duration{rows.days[row]}}};
}

value value_of(const dictionary_rows& rows, std::size_t row) {
    const auto code = static_cast<std::uint32_t>(rows.codes[row]);
    return code < rows.dictionary.size() ? rows.dictionary[code] : value{};
}

std::optional<value_kind> kind_of_all(std::span<const value> values) {
    std::optional<value_kind> kind;
    for (const value& v : values) {
        if (v.is_null()) continue;
        if (kind && *kind != v.kind()) return std::nullopt;
        kind = v.kind();
    }
    return kind.value_or(value_kind::null);
}

}  // namespace

column_reader::column_reader(const column& from) : from_{&from} {}

void column_reader::read(const rows_block& b) {
    nulls_.resize(block_rows);
    has_nulls_ = false;
    std::visit(overloaded{
                   [&](std::span<const std::int64_t> rows) {
                       if (!words_.empty()) b.with->narrow(rows.data() + b.first, b.count, words_.data());
                   },
                   [&](std::span<const double> rows) {
                       has_nulls_ = b.with->not_finite(rows.data() + b.first, b.count, nulls_.data());
                   },
                   [&](const dictionary_rows& rows) {
                       const auto* const codes = rows.codes.data() + b.first;
                       const auto size = static_cast<std::int32_t>(rows.dictionary.size());
                       has_nulls_ = b.with->codes_beyond(codes, b.count, size, nulls_.data());
                       if (!bytes_.empty()) b.with->low_bytes(codes, b.count, bytes_.data());
                   },
                   [](const auto&) {},
               },
               from_->rows);
    if (from_->valid.bits == nullptr) return;
    if (!has_nulls_) std::fill_n(nulls_.begin(), b.count, mask{0});
    has_nulls_ = true;
    for (std::size_t i = 0; i < b.count; ++i) nulls_[i] |= static_cast<mask>(from_->valid[b.first + i] ? 0 : 255);
}

value column_reader::at(std::size_t row) const {
    if (!from_->valid[row]) return {};
    return std::visit([row](const auto& rows) { return value_of(rows, row); }, from_->rows);
}

std::optional<value_kind> column_reader::kind() const {
    using found = std::optional<value_kind>;
    return std::visit(overloaded{
                          [](const value& all) { return found{all.kind()}; },
                          [](std::span<const value>) { return found{}; },
                          [](const boolean_rows&) { return found{value_kind::boolean}; },
                          [](const date_rows&) { return found{value_kind::date}; },
                          [](const dictionary_rows& rows) { return kind_of_all(rows.dictionary); },
                          [](const auto&) { return found{value_kind::number}; },
                      },
                      from_->rows);
}

}  // namespace reglament::feel
