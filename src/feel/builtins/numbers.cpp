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

// Scales beyond a decimal128's exponents are no scales; of one that is not whole, the whole part counts.
template <rounding How>
value rounded(argument_list a, surroundings&) {
    const auto scale = a.size() == 2 ? cut_off(a[1]) : std::optional<std::int64_t>{0};
    if (!scale || *scale < -6111 || *scale > 6176) return {};
    return to_value(round(a[0].as_number(), *scale, How));
}

template <std::optional<number> (*Of)(number) noexcept>
value of_number(argument_list a, surroundings& where) {
    constexpr std::size_t cost = 16;  // steps: series of 34 digits
    if (!where.spend(cost)) return {};
    return to_value(Of(a[0].as_number()));
}

template <std::optional<number> (*Of)(number, number) noexcept>
value of_numbers(argument_list a, surroundings&) {
    return to_value(Of(a[0].as_number(), a[1].as_number()));
}

template <int Rest>
value has_rest(argument_list a, surroundings&) {
    const auto rest = modulo(a[0].as_number(), number{2});
    return rest ? value{*rest == number{Rest}} : value{};
}

constexpr parameter any_n[] = {{"n"}};
constexpr parameter n_scale[] = {{"n", k::number}, {"scale", k::number}};
constexpr parameter n_maybe_scale[] = {{"n", k::number}, {"scale", k::number, true}};
constexpr parameter one_number[] = {{"number", k::number}};
constexpr parameter dividend_divisor[] = {{"dividend", k::number}, {"divisor", k::number}};

constexpr function functions[] = {
    {.name = "abs", .parameters = any_n, .result = k::any, .apply = absolute},
    {.name = "decimal", .parameters = n_scale, .result = k::number, .apply = rounded<rounding::half_even>},
    {.name = "floor", .parameters = n_maybe_scale, .result = k::number, .apply = rounded<rounding::floor>},
    {.name = "ceiling", .parameters = n_maybe_scale, .result = k::number, .apply = rounded<rounding::ceiling>},
    {.name = "round up", .parameters = n_scale, .result = k::number, .apply = rounded<rounding::up>},
    {.name = "round down", .parameters = n_scale, .result = k::number, .apply = rounded<rounding::down>},
    {.name = "round half up", .parameters = n_scale, .result = k::number, .apply = rounded<rounding::half_up>},
    {.name = "round half down", .parameters = n_scale, .result = k::number, .apply = rounded<rounding::half_down>},
    {.name = "modulo", .parameters = dividend_divisor, .result = k::number, .apply = of_numbers<modulo>},
    {.name = "sqrt", .parameters = one_number, .result = k::number, .apply = of_number<sqrt>},
    {.name = "exp", .parameters = one_number, .result = k::number, .apply = of_number<exp>},
    {.name = "log", .parameters = one_number, .result = k::number, .apply = of_number<log>},
    {.name = "even", .parameters = one_number, .result = k::boolean, .apply = has_rest<0>},
    {.name = "odd", .parameters = one_number, .result = k::boolean, .apply = has_rest<1>},
};

}  // namespace

std::span<const function> number_functions() noexcept {
    return functions;
}

}  // namespace reglament::feel
