#include "feel/reader.hpp"

#include "feel/functions.hpp"
#include "text/characters.hpp"

#include <algorithm>

namespace reglament::feel {

reader::reader(std::string_view text, const scope_data& names, const dialect& how, tree& out)
    : text_{text}, names_{names}, how_{how}, out_{out}, furthest_{text.data()} {}

reader::iterator reader::skip(iterator p) const noexcept {
    for (;;) {
        if (p < end() && static_cast<unsigned char>(*p) > ' ' && static_cast<unsigned char>(*p) < 0x80 && *p != '/')
            return p;
        p = begin() + skip_blanks(text_, offset(p));
        if (end() - p <= 1 || *p != '/') return p;
        const auto left = rest(p);
        std::size_t length = 0;
        if (p[1] == '/') {
            length = std::min(left.find('\n'), left.size());
        } else if (p[1] == '*') {
            const auto close = left.find("*/", 2);
            length = close == std::string_view::npos ? left.size() : close + 2;
        } else {
            return p;
        }
        p += length;
    }
}

bool reader::at_letter(iterator p) const noexcept {
    return p < end() && is_letter(decode(text_, offset(p)).code);
}

reader::iterator reader::end_of_word(iterator p) const noexcept {
    return begin() + word_end(text_, offset(p));
}

keyword reader::keyword_at(iterator p, std::size_t* length) const noexcept {
    if (!at_letter(p)) return keyword::none;
    const auto size = static_cast<std::size_t>(end_of_word(p) - p);
    if (length != nullptr) *length = size;
    return find_keyword({p, size}, how_.regulation);
}

// The words that end a name because they can follow one.
bool reader::stops_name(iterator p) const noexcept {
    switch (keyword_at(p)) {
        case keyword::and_:
        case keyword::or_:
        case keyword::in:
        case keyword::between:
        case keyword::then:
        case keyword::else_:
        case keyword::return_:
        case keyword::satisfies:
        case keyword::instance:
            return true;
        default:
            return false;
    }
}

reader::iterator reader::end_of_run(iterator p) const noexcept {
    for (;;) {
        const auto word = end_of_word(p);
        const auto next = begin() + skip_blanks(text_, offset(word));
        if (next == word || next == end() || !is_word(decode(text_, offset(next)).code) || stops_name(next))
            return word;
        p = next;
    }
}

// A misspelt name may hold words that are keywords elsewhere: the longest run of words that is near to a known name.
reader::iterator reader::guess_run(iterator p) const {
    constexpr std::size_t most_words = 6;
    const auto plain = end_of_run(p);
    if (out_.unknowns.size() >= how_.suggestions) return plain;
    auto known = names_.names();
    std::vector<iterator> ends;
    for (auto word = p; ends.size() < most_words && word < end();) {
        ends.push_back(end_of_word(word));
        word = begin() + skip_blanks(text_, offset(ends.back()));
        if (word == ends.back() || word == end() || !is_word(decode(text_, offset(word)).code)) break;
    }
    for (; !ends.empty() && ends.back() > plain; ends.pop_back())
        if (!near_names({p, static_cast<std::size_t>(ends.back() - p)}, known).empty()) return ends.back();
    return plain;
}

// Bytes that the longest name takes that is declared, bound in the expression or, in a filter, an entry of items.
std::size_t reader::named(iterator p) {
    const auto known = declared(p);
    if (bindings_.empty()) return known;
    return std::max({known, bound_at(p).length, innermost_filter() ? member_length(p) : 0});
}

std::size_t reader::declared(iterator p, std::uint32_t* entry) {
    if (memo_at_ != p) {
        memo_at_ = p;
        memo_ = longest_fitting(p);
    }
    if (!memo_) return 0;
    if (entry != nullptr) *entry = memo_->value;
    return memo_->length;
}

// Whether a word follows that cannot follow a name.
bool reader::strays(iterator name_end) const noexcept {
    const auto next = skip(name_end);
    return next != name_end && at_letter(next) && !stops_name(next);
}

// The longest name behind which no stray word stands: with "not paid" and "paid in full", `not paid in full` is not the
// first of them. When there is none, the longest, unless it begins with a keyword.
std::optional<name_table::match> reader::longest_fitting(iterator p) const {
    const auto longest = names_.longest(rest(p));
    for (auto each = longest; each; each = names_.longest(rest(p), each->length))
        if (!strays(p + each->length)) return each;
    std::size_t word = 0;
    const bool behind_keyword = keyword_at(p, &word) != keyword::none && strays(p + word);
    return behind_keyword ? std::nullopt : longest;
}

bool reader::is_keyword(iterator p, keyword wanted, std::size_t& length) {
    return keyword_at(p, &length) == wanted && named(p) <= length;
}

bool reader::fail(iterator p, expected what) noexcept {
    if (p > furthest_) {
        furthest_ = p;
        expected_ = 0;
    }
    if (p == furthest_) expected_ |= static_cast<std::uint32_t>(what);
    return false;
}

bool reader::stop(std::string_view code, span where, std::vector<std::string> arguments, std::string suggestion) {
    if (!stopped_) add(code, where, std::move(arguments), std::move(suggestion));
    stopped_ = true;
    return false;
}

void reader::add(std::string_view code, span where, std::vector<std::string> arguments, std::string suggestion) {
    findings_.push_back({code, where, std::move(arguments), std::move(suggestion)});
}

bool reader::open(iterator& at, iterator p, std::size_t length, node_kind kind, node_id& out) {
    out = out_.add(kind, between(p, p + length));
    at = p + length;
    return true;
}

bool reader::literal(iterator& at, iterator from, iterator to, value v, node_id& out) {
    out_.literals.push_back(std::move(v));
    out = out_.add(node_kind::literal, between(from, to), static_cast<std::uint32_t>(out_.literals.size() - 1));
    at = to;
    return true;
}

bool reader::literal_word(iterator& at, node_id& out) {
    const auto p = skip(at);
    std::size_t length = 0;
    const auto word = keyword_at(p, &length);
    if (word != keyword::true_ && word != keyword::false_ && word != keyword::null) return fail(p, expected::value);
    if (stopped_ || named(p) > length) return false;
    return literal(at, p, p + length, word == keyword::null ? value{} : value{word == keyword::true_}, out);
}

bool reader::open_round(iterator& at, node_id& out) {
    const auto p = skip(at);
    if (stopped_ || peek(p) != '(') return fail(p, expected::value);
    brackets_.push_back(between(p, p + 1));
    return open(at, p, 1, node_kind::bracket, out);
}

bool reader::open_square(iterator& at, node_id& out) {
    const auto p = skip(at);
    const bool empty_list = at != begin() && at[-1] == '[';  // its `]` opens no range
    if (stopped_ || (peek(p) != '[' && (peek(p) != ']' || empty_list))) return fail(p, expected::value);
    brackets_.push_back(between(p, p + 1));
    return open(at, p, 1, node_kind::list_of, out);
}

bool reader::open_filter(iterator& at, node_id& out) {
    const auto p = skip(at);
    if (stopped_ || peek(p) != '[') return fail(p, expected::operator_);
    if (!step(p)) return false;
    open(at, p, 1, node_kind::filter, out);
    out_[out].payload = new_local("item");
    push_binding(out_[out].payload, true);
    return true;
}

bool reader::close_filter(iterator& at) {
    if (!symbol(at, ']', expected::close)) return false;
    closed_ = at;
    return true;
}

bool reader::open_invocation(iterator& at, node_id& out) {
    const auto p = skip(at);
    if (stopped_ || peek(p) != '(') return fail(p, expected::operator_);
    if (!step(p)) return false;
    brackets_.push_back(between(p, p + 1));
    return open(at, p, 1, node_kind::invocation, out);
}

bool reader::open_call(iterator& at) {
    if (!symbol(at, '(', expected::operator_)) return false;
    brackets_.push_back(between(at - 1, at));
    return true;
}

bool reader::close_call(iterator& at) {
    if (!symbol(at, ')', expected::close)) return false;
    closed_ = at;
    brackets_.pop_back();
    return true;
}

bool reader::open_if(iterator& at, node_id& out) {
    const auto p = skip(at);
    std::size_t length = 0;
    if (stopped_ || !is_keyword(p, keyword::if_, length)) return fail(p, expected::value);
    return open(at, p, length, node_kind::conditional, out);
}

// `not x` belongs to the regulation dialect; `not(x)` is FEEL's function and not read here.
bool reader::open_not(iterator& at, node_id& out) {
    const auto p = skip(at);
    if (stopped_) return false;
    if (peek(p) == '!' && p + 1 < end() && p[1] != '=') {
        add("feel-foreign-operator", between(p, p + 1), {"!"}, "not");
        return open(at, p, 1, node_kind::negation, out);
    }
    std::size_t length = 0;
    if (!is_keyword(p, keyword::not_, length) || peek(skip(p + length)) == '(') return fail(p, expected::value);
    if (!how_.regulation) add("feel-not-brackets", between(p, p + length), {}, "not(…)");
    return open(at, p, length, node_kind::negation, out);
}

bool reader::open_minus(iterator& at, node_id& out) {
    const auto p = skip(at);
    if (stopped_ || peek(p) != '-') return fail(p, expected::value);
    return open(at, p, 1, node_kind::negate, out);
}

bool reader::open_test(iterator& at, node_id& out) {
    auto p = skip(at);
    const auto from = p;
    sign s = sign::none;
    if (!comparison_operator(p, s)) return fail(from, expected::value);
    open(at, from, static_cast<std::size_t>(p - from), node_kind::unary_test, out);
    out_[out].joint = s;
    return true;
}

void reader::finish(node_id id) {
    auto& n = out_[id];
    const char closing = closed_[-1];
    const char opening = text_[n.where.begin];
    if (!brackets_.empty()) brackets_.pop_back();
    n.where.end = offset(closed_);
    auto* const only = n.first != no_node && n.first == n.last ? &out_[n.first] : nullptr;
    if (only != nullptr && only->kind == node_kind::range && only->joint == sign::none) {
        only->joint = sign::logic;  // has its brackets
        only->flags =
            static_cast<std::uint8_t>((opening == '[' ? 0 : node::open_start) | (closing == ']' ? 0 : node::open_end));
        const auto [first, last] = std::pair{only->first, only->last};
        n.kind = node_kind::range;
        n.joint = sign::logic;
        n.flags = only->flags;
        n.first = first;
        n.last = last;
        return;
    }
    const char meant = opening == '[' ? ']' : ')';
    if (closing != meant || opening == ']')
        stop("feel-wrong-bracket", between(closed_ - 1, closed_), {std::string(1, closing)}, std::string(1, meant));
}

bool reader::step(iterator p) {
    if (++steps_ <= 5 * how_.max_depth) return true;
    return stop("feel-too-deep", between(p, p + 1), {std::to_string(how_.max_depth)});
}

bool reader::enter(iterator at) {
    ++depth_;
    if (depth_ <= how_.max_depth) return true;
    const auto p = skip(at);
    return stop("feel-too-deep", between(p, std::min(p + 1, end())), {std::to_string(how_.max_depth)});
}

}  // namespace reglament::feel
