// Types as words: "optional one of A, B", "list of date".
#include "feel/number_range.hpp"
#include "regulation/section_reader.hpp"
#include "text/likeness.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace reglament {

namespace {

using feel::type;
using feel::type_kind;

constexpr std::array<std::pair<std::string_view, type_kind>, 7> simple_types{{
    {"text", type_kind::string},
    {"number", type_kind::number},
    {"boolean", type_kind::boolean},
    {"date", type_kind::date},
    {"time", type_kind::time},
    {"date and time", type_kind::date_time},
    {"duration", type_kind::time_duration},
}};

std::string_view trim(std::string_view text) noexcept {
    const std::size_t begin = text.find_first_not_of(' ');
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

// What follows the keyword `en`, in any spelling, at the beginning of `text`.
std::optional<std::string_view> after(std::string_view en, std::string_view text) {
    const keyword* word = find_keyword(en, context_of::type);
    const auto follows = [&](std::string_view spelling) {
        return text.starts_with(spelling) && (text.size() == spelling.size() || text[spelling.size()] == ' ');
    };
    if (follows(word->en)) return trim(text.substr(word->en.size()));
    const auto at = std::find_if(word->ru.begin(), word->ru.end(), follows);
    return at == word->ru.end() ? std::nullopt : std::optional{trim(text.substr(at->size()))};
}

std::string_view without_quotes(std::string_view text) noexcept {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> pairs{
        {{"\"", "\""}, {"«", "»"}, {"“", "”"}}};
    for (const auto& [open, close] : pairs) {
        if (text.size() >= open.size() + close.size() && text.starts_with(open) && text.ends_with(close)) {
            return text.substr(open.size(), text.size() - open.size() - close.size());
        }
    }
    return text;
}

// The values of an enumeration; nothing when one is empty or there twice.
std::optional<std::vector<std::string>> split_values(std::string_view text) {
    std::vector<std::string> values;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const std::string_view value = without_quotes(trim(text.substr(begin, end - begin)));
        if (value.empty() || std::find(values.begin(), values.end(), value) != values.end()) return {};
        values.emplace_back(value);
        begin = end + 1;
    }
    return values;
}

// What follows "number": the range that it has to lie in; nothing when there is none.
std::optional<std::string_view> range_after_number(std::string_view text) {
    const std::size_t begin = text.find_first_of(" [](<>");
    if (begin == text.npos) return {};
    const keyword* word = find_keyword(trim(text.substr(0, begin)), context_of::type);
    return word != nullptr && word->en == "number" ? std::optional{trim(text.substr(begin))} : std::nullopt;
}

std::optional<type> parse_type(std::string_view text, int depth = 0) {
    if (const auto values = after("one of", text)) {
        auto split = split_values(*values);
        return split ? std::optional{type{type_kind::string, std::move(*split), nullptr}} : std::nullopt;
    }
    if (const auto item = after("list of", text)) {
        auto inner = depth < 4 ? parse_type(*item, depth + 1) : std::nullopt;
        if (!inner) return {};
        return type{type_kind::list, {}, std::make_shared<const type>(std::move(*inner))};
    }
    if (const auto written = range_after_number(text)) {
        auto range = feel::parse_number_range(*written);
        if (!range) return {};
        type t{.kind = type_kind::number};
        t.within = std::make_shared<const feel::range>(std::move(*range));
        return t;
    }
    const keyword* word = find_keyword(text, context_of::type);
    if (word == nullptr) return {};
    const auto at =
        std::find_if(simple_types.begin(), simple_types.end(), [&](const auto& t) { return t.first == word->en; });
    return at == simple_types.end() ? std::nullopt : std::optional{type{at->second, {}, nullptr}};
}

// "oneof A, B", "on of A, B": the phrase that a type nearly begins with, and the rest.
std::string near_phrase(std::string_view text) {
    std::vector<std::string_view> known;
    for (const std::string_view en : {"one of", "list of", "optional"}) {
        const keyword* k = find_keyword(en, context_of::type);
        known.push_back(k->en);
        known.insert(known.end(), k->ru.begin(), k->ru.end());
    }
    for (std::size_t end = text.find(' '), words = 0; words < 2 && end != text.npos; ++words) {
        const auto near = near_names(text.substr(0, end), known);
        if (!near.empty() && near.front() != text.substr(0, end))
            return std::string{near.front()} + std::string{text.substr(end)};
        end = text.find(' ', end + 1);
    }
    return {};
}

// The type that was most likely meant, as it should be written.
std::string near_type(std::string_view text) {
    std::vector<std::string_view> known;
    for (const keyword& k : keywords()) {
        if (k.where != context_of::type) continue;
        known.push_back(k.en);
        known.insert(known.end(), k.ru.begin(), k.ru.end());
    }
    constexpr std::array<std::pair<std::string_view, std::string_view>, 8> others{{{"string", "text"},
                                                                                   {"str", "text"},
                                                                                   {"int", "number"},
                                                                                   {"integer", "number"},
                                                                                   {"float", "number"},
                                                                                   {"bool", "boolean"},
                                                                                   {"datetime", "date and time"},
                                                                                   {"enum", "one of"}}};
    const auto other = std::find_if(others.begin(), others.end(), [&](const auto& o) { return o.first == text; });
    if (other != others.end()) return std::string{other->second};
    const auto near = near_names(text, known);
    return near.empty() ? near_phrase(text) : std::string{near.front()};
}

}  // namespace

std::optional<attribute> section_reader::read_type(const node& value, std::string_view key, bool may_be_optional) {
    const std::string text = normal_name(value.text);
    attribute result;
    std::string_view rest = text;
    if (const auto inner = after("optional", text)) {
        if (!may_be_optional) report("optional-not-here", value.where, {std::string{key}});
        result.optional = true;
        rest = *inner;
    }
    auto parsed = parse_type(rest);
    if (!parsed) {
        const bool listed = after("one of", rest).has_value(), ranged = range_after_number(rest).has_value();
        const std::string near = listed || ranged ? std::string{} : near_type(rest);
        const bool alike = !near.empty() && looks_like(rest, near);
        const std::string_view code = listed ? "bad-enumeration" : ranged ? "bad-range" : "bad-type";
        report(alike ? "lookalike-name" : code, value.where, {text}, near);
        return {};
    }
    result.type = std::move(*parsed);
    return result;
}

std::vector<attribute> section_reader::read_attributes(const entry& e) {
    std::vector<attribute> all;
    if (!is_map(e)) return all;
    bool too_many = false;
    each_name(e.value, [&](const node& key, const node& value) {
        const entry one{e.word, key, value};
        if (all.size() == most_names) {
            if (!std::exchange(too_many, true))
                report("too-large", key.where, {std::to_string(most_names), "fields", "полей"});
            return;
        }
        if (!is_text(one)) return;
        auto read = read_type(value, key.text, true);
        if (!read) read.emplace();  // of any type, so that conditions may speak of it
        read->name = name_of(key);
        check_member("event", read->name);
        all.push_back(std::move(*read));
    });
    return all;
}

}  // namespace reglament
