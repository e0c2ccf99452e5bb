// Escapes and what stands in brackets.
#include "feel/builtins/regex_reader.hpp"

namespace reglament::feel::regex {

// Only what is listed may be escaped: a backslash before another letter is an error, not that letter.
reader::unit reader::escape() {
    ++at_;
    unit read{.escaped = true};
    if (at_end()) {
        refuse("a backslash at the end");
        return read;
    }
    const char32_t c = text_[at_++];
    if (c == 'p' || c == 'P') return named_set(c == 'P');
    if (auto set = escape_named(c)) {
        read.single = false;
        read.set = std::move(*set);
    } else if (c == 'n' || c == 'r' || c == 't') {
        read.code = c == 'n' ? U'\n' : c == 'r' ? U'\r' : U'\t';
    } else if (std::u32string_view{U"\\|.?*+(){}-[]^$"}.find(c) != std::u32string_view::npos) {
        read.code = c;
    } else {
        refuse("an escape of a character that has none");
    }
    return read;
}

reader::unit reader::named_set(bool opposite) {
    unit read{.single = false, .escaped = true};
    const auto end = text_.find(U'}', at_);
    if (!take(U"{") || end == std::u32string::npos) {
        refuse("a property without its name in braces");
        return read;
    }
    std::string name;
    for (; at_ < end; ++at_) name += text_[at_] < 0x80 ? static_cast<char>(text_[at_]) : '?';
    ++at_;
    const auto found = name.starts_with("Is") ? block_named(std::string_view{name}.substr(2)) : category_named(name);
    if (!found)
        refuse("an unknown category or block");
    else
        read.set = opposite ? complement(*found) : *found;
    return read;
}

reader::unit reader::member() {
    if (follows(U"\\")) return escape();
    return {.code = text_[at_++]};
}

// A hyphen makes a range unless it ends the group, alone or before what is taken away.
bool reader::range_follows() const noexcept {
    return follows(U"-") && !follows(U"-[") && !follows(U"-]") && !follows(U"--[");
}

void reader::class_part(std::vector<code_range>& ranges, code_set& sets) {
    if (follows(U"[")) refuse("an opening bracket inside of brackets");
    if (failed()) return;
    const auto first = member();
    if (!first.single) {
        sets = together(sets, first.set);
        return;
    }
    if (!range_follows()) {
        ranges.push_back({first.code, first.code});
        return;
    }
    ++at_;
    const bool bare = (first.code == '-' && !first.escaped) || follows(U"-");
    if (bare || at_end()) {
        refuse("a hyphen that could be a range");
        return;
    }
    const auto last = member();
    if (!last.single || last.code < first.code) refuse("a range that is none");
    ranges.push_back({first.code, last.code});
}

// Case is ignored before characters are excluded or taken away, so that [^q] has no Q and [A-Z-[O]] no o; sets with
// names stay as they are.
code_set reader::class_expression() {
    ++at_;
    const bool opposite = take(U"^");
    if (follows(U"]") || follows(U"-[")) refuse("nothing in brackets");
    if (++depth_ > deepest) refuse("too many brackets in each other");
    std::vector<code_range> ranges;
    code_set sets;
    code_set taken;
    while (!failed() && !at_end() && !follows(U"]")) {
        if (!follows(U"-[")) {
            class_part(ranges, sets);
            continue;
        }
        ++at_;
        taken = class_expression();
        if (!follows(U"]")) refuse("more after what is taken away");
    }
    --depth_;
    if (!take(U"]")) refuse("brackets without their end");
    auto all = together(cased(code_set{std::move(ranges)}), sets);
    return without(opposite ? complement(all) : all, taken);
}

}  // namespace reglament::feel::regex
