// What is known of built-in functions beyond their parameters' kinds: which of several kinds an argument may have, what
// the items of a list must be, and what comes of what is given.
#include "feel/checker.hpp"

#include <algorithm>
#include <array>

namespace reglament::feel {
namespace {

using kinds = std::uint32_t;

template <class... Kind>
constexpr kinds of(Kind... each) noexcept {
    return ((1U << static_cast<unsigned>(each)) | ... | 0U);
}

using k = type_kind;
constexpr kinds durations = of(k::time_duration, k::months_duration);
constexpr kinds days = of(k::string, k::date, k::date_time);

// Of a function's argument that its parameter leaves open; of a list: of its items.
struct demand {
    std::string_view function;
    std::size_t argument;
    kinds wanted;
};
constexpr std::array argument_kinds{
    demand{"not", 0, of(k::boolean)},
    demand{"abs", 0, of(k::number) | durations},
    demand{"number", 0, of(k::string, k::number)},
    demand{"date", 0, days | of(k::number)},
    demand{"time", 0, days | of(k::time, k::number)},
    demand{"date and time", 0, days},
    demand{"date and time", 1, of(k::string, k::time)},
    demand{"duration", 0, of(k::string) | durations},
    demand{"years and months duration", 0, days},
    demand{"years and months duration", 1, days},
    demand{"day of year", 0, days},
    demand{"day of week", 0, days},
    demand{"month of year", 0, days},
    demand{"week of year", 0, days},
};
constexpr std::array item_kinds{
    demand{"sum", 0, of(k::number) | durations},
    demand{"mean", 0, of(k::number)},
    demand{"product", 0, of(k::number)},
    demand{"median", 0, of(k::number)},
    demand{"stddev", 0, of(k::number)},
    demand{"mode", 0, of(k::number)},
    demand{"all", 0, of(k::boolean)},
    demand{"any", 0, of(k::boolean)},
    demand{"string join", 0, of(k::string)},
};

template <std::size_t N>
bool allows(const std::array<demand, N>& all, std::string_view function, std::size_t argument, type_kind kind) {
    if (kind == k::any) return true;
    const auto* found =
        std::ranges::find_if(all, [&](const demand& d) { return d.function == function && d.argument == argument; });
    return found == all.end() || (found->wanted & of(kind)) != 0;
}

constexpr std::array<std::string_view, 5> give_the_list{"reverse", "sublist", "remove", "sort", "distinct values"};
constexpr std::array<std::string_view, 2> give_an_item{"min", "max"};

bool is_among(std::string_view word, std::span<const std::string_view> all) noexcept {
    return std::ranges::find(all, word) != all.end();
}

}  // namespace

// Whether an argument of a static type can ever be taken: a list of one is its item, an item a list of itself.
bool checker::may_take(const function& f, std::size_t argument, const static_type& t) {
    const auto& p = f.parameters[std::min(argument, f.parameters.size() - 1)];
    if (t.kind == k::any || t.null) return true;
    if (f.variadic || p.kind == k::list) return allows(item_kinds, f.name, f.variadic ? 0 : argument, item_of(t).kind);
    if (t.kind == k::list) return true;
    return p.kind == k::any ? allows(argument_kinds, f.name, argument, t.kind) : p.kind == t.kind;
}

// What a call gives, as far as its arguments tell more than the function does.
static_type checker::result_of(const function& f, node_id id) {
    const node_id first = tree_[id].first;
    if (first == no_node) return {f.result};
    const auto given = first < types_.size() ? types_[first] : static_type{};
    if (is_among(f.name, give_the_list) && given.kind == k::list) return {k::list, given.declared};
    if (is_among(f.name, give_an_item) && first == tree_[id].last) {
        const auto item = item_of(given);
        return {item.kind, item.declared};
    }
    return {f.result};
}

}  // namespace reglament::feel
