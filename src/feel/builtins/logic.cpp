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

// The same value of the same type: times in different zones are never the same.
value is_same(argument_list a, surroundings&) {
    return value{a[0] == a[1]};
}

value get_or_else(argument_list a, surroundings&) {
    return a[0].is_null() ? a[1] : a[0];
}

// True, false or null of a list of truths; null also when it holds anything else.
template <truth Decides>
value of_all(argument_list a, surroundings& where) {
    truth result = negated(Decides);
    if (!where.spend(a[0].as_list().size())) return {};
    for (const value& each : a[0].as_list()) {
        if (each.kind() != value_kind::boolean && !each.is_null()) return {};
        const truth one = to_truth(each);
        if (one == Decides || (one == truth::unknown && result != Decides)) result = one;
    }
    return to_value(result);
}

constexpr parameter negand[] = {{"negand"}};
constexpr parameter value_only[] = {{"value"}};
constexpr parameter two_values[] = {{"value1"}, {"value2"}};
constexpr parameter value_default[] = {{"value"}, {"default"}};
constexpr parameter list_only[] = {{"list", k::list}};

constexpr function functions[] = {
    {.name = "not", .parameters = negand, .result = k::boolean, .apply = negation, .takes_null = true},
    {.name = "is defined", .parameters = value_only, .result = k::boolean, .apply = is_defined, .takes_null = true},
    {.name = "is", .parameters = two_values, .result = k::boolean, .apply = is_same, .takes_null = true},
    {.name = "get or else", .parameters = value_default, .result = k::any, .apply = get_or_else, .takes_null = true},
    {.name = "all", .parameters = list_only, .result = k::boolean, .apply = of_all<truth::no>, .variadic = true},
    {.name = "any", .parameters = list_only, .result = k::boolean, .apply = of_all<truth::yes>, .variadic = true},
};

}  // namespace

std::span<const function> logic_functions() noexcept {
    return functions;
}

}  // namespace reglament::feel
