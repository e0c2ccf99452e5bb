#include "feel/unknown.hpp"

#include "feel/functions.hpp"
#include "feel/words.hpp"
#include "text/characters.hpp"
#include "text/likeness.hpp"

#include <algorithm>
#include <optional>

namespace reglament::feel {
namespace {

std::string_view cut(std::string_view text, span where) {
    return text.substr(where.begin, where.end - where.begin);
}

std::string in_quotes(std::string_view text) {
    return "\"" + std::string{text} + "\"";
}

// Everything that may be written where a name stands: names, and members behind their owners.
std::vector<std::string> writable(const scope_data& names) {
    std::vector<std::string> all;
    for (const auto name : names.names()) {
        const auto entry = *names.find(name);
        const auto* const members = names.members_of(entry);
        if (names[entry].has_value || members == nullptr) all.emplace_back(name);
        if (members != nullptr)
            for (const auto& member : members->names()) all.emplace_back(name).append(".").append(member);
    }
    return all;
}

// The nearest of `known`, or nothing.
std::string nearest(std::string_view word, const std::vector<std::string>& known) {
    const std::vector<std::string_view> views(known.begin(), known.end());
    const auto near = near_names(word, views);
    return near.empty() ? std::string{} : std::string{near.front()};
}

// The full name of a member that was written without its owner.
std::string without_owner(std::string_view word, const std::vector<std::string>& known) {
    for (const auto& name : known) {
        const auto dot = name.rfind('.');
        if (dot != std::string::npos && std::string_view{name}.substr(dot + 1) == word) return name;
    }
    return {};
}

finding about(span where, std::string_view word, std::string suggestion) {
    const bool alike = !suggestion.empty() && suggestion != word && looks_like(word, suggestion);
    return {alike ? "feel-lookalike-letters" : "feel-unknown-name", where, {std::string{word}}, std::move(suggestion)};
}

finding comparison_in_words(std::uint32_t begin, const comparison_words& words) {
    return {"feel-foreign-operator",
            {begin, begin + static_cast<std::uint32_t>(words.text.size())},
            {std::string{words.text}},
            std::string{words.feel}};
}

// The last blank before `end` in a run of words, or `begin`.
std::uint32_t word_before(std::string_view text, span run) {
    const auto words = cut(text, run);
    const auto last = words.find_last_of(" \t\r\n");
    if (last == std::string_view::npos) return run.begin;
    const auto stop = words.find_last_not_of(" \t\r\n", last);
    return stop == std::string_view::npos ? run.begin : run.begin + static_cast<std::uint32_t>(stop) + 1;
}

// A misspelt name may begin before the words that were taken for the unknown one: "доход и росход".
std::optional<finding> longer_name(span base, std::string_view text, const std::vector<std::string>& known) {
    constexpr int most_words = 5;
    std::optional<finding> longest;
    for (int i = 0; i < most_words; ++i) {
        const auto before = text.substr(0, base.begin).find_last_not_of(" \t\r\n");
        if (before == std::string_view::npos || before + 1 == base.begin) break;
        std::size_t begin = 0;
        for (std::size_t at = 0; at <= before; at = word_end(text, at)) begin = at = skip_blanks(text, at);
        if (!is_word(decode(text, begin).code)) break;
        base.begin = static_cast<std::uint32_t>(begin);
        const auto words = normal_name(cut(text, base));
        if (auto near = nearest(words, known); !near.empty()) longest = about(base, words, std::move(near));
    }
    return longest;
}

}  // namespace

finding unknown_name(const unknown_path& path, std::string_view text, const scope_data& names,
                     const std::vector<std::string>& bound, const static_type& hint) {
    const auto base = normal_name(cut(text, path.base));
    if (hint.declared != nullptr && hint.declared->is_enumeration())
        for (const auto& value : hint.declared->values)
            if (value == base || looks_like(value, base))
                return {"feel-unquoted-value", path.base, {base}, in_quotes(value)};
    const auto known = writable(names);
    const auto declared = names.names();
    std::vector<std::string> owners(declared.begin(), declared.end());
    for (const auto& name : bound)
        if (name != "item" && name != "partial") owners.push_back(name);
    if (auto whole = longer_name(path.base, text, owners)) return *std::move(whole);
    if (auto near = nearest(base, owners); !near.empty()) return about(path.base, base, std::move(near));
    if (const auto all = normal_name(cut(text, path.all)); path.all != path.base)
        if (auto near = nearest(all, known); !near.empty()) return about(path.all, all, std::move(near));
    if (auto full = without_owner(base, known); !full.empty()) return about(path.base, base, std::move(full));
    if (hint.kind == type_kind::string && !hint.literal)
        return {"feel-unquoted-value", path.base, {base}, in_quotes(base)};
    if (path.known != 0) {
        const auto known_end = path.base.begin + path.known;
        const auto next = known_end + static_cast<std::uint32_t>(text.substr(known_end).find_first_not_of(" \t\r\n"));
        const span rest{std::min(next, path.base.end), path.base.end};
        if (const auto* words = find_comparison(cut(text, rest))) return comparison_in_words(rest.begin, *words);
        return {"feel-expected-operator", rest, {std::string{cut(text, rest)}}, {}};
    }
    constexpr std::uint32_t most = 480;  // bytes that can be near to a name
    for (span part = path.base; part.end > part.begin; part.end = word_before(text, part)) {
        if (part.end - part.begin > most && word_before(text, part) != part.begin) continue;
        const auto words = normal_name(cut(text, part));
        if (auto near = nearest(words, owners); !near.empty()) return about(part, words, std::move(near));
        if (word_before(text, part) == part.begin) break;
    }
    return about(path.base, base, {});
}

finding unknown_member(span member, std::string_view text, const scope_data& names, std::uint32_t owner) {
    const std::string_view written = cut(text, member);
    for (auto blank = written.find(' '); blank != written.npos; blank = written.find(' ', blank + 1))
        if (const auto* words = find_comparison(written.substr(blank + 1)))
            return comparison_in_words(member.begin + static_cast<std::uint32_t>(blank) + 1, *words);
    const auto word = normal_name(cut(text, member));
    const auto& table = *names.members_of(owner);
    const std::vector<std::string> known(table.names().begin(), table.names().end());
    std::string owner_name;
    for (const auto name : names.names())
        if (names.find(name) == owner) owner_name = name;
    auto near = nearest(word, known);
    if (!near.empty() && looks_like(word, near)) return {"feel-lookalike-letters", member, {word}, std::move(near)};
    return {"feel-unknown-member", member, {owner_name, word}, std::move(near)};
}

finding unknown_function_name(span name, std::string_view text) {
    const auto word = normal_name(cut(text, name));
    const std::vector<std::string> known(function_names().names().begin(), function_names().names().end());
    return {"feel-unknown-function", name, {word}, nearest(word, known)};
}

finding unknown_value(span where, std::string_view found, const type& enumeration) {
    std::string all;
    for (const auto& value : enumeration.values) all += (all.empty() ? "" : ", ") + in_quotes(value);
    auto near = nearest(found, enumeration.values);
    const bool alike = !near.empty() && looks_like(found, near);
    if (!near.empty()) near = in_quotes(near);
    if (alike) return {"feel-lookalike-letters", where, {std::string{found}}, std::move(near)};
    return {"feel-unknown-value", where, {std::string{found}, std::move(all)}, std::move(near)};
}

}  // namespace reglament::feel
