#include "regulation/line_scan.hpp"

#include "regulation/keyword_table.hpp"

#include <algorithm>
#include <array>

namespace reglament::yaml {

namespace {

constexpr std::size_t longest_suggestion = 200;  // characters

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// What people type for the `-` of a list, or what a word processor makes of it.
constexpr std::array<std::string_view, 6> typed_dashes{"–", "—", "−", "‑", "•", "*"};

constexpr bool is_dash(std::string_view text) noexcept {
    return text.starts_with('-') && (text.size() == 1 || text[1] == ' ');
}

std::string_view trimmed(std::string_view text) noexcept {
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

}  // namespace

std::size_t odd_blank(std::string_view text) noexcept {
    if (text.starts_with("\xC2\xA0")) return 2;
    if (text.size() < 3) return 0;
    if (text.starts_with("\xE2\x80")) {
        const auto last = static_cast<unsigned char>(text[2]);
        return (last >= 0x80 && last <= 0x8B) || last == 0xAF ? 3 : 0;
    }
    return text.starts_with("\xE3\x80\x80") || text.starts_with("\xEF\xBB\xBF") || text.starts_with("\xE2\x81\x9F") ? 3
                                                                                                                    : 0;
}

bool has_no_width(std::string_view blank) noexcept {
    return blank.starts_with("\xE2\x80\x8B") || blank.starts_with(byte_order_mark);
}

// What a blank that is no space is called, in English and in Russian.
std::vector<std::string> blank_names(std::string_view text) {
    if (text.starts_with("\xC2\xA0") || text.starts_with("\xE2\x80\xAF"))
        return {"a non-breaking blank", "неразрывный пробел"};
    if (text.starts_with(byte_order_mark)) return {"an invisible byte order mark", "невидимая метка порядка байтов"};
    if (has_no_width(text)) return {"an invisible blank of no width", "невидимый пробел нулевой ширины"};
    if (text.starts_with("\xE3\x80\x80")) return {"an ideographic blank", "широкий иероглифический пробел"};
    return {"a typographic blank", "типографский пробел"};
}

line_scan::line_scan(const std::shared_ptr<const source>& file, const read_limits& limits, issues& found)
    : file_{file}, text_{file->text()}, limits_{limits}, found_{found} {}

scanned line_scan::run() {
    document_begin_ = text_.starts_with(byte_order_mark) ? 3 : 0;
    const auto size = static_cast<std::uint32_t>(text_.size());
    for (std::uint32_t begin = document_begin_; begin < size;) {
        const std::size_t next = text_.find('\n', begin);
        const std::uint32_t end = next == text_.npos ? size : static_cast<std::uint32_t>(next);
        line_ = {begin, end > begin && text_[end - 1] == '\r' ? end - 1 : end};
        pass_byte_order_mark();
        read_line();
        last_line_ = line_;
        begin = end + 1;
    }
    end_document(size, size);
    return std::move(result_);
}

// One in the middle comes of files that were put together; before a document or its first line it means nothing.
void line_scan::pass_byte_order_mark() {
    const std::string_view line = part(line_.begin, line_.end);
    if (!line.starts_with(byte_order_mark)) return;
    if ((has_content_ || mode_ != mode::lines) && !line.substr(byte_order_mark.size()).starts_with("---")) return;
    const span mark{line_.begin, line_.begin + static_cast<std::uint32_t>(byte_order_mark.size())};
    edit_text(mark, "");
    line_.begin = mark.end;
}

void line_scan::read_line() {
    if (mode_ != mode::lines && go_on()) return;
    read_indentation();
    if (at_ == line_.end || text_[at_] == '#') return;
    if (indent_ == 0 && document_line()) return;
    has_content_ = true;
    const bool more = place_line();
    if (!odd_indentation_.empty() && mode_ == mode::lines) report_indentation();
    if (more) read_content();
}

// Whether the line belongs to something that began above.
bool line_scan::go_on() {
    const std::uint32_t content = skip_blanks(line_.begin);
    const bool blank = content == line_.end;
    const bool inside = static_cast<int>(content - line_.begin) > parent_;
    switch (mode_) {
        case mode::block_scalar:
            if (blank || inside) return true;
            break;
        case mode::cut:
            if (refused_) return !part(line_.begin, line_.end).starts_with("---");
            if (blank || inside) {
                blank_line();
                return true;
            }
            break;
        case mode::quoted:
            if (blank) return true;
            if (inside) {
                after_quoted(line_.begin);
                return true;
            }
            unclosed_quote();
            break;
        case mode::flow:
            if (blank) return true;
            if (inside || text_[content] == ']' || text_[content] == '}') {
                continue_flow(content);
                return true;
            }
            unclosed_flow();
            break;
        case mode::lines:
            break;
    }
    mode_ = mode::lines;
    return false;
}

bool line_scan::document_line() {
    const std::string_view line = part(line_.begin, line_.end);
    const bool marker = line.size() == 3 || (line.size() > 3 && line[3] == ' ');
    if (marker && line.starts_with("---")) {
        end_document(line_.begin, line_.begin);
        return true;
    }
    if (marker && line.starts_with("...")) {
        end_document(line_.begin, line_.end);
        return true;
    }
    if (line.starts_with('%') && !has_content_) {
        directive();
        return true;
    }
    return false;
}

// `%YAML 1.2` says nothing new; others change how the text is read, and are refused.
void line_scan::directive() {
    if (!part(line_.begin, line_.end).starts_with("%YAML 1.")) report("yaml-directive", line_);
    blank_line();
}

void line_scan::end_document(std::uint32_t at, std::uint32_t next) {
    if (mode_ == mode::quoted) unclosed_quote();
    if (mode_ == mode::flow) unclosed_flow();
    if (has_content_ && !refused_) result_.documents.push_back({{document_begin_, at}, damaged_});
    document_begin_ = next;
    has_content_ = damaged_ = refused_ = shift_ = false;
    levels_.clear();
    end_ = ending::nothing;
    mode_ = mode::lines;
}

void line_scan::read_indentation() {
    at_ = line_.begin;
    indent_ = 0;
    bool tabs = false;
    odd_blank_ = 0;
    odd_indentation_ = {};
    while (at_ < line_.end) {
        const std::size_t width = text_[at_] == ' ' ? 1 : text_[at_] == '\t' ? 1 : odd_blank(part(at_, line_.end));
        if (width == 0) break;
        tabs = tabs || text_[at_] == '\t';
        if (text_[at_] != ' ' && text_[at_] != '\t' && odd_blank_ == 0) odd_blank_ = at_;
        indent_ += text_[at_] == '\t' ? 2 : has_no_width(part(at_, line_.end)) ? 0 : 1;
        at_ += static_cast<std::uint32_t>(width);
    }
    const bool content = at_ < line_.end && text_[at_] != '#';
    if (content && (tabs || odd_blank_ != 0)) odd_indentation_ = tabs ? "yaml-tab" : "yaml-odd-blank";
}

// Said once a file, since whoever types one tab has typed hundreds; and when it is known how far right the line
// belongs.
void line_scan::report_indentation() {
    std::string corrected(static_cast<std::size_t>(indent_), ' ');
    bool& reported = odd_indentation_ == "yaml-tab" ? tab_reported_ : blank_reported_;
    if (!reported) {
        report(odd_indentation_, {line_.begin, at_}, blank_names(part(odd_blank_, line_.end)),
               corrected + std::string{part(at_, line_.end)});
    }
    reported = true;
    edit_text({line_.begin, at_}, std::move(corrected));
}

// Finds the level that the line belongs to. False when there is nothing more to read in it.
bool line_scan::place_line() {
    raw_ = indent_;
    if (shift_ && shifted(raw_)) indent_ += shift_by_;
    if (indent_ != raw_) edit_text({line_.begin, at_}, std::string(static_cast<std::size_t>(indent_), ' '));
    if (end_ == ending::plain && indent_ > plain_parent_) return continue_plain();
    int popped = -1;
    bool keys = false;
    for (; !levels_.empty() && levels_.back().indent > indent_; levels_.pop_back()) {
        popped = levels_.back().indent;
        keys = !levels_.back().list;
    }
    const bool deeper = levels_.empty() || levels_.back().indent < indent_;
    if (popped < 0) {
        if (deeper && !levels_.empty() && end_ != ending::open) misindented(levels_.back().indent);
        return true;
    }
    end_ = ending::nothing;
    if (levels_.empty()) {
        misindented(popped);
    } else if (deeper && keys && !levels_.back().list && dash_at(at_) != 0) {
        end_ = ending::closed;
        dash_among_keys();
        return false;
    } else if (deeper) {
        misindented(popped - indent_ <= indent_ - levels_.back().indent ? popped : levels_.back().indent);
    } else if (levels_.back().list && dash_at(at_) == 0) {
        // A key below the dash of its item instead of below the item's first key; unless the list stands in the column
        // of its own key, and this is the next one.
        const bool next_key = levels_.size() > 1 && levels_[levels_.size() - 2].indent == indent_;
        if (!next_key) misindented(popped);
    }
    return true;
}

bool line_scan::shifted(int raw) {
    const auto exact = [&](const level& l) { return l.indent == raw; };
    shift_ = raw == shift_from_ || (raw > shift_from_ && std::none_of(levels_.begin(), levels_.end(), exact));
    return shift_;
}

// A text goes on over several lines: fine, unless the line looks like a key that is only too far right. True when the
// line is to be read as one.
bool line_scan::continue_plain() {
    const key_place key = find_key();
    if (key.value == 0) {
        odd_indentation_ = {};
        for (std::uint32_t i = at_ + 1; i < line_.end; ++i) {
            if (text_[i] != '#' || text_[i - 1] != ' ') continue;
            check_comment(at_, i);
            break;
        }
        return false;
    }
    if (find_keyword_anywhere(part(at_, key.end)) != nullptr) {
        while (!levels_.empty() && levels_.back().indent > plain_parent_) levels_.pop_back();
        end_ = ending::nothing;
        misindented(!levels_.empty() && levels_.back().list ? plain_parent_ + 2 : plain_parent_);
        return true;
    }
    odd_indentation_ = {};
    report("yaml-colon-continued", {at_, line_.end});
    blank_line();
    damaged_ = true;
    return false;
}

void line_scan::misindented(int target) {
    target = std::max(target, 0);
    if (odd_indentation_.empty()) {
        report("yaml-indentation", {at_, line_.end}, {},
               std::string(static_cast<std::size_t>(target), ' ') + std::string{part(at_, line_.end)});
    }
    shift_ = true;
    shift_from_ = raw_;
    shift_by_ = target - raw_;
    indent_ = target;
    edit_text({line_.begin, at_}, std::string(static_cast<std::size_t>(target), ' '));
}

void line_scan::push(int indent, bool list) {
    if (!levels_.empty() && levels_.back().indent == indent && levels_.back().list == list) return;
    if (levels_.size() >= limits_.depth) return too_deep(at_);
    levels_.push_back({indent, list});
}

void line_scan::too_deep(std::uint32_t at) {
    if (!refused_) report("yaml-too-deep", {at, at + 1}, {std::to_string(limits_.depth)});
    refused_ = true;
    mode_ = mode::cut;
    brackets_.clear();
}

void line_scan::read_content() {
    if (!read_dashes() || refused_) return;
    key_or_scalar();
}

// The length of a dash that begins a list item here, also of one typed in its place; 0 when there is none.
std::uint32_t line_scan::dash_at(std::uint32_t at) const {
    const std::string_view rest = part(at, line_.end);
    if (is_dash(rest)) return 1;
    if (rest.starts_with('-') && (rest[1] == '\t' || odd_blank(rest.substr(1)) > 0)) return 1;
    const bool possible = end_ == ending::open || levels_.empty() || levels_.back().list;
    if (!possible) return 0;
    for (const std::string_view dash : typed_dashes) {
        if (rest.starts_with(dash) && rest.size() > dash.size() &&
            blank_at(at + static_cast<std::uint32_t>(dash.size()))) {
            return static_cast<std::uint32_t>(dash.size());
        }
    }
    const std::size_t colon = rest.find(": ");
    const bool glued =
        rest.starts_with('-') && colon != rest.npos && find_keyword_anywhere(rest.substr(1, colon - 1)) != nullptr;
    return glued ? 1 : 0;
}

bool line_scan::blank_at(std::uint32_t at) const noexcept {
    return at < line_.end && (text_[at] == ' ' || text_[at] == '\t' || odd_blank(part(at, line_.end)) > 0);
}

// Passes over the dashes of list items. False when nothing stands behind them.
bool line_scan::read_dashes() {
    while (const std::uint32_t length = dash_at(at_)) {
        if (!is_dash(part(at_, line_.end))) typed_dash(length);
        if (!list_item()) return false;
        std::uint32_t next = at_ + length;
        while (next < line_.end && blank_at(next))
            next += std::max<std::uint32_t>(1, static_cast<std::uint32_t>(odd_blank(part(next, line_.end))));
        const bool normal =
            part(at_ + length, next).find_first_not_of(' ') == std::string_view::npos && next > at_ + length;
        indent_ += 1 + (normal ? static_cast<int>(next - at_ - length) : 1);
        at_ = next;
        if (at_ >= line_.end || text_[at_] == '#') return false;
    }
    return true;
}

// Another dash, or one without a plain blank behind it.
void line_scan::typed_dash(std::uint32_t length) {
    std::uint32_t next = at_ + length;
    while (next < line_.end && blank_at(next))
        next += std::max<std::uint32_t>(1, static_cast<std::uint32_t>(odd_blank(part(next, line_.end))));
    const bool hyphen = text_[at_] == '-';
    report(hyphen ? "yaml-dash-blank" : "yaml-typed-dash", {at_, at_ + length}, {std::string{part(at_, at_ + length)}},
           "- " + std::string{part(next, line_.end)});
    edit_text({at_, next}, "- ");
}

// Perhaps the first of the keys was meant to be an item, too. Neither the line nor what is below it can be read.
void line_scan::dash_among_keys() {
    report("yaml-dash-among-keys", {at_, line_.end});
    blank_line();
    damaged_ = true;
    cut_below(indent_);
}

// Opens the list of the item. False when no list can be here.
bool line_scan::list_item() {
    const bool same = !levels_.empty() && levels_.back().indent == indent_;
    if (same && !levels_.back().list && end_ != ending::open) {
        dash_among_keys();
        return false;
    }
    push(indent_, true);
    end_ = ending::open;
    return !refused_;
}

void line_scan::key_or_scalar() {
    key_place key = find_key();
    if (key.value == 0) key = key_without_blank();
    if (key.value != 0) return enter_key(key);
    const bool in_map = !levels_.empty() && !levels_.back().list && levels_.back().indent == indent_;
    const bool after_list = !levels_.empty() && levels_.back().list && end_ != ending::open;
    if (in_map || after_list) return line_without_key();
    const int parent = levels_.empty() ? -1 : levels_.back().indent;
    read_value(at_, parent, {});
}

// The first colon that YAML takes for the end of a key.
line_scan::key_place line_scan::find_key() {
    const char first = text_[at_];
    std::uint32_t i = at_;
    if (first == '[' || first == '{' || first == '?' || first == '|' || first == '>' || first == '&' || first == '!')
        return {};
    if (first == '"' || first == '\'') {
        const std::size_t close = text_.find(first, at_ + 1);
        if (close == text_.npos || close >= line_.end) return {};
        i = static_cast<std::uint32_t>(close) + 1;
        while (i < line_.end && text_[i] == ' ') ++i;
        if (i == line_.end || text_[i] != ':') return {};
    }
    for (; i < line_.end; ++i) {
        if (text_[i] == '#' && i > at_ && text_[i - 1] == ' ') return {};
        if (text_[i] != ':') continue;
        if (i + 1 == line_.end || text_[i + 1] == ' ' || text_[i + 1] == '\t') return {trim_end(at_, i), i + 1};
        if (odd_blank(part(i + 1, line_.end)) > 0 && find_keyword_anywhere(part(at_, i)) != nullptr)
            return {trim_end(at_, i), i + 1};
    }
    return {};
}

// `do:Call`, when `do` is a keyword.
line_scan::key_place line_scan::key_without_blank() {
    const std::string_view rest = part(at_, line_.end);
    const std::size_t colon = rest.find(':');
    if (colon == rest.npos || find_keyword_anywhere(trimmed(rest.substr(0, colon))) == nullptr) return {};
    const auto value = static_cast<std::uint32_t>(at_ + colon + 1);
    report("yaml-no-blank", {at_, value}, {std::string{rest.substr(0, colon)}}, line_with({value, value}, " "));
    edit_text({value, value}, " ");
    return {at_ + static_cast<std::uint32_t>(colon), value};
}

void line_scan::enter_key(const key_place& key) {
    const std::string_view name = part(at_, key.end);
    const bool list_here = !levels_.empty() && levels_.back().indent == indent_ && levels_.back().list;
    if (list_here) levels_.pop_back();
    push(indent_, false);
    if (refused_) return;
    std::uint32_t value = key.value;
    if (const auto width = static_cast<std::uint32_t>(odd_blank(part(value, line_.end))); width > 0) {
        if (!blank_reported_)
            report("yaml-odd-blank", {value, value + width}, blank_names(part(value, line_.end)),
                   line_with({value, value + width}, " "));
        blank_reported_ = true;
        edit_text({value, value + width}, " ");
        value += width;
    }
    if (name == "<<") {
        report("yaml-merge-key", {at_, key.end});
        damaged_ = true;
    }
    read_value(skip_blanks(value), indent_, name);
}

// Among keys, a line that is none: the colon was forgotten, or a text goes on too far left.
void line_scan::line_without_key() {
    const std::string_view line = trimmed(part(at_, line_.end));
    std::string suggestion;
    for (std::size_t blank = line.size(); blank != line.npos && blank > 0; blank = line.rfind(' ', blank - 1)) {
        if (find_keyword_anywhere(line.substr(0, blank)) == nullptr) continue;
        suggestion = std::string{line.substr(0, blank)} + ":" + std::string{line.substr(blank)};
        break;
    }
    report("yaml-no-colon", {at_, trim_end(at_, line_.end)}, {}, std::move(suggestion));
    const int indent = indent_;
    blank_line();
    damaged_ = true;
    cut_below(indent);
}

void line_scan::report(std::string_view code, span where, std::vector<std::string> arguments, std::string suggestion) {
    if (count_characters(suggestion) > longest_suggestion) suggestion.clear();
    found_.add(code, place{file_, where}, std::move(arguments), std::move(suggestion));
}

void line_scan::edit_text(span what, std::string instead) {
    // A line may be mended twice, first for its blanks and then for its indentation: the last counts.
    if (!result_.edits.empty() && result_.edits.back().what == what && what.begin != what.end) result_.edits.pop_back();
    result_.edits.push_back({what, std::move(instead)});
}

void line_scan::blank_line() {
    while (!result_.edits.empty() && result_.edits.back().what.begin >= line_.begin) result_.edits.pop_back();
    edit_text(line_, "");
}

void line_scan::cut_below(int indent) {
    mode_ = mode::cut;
    parent_ = indent;
    end_ = ending::closed;
}

// The line without its indentation, as it should be.
std::string line_scan::line_with(span what, std::string_view instead) const {
    const std::uint32_t begin = std::min(skip_blanks(line_.begin), what.begin);
    return std::string{part(begin, what.begin)} + std::string{instead} +
           std::string{part(what.end, trim_end(what.end, line_.end))};
}

std::uint32_t line_scan::skip_blanks(std::uint32_t at) const noexcept {
    while (at < line_.end && (text_[at] == ' ' || text_[at] == '\t')) ++at;
    return at;
}

std::uint32_t line_scan::trim_end(std::uint32_t begin, std::uint32_t end) const noexcept {
    while (end > begin && (text_[end - 1] == ' ' || text_[end - 1] == '\t')) --end;
    return end;
}

}  // namespace reglament::yaml
