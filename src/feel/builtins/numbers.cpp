// Numbers.
#include "feel/builtins/builtins.hpp"
#include "feel/operators.hpp"

namespace reglament::feel {
namespace {

using k = type_kind;

value absolute(argument_list a, surroundings&) {
    switch (a[0].kind()) {
        case value_kind::number:
            return a[0].as_number().is_negative() ? negate(a[0]) : a[0];
        case value_kind::months_duration:
            return a[0].as_months_duration().months < 0 ? negate(a[0]) : a[0];
        case value_kind::time_duration:
            return a[0].as_time_duration().is_negative() ? negate(a[0]) : a[0];
        default:
            return {};
    }
}

// Scales beyond a decimal128's exponents are no scales.
template <rounding How>
value rounded(argument_list a, surroundings&) {
    const auto scale = a.size() == 2 ? whole(a[1]) : std::optional<std::int64_t>{0};
    if (!scale || *scale < -6111 || *scale > 6176) return {};
    return to_value(round(a[0].as_number(), *scale, How));
}

constexpr parameter any_n[] = {{"n"}};
constexpr parameter n_scale[] = {{"n", k::number}, {"scale", k::number, true}};

constexpr function functions[] = {
    {.name = "abs", .parameters = any_n, .result = k::any, .apply = absolute},
    {.name = "floor", .parameters = n_scale, .result = k::number, .apply = rounded<rounding::floor>},
    {.name = "ceiling", .parameters = n_scale, .result = k::number, .apply = rounded<rounding::ceiling>},
};

}  // namespace

std::span<const function> number_functions() noexcept {
    return functions;
}

}  // namespace reglament::feel
