#include "log/fields.hpp"

#include <algorithm>

namespace reglament::log_detail {

namespace {

bool is_blank(char c) noexcept {
    return c == ' ' || c == '\t';
}

std::string_view trim(std::string_view text) noexcept {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

std::string_view without_return(std::string_view line) noexcept {
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
}

}  // namespace

std::string without_doubled_quotes(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        out += text[i];
        if (text[i] == '"') ++i;
    }
    return out;
}

std::size_t splitter::line_end(std::size_t from) const noexcept {
    return std::min(text_.find('\n', from), text_.size());
}

bool splitter::skip_blank_lines() noexcept {
    while (at_ < text_.size()) {
        const std::size_t end = line_end(at_);
        if (!trim(without_return(text_.substr(at_, end - at_))).empty()) return true;
        at_ = std::min(end + 1, text_.size());
        ++next_line_;
    }
    return false;
}

splitter::outcome splitter::give_up(outcome why) noexcept {
    at_ = std::min(line_end(begin_) + 1, text_.size());
    next_line_ = line_ + 1;
    return why;
}

splitter::outcome splitter::next(std::vector<field>& out) {
    out.clear();
    if (!skip_blank_lines()) return outcome::end;
    begin_ = at_;
    line_ = next_line_;
    const std::size_t end = line_end(begin_);
    if (end - begin_ > longest_) return give_up(outcome::too_long);
    const std::string_view line = without_return(text_.substr(begin_, end - begin_));
    if (delimiter_ == blanks) {
        split_blanks(line, out);
    } else if (line.find('"') == line.npos) {
        split_plain(line, out);
    } else {
        return split_quoted(out);
    }
    at_ = std::min(end + 1, text_.size());
    ++next_line_;
    return outcome::record;
}

void splitter::split_blanks(std::string_view line, std::vector<field>& out) const {
    for (std::size_t i = 0; i < line.size();) {
        while (i < line.size() && is_blank(line[i])) ++i;
        const std::size_t from = i;
        while (i < line.size() && !is_blank(line[i])) ++i;
        if (i > from) out.push_back({line.substr(from, i - from), false});
    }
}

void splitter::split_plain(std::string_view line, std::vector<field>& out) const {
    for (std::size_t from = 0; from <= line.size();) {
        const std::size_t to = std::min(line.find(delimiter_, from), line.size());
        out.push_back({trim(line.substr(from, to - from)), false});
        from = to + 1;
    }
}

splitter::outcome splitter::split_quoted(std::vector<field>& out) {
    for (;;) {
        while (at_ < text_.size() && text_[at_] == ' ' && delimiter_ != ' ') ++at_;
        if (at_ < text_.size() && text_[at_] == '"') {
            if (!quoted_field(out)) return give_up(outcome::bad_quote);
        } else {
            const char stops[] = {delimiter_, '\n'};
            const std::size_t to = std::min(text_.find_first_of({stops, 2}, at_), text_.size());
            out.push_back({trim(without_return(text_.substr(at_, to - at_))), false});
            at_ = to;
        }
        if (at_ == text_.size() || text_[at_] == '\n') break;
        ++at_;
    }
    at_ = std::min(at_ + 1, text_.size());
    ++next_line_;
    return outcome::record;
}

// From an opening quotation mark to the delimiter or the line's end after the closing one.
bool splitter::quoted_field(std::vector<field>& out) {
    const std::size_t from = ++at_;
    bool escaped = false;
    for (;; ++at_) {
        if (at_ >= text_.size() || at_ - begin_ > longest_) return false;
        if (text_[at_] == '\n') ++next_line_;
        if (text_[at_] != '"') continue;
        if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') break;
        escaped = true;
        ++at_;
    }
    out.push_back({text_.substr(from, at_ - from), escaped});
    for (++at_; at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\r');) ++at_;
    return at_ == text_.size() || text_[at_] == '\n' || text_[at_] == delimiter_;
}

}  // namespace reglament::log_detail
