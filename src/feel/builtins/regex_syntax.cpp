#include "feel/builtins/regex_syntax.hpp"

#include "feel/builtins/regex_reader.hpp"
#include "text/characters.hpp"

#include <algorithm>

namespace reglament::feel::regex {
namespace {

constexpr std::uint32_t most_repeats = 1000;  // RE2's own limit

bool is_space(char32_t c) noexcept {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_digit(char32_t c) noexcept {
    return c >= '0' && c <= '9';
}

std::u32string decoded(std::string_view text) {
    std::u32string codes;
    for (std::size_t at = 0; at < text.size();) {
        const auto c = decode(text, at);
        codes += c.code;
        at += c.length;
    }
    return codes;
}

// Under flag x: blanks go before the pattern is read, those after a backslash too, but not those in brackets.
std::u32string without_blanks(const std::u32string& text) {
    std::u32string kept;
    int brackets = 0;
    bool escaped = false;
    for (const char32_t c : text) {
        if (brackets == 0 && is_space(c)) continue;
        kept += c;
        if (!escaped && c == '[') ++brackets;
        if (!escaped && c == ']' && brackets > 0) --brackets;
        escaped = !escaped && c == '\\';
    }
    return kept;
}

}  // namespace

std::optional<flag_set> read_flags(std::string_view letters) noexcept {
    flag_set flags;
    for (const char c : letters) {
        switch (c) {
            case 's':
                flags.dot_all = true;
                break;
            case 'm':
                flags.lines = true;
                break;
            case 'i':
                flags.any_case = true;
                break;
            case 'x':
                flags.spaced = true;
                break;
            case 'q':
                flags.literal = true;
                break;
            default:
                return std::nullopt;
        }
    }
    return flags;
}

syntax read_pattern(std::string_view pattern, const flag_set& flags) {
    auto codes = decoded(pattern);
    if (flags.spaced && !flags.literal) codes = without_blanks(codes);
    return reader{std::move(codes), flags}.read();
}

bool reader::take(std::u32string_view part) noexcept {
    if (!follows(part)) return false;
    at_ += part.size();
    return true;
}

void reader::refuse(std::string_view why) noexcept {
    if (!failed()) refusal_ = why;
}

syntax reader::read() {
    syntax result;
    if (flags_.literal) {
        for (const char32_t c : text_) result.root.parts.push_back(characters(code_set{c}));
        return result;
    }
    result.root = choice();
    if (!at_end()) refuse("a closing parenthesis without an opening one");
    result.groups = static_cast<std::uint32_t>(closed_.size());
    result.refusal = refusal_;
    return result;
}

code_set reader::cased(code_set set) const {
    return flags_.any_case ? any_case(set) : set;
}

node reader::characters(code_set set) const {
    return {.kind = node_kind::characters, .set = cased(std::move(set))};
}

node reader::choice() {
    node all{.kind = node_kind::choice};
    do all.parts.push_back(sequence());
    while (!failed() && take(U"|"));
    return all.parts.size() == 1 ? std::move(all.parts[0]) : all;
}

node reader::sequence() {
    node all;
    while (!failed() && !at_end() && !follows(U"|") && !follows(U")")) all.parts.push_back(repeated(atom()));
    return all;
}

node reader::atom() {
    const char32_t c = text_[at_];
    if (c == '(') return group();
    if (c == '[') return {.kind = node_kind::characters, .set = class_expression()};
    if (c == '\\') {
        if (at_ + 1 < text_.size() && is_digit(text_[at_ + 1])) return reference();
        auto read = escape();
        return read.single ? characters(code_set{read.code})
                           : node{.kind = node_kind::characters, .set = std::move(read.set)};
    }
    if (std::u32string_view{U"?*+{}]"}.find(c) != std::u32string_view::npos) refuse("a special character alone");
    ++at_;
    if (c == '^') return {.kind = node_kind::begin};
    if (c == '$') return {.kind = node_kind::end};
    if (c != '.') return characters(code_set{c});
    const code_set breaks{std::vector<code_range>{{'\n', '\n'}, {'\r', '\r'}}};
    return {.kind = node_kind::characters, .set = complement(flags_.dot_all ? code_set{} : breaks)};
}

node reader::group() {
    ++at_;
    node result{.kind = node_kind::group};
    if (!take(U"?:")) {
        if (follows(U"?")) refuse("a group of an unknown kind");
        closed_.push_back(false);
        result.number = static_cast<std::uint32_t>(closed_.size());
    }
    if (++depth_ > deepest) refuse("too many groups in each other");
    if (!failed()) result.parts.push_back(choice());
    --depth_;
    if (!take(U")")) refuse("a group without its end");
    if (result.number != 0) closed_[result.number - 1] = true;
    return result;
}

// More digits than one belong to the number only if so many groups were opened before.
node reader::reference() {
    std::uint32_t number = text_[++at_] - U'0';
    ++at_;
    for (; !at_end() && is_digit(text_[at_]); ++at_) {
        const auto longer = number * 10 + (text_[at_] - U'0');
        if (longer > closed_.size()) break;
        number = longer;
    }
    if (number == 0 || number > closed_.size() || !closed_[number - 1]) refuse("a back-reference to no group");
    return {.kind = node_kind::reference, .number = number};
}

node reader::repeated(node what) {
    node repeat{.kind = node_kind::repeat};
    repeat.most = no_limit;
    if (failed() || at_end()) return what;
    if (take(U"?")) {
        repeat.most = 1;
    } else if (take(U"+")) {
        repeat.least = 1;
    } else if (!take(U"*") && !quantity(repeat)) {
        return what;
    }
    repeat.reluctant = take(U"?");
    repeat.parts.push_back(std::move(what));
    return repeat;
}

bool reader::quantity(node& repeat) {
    if (!take(U"{")) return false;
    const auto least = count();
    auto most = least;
    if (take(U",")) most = follows(U"}") ? std::optional{no_limit} : count();
    if (!least || !most || !take(U"}")) {
        refuse("not a quantity");
        return false;
    }
    if (*most < *least) refuse("a quantity whose end is before its start");
    if (*least > most_repeats || (*most > most_repeats && *most != no_limit)) refuse("more than a thousand repeats");
    repeat.least = *least;
    repeat.most = *most;
    return true;
}

std::optional<std::uint32_t> reader::count() {
    if (at_end() || !is_digit(text_[at_])) return std::nullopt;
    std::uint32_t number = 0;
    for (; !at_end() && is_digit(text_[at_]); ++at_)
        number = std::min(number * 10 + (text_[at_] - U'0'), most_repeats + 1);
    return number;
}

}  // namespace reglament::feel::regex
