// Contexts.
#include "feel/builtins/builtins.hpp"

#include <algorithm>
#include <utility>

namespace reglament::feel {
namespace {

using k = type_kind;

void put(context& into, std::string_view key, value v) {
    const auto known = std::ranges::find(into, key, &context::value_type::first);
    if (known != into.end())
        known->second = std::move(v);
    else
        into.emplace_back(std::string{key}, std::move(v));
}

value get_value(argument_list a, surroundings&) {
    return a[0].get(a[1].as_string());
}

value get_value_at(argument_list a, surroundings&) {
    value at = a[0];
    for (const value& key : a[1].as_list()) {
        if (key.kind() != value_kind::string) return {};
        at = at.get(key.as_string());
    }
    return at;
}

value get_entries(argument_list a, surroundings& where) {
    if (!where.spend(a[0].as_context().size())) return {};
    list entries;
    for (const auto& [name, v] : a[0].as_context())
        entries.push_back(value{context{{"key", value{name}}, {"value", v}}});
    return value{std::move(entries)};
}

value to_context(argument_list a, surroundings& where) {
    context made;
    for (const value& entry : a[0].as_list()) {
        const value key = entry.get("key");
        const auto* v = entry.find("value");
        if (!where.spend(1 + made.size() / 8) || v == nullptr || key.kind() != value_kind::string) return {};
        if (std::ranges::find(made, key.as_string(), &context::value_type::first) != made.end()) return {};
        made.emplace_back(std::string{key.as_string()}, *v);
    }
    return value{std::move(made)};
}

value context_put(argument_list a, surroundings& where) {
    if (a[0].is_null() || a[1].is_null() || !where.spend(a[0].as_context().size())) return {};
    context made = a[0].as_context();
    put(made, a[1].as_string(), a[2]);
    return value{std::move(made)};
}

// Into a context in contexts: all on the way must be there.
value put_at(const value& into, std::span<const value> keys, const value& v) {
    if (into.kind() != value_kind::context || keys.empty() || keys[0].kind() != value_kind::string) return {};
    value inner = v;
    if (keys.size() > 1) {
        inner = put_at(into.get(keys[0].as_string()), keys.subspan(1), v);
        if (inner.is_null()) return {};
    }
    context made = into.as_context();
    put(made, keys[0].as_string(), std::move(inner));
    return value{std::move(made)};
}

value context_put_at(argument_list a, surroundings&) {
    constexpr std::size_t deepest = 64;
    if (a[0].is_null() || a[1].is_null() || a[1].as_list().size() > deepest) return {};
    return put_at(a[0], a[1].as_list(), a[2]);
}

value context_merge(argument_list a, surroundings& where) {
    context made;
    for (const value& each : a[0].as_list()) {
        if (each.kind() != value_kind::context) return {};
        for (const auto& [name, v] : each.as_context()) {
            if (!where.spend(1 + made.size() / 8)) return {};
            put(made, name, v);
        }
    }
    return value{std::move(made)};
}

constexpr parameter m_key[] = {{"m", k::context}, {"key", k::string}};
constexpr parameter context_keys[] = {{"context", k::context}, {"keys", k::list}};
constexpr parameter m_only[] = {{"m", k::context}};
constexpr parameter entries_only[] = {{"entries", k::list}};
constexpr parameter context_key_value[] = {{"context", k::context}, {"key", k::string}, {"value"}};
constexpr parameter context_keys_value[] = {{"context", k::context}, {"keys", k::list}, {"value"}};
constexpr parameter contexts_only[] = {{"contexts", k::list}};

constexpr function functions[] = {
    {.name = "get value", .parameters = m_key, .result = k::any, .apply = get_value},
    {.name = "get value", .parameters = context_keys, .result = k::any, .apply = get_value_at},
    {.name = "get entries", .parameters = m_only, .result = k::list, .apply = get_entries},
    {.name = "context", .parameters = entries_only, .result = k::context, .apply = to_context},
    {.name = "context put",
     .parameters = context_key_value,
     .result = k::context,
     .apply = context_put,
     .takes_null = true},
    {.name = "context put",
     .parameters = context_keys_value,
     .result = k::context,
     .apply = context_put_at,
     .takes_null = true},
    {.name = "context merge", .parameters = contexts_only, .result = k::context, .apply = context_merge},
};

}  // namespace

std::span<const function> context_functions() noexcept {
    return functions;
}

}  // namespace reglament::feel
