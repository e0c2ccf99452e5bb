// What a list of numbers comes to.
#include "feel/builtins/builtins.hpp"
#include "feel/operators.hpp"

#include <algorithm>

namespace reglament::feel {
namespace {

using k = type_kind;
using numbers = std::vector<number>;

// The numbers of a list; nothing when it holds anything else or is empty.
std::optional<numbers> numbers_of(argument_list a, surroundings& where) {
    const auto& items = a[0].as_list();
    if (items.empty() || !where.spend(items.size())) return std::nullopt;
    numbers all;
    for (const value& each : items) {
        if (each.kind() != value_kind::number) return std::nullopt;
        all.push_back(each.as_number());
    }
    return all;
}

std::optional<number> total(const numbers& all) {
    std::optional<number> sum = number{};
    for (const number n : all) sum = sum ? add(*sum, n) : sum;
    return sum;
}

std::optional<number> average(const numbers& all) {
    const auto sum = total(all);
    return sum ? divide(*sum, number{static_cast<std::int64_t>(all.size())}) : sum;
}

// Sums of durations, too, as `+` adds them.
value sum(argument_list a, surroundings& where) {
    const auto& items = a[0].as_list();
    if (items.empty() || !where.spend(items.size())) return {};
    const auto kind = items[0].kind();
    if (kind != value_kind::number && kind != value_kind::time_duration && kind != value_kind::months_duration)
        return {};
    value all = items[0];
    for (std::size_t i = 1; i < items.size(); ++i) all = calculate(all, sign::plus, items[i], where.zone);
    return all;
}

value mean(argument_list a, surroundings& where) {
    const auto all = numbers_of(a, where);
    return all ? to_value(average(*all)) : value{};
}

value product(argument_list a, surroundings& where) {
    const auto all = numbers_of(a, where);
    if (!all) return {};
    std::optional<number> result = number{1};
    for (const number n : *all) result = result ? multiply(*result, n) : result;
    return to_value(result);
}

value median(argument_list a, surroundings& where) {
    auto all = numbers_of(a, where);
    if (!all) return {};
    std::ranges::sort(*all);
    const auto middle = all->size() / 2;
    if (all->size() % 2 == 1) return value{(*all)[middle]};
    return to_value(average({(*all)[middle - 1], (*all)[middle]}));
}

// Of a sample: divided by one less than there are.
value stddev(argument_list a, surroundings& where) {
    const auto all = numbers_of(a, where);
    const auto mid = all && all->size() > 1 ? average(*all) : std::nullopt;
    if (!mid) return {};
    std::optional<number> squares = number{};
    for (const number n : *all) {
        const auto off = subtract(n, *mid);
        const auto square = off ? multiply(*off, *off) : off;
        squares = squares && square ? add(*squares, *square) : std::nullopt;
    }
    const auto variance = squares ? divide(*squares, number{static_cast<std::int64_t>(all->size() - 1)}) : squares;
    return variance ? to_value(sqrt(*variance)) : value{};
}

// The numbers that occur most often, the smallest first.
value mode(argument_list a, surroundings& where) {
    if (a[0].as_list().empty()) return value{list{}};
    auto all = numbers_of(a, where);
    if (!all) return {};
    std::ranges::sort(*all);
    std::size_t most = 0;
    list found;
    for (auto from = all->begin(); from != all->end();) {
        const auto to = std::find_if(from, all->end(), [&](number n) { return n != *from; });
        const auto times = static_cast<std::size_t>(to - from);
        if (times > most) found.clear();
        if (times >= most) found.push_back(value{*from});
        most = std::max(most, times);
        from = to;
    }
    return value{std::move(found)};
}

constexpr parameter list_only[] = {{"list", k::list}};

constexpr function functions[] = {
    {.name = "sum", .parameters = list_only, .result = k::any, .apply = sum, .variadic = true},
    {.name = "mean", .parameters = list_only, .result = k::number, .apply = mean, .variadic = true},
    {.name = "product", .parameters = list_only, .result = k::number, .apply = product, .variadic = true},
    {.name = "median", .parameters = list_only, .result = k::number, .apply = median, .variadic = true},
    {.name = "stddev", .parameters = list_only, .result = k::number, .apply = stddev, .variadic = true},
    {.name = "mode", .parameters = list_only, .result = k::list, .apply = mode, .variadic = true},
};

}  // namespace

std::span<const function> statistics_functions() noexcept {
    return functions;
}

}  // namespace reglament::feel
