#include "feel/decision/cell_text.hpp"

#include "feel/words.hpp"
#include "text/characters.hpp"

#include <algorithm>
#include <array>

namespace reglament::feel {
namespace {

constexpr std::string_view blanks = " \t\r\n";

span trimmed(std::string_view text, span where) {
    const auto part = text.substr(where.begin, where.end - where.begin);
    const auto first = part.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {where.begin, where.begin};
    const auto last = part.find_last_not_of(blanks);
    return {where.begin + static_cast<std::uint32_t>(first), where.begin + static_cast<std::uint32_t>(last) + 1};
}

std::string_view cut(std::string_view text, span where) {
    return text.substr(where.begin, where.end - where.begin);
}

// Behind the quoted text that begins at `at`; `at` when none does, or it has no end.
std::size_t behind_quoted(std::string_view text, std::size_t at) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> quotes{
        {{"\"", "\""}, {"«", "»"}, {"`", "`"}}};
    for (const auto& [open, close] : quotes) {
        if (!text.substr(at).starts_with(open)) continue;
        for (auto end = at + open.size(); end < text.size(); ++end) {
            if (text[end] == '\\') {
                ++end;
            } else if (text.substr(end).starts_with(close)) {
                return end + close.size();
            }
        }
    }
    return at;
}

// Letters, digits and blanks, a letter first, and none of it a word of FEEL.
bool is_words(std::string_view text, bool aliases) {
    if (text.empty() || !is_letter(decode(text, 0).code)) return false;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = word_end(text, at);
        const auto word = text.substr(at, end - at);
        if (!is_word(decode(text, at).code) || find_keyword(word, aliases) != keyword::none) return false;
        at = skip_blanks(text, end);
    }
    return true;
}

std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

// The inside of `not( … )`, or the whole.
span inside_not(std::string_view cell) {
    const span all = trimmed(cell, {0, static_cast<std::uint32_t>(cell.size())});
    const auto text = cut(cell, all);
    if (text.empty() || !text.ends_with(')')) return all;
    const auto word = word_end(text, 0);
    const auto open = skip_blanks(text, word);
    if (find_keyword(text.substr(0, word), true) != keyword::not_ || open >= text.size() || text[open] != '(')
        return all;
    return {all.begin + static_cast<std::uint32_t>(open) + 1, all.end - 1};
}

template <class Value>
cell_text rewritten(std::string_view cell, span where, const Value& value_of) {
    cell_text out{cell};
    for (const span part : between_commas(cut(cell, where))) {
        const span here{where.begin + part.begin, where.begin + part.end};
        if (const auto value = value_of(cut(cell, here)); !value.empty()) out.replace(here, in_quotes(value));
    }
    return out;
}

}  // namespace

void cell_text::replace(span where, std::string_view with) {
    const auto begin = static_cast<std::uint32_t>(where.begin + shift_);
    text_.replace(begin, where.end - where.begin, with);
    replaced_.push_back({where, {begin, begin + static_cast<std::uint32_t>(with.size())}});
    shift_ += static_cast<std::int64_t>(with.size()) - (where.end - where.begin);
}

bool cell_text::is_replaced(span where) const noexcept {
    return std::ranges::any_of(replaced_, [&](const replacement& r) { return r.after == where; });
}

std::uint32_t cell_text::back(std::uint32_t at, bool begins) const noexcept {
    std::int64_t shift = 0;
    for (const auto& r : replaced_) {
        if (at < r.after.begin || (at == r.after.begin && !begins)) break;
        if (at < r.after.end) return begins ? r.before.begin : r.before.end;
        shift = static_cast<std::int64_t>(r.before.end) - r.after.end;
    }
    return static_cast<std::uint32_t>(at + shift);
}

std::vector<span> between_commas(std::string_view text) {
    std::vector<span> parts;
    int depth = 0;
    std::uint32_t from = 0;
    const auto end = static_cast<std::uint32_t>(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (const auto behind = behind_quoted(text, at); behind != at) {
            at = behind - 1;
        } else if (text[at] == '(' || text[at] == '[' || text[at] == '{') {
            ++depth;
        } else if (text[at] == ')' || text[at] == ']' || text[at] == '}') {
            --depth;
        } else if (text[at] == ',' && depth <= 0) {
            parts.push_back(trimmed(text, {from, static_cast<std::uint32_t>(at)}));
            from = static_cast<std::uint32_t>(at) + 1;
        }
    }
    parts.push_back(trimmed(text, {from, end}));
    return parts;
}

cell_text quoted_values(std::string_view cell, const std::vector<std::string>& values, const scope_data& names) {
    return rewritten(cell, inside_not(cell), [&](std::string_view part) -> std::string {
        auto name = normal_name(part);
        if (std::ranges::find(values, name) != values.end()) return name;
        const auto known = names.longest(part);
        const bool declared = known && known->length != 0;
        return is_words(part, true) && !declared ? name : std::string{};
    });
}

cell_text quoted_words(std::string_view cell) {
    return rewritten(cell, {0, static_cast<std::uint32_t>(cell.size())},
                     [](std::string_view part) { return is_words(part, true) ? normal_name(part) : std::string{}; });
}

}  // namespace reglament::feel
