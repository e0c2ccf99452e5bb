// The built-in functions of FEEL and the properties of its temporal values. Internal.
#pragma once

#include <reglament/feel/expression.hpp>
#include <reglament/feel/value.hpp>
#include <reglament/text/names.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace reglament::feel {

/// What a function may ask about where it runs.
struct surroundings {
    instant now{};
    feel::zone zone;
};

struct function {
    static constexpr std::uint8_t any_number = 255;

    std::string_view name;
    std::uint8_t least = 0;  ///< arguments
    std::uint8_t most = 0;
    std::array<std::string_view, 3> parameters;  ///< their names
    std::array<type_kind, 3> kinds;              ///< `any`: several kinds, or every one
    type_kind result = type_kind::any;
    bool reads_clock = false;
    bool takes_null = false;  ///< else a null argument gives null without a call
    value (*apply)(std::span<const value> arguments, const surroundings& where) = nullptr;
};

[[nodiscard]] const function& function_at(std::uint32_t id) noexcept;
[[nodiscard]] const name_table& function_names();  ///< name → id
[[nodiscard]] std::uint32_t not_function() noexcept;

enum class property : std::uint8_t {
    year,
    month,
    day,
    weekday,
    hour,
    minute,
    second,
    time_offset,
    timezone,
    years,
    months,
    days,
    hours,
    minutes,
    seconds
};
[[nodiscard]] const name_table& property_names();  ///< name → property

/// The property of a value; null when it has none of that name.
[[nodiscard]] value get_property(const value& v, property p);

/// The kind of a property of values of a kind; nothing when those have no such property.
[[nodiscard]] std::optional<type_kind> property_kind(type_kind owner, property p) noexcept;

}  // namespace reglament::feel
