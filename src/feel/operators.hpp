// FEEL's operators on values. Pure; what a standard type rule forbids gives null. Internal.
#pragma once

#include "feel/ast.hpp"

#include <reglament/feel/expression.hpp>

namespace reglament::feel {

[[nodiscard]] constexpr truth to_truth(bool b) noexcept {
    return b ? truth::yes : truth::no;
}
[[nodiscard]] inline truth to_truth(const value& v) noexcept {
    return v.kind() == value_kind::boolean ? to_truth(v.as_boolean()) : truth::unknown;
}
[[nodiscard]] inline value to_value(truth t) noexcept {
    return t == truth::unknown ? value{} : value{t == truth::yes};
}
[[nodiscard]] constexpr truth negated(truth t) noexcept {
    return t == truth::unknown ? t : t == truth::yes ? truth::no : truth::yes;
}

/// FEEL's `=`: null equals null and nothing else; values of different kinds cannot be compared. `local`: the zone of
/// times that have none, where they meet times that have one.
[[nodiscard]] truth equal(const value& a, const value& b, zone local);

/// `a s b` for the six comparison signs.
[[nodiscard]] truth compare(const value& a, sign s, const value& b, zone local);

/// `a s b` for plus, minus, times, divide and power.
[[nodiscard]] value calculate(const value& a, sign s, const value& b, zone local);

[[nodiscard]] value negate(const value& v);

/// Whether `a` and `b` may be ordered and equated: the same kind, or a date with a date and time.
[[nodiscard]] bool comparable(value_kind a, value_kind b) noexcept;

/// The kind of `a s b`; `any` when it depends on values, nothing when it is always null.
[[nodiscard]] std::optional<type_kind> result_kind(type_kind a, sign s, type_kind b) noexcept;

[[nodiscard]] std::string_view spelling(sign s) noexcept;

}  // namespace reglament::feel
