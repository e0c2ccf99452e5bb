// Texts; places in them are counted in characters.
#include "feel/builtins/builtins.hpp"
#include "text/characters.hpp"

#include <reglament/text/source.hpp>

#include <string>

namespace reglament::feel {
namespace {

using k = type_kind;

value to_string_value(argument_list a, surroundings&) {
    return a[0].kind() == value_kind::string ? a[0] : value{to_string(a[0])};
}

value to_number(argument_list a, surroundings&) {
    if (a[0].kind() == value_kind::number) return a.size() == 1 ? a[0] : value{};
    if (a[0].kind() != value_kind::string) return {};
    if (a.size() == 1) return to_value(number::parse(a[0].as_string()));
    if (a.size() != 3) return {};
    std::string digits;
    const auto is = [](const value& v, char c) {
        return v.kind() == value_kind::string && v.as_string().size() == 1 && v.as_string()[0] == c;
    };
    if (!(a[1].is_null() || is(a[1], ' ') || is(a[1], ',') || is(a[1], '.'))) return {};
    if (!(a[2].is_null() || is(a[2], ',') || is(a[2], '.')) || (!a[1].is_null() && a[1] == a[2])) return {};
    for (const char c : a[0].as_string()) {
        if (is(a[1], c)) continue;
        digits += is(a[2], c) ? '.' : c;
    }
    return to_value(number::parse(digits));
}

template <bool (*Test)(std::string_view, std::string_view)>
value string_test(argument_list a, surroundings&) {
    return value{Test(a[0].as_string(), a[1].as_string())};
}
bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}
bool begins(std::string_view text, std::string_view part) {
    return text.starts_with(part);
}
bool ends(std::string_view text, std::string_view part) {
    return text.ends_with(part);
}

template <char32_t (*Map)(char32_t) noexcept>
value mapped(argument_list a, surroundings&) {
    std::string result;
    const auto text = a[0].as_string();
    for (std::size_t at = 0; at < text.size();) {
        const auto c = decode(text, at);
        append_utf8(result, Map(c.code));
        at += c.length;
    }
    return value{result};
}

// The bytes of a text from the place of one character to that of another.
std::string_view characters(std::string_view text, std::size_t from, std::size_t count) noexcept {
    const auto skip = [&](std::size_t at, std::size_t n) {
        for (; n > 0 && at < text.size(); --n) at += decode(text, at).length;
        return at;
    };
    const auto begin = skip(0, from);
    return text.substr(begin, skip(begin, count) - begin);
}

value substring(argument_list a, surroundings&) {
    const auto text = a[0].as_string();
    const auto size = count_characters(text);
    const auto from = place_of(a[1], size);
    const auto length = a.size() == 3 ? cut_off(a[2]) : std::optional{static_cast<std::int64_t>(size)};
    if (!from || !length || *length < 1) return {};
    return value{characters(text, *from, static_cast<std::size_t>(*length))};
}

value substring_before(argument_list a, surroundings&) {
    const auto found = a[0].as_string().find(a[1].as_string());
    return value{found == std::string_view::npos ? std::string_view{} : a[0].as_string().substr(0, found)};
}

value substring_after(argument_list a, surroundings&) {
    const auto found = a[0].as_string().find(a[1].as_string());
    if (found == std::string_view::npos) return value{std::string_view{}};
    return value{a[0].as_string().substr(found + a[1].as_string().size())};
}

// Null among the texts is passed over.
value string_join(argument_list a, surroundings& where) {
    const auto between = a.size() == 2 && !a[1].is_null() ? a[1] : value{std::string_view{}};
    if (a[0].is_null() || between.kind() != value_kind::string) return {};
    std::string joined;
    bool first = true;
    for (const value& each : a[0].as_list()) {
        if (each.is_null()) continue;
        if (each.kind() != value_kind::string) return {};
        if (!where.spend(1 + (each.as_string().size() + between.as_string().size()) / 64)) return {};
        if (!first) joined += between.as_string();
        joined += each.as_string();
        first = false;
    }
    return value{joined};
}

value string_length(argument_list a, surroundings&) {
    return value{number{static_cast<std::int64_t>(count_characters(a[0].as_string()))}};
}

constexpr parameter from[] = {{"from"}};
constexpr parameter number_parameters[] = {
    {"from"}, {"grouping separator", k::any, true}, {"decimal separator", k::any, true}};
constexpr parameter string_only[] = {{"string", k::string}};
constexpr parameter part_of_string[] = {
    {"string", k::string}, {"start position", k::number}, {"length", k::number, true}};
constexpr parameter list_delimiter[] = {{"list", k::list}, {"delimiter", k::string, true}};
constexpr parameter string_match[] = {{"string", k::string}, {"match", k::string}};

constexpr function functions[] = {
    {.name = "string", .parameters = from, .result = k::string, .apply = to_string_value},
    {.name = "number", .parameters = number_parameters, .result = k::number, .apply = to_number, .takes_null = true},
    {.name = "contains", .parameters = string_match, .result = k::boolean, .apply = string_test<has>},
    {.name = "starts with", .parameters = string_match, .result = k::boolean, .apply = string_test<begins>},
    {.name = "ends with", .parameters = string_match, .result = k::boolean, .apply = string_test<ends>},
    {.name = "upper case", .parameters = string_only, .result = k::string, .apply = mapped<to_upper>},
    {.name = "lower case", .parameters = string_only, .result = k::string, .apply = mapped<to_lower>},
    {.name = "string length", .parameters = string_only, .result = k::number, .apply = string_length},
    {.name = "substring", .parameters = part_of_string, .result = k::string, .apply = substring},
    {.name = "substring before", .parameters = string_match, .result = k::string, .apply = substring_before},
    {.name = "substring after", .parameters = string_match, .result = k::string, .apply = substring_after},
    {.name = "string join",
     .parameters = list_delimiter,
     .result = k::string,
     .apply = string_join,
     .takes_null = true},
};

}  // namespace

std::span<const function> string_functions() noexcept {
    return functions;
}

}  // namespace reglament::feel
