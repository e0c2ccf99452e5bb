// Lists.
#include "feel/builtins/builtins.hpp"
#include "feel/operators.hpp"

namespace reglament::feel {
namespace {

using k = type_kind;

template <sign Better>
value best(argument_list a, surroundings& where) {
    const auto& all = a[0].as_list();
    if (all.empty()) return {};
    const value* found = &all[0];
    for (const auto& each : all) {
        const auto better = compare(each, Better, *found, where.zone);
        if (better == truth::unknown) return {};
        if (better == truth::yes) found = &each;
    }
    return *found;
}

value count(argument_list a, surroundings&) {
    return value{number{static_cast<std::int64_t>(a[0].as_list().size())}};
}

value list_contains(argument_list a, surroundings& where) {
    if (a[0].kind() != value_kind::list) return {};
    for (const auto& each : a[0].as_list())
        if (equal(each, a[1], where.zone) == truth::yes) return value{true};
    return value{false};
}

constexpr parameter list_only[] = {{"list", k::list}};
constexpr parameter list_element[] = {{"list", k::list}, {"element"}};

constexpr function functions[] = {
    {.name = "min", .parameters = list_only, .result = k::any, .apply = best<sign::less>, .variadic = true},
    {.name = "max", .parameters = list_only, .result = k::any, .apply = best<sign::greater>, .variadic = true},
    {.name = "count", .parameters = list_only, .result = k::number, .apply = count, .variadic = true},
    {.name = "list contains",
     .parameters = list_element,
     .result = k::boolean,
     .apply = list_contains,
     .takes_null = true},
};

}  // namespace

std::span<const function> list_functions() noexcept {
    return functions;
}

}  // namespace reglament::feel
