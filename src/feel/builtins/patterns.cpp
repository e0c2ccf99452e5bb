// Functions of regular expressions. A pattern, a flag or a replacement that XPath refuses gives null.
#include "feel/builtins/builtins.hpp"
#include "feel/builtins/regex.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

namespace reglament::feel {
namespace {

using k = type_kind;

// A replacement read: texts, and numbers of groups.
using replacement = std::vector<std::variant<std::string, std::uint32_t>>;

// The pattern of an argument, when it can be used. Null flags are none. What is taken from the budget does not depend
// on whether the pattern was kept, so that the same evaluation always ends the same.
std::shared_ptr<const regex::pattern> usable(const value& pattern, const value* flags, surroundings& where) {
    if (!where.spend(8 + pattern.as_string().size() / 4)) return nullptr;
    const bool given = flags != nullptr && !flags->is_null();
    auto read = regex::pattern_for(pattern.as_string(), given ? flags->as_string() : std::string_view{});
    return read->refusal().empty() ? std::move(read) : nullptr;
}

value matches(argument_list a, surroundings& where) {
    if (a[0].is_null() || a[1].is_null()) return {};
    const auto pattern = usable(a[1], a.size() > 2 ? &a[2] : nullptr, where);
    if (!pattern || !where.spend(a[0].as_string().size() / 64)) return {};
    return value{pattern->matches(a[0].as_string())};
}

// As many digits as still name a group belong to its number; the first one does in any case.
std::uint32_t group_number(std::string_view text, std::size_t& at, std::uint32_t groups) {
    const auto digit = [&] { return static_cast<std::uint32_t>(text[at] - '0'); };
    const auto is_digit = [&] { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
    auto number = digit();
    for (++at; is_digit() && number * 10 + digit() <= groups; ++at) number = number * 10 + digit();
    return number;
}

// Nothing when a backslash or a dollar sign stands alone.
std::optional<replacement> read_replacement(std::string_view text, std::uint32_t groups) {
    replacement parts{std::string{}};
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        const char next = at + 1 < text.size() ? text[at + 1] : '\0';
        if (c == '$' && next >= '0' && next <= '9') {
            parts.emplace_back(group_number(text, ++at, groups));
            parts.emplace_back(std::string{});
            continue;
        }
        if (c == '$' || (c == '\\' && next != '\\' && next != '$')) return std::nullopt;
        std::get<std::string>(parts.back()) += c == '\\' ? next : c;
        at += c == '\\' ? 2 : 1;
    }
    return parts;
}

std::uint32_t last_group(const replacement& parts) {
    std::uint32_t last = 0;
    for (const auto& part : parts)
        if (const auto* number = std::get_if<std::uint32_t>(&part)) last = std::max(last, *number);
    return last;
}

void append(std::string& to, const replacement& parts, const regex::search& found) {
    for (const auto& part : parts) {
        if (const auto* text = std::get_if<std::string>(&part))
            to += *text;
        else
            found.append_group(to, std::get<std::uint32_t>(part));
    }
}

value replace(argument_list a, surroundings& where) {
    if (a[0].is_null() || a[1].is_null() || a[2].is_null()) return {};
    const auto pattern = usable(a[1], a.size() > 3 ? &a[3] : nullptr, where);
    if (!pattern || pattern->matches({})) return {};
    const auto with = pattern->literal() ? replacement{std::string{a[2].as_string()}}
                                         : read_replacement(a[2].as_string(), pattern->groups());
    if (!with || !where.spend(a[0].as_string().size() / 64)) return {};
    std::string result;
    regex::search found{*pattern, a[0].as_string(), last_group(*with)};
    while (found.next()) {
        const auto before = result.size();
        found.append_before(result);
        append(result, *with, found);
        if (!where.spend(1 + (result.size() - before) / 64)) return {};
    }
    found.append_before(result);
    return value{result};
}

value split(argument_list a, surroundings& where) {
    const auto pattern = usable(a[1], nullptr, where);
    if (!pattern || pattern->matches({}) || !where.spend(a[0].as_string().size() / 64)) return {};
    list pieces;
    regex::search found{*pattern, a[0].as_string(), 0};
    for (bool more = true; more;) {
        more = found.next();
        std::string piece;
        found.append_before(piece);
        pieces.emplace_back(piece);
        if (!where.spend(1)) return {};
    }
    return value{std::move(pieces)};
}

constexpr parameter matched[] = {{"input", k::string}, {"pattern", k::string}, {"flags", k::string, true}};
constexpr parameter replaced[] = {
    {"input", k::string}, {"pattern", k::string}, {"replacement", k::string}, {"flags", k::string, true}};
constexpr parameter splitted[] = {{"string", k::string}, {"delimiter", k::string}};

constexpr function functions[] = {
    {.name = "matches", .parameters = matched, .result = k::boolean, .apply = matches, .takes_null = true},
    {.name = "replace", .parameters = replaced, .result = k::string, .apply = replace, .takes_null = true},
    {.name = "split", .parameters = splitted, .result = k::list, .apply = split},
};

}  // namespace

std::span<const function> pattern_functions() noexcept {
    return functions;
}

}  // namespace reglament::feel
