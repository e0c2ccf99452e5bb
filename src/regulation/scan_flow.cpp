// Values in brackets: lists `[a, b]` and mappings `{a: b}`, on one line or several.
#include "regulation/line_scan.hpp"

#include <algorithm>

namespace reglament::yaml {

namespace {

constexpr bool is_blank(char c) noexcept {
    return c == ' ' || c == '\t';
}

}  // namespace

void line_scan::read_flow(std::uint32_t at, int parent) {
    opened_ = at;
    parent_ = parent;
    mode_ = mode::flow;
    brackets_.clear();
    continue_flow(at);
}

void line_scan::continue_flow(std::uint32_t at) {
    for (std::uint32_t i = at; i < line_.end && mode_ == mode::flow;) i = flow_token(i);
}

// Reads one token at `at`; where the next begins.
std::uint32_t line_scan::flow_token(std::uint32_t at) {
    const char c = text_[at];
    if (is_blank(c)) return at + 1;
    if (c == '#' && at > line_.begin && is_blank(text_[at - 1])) return line_.end;
    if (c == '[' || c == '{') {
        if (!brackets_.empty()) begin_item(at);
        if (brackets_.size() + levels_.size() >= limits_.depth) {
            too_deep(at);
            return line_.end;
        }
        brackets_.push_back({at, c});
        return at + 1;
    }
    if (c == ']' || c == '}') return close_bracket(at) ? at + 1 : line_.end;
    bracket& b = brackets_.back();
    if (c == ',') {
        end_item(at);
        return at + 1;
    }
    const bool first = b.item == 0 || (b.value != 0 && b.value == at);
    begin_item(at);
    if (c == ':' && (at + 1 == line_.end || is_blank(text_[at + 1]) || text_[at + 1] == ',')) {
        b.value = skip_blanks(at + 1);
        return at + 1;
    }
    if (first && (c == '"' || c == '\'')) {
        const std::size_t close = text_.find(c, at + 1);
        return close == text_.npos || close >= line_.end ? line_.end
                                                         : after_quoted_item(at, static_cast<std::uint32_t>(close) + 1);
    }
    if (first && std::string_view{"&*!@`%|>"}.find(c) != std::string_view::npos) return special_item(at);
    return at + 1;
}

void line_scan::begin_item(std::uint32_t at) {
    if (brackets_.back().item == 0) brackets_.back().item = at;
}

// In a mapping, an item without a colon behind one with a colon is the rest of that one's text.
void line_scan::end_item(std::uint32_t at) {
    bracket& b = brackets_.back();
    if (b.item != 0 && b.kind == '{') {
        if (b.value != 0) {
            settle_comma();
            const bool plain = b.value < at && std::string_view{"[{\"'"}.find(text_[b.value]) == std::string_view::npos;
            b.last_value = plain && b.value >= line_.begin ? b.value : 0;
            b.last_end = trim_end(b.item, at);
        } else if (b.last_value != 0) {
            b.comma_in_text = true;
            b.last_end = trim_end(b.item, at);
        }
    }
    b.item = b.value = 0;
}

void line_scan::settle_comma() {
    bracket& b = brackets_.back();
    if (b.comma_in_text) quote(b.last_value, b.last_end, "yaml-comma-in-text");
    b.comma_in_text = false;
    b.last_value = 0;
}

// False when the bracket fits none that is open.
bool line_scan::close_bracket(std::uint32_t at) {
    end_item(at);
    settle_comma();
    const char opening = text_[at] == ']' ? '[' : '{';
    if (brackets_.back().kind != opening) {
        const char wanted = opening == '[' ? '}' : ']';
        report("yaml-bracket-close", {at, at + 1}, {std::string{text_[at]}, std::string{wanted}},
               line_with({at, at + 1}, std::string{wanted}));
        edit_text({at, at + 1}, std::string{wanted});
    }
    brackets_.pop_back();
    if (!brackets_.empty()) return true;
    mode_ = mode::lines;
    end_ = ending::closed;
    after_flow(at + 1);
    return false;
}

// Behind a quoted item, and behind what follows it there, which YAML does not understand.
std::uint32_t line_scan::after_quoted_item(std::uint32_t begin, std::uint32_t behind) {
    const std::uint32_t next = skip_blanks(behind);
    const bool comment = next > behind && next < line_.end && text_[next] == '#';
    if (next == line_.end || comment || std::string_view{",]}:"}.find(text_[next]) != std::string_view::npos)
        return behind;
    const std::size_t length = part(next, line_.end).find_first_of(",]}");
    const std::uint32_t end = length == std::string_view::npos ? line_.end : next + static_cast<std::uint32_t>(length);
    quote(begin, trim_end(begin, end), "yaml-after-quote");
    return end;
}

// What begins with a sign that YAML keeps for itself, up to the end of the item.
std::uint32_t line_scan::special_item(std::uint32_t at) {
    const std::size_t length = part(at, line_.end).find_first_of(",]}");
    const std::uint32_t end = length == std::string_view::npos ? line_.end : at + static_cast<std::uint32_t>(length);
    const char sign = text_[at];
    const bool reference = sign == '&' || sign == '*';
    quote(at, trim_end(at, end),
          reference     ? "yaml-anchor"
          : sign == '!' ? "yaml-tag"
                        : "yaml-special-start",
          {reference || sign == '!' ? std::string{part(at, trim_end(at, end))} : std::string{sign}});
    damaged_ = damaged_ || reference;
    return end;
}

// The bracket belonged to the text when it goes on behind it.
void line_scan::after_flow(std::uint32_t at) {
    const std::uint32_t next = skip_blanks(at);
    if (next == line_.end || (text_[next] == '#' && next > at)) return;
    if (text_[next] == ':') {
        damaged_ = true;
        return;  // a key in brackets, which the tree refuses
    }
    while (!result_.edits.empty() && opened_ >= line_.begin && result_.edits.back().what.begin >= opened_)
        result_.edits.pop_back();
    if (opened_ >= line_.begin) return quote(opened_, trim_end(opened_, line_.end), "yaml-after-bracket");
    report("yaml-after-bracket", {next, trim_end(next, line_.end)});
    edit_text({next, line_.end}, "");
}

void line_scan::unclosed_flow() {
    const std::uint32_t begin = brackets_.back().at;
    std::string closing;
    for (; !brackets_.empty(); brackets_.pop_back()) closing += brackets_.back().kind == '[' ? ']' : '}';
    const position opened = file_->at(begin);
    const std::string_view first = file_->line(opened.line);
    const auto first_end = static_cast<std::uint32_t>(file_->line_start(opened.line) + first.size());
    const bool one_line = last_line_.end <= first_end;
    std::string_view shown = first.substr(std::min(first.find_first_not_of(' '), first.size()));
    while (!shown.empty() && is_blank(shown.back())) shown.remove_suffix(1);
    report("yaml-bracket-open", {begin, begin + 1}, {}, one_line ? std::string{shown} + closing : std::string{});
    const std::uint32_t close = std::max(first_end, last_line_.end);
    edit_text({close, close}, std::move(closing));
    mode_ = mode::lines;
    end_ = ending::closed;
}

}  // namespace reglament::yaml
