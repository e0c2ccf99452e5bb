// Truth, identity and null.
#include "feel/builtins/builtins.hpp"
#include "feel/operators.hpp"

namespace reglament::feel {
namespace {

using k = type_kind;

value negation(argument_list a, surroundings&) {
    return to_value(negated(to_truth(a[0])));
}

value is_defined(argument_list a, surroundings&) {
    return value{!a[0].is_null()};
}

constexpr parameter negated_parameters[] = {{"negand"}};
constexpr parameter value_parameters[] = {{"value"}};

constexpr function functions[] = {
    {.name = "not", .parameters = negated_parameters, .result = k::boolean, .apply = negation, .takes_null = true},
    {.name = "is defined",
     .parameters = value_parameters,
     .result = k::boolean,
     .apply = is_defined,
     .takes_null = true},
};

}  // namespace

std::span<const function> logic_functions() noexcept {
    return functions;
}

}  // namespace reglament::feel
