// The reader's operators and closing words, with those of other languages, which are understood and reported.
#include "feel/reader.hpp"
#include "text/characters.hpp"

#include <algorithm>
#include <array>

namespace reglament::feel {
namespace {

struct spelled {
    std::string_view text;
    sign meaning;
    std::string_view feel;  // how FEEL writes it, when it writes it otherwise
};

// The longer ones first.
constexpr std::array comparisons{
    spelled{"<=", sign::less_equal, ""},
    spelled{">=", sign::greater_equal, ""},
    spelled{"!=", sign::unequal, ""},
    spelled{"==", sign::equal, "="},
    spelled{"<>", sign::unequal, "!="},
    spelled{"=<", sign::less_equal, "<="},
    spelled{"=>", sign::greater_equal, ">="},
    spelled{"=", sign::equal, ""},
    spelled{"<", sign::less, ""},
    spelled{">", sign::greater, ""},
    spelled{"≠", sign::unequal, "!="},
    spelled{"≤", sign::less_equal, "<="},
    spelled{"≥", sign::greater_equal, ">="},
};
constexpr std::array additions{
    spelled{"+", sign::plus, ""},   spelled{"-", sign::minus, ""},  spelled{"–", sign::minus, "-"},
    spelled{"—", sign::minus, "-"}, spelled{"−", sign::minus, "-"},
};
constexpr std::array multiplications{
    spelled{"*", sign::times, ""},  spelled{"/", sign::divide, ""},  spelled{"×", sign::times, "*"},
    spelled{"·", sign::times, "*"}, spelled{"÷", sign::divide, "/"},
};
constexpr std::array powers{spelled{"**", sign::power, ""}, spelled{"^", sign::power, "**"}};
constexpr std::array conjunctions{spelled{"&&", sign::logic, "and"}, spelled{"&", sign::logic, "and"}};
constexpr std::array disjunctions{spelled{"||", sign::logic, "or"}, spelled{"|", sign::logic, "or"}};

template <std::size_t N>
const spelled* find(const std::array<spelled, N>& all, std::string_view text) noexcept {
    if (text.empty()) return nullptr;
    const auto* found = std::ranges::find_if(all, [&](const spelled& s) { return text.starts_with(s.text); });
    return found == all.end() ? nullptr : found;
}

}  // namespace

bool reader::foreign(iterator& at, iterator p, std::string_view found, std::string_view meant) {
    at = p + found.size();
    if (!meant.empty()) add("feel-foreign-operator", between(p, at), {std::string{found}}, std::string{meant});
    return true;
}

bool reader::or_operator(iterator& at, sign& out) {
    const auto p = skip(at);
    out = sign::logic;
    if (!stopped_ && keyword_at(p) == keyword::or_) return (at = end_of_word(p)), true;
    const auto* found = stopped_ ? nullptr : find(disjunctions, rest(p));
    return found != nullptr ? foreign(at, p, found->text, found->feel) : fail(p, expected::operator_);
}

bool reader::and_operator(iterator& at, sign& out) {
    const auto p = skip(at);
    out = sign::logic;
    if (!stopped_ && keyword_at(p) == keyword::and_) return (at = end_of_word(p)), true;
    const auto* found = stopped_ ? nullptr : find(conjunctions, rest(p));
    return found != nullptr ? foreign(at, p, found->text, found->feel) : fail(p, expected::operator_);
}

bool reader::comparison_operator(iterator& at, sign& out) {
    const auto p = skip(at);
    const auto* found = stopped_ ? nullptr : find(comparisons, rest(p));
    if (found == nullptr) return fail(p, expected::operator_);
    out = found->meaning;
    return foreign(at, p, found->text, found->feel);
}

bool reader::additive_operator(iterator& at, sign& out) {
    const auto p = skip(at);
    const auto* found = stopped_ ? nullptr : find(additions, rest(p));
    if (found == nullptr) return fail(p, expected::operator_);
    out = found->meaning;
    return foreign(at, p, found->text, found->feel);
}

bool reader::multiplicative_operator(iterator& at, sign& out) {
    const auto p = skip(at);
    const auto* found = stopped_ || rest(p).starts_with("**") ? nullptr : find(multiplications, rest(p));
    if (found == nullptr) return fail(p, expected::operator_);
    out = found->meaning;
    return foreign(at, p, found->text, found->feel);
}

bool reader::power_operator(iterator& at, sign& out) {
    const auto p = skip(at);
    const auto* found = stopped_ ? nullptr : find(powers, rest(p));
    if (found == nullptr) return fail(p, expected::operator_);
    out = found->meaning;
    return foreign(at, p, found->text, found->feel);
}

bool reader::word(iterator& at, keyword wanted, expected what) {
    const auto p = skip(at);
    if (stopped_ || keyword_at(p) != wanted) return fail(p, what);
    at = end_of_word(p);
    return true;
}

bool reader::symbol(iterator& at, char wanted, expected what) {
    const auto p = skip(at);
    if (stopped_ || peek(p) != wanted) return fail(p, what);
    at = p + 1;
    return true;
}

bool reader::dots(iterator& at) {
    const auto p = skip(at);
    if (stopped_ || !rest(p).starts_with("..")) return fail(p, expected::operator_);
    at = p + 2;
    return true;
}

bool reader::close(iterator& at) {
    const auto p = skip(at);
    const char c = peek(p);
    if (stopped_ || (c != ')' && c != ']' && c != '[')) return fail(p, expected::close);
    at = closed_ = p + 1;
    return true;
}

bool reader::done(iterator at) {
    const auto p = skip(at);
    if (stopped_) return false;
    if (p == end() && out_.root != no_node) return true;
    report_failure(p);
    return false;
}

// One finding, at the furthest place reached, for the most telling of the things that could have stood there.
void reader::report_failure(iterator at) {
    const auto p = std::max(at, furthest_);
    const auto next = std::min(end_of_word(p), end());
    const auto where = between(p, next);
    const std::string found{rest(p).substr(0, static_cast<std::size_t>(next - p))};
    const auto could = [this](expected e) { return (expected_ & static_cast<std::uint32_t>(e)) != 0; };
    if (p == end() && skip(begin()) == end()) return add("feel-empty", where);
    if (p == end() && could(expected::value)) return add("feel-ends-early", where);
    if (found == "«" && report_spelling(found, where)) return;
    if (could(expected::value)) return add("feel-expected-value", where, {found});
    if (could(expected::name) && report_date(p)) return;
    if (could(expected::name)) return add("feel-expected-name", where, {found});
    if (could(expected::type)) return add("feel-expected-type", where, {found});
    if (could(expected::return_)) return add("feel-expected-word", where, {found, "return"}, "return");
    if (could(expected::satisfies)) return add("feel-expected-word", where, {found, "satisfies"}, "satisfies");
    if (could(expected::of)) return add("feel-expected-word", where, {found, "of"}, "of");
    if (could(expected::in)) return add("feel-expected-word", where, {found, "in"}, "in");
    if (could(expected::colon)) return add("feel-expected-colon", where, {found});
    if (could(expected::and_)) return add("feel-expected-word", where, {found, "and"}, "and");
    if (could(expected::then)) return add("feel-expected-word", where, {found, "then"}, "then");
    if (could(expected::else_)) return add("feel-expected-word", where, {found, "else"}, "else");
    if (p == end() && !brackets_.empty()) {
        const auto bracket = brackets_.back();
        return add("feel-unclosed-bracket", bracket, {std::string(1, text_[bracket.begin])});
    }
    sign s{};
    if (auto behind = p; p == at && comparison_operator(behind, s)) return add("feel-chained-comparison", where);
    if (found == ")" || found == "]" || found == "}") return add("feel-extra-bracket", where, {found});
    if (!report_spelling(found, where) && !report_habit(p)) add("feel-expected-operator", where, {found});
}

}  // namespace reglament::feel
