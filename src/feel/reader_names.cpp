// The reader's names: declared ones with their members, functions, and the ones nobody declared.
#include "feel/functions.hpp"
#include "feel/reader.hpp"
#include "text/characters.hpp"

#include <algorithm>
#include <utility>

namespace reglament::feel {

// What is bound in the expression goes before what is declared, and in a filter the item's entries before both, unless
// a longer name is meant.
bool reader::path(iterator& at, node_id& out) {
    const auto p = skip(at);
    if (stopped_ || p == end()) return fail(p, expected::value);
    if (*p == '`') return quoted_name(at, p, out);
    std::size_t length = 0;
    if (bindings_.empty()) {
        if (keyword_at(p, &length) != keyword::none && declared(p) <= length) return fail(p, expected::value);
        return declared_name(at, p, out);
    }
    const auto local = bound_at(p);
    const auto filter = innermost_filter();
    const auto member = filter ? member_length(p) : 0;
    const auto longest = std::max({local.length, declared(p), member});
    if (keyword_at(p, &length) != keyword::none && longest <= length) return fail(p, expected::value);
    if (local.length == longest && longest != 0 && (!filter || local.index >= *filter || member < longest))
        return local_name(at, p, local, out);
    if (filter && (member == longest || declared(p) == 0)) return item_name(at, p, out);
    return declared_name(at, p, out);
}

bool reader::local_name(iterator& at, iterator p, const bound_name& found, node_id& out) {
    out = out_.add(node_kind::local, between(p, p + found.length), bindings_[found.index].local);
    at = p + found.length;
    return true;
}

// An entry of the item, or else what the name means outside the filter.
bool reader::item_name(iterator& at, iterator p, node_id& out) {
    auto length = member_length(p);
    if (length == 0) {
        if (!at_letter(p)) return fail(p, expected::value);
        length = static_cast<std::size_t>(end_of_run(p) - p);
    }
    out_.words.push_back(normal_name({p, length}));
    out = out_.add(node_kind::item_name, between(p, p + length), static_cast<std::uint32_t>(out_.words.size() - 1));
    node_id outside = no_node;
    auto after = p;
    if (const auto local = bound_at(p); local.length == length) {
        local_name(after, p, local, outside);
    } else if (std::uint32_t entry = 0; declared(p, &entry) == length) {
        outside = out_.add(node_kind::name, between(p, p + length), entry);
    }
    if (outside != no_node) out_.adopt(out, outside);
    at = p + length;
    return true;
}

bool reader::declared_name(iterator& at, iterator p, node_id& out) {
    std::uint32_t entry = 0;
    const auto known = declared(p, &entry);
    if (known == 0) {
        if (!at_letter(p)) return fail(p, expected::value);
        return function_value(at, p, out) || unknown(at, p, 0, out);
    }
    if (strays(p + known)) return unknown(at, p, known, out);
    return members(at, p, p + known, entry, out);
}

// A built-in function named without being called.
bool reader::function_value(iterator& at, iterator p, node_id& out) {
    const auto builtin = function_names().longest(rest(p));
    if (!builtin || end_of_run(p) != p + builtin->length) return false;
    out = out_.add(node_kind::function_name, between(p, p + builtin->length), builtin->value);
    at = p + builtin->length;
    return true;
}

bool reader::members(iterator& at, iterator from, iterator to, std::uint32_t entry, node_id& out) {
    at = to;
    const auto dot = skip(to);
    const auto* const owned = names_.members_of(entry);
    if (owned == nullptr || peek(dot) != '.' || rest(dot).starts_with("..")) {
        out = out_.add(node_kind::name, between(from, to), entry);
        return true;
    }
    const auto name = skip(dot + 1);
    const auto found = name == end() ? std::nullopt : owned->longest(rest(name));
    const auto after = found ? name + found->length : name;
    if (found && !strays(after)) {
        at = after;
        out = out_.add(node_kind::name, between(from, after), found->value);
        return true;
    }
    if (!at_letter(name)) return fail(name, expected::name);
    at = end_of_run(name);
    out = out_.add(node_kind::unknown_member, between(name, at), entry);
    return true;
}

bool reader::unknown(iterator& at, iterator p, std::size_t known, node_id& out) {
    const auto base = guess_run(p);
    auto all = base;
    for (auto dot = skip(all); peek(dot) == '.' && at_letter(skip(dot + 1)); dot = skip(all))
        all = end_of_run(skip(dot + 1));
    out_.unknowns.push_back({between(p, base), between(p, all), static_cast<std::uint32_t>(known)});
    out = out_.add(node_kind::unknown_name, between(p, all), static_cast<std::uint32_t>(out_.unknowns.size() - 1));
    at = all;
    return true;
}

bool reader::quoted_name(iterator& at, iterator p, node_id& out) {
    const auto close = rest(p).find('`', 1);
    if (close == std::string_view::npos) return stop("feel-unclosed-string", between(p, p + 1));
    const auto after = p + close + 1;
    const auto written = rest(p).substr(1, close - 1);
    for (std::size_t i = bindings_.size(); i-- > 0;) {
        if (out_.locals[bindings_[i].local] != normal_name(written)) continue;
        out = out_.add(node_kind::local, between(p, after), bindings_[i].local);
        at = after;
        return true;
    }
    const auto entry = names_.find(written);
    if (entry) return members(at, p, after, *entry, out);
    out_.unknowns.push_back({between(p + 1, after - 1), between(p + 1, after - 1), 0});
    out = out_.add(node_kind::unknown_name, between(p + 1, after - 1),
                   static_cast<std::uint32_t>(out_.unknowns.size() - 1));
    at = after;
    return true;
}

// Whether the author's own function is called so: FEEL alone lets a name hide a built-in function.
bool reader::is_own_function(iterator p, std::size_t length) {
    if (length == 0 || how_.regulation) return false;
    if (bound_at(p).length == length) return true;
    std::uint32_t entry = 0;
    if (declared(p, &entry) != length) return false;
    const auto kind = names_[entry].type.kind;
    return kind == type_kind::any || kind == type_kind::function;
}

// A name is a function's when a bracket follows it.
bool reader::function_name(iterator& at, node_id& out) {
    const auto p = skip(at);
    if (stopped_ || !at_letter(p)) return fail(p, expected::value);
    const auto builtin = function_names().longest(rest(p));
    auto length = builtin ? builtin->length : 0;
    auto function = builtin ? builtin->value : unknown_function;
    std::size_t word = 0;
    if (how_.regulation && keyword_at(p, &word) == keyword::not_) {
        length = word;
        function = not_function();
    }
    if (length < named(p) || is_own_function(p, length)) return fail(p, expected::value);
    if (length == 0 || peek(skip(p + length)) != '(') {
        if (named(p) != 0 || keyword_at(p) != keyword::none || innermost_filter()) return fail(p, expected::value);
        length = static_cast<std::size_t>(end_of_run(p) - p);
        function = unknown_function;
        if (peek(skip(p + length)) != '(') return fail(p, expected::value);
    }
    open(at, p, length, node_kind::call, out);
    out_[out].payload = function;
    return true;
}

bool reader::argument_name(iterator& at, node_id& out) {
    const auto p = skip(at);
    if (stopped_ || !at_letter(p)) return fail(p, expected::value);
    const auto name = end_of_run(p);
    if (peek(skip(name)) != ':') return fail(p, expected::value);
    out_.words.push_back(normal_name({p, static_cast<std::size_t>(name - p)}));
    out = out_.add(node_kind::argument, between(p, name), static_cast<std::uint32_t>(out_.words.size() - 1));
    at = skip(name) + 1;
    return true;
}

// `.year`, `.time offset`, an entry of a context.
bool reader::member(iterator& at, node_id& out) {
    const auto dot = skip(at);
    if (stopped_ || peek(dot) != '.' || rest(dot).starts_with("..")) return fail(dot, expected::operator_);
    const auto p = skip(dot + 1);
    if (peek(p) == '`') return quoted_member(at, p, out);
    if (!at_letter(p)) return fail(p, expected::name);
    if (!step(p)) return false;
    const auto known = property_names().longest(rest(p));
    auto length = member_length(p);
    if (known && !at_letter(skip(p + known->length))) length = std::max(length, known->length);
    const auto after = length != 0 ? p + length : end_of_run(p);
    out_.words.push_back(normal_name({p, static_cast<std::size_t>(after - p)}));
    out = out_.add(node_kind::member, between(p, after), static_cast<std::uint32_t>(out_.words.size() - 1));
    at = after;
    return true;
}

// An entry whose name holds what could be read otherwise: `client.\`in stock\``.
bool reader::quoted_member(iterator& at, iterator p, node_id& out) {
    const auto close = rest(p).find('`', 1);
    if (close == std::string_view::npos) return stop("feel-unclosed-string", between(p, p + 1));
    if (!step(p)) return false;
    at = p + close + 1;
    out_.words.push_back(normal_name(rest(p).substr(1, close - 1)));
    out = out_.add(node_kind::member, between(p, at), static_cast<std::uint32_t>(out_.words.size() - 1));
    return true;
}

}  // namespace reglament::feel
