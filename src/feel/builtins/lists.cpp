// Lists. Positions count from 1, or from -1 at the end.
#include "feel/builtins/builtins.hpp"
#include "feel/operators.hpp"

#include <algorithm>
#include <utility>

namespace reglament::feel {
namespace {

using k = type_kind;

bool same(const value& a, const value& b, const surroundings& where) {
    return equal(a, b, where.zone) == truth::yes;
}

template <sign Better>
value best(argument_list a, surroundings& where) {
    const auto& all = a[0].as_list();
    if (all.empty() || !where.spend(all.size())) return {};
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
    if (a[0].is_null() || !where.spend(a[0].as_list().size())) return {};
    return value{std::ranges::any_of(a[0].as_list(), [&](const value& each) { return same(each, a[1], where); })};
}

value sublist(argument_list a, surroundings& where) {
    const auto& all = a[0].as_list();
    const auto from = place_of(a[1], all.size());
    if (!from || !where.spend(all.size())) return {};
    const auto rest = static_cast<std::int64_t>(all.size() - *from);
    const auto length = a.size() == 3 ? cut_off(a[2]) : std::optional{rest};
    if (!length || *length < 0 || *length > rest) return {};
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(*from);
    return value{list(first, first + static_cast<std::ptrdiff_t>(*length))};
}

value append(argument_list a, surroundings& where) {
    if (a[0].is_null() || !where.spend(a[0].as_list().size() + a.size())) return {};
    list all = a[0].as_list();
    all.insert(all.end(), a.begin() + 1, a.end());
    return value{std::move(all)};
}

value concatenate(argument_list a, surroundings& where) {
    list all;
    for (const value& each : a) {
        if (!where.spend(each.as_list().size())) return {};
        all.insert(all.end(), each.as_list().begin(), each.as_list().end());
    }
    return value{std::move(all)};
}

value insert_before(argument_list a, surroundings& where) {
    if (a[0].is_null()) return {};
    const auto at = place_of(a[1], a[0].as_list().size());
    if (!at || !where.spend(a[0].as_list().size())) return {};
    list all = a[0].as_list();
    all.insert(all.begin() + static_cast<std::ptrdiff_t>(*at), a[2]);
    return value{std::move(all)};
}

value remove(argument_list a, surroundings& where) {
    const auto at = place_of(a[1], a[0].as_list().size());
    if (!at || !where.spend(a[0].as_list().size())) return {};
    list all = a[0].as_list();
    all.erase(all.begin() + static_cast<std::ptrdiff_t>(*at));
    return value{std::move(all)};
}

value replace_at(argument_list a, surroundings& where) {
    if (a[0].is_null()) return {};
    const auto at = place_of(a[1], a[0].as_list().size());
    if (!at || !where.spend(a[0].as_list().size())) return {};
    list all = a[0].as_list();
    all[*at] = a[2];
    return value{std::move(all)};
}

// Every item for which the function of item and new item is true; it must be true or false for all.
value replace_matching(argument_list a, surroundings& where) {
    if (a[0].is_null() || a[1].is_null()) return {};
    list all = a[0].as_list();
    for (value& each : all) {
        const std::array<value, 2> given{each, a[2]};
        const value match = where.call(a[1], given);
        if (match.kind() != value_kind::boolean) return {};
        if (match.as_boolean()) each = a[2];
    }
    return value{std::move(all)};
}

value reverse(argument_list a, surroundings& where) {
    if (!where.spend(a[0].as_list().size())) return {};
    return value{list(a[0].as_list().rbegin(), a[0].as_list().rend())};
}

value index_of(argument_list a, surroundings& where) {
    if (a[0].is_null() || !where.spend(a[0].as_list().size())) return {};
    list found;
    std::int64_t position = 0;
    for (const value& each : a[0].as_list()) {
        ++position;
        if (same(each, a[1], where)) found.push_back(value{position});
    }
    return value{std::move(found)};
}

// Each item at its first place only; false when that costs too much.
bool add_distinct(list& to, const list& items, surroundings& where) {
    for (const value& each : items) {
        if (!where.spend(1 + to.size() / 8)) return false;
        if (std::ranges::none_of(to, [&](const value& known) { return same(known, each, where); })) to.push_back(each);
    }
    return true;
}

value distinct_values(argument_list a, surroundings& where) {
    list all;
    return add_distinct(all, a[0].as_list(), where) ? value{std::move(all)} : value{};
}

value union_of(argument_list a, surroundings& where) {
    list all;
    for (const value& each : a)
        if (!add_distinct(all, each.as_list(), where)) return {};
    return value{std::move(all)};
}

// Lists in lists laid open, to any depth, without recursion.
value flatten(argument_list a, surroundings& where) {
    list flat;
    std::vector<std::pair<const list*, std::size_t>> open{{&a[0].as_list(), 0}};
    while (!open.empty()) {
        auto& [items, at] = open.back();
        if (at == items->size()) {
            open.pop_back();
            continue;
        }
        const value& each = (*items)[at++];
        if (!where.spend(1)) return {};
        if (each.kind() == value_kind::list)
            open.emplace_back(&each.as_list(), 0);
        else
            flat.push_back(each);
    }
    return value{std::move(flat)};
}

// Whether `b` stands before `a` in the order asked for; nothing when that cannot be said.
std::optional<bool> precedes(const value& b, const value& a, const value* order, surroundings& where) {
    if (order == nullptr) {
        const truth less = compare(b, sign::less, a, where.zone);
        return less == truth::unknown ? std::nullopt : std::optional{less == truth::yes};
    }
    const std::array<value, 2> given{b, a};
    const value answer = where.call(*order, given);
    return answer.kind() == value_kind::boolean ? std::optional{answer.as_boolean()} : std::nullopt;
}

// Merged upwards from pairs, so that whatever an author's function answers costs n log n calls.
value sort(argument_list a, surroundings& where) {
    list all = a[0].as_list();
    list merged(all.size());
    const value* order = a.size() == 2 ? &a[1] : nullptr;
    for (std::size_t width = 1; width < all.size(); width *= 2) {
        for (std::size_t begin = 0; begin < all.size(); begin += 2 * width) {
            const auto middle = std::min(begin + width, all.size());
            const auto end = std::min(begin + 2 * width, all.size());
            auto left = begin;
            auto right = middle;
            for (auto to = begin; to < end; ++to) {
                bool take_right = left == middle;
                if (!take_right && right != end) {
                    const auto before = precedes(all[right], all[left], order, where);
                    if (!before || !where.spend(1)) return {};
                    take_right = *before;
                }
                merged[to] = std::move(all[take_right ? right++ : left++]);
            }
        }
        std::swap(all, merged);
    }
    return value{std::move(all)};
}

constexpr parameter list_only[] = {{"list", k::list}};
constexpr parameter list_element[] = {{"list", k::list}, {"element"}};
constexpr parameter list_item[] = {{"list", k::list}, {"item"}};
constexpr parameter list_match[] = {{"list", k::list}, {"match"}};
constexpr parameter list_position[] = {{"list", k::list}, {"position", k::number}};
constexpr parameter list_position_item[] = {{"list", k::list}, {"position", k::number}, {"newItem"}};
constexpr parameter list_matching_item[] = {{"list", k::list}, {"match", k::function}, {"newItem"}};
constexpr parameter part_of_list[] = {{"list", k::list}, {"start position", k::number}, {"length", k::number, true}};
constexpr parameter list_precedes[] = {{"list", k::list}, {"precedes", k::function, true}};

constexpr function functions[] = {
    {.name = "min", .parameters = list_only, .result = k::any, .apply = best<sign::less>, .variadic = true},
    {.name = "max", .parameters = list_only, .result = k::any, .apply = best<sign::greater>, .variadic = true},
    {.name = "count", .parameters = list_only, .result = k::number, .apply = count, .variadic = true},
    {.name = "list contains",
     .parameters = list_element,
     .result = k::boolean,
     .apply = list_contains,
     .takes_null = true},
    {.name = "sublist", .parameters = part_of_list, .result = k::list, .apply = sublist},
    {.name = "append",
     .parameters = list_item,
     .result = k::list,
     .apply = append,
     .repeats = true,
     .takes_null = true},
    {.name = "concatenate", .parameters = list_only, .result = k::list, .apply = concatenate, .repeats = true},
    {.name = "insert before",
     .parameters = list_position_item,
     .result = k::list,
     .apply = insert_before,
     .takes_null = true},
    {.name = "remove", .parameters = list_position, .result = k::list, .apply = remove},
    {.name = "list replace",
     .parameters = list_position_item,
     .result = k::list,
     .apply = replace_at,
     .takes_null = true},
    {.name = "list replace",
     .parameters = list_matching_item,
     .result = k::list,
     .apply = replace_matching,
     .takes_null = true},
    {.name = "reverse", .parameters = list_only, .result = k::list, .apply = reverse},
    {.name = "index of", .parameters = list_match, .result = k::list, .apply = index_of, .takes_null = true},
    {.name = "union", .parameters = list_only, .result = k::list, .apply = union_of, .repeats = true},
    {.name = "distinct values", .parameters = list_only, .result = k::list, .apply = distinct_values},
    {.name = "flatten", .parameters = list_only, .result = k::list, .apply = flatten},
    {.name = "sort", .parameters = list_precedes, .result = k::list, .apply = sort},
};

}  // namespace

std::span<const function> list_functions() noexcept {
    return functions;
}

}  // namespace reglament::feel
