// The values of keys and list items that stand on one line: texts, quoted texts, the headers of block scalars.
#include "regulation/keyword_table.hpp"
#include "regulation/line_scan.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>

namespace reglament::yaml {

namespace {

// Signs that a plain text cannot begin with.
constexpr bool is_special(char c) noexcept {
    return std::string_view{"|>@`%*&!,]}"}.find(c) != std::string_view::npos;
}

constexpr bool is_blank(char c) noexcept {
    return c == ' ' || c == '\t';
}

constexpr bool is_word(char c) noexcept {
    return static_cast<unsigned char>(c) >= 0x80 || (c >= '0' && c <= '9') ||
           ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_';
}

// The length of the name after `&`, `*` or `!`, when it is a word by itself.
std::size_t name_length(std::string_view text) noexcept {
    std::size_t length = 1;
    while (length < text.size() && (is_word(text[length]) || text[length] == '-' || text[length] == '!')) ++length;
    return length == 1 || (length < text.size() && !is_blank(text[length])) ? 0 : length;
}

// The mark that closes a quotation begun before `text`, or npos.
std::size_t find_close(std::string_view text, char quote) noexcept {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (quote == '"' && text[i] == '\\') {
            ++i;
        } else if (text[i] == quote) {
            if (quote == '"' || i + 1 == text.size() || text[i + 1] != '\'') return i;
            ++i;
        }
    }
    return text.npos;
}

std::size_t count(std::string_view text, std::string_view what) noexcept {
    std::size_t n = 0;
    for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + what.size())) ++n;
    return n;
}

// Whether a text breaks off inside a quotation.
bool inside_quotation(std::string_view text) noexcept {
    return count(text, "\"") % 2 != 0 || count(text, "«") > count(text, "»") || count(text, "“") > count(text, "”");
}

}  // namespace

std::string in_quotes(std::string_view text) {
    if (text.find_first_of("\"\\") == text.npos) return "\"" + std::string{text} + "\"";
    std::string quoted = "'";
    for (const char c : text) quoted += c == '\'' ? std::string{"''"} : std::string{c};
    return quoted + "'";
}

void line_scan::read_value(std::uint32_t at, int parent, std::string_view key) {
    end_ = ending::closed;
    if (at >= line_.end) {
        end_ = ending::open;
        return;
    }
    switch (text_[at]) {
        case '#':
            end_ = ending::open;
            check_comment(at, at);
            return;
        case '"':
        case '\'':
            return read_quoted(at, parent);
        case '[':
        case '{':
            return read_flow(at, parent);
        case '|':
        case '>':
            return read_block_scalar(at, parent);
        case '&':
        case '*':
        case '!':
            return anchor_or_tag(at, parent, key);
        default:
            break;
    }
    const bool dash = !key.empty() && text_[at] == '-' && (at + 1 == line_.end || text_[at + 1] == ' ');
    const bool question = !key.empty() && text_[at] == '?' && (at + 1 == line_.end || text_[at + 1] == ' ');
    if (dash) {
        dash_behind_key(at, parent, key);
    } else if (is_special(text_[at]) || question) {
        quote(at, trim_end(at, line_.end), "yaml-special-start", {std::string{text_[at]}});
    } else {
        read_plain(at, parent, key);
    }
}

// A list is moved to a line of its own; what a text begins with is a part of it.
void line_scan::dash_behind_key(std::uint32_t at, int parent, std::string_view key) {
    const std::uint32_t end = trim_end(at, line_.end);
    const keyword* word = find_keyword_anywhere(normal_name(key));
    if (word != nullptr && (word->en == "do" || word->en == "title"))
        return quote(at, end, "yaml-special-start", {"-"});
    report("yaml-dash", {at, end});
    edit_text({at, at}, "\n" + std::string(static_cast<std::size_t>(parent) + 2, ' '));
    damaged_ = true;
    cut_below(parent);
}

// A text without quotation marks: it ends at ` #` and must not hold `: `.
void line_scan::read_plain(std::uint32_t at, int parent, std::string_view key) {
    end_ = ending::plain;
    plain_parent_ = parent;
    std::uint32_t colon = 0, hash = 0;
    for (std::uint32_t i = at; i < line_.end && hash == 0; ++i) {
        const char c = text_[i];
        if (c == ':' && colon == 0 && (i + 1 == line_.end || is_blank(text_[i + 1]))) colon = i;
        if (c == '#' && i > at && is_blank(text_[i - 1])) hash = i;
    }
    const std::uint32_t end = trim_end(at, hash != 0 ? hash : line_.end);
    if (colon != 0) return colon_in_text(at, end, colon, key);
    if (hash != 0) check_comment(at, hash);
}

// `do: Say: hello` is no YAML; `input: event: E` wants two lines.
void line_scan::colon_in_text(std::uint32_t at, std::uint32_t end, std::uint32_t colon, std::string_view key) {
    const bool key_inside = colon + 1 < end && find_keyword_anywhere(part(at, colon)) != nullptr;
    if (!key_inside || key.empty() || find_keyword_anywhere(key) == nullptr)
        return quote(at, end, "yaml-colon-in-text");
    report("yaml-two-keys", {at, end}, {std::string{part(at, colon)}}, std::string{part(at, end)});
    edit_text({at, at}, "\n" + std::string(static_cast<std::size_t>(indent_) + 2, ' '));
    push(indent_ + 2, false);
    end_ = ending::closed;
}

// Everything behind ` #` is a comment and not read. One that begins without a blank, or inside a quotation, was most
// likely meant as part of the text.
void line_scan::check_comment(std::uint32_t at, std::uint32_t hash) {
    const std::uint32_t end = trim_end(hash, line_.end);
    if (hash > at && inside_quotation(part(at, hash))) {
        report("yaml-hash-in-quotes", {hash, end}, {}, line_with({at, end}, in_quotes(part(at, end))));
        edit_quoted({at, end}, in_quotes(part(at, end)));
        end_ = ending::closed;
        return;
    }
    const bool looks_like_text =
        hash + 1 < line_.end && !is_blank(text_[hash + 1]) && text_[hash + 1] != '#' && text_[hash + 1] != '!';
    if (looks_like_text) {
        report("yaml-hash-in-text", {hash, end}, {std::string{part(hash, end)}},
               line_with({at, end}, in_quotes(part(at, end))));
    }
}

// Reads on as if the text stood in quotation marks.
void line_scan::quote(std::uint32_t begin, std::uint32_t end, std::string_view code,
                      std::vector<std::string> arguments) {
    std::string quoted = in_quotes(part(begin, end));
    report(code, {begin, end}, std::move(arguments), line_with({begin, end}, quoted));
    edit_quoted({begin, end}, std::move(quoted));
    end_ = ending::closed;
}

// Where only the marks are added, every character keeps its place.
void line_scan::edit_quoted(span what, std::string quoted) {
    if (quoted.size() != what.end - what.begin + 2) return edit_text(what, std::move(quoted));
    edit_text({what.begin, what.begin}, quoted.substr(0, 1));
    edit_text({what.end, what.end}, quoted.substr(0, 1));
}

void line_scan::read_quoted(std::uint32_t at, int parent) {
    opened_ = at;
    quote_ = text_[at];
    parent_ = parent;
    mode_ = mode::quoted;
    after_quoted(at + 1);
}

// Looks for the end of the quotation from `at` on, and at what follows it.
void line_scan::after_quoted(std::uint32_t at) {
    const std::size_t close = find_close(part(at, line_.end), quote_);
    if (close == std::string_view::npos) return;
    mode_ = mode::lines;
    end_ = ending::closed;
    const std::uint32_t next = skip_blanks(at + static_cast<std::uint32_t>(close) + 1);
    if (next == line_.end || (text_[next] == '#' && is_blank(text_[next - 1]))) return;
    if (opened_ >= line_.begin) return quote(opened_, trim_end(opened_, line_.end), "yaml-after-quote");
    report("yaml-after-quote", {next, trim_end(next, line_.end)});
    edit_text({next, line_.end}, "");
}

// The lines that follow are not part of it: the quotation is taken to end with the line before.
void line_scan::unclosed_quote() {
    const position opened = file_->at(opened_);
    const std::string_view first = file_->line(opened.line);
    const auto first_end = static_cast<std::uint32_t>(file_->line_start(opened.line) + first.size());
    const std::uint32_t end = trim_end(opened_, first_end);
    std::string_view shown = first.substr(std::min(first.find_first_not_of(' '), first.size()));
    while (!shown.empty() && is_blank(shown.back())) shown.remove_suffix(1);
    report("yaml-quote-open", {opened_, end}, {}, std::string{shown} + quote_);
    const std::uint32_t close = std::max(first_end, last_line_.end);
    edit_text({close, close}, std::string{quote_});
    mode_ = mode::lines;
    end_ = ending::closed;
}

// `|` or `>` alone on the line begins a block of text; with text behind it, it was meant as a sign.
void line_scan::read_block_scalar(std::uint32_t at, int parent) {
    std::uint32_t i = at + 1;
    while (i < line_.end && (text_[i] == '-' || text_[i] == '+' || (text_[i] >= '1' && text_[i] <= '9'))) ++i;
    const std::uint32_t next = skip_blanks(i);
    if (i - at > 3 || (next < line_.end && (text_[next] != '#' || next == i))) {
        return quote(at, trim_end(at, line_.end), "yaml-special-start", {std::string{text_[at]}});
    }
    mode_ = mode::block_scalar;
    parent_ = parent;
}

// Whether the next line with content belongs to a key in column `parent`.
bool line_scan::block_follows(int parent) const {
    const std::size_t content = text_.find_first_not_of(" \r\n", line_.end);
    if (content == text_.npos) return false;
    const std::size_t column = content - text_.rfind('\n', content) - 1;
    const auto wanted = static_cast<std::size_t>(std::max(parent, 0));
    return column > wanted ||
           (column == wanted &&
            part(static_cast<std::uint32_t>(content), static_cast<std::uint32_t>(text_.size())).starts_with("- "));
}

// `&name` and `!tag` are taken away and the value behind them is read; `*name` and the signs in a text are quoted.
void line_scan::anchor_or_tag(std::uint32_t at, int parent, std::string_view key) {
    const char sign = text_[at];
    const auto length = static_cast<std::uint32_t>(name_length(part(at, line_.end)));
    const std::uint32_t next = skip_blanks(at + length);
    const bool alone = next == line_.end || text_[next] == '#';
    if (length == 0 || (sign == '*' && !alone)) {
        return quote(at, trim_end(at, line_.end), "yaml-special-start", {std::string{sign}});
    }
    const std::string name{part(at, at + length)};
    damaged_ = damaged_ || sign == '*';
    report(sign == '!' ? "yaml-tag" : "yaml-anchor", {at, at + length}, {name}, in_quotes(name));
    if (sign != '*' && alone && !block_follows(parent)) return edit_quoted({at, at + length}, in_quotes(name));
    if (sign == '*') return edit_text({at, at + length}, in_quotes(std::string_view{name}.substr(1)));
    edit_text({at, next}, "");
    read_value(next, parent, key);
}

}  // namespace reglament::yaml
