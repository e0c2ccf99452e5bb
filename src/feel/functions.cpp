#include "feel/functions.hpp"

#include "feel/builtins/builtins.hpp"
#include "feel/words.hpp"

#include <algorithm>
#include <vector>

namespace reglament::feel {
namespace {

std::vector<function> collect() {
    std::vector<function> all;
    for (const auto family :
         {logic_functions(), number_functions(), string_functions(), pattern_functions(), list_functions(),
          statistics_functions(), context_functions(), range_functions(), temporal_functions()})
        all.insert(all.end(), family.begin(), family.end());
    return all;
}

const std::vector<function>& all_functions() {
    static const std::vector<function> all = collect();
    return all;
}

}  // namespace

std::size_t least_arguments(const function& f) noexcept {
    return static_cast<std::size_t>(
        std::ranges::count_if(f.parameters, [](const parameter& p) { return !p.optional; }));
}

bool takes_count(const function& f, std::size_t count) noexcept {
    if (f.variadic) return count != 0;
    return count >= least_arguments(f) && (f.repeats || count <= f.parameters.size());
}

const function& function_at(std::uint32_t id) noexcept {
    return all_functions()[id];
}

std::uint32_t overloads_of(std::uint32_t first) noexcept {
    const auto& all = all_functions();
    const auto begin = all.begin() + first;
    const auto end = std::find_if(begin, all.end(), [&](const function& f) { return f.name != begin->name; });
    return static_cast<std::uint32_t>(end - begin);
}

const name_table& function_names() {
    static const name_table names = [] {
        name_table all;
        for (std::uint32_t id = 0; id < all_functions().size(); ++id) all.add(function_at(id).name, id);
        return all;
    }();
    return names;
}

std::uint32_t not_function() noexcept {
    static const std::uint32_t id = *function_names().find("not");
    return id;
}

std::vector<std::string> known_words() {
    std::vector<std::string> all(function_names().names().begin(), function_names().names().end());
    for (auto k = keyword::and_; k <= keyword::of; k = static_cast<keyword>(static_cast<int>(k) + 1))
        all.emplace_back(spelling(k));
    return all;
}

}  // namespace reglament::feel
