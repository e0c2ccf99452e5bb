// The built-in functions of FEEL and the properties of its values. Internal.
#pragma once

#include "feel/closure.hpp"

#include <reglament/feel/expression.hpp>
#include <reglament/feel/type.hpp>
#include <reglament/feel/value.hpp>
#include <reglament/text/names.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace reglament::feel {

using argument_list = std::span<const value>;

/// What a function may ask of where it runs.
class surroundings {
public:
    instant now{};
    feel::zone zone;

    /// Calls a function value with arguments in their order. Null also when it takes another number of them.
    virtual value call(const value& function, argument_list given) = 0;

    /// Takes that many steps of what one evaluation may cost. False when there are none left: the function gives null.
    virtual bool spend(std::size_t steps) = 0;

protected:
    surroundings() = default;
    surroundings(const surroundings&) = default;
    surroundings& operator=(const surroundings&) = default;
    ~surroundings() = default;
};

struct parameter {
    std::string_view name;
    type_kind kind = type_kind::any;  ///< `any`: several kinds, or every one; the function looks itself
    bool optional = false;            ///< only the last ones are
};

/// One way to call a function. Functions of one name stand next to each other; the first whose parameters take the
/// arguments is called.
struct function {
    std::string_view name;
    std::span<const parameter> parameters;
    type_kind result = type_kind::any;

    /// `given`: at least one value for every parameter that is not optional. Where a parameter names a kind, its
    /// argument is of that kind; unless `takes_null`, none is null.
    value (*apply)(argument_list given, surroundings& where) = nullptr;

    bool variadic = false;     ///< may also be called with the items of its only parameter, a list, one by one
    bool repeats = false;      ///< the last parameter may be given any number of times
    bool takes_null = false;   ///< else a null argument gives null without a call
    bool reads_clock = false;  ///< its result may change without other arguments
};

/// How many arguments it cannot do without.
[[nodiscard]] std::size_t least_arguments(const function& f) noexcept;

/// Whether it can be called with so many arguments.
[[nodiscard]] bool takes_count(const function& f, std::size_t count) noexcept;

[[nodiscard]] const function& function_at(std::uint32_t id) noexcept;

/// How many functions of the name of the first one there are, from it on.
[[nodiscard]] std::uint32_t overloads_of(std::uint32_t first) noexcept;

[[nodiscard]] const name_table& function_names();  ///< name → id of the first one
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
    seconds,
    start,
    end,
    start_included,
    end_included
};
[[nodiscard]] const name_table& property_names();  ///< name → property

/// The property of a value; null when it has none of that name.
[[nodiscard]] value get_property(const value& v, property p);

/// The kind of a property of values of a kind; nothing when those have no such property.
[[nodiscard]] std::optional<type_kind> property_kind(type_kind owner, property p) noexcept;

}  // namespace reglament::feel
