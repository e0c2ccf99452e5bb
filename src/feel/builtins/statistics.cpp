// What a list of numbers comes to.
#include "feel/builtins/builtins.hpp"
#include "feel/operators.hpp"

namespace reglament::feel {
namespace {

using k = type_kind;

value sum(argument_list a, surroundings& where) {
    const auto& all = a[0].as_list();
    if (all.empty()) return {};
    value total = all[0];
    if (total.kind() != value_kind::number) return {};
    for (std::size_t i = 1; i < all.size(); ++i) total = calculate(total, sign::plus, all[i], where.zone);
    return total;
}

constexpr parameter list_only[] = {{"list", k::list}};

constexpr function functions[] = {
    {.name = "sum", .parameters = list_only, .result = k::number, .apply = sum, .variadic = true},
};

}  // namespace

std::span<const function> statistics_functions() noexcept {
    return functions;
}

}  // namespace reglament::feel
