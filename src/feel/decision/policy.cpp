// Names of hit policies: DMN's words, its letters, and Russian words.
#include "feel/decision/policy.hpp"

#include "text/characters.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace reglament::feel {
namespace {

using enum hit_policy;
using entry = std::pair<std::string_view, hit_policy>;

// A name that begins with another one stands before it; the first name of each is the one it is called by.
constexpr std::array<entry, 22> policies{{
    {"unique", unique},
    {"единственная", unique},
    {"u", unique},
    {"any", any},
    {"любая", any},
    {"a", any},
    {"priority", priority},
    {"важнейшая", priority},
    {"p", priority},
    {"first", first},
    {"первая", first},
    {"f", first},
    {"rule order", rule_order},
    {"все по порядку", rule_order},
    {"r", rule_order},
    {"output order", output_order},
    {"все по важности", output_order},
    {"o", output_order},
    {"collect", collect},
    {"собрать", collect},
    {"все", collect},
    {"c", collect},
}};

constexpr std::array<entry, 12> aggregations{{
    {"sum", collect_sum},
    {"сумма", collect_sum},
    {"+", collect_sum},
    {"min", collect_min},
    {"минимум", collect_min},
    {"<", collect_min},
    {"max", collect_max},
    {"максимум", collect_max},
    {">", collect_max},
    {"count", collect_count},
    {"количество", collect_count},
    {"#", collect_count},
}};

template <std::size_t N>
std::optional<hit_policy> find(const std::array<entry, N>& all, std::string_view name) {
    for (const auto& [known, policy] : all)
        if (known == name) return policy;
    return std::nullopt;
}

std::string lower(std::string_view text) {
    std::string out;
    const std::string normal = normal_name(text);
    for (std::size_t at = 0; at < normal.size();) {
        const auto c = decode(normal, at);
        append_utf8(out, to_lower(c.code));
        at += c.length;
    }
    return out;
}

std::string_view without(std::string_view text, std::string_view front) {
    text.remove_prefix(front.size());
    const auto begin = text.find_first_not_of(" ,");
    return begin == std::string_view::npos ? std::string_view{} : text.substr(begin);
}

}  // namespace

named_policy read_hit_policy(std::string_view name) {
    const std::string text = lower(name);
    if (text.empty()) return {unique, false};
    if (const auto alone = find(aggregations, text)) return {alone, false};
    for (const auto& [known, policy] : policies) {
        if (!text.starts_with(known)) continue;
        if (text.size() != known.size() && is_word(decode(text, known.size()).code)) continue;
        const auto rest = without(text, known);
        if (rest.empty()) return {policy, false};
        const auto together = find(aggregations, rest);
        if (together) return policy == collect ? named_policy{together, false} : named_policy{std::nullopt, true};
    }
    return {};
}

std::string near_hit_policy(std::string_view name) {
    std::vector<std::string_view> known;
    for (const auto& p : policies)
        if (p.first.size() > 2) known.push_back(p.first);  // not the letters
    for (const auto& a : aggregations)
        if (a.first.size() > 1) known.push_back(a.first);
    const std::string text = lower(name);
    const auto near = near_names(text, known);
    return near.empty() ? std::string{} : std::string{near.front()};
}

std::string_view to_string(hit_policy policy) noexcept {
    const auto named = [policy](const entry& e) { return e.second == policy; };
    if (const auto found = std::ranges::find_if(policies, named); found != policies.end()) return found->first;
    return std::ranges::find_if(aggregations, named)->first;
}

std::optional<hit_policy> find_hit_policy(std::string_view name) {
    return read_hit_policy(name).policy;
}

}  // namespace reglament::feel
