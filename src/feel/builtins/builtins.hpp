// The families of built-in functions, one file each. Internal.
#pragma once

#include "feel/functions.hpp"

namespace reglament::feel {

[[nodiscard]] std::span<const function> logic_functions() noexcept;
[[nodiscard]] std::span<const function> number_functions() noexcept;
[[nodiscard]] std::span<const function> string_functions() noexcept;
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

}  // namespace reglament::feel
