// The families of built-in functions, one file each. Internal.
#pragma once

#include "feel/functions.hpp"

namespace reglament::feel {

[[nodiscard]] std::span<const function> logic_functions() noexcept;
[[nodiscard]] std::span<const function> number_functions() noexcept;
[[nodiscard]] std::span<const function> string_functions() noexcept;
[[nodiscard]] std::span<const function> pattern_functions() noexcept;
[[nodiscard]] std::span<const function> list_functions() noexcept;
[[nodiscard]] std::span<const function> statistics_functions() noexcept;
[[nodiscard]] std::span<const function> context_functions() noexcept;
[[nodiscard]] std::span<const function> range_functions() noexcept;
[[nodiscard]] std::span<const function> temporal_functions() noexcept;

/// The value read, or null.
template <class T>
[[nodiscard]] value to_value(const std::optional<T>& read) {
    return read ? value{*read} : value{};
}

/// The whole number a value is.
[[nodiscard]] inline std::optional<std::int64_t> whole(const value& v) noexcept {
    return v.kind() == value_kind::number ? v.as_number().to_int64() : std::nullopt;
}

/// The whole part of a number, as places and lengths are taken.
[[nodiscard]] inline std::optional<std::int64_t> cut_off(const value& v) noexcept {
    if (v.kind() != value_kind::number) return std::nullopt;
    const auto whole_part = round(v.as_number(), 0, rounding::down);
    return whole_part ? whole_part->to_int64() : std::nullopt;
}

/// The place, from 0, that a position counted from 1, or from -1 at the end, stands for; nothing when there is none.
[[nodiscard]] inline std::optional<std::size_t> place_of(const value& position, std::size_t size) noexcept {
    const auto at = cut_off(position);
    const auto all = static_cast<std::int64_t>(size);
    if (!at || *at == 0 || *at > all || *at < -all) return std::nullopt;
    return static_cast<std::size_t>(*at > 0 ? *at - 1 : all + *at);
}

}  // namespace reglament::feel
