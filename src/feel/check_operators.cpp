// Operators, tests and what is put together of values.
#include "feel/checker.hpp"
#include "feel/number_range.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace reglament::feel {
namespace {

// Two enumerations that have no value in common.
bool are_apart(const static_type& a, const static_type& b) noexcept {
    if (a.declared == nullptr || b.declared == nullptr) return false;
    if (!a.declared->is_enumeration() || !b.declared->is_enumeration()) return false;
    const auto& known = b.declared->values;
    return std::ranges::none_of(a.declared->values,
                                [&](const std::string& v) { return std::ranges::find(known, v) != known.end(); });
}

bool is_ordered(type_kind k) noexcept {
    return k != type_kind::boolean && k != type_kind::list && k != type_kind::context && k != type_kind::range &&
           k != type_kind::function;
}

}  // namespace

static_type checker::negated_number(const node& n) {
    const auto t = visit(n.first);
    const bool fits = t.kind == type_kind::any || t.kind == type_kind::number || t.kind == type_kind::time_duration ||
                      t.kind == type_kind::months_duration;
    if (!fits) operand(n.where, "-", t);
    return fits ? static_type{t.kind} : static_type{};
}

void checker::operand(span where, std::string_view what, const static_type& t) {
    auto arguments = type_names(t);
    arguments.insert(arguments.begin(), std::string{what});
    forgive({"feel-operand-type", where, std::move(arguments), {}});
}

static_type checker::logic(node_id id) {
    const auto kind = tree_[id].kind;
    const auto* word = kind == node_kind::conjunction ? "and" : kind == node_kind::disjunction ? "or" : "not";
    for (const node_id child : children{tree_, id}) {
        const auto t = visit(child);
        if (t.kind != type_kind::any && t.kind != type_kind::boolean) operand(tree_[child].where, word, t);
    }
    return {type_kind::boolean};
}

static_type checker::arithmetic(node_id id) {
    std::optional<static_type> left;
    for (const node_id child : children{tree_, id}) {
        const auto right = visit(child);
        left =
            left ? combined(*left, tree_[child].joint, right, {tree_[id].where.begin, tree_[child].where.end}) : right;
    }
    return {left->kind};
}

static_type checker::combined(const static_type& a, sign s, const static_type& b, span where) {
    const auto kind = result_kind(a.kind, s, b.kind);
    if (kind) return {*kind};
    operands(where, s, a, b);
    return {};
}

void checker::operands(span where, sign s, const static_type& a, const static_type& b) {
    auto arguments = type_names(a);
    const auto more = type_names(b);
    arguments.insert(arguments.end(), more.begin(), more.end());
    arguments.insert(arguments.begin(), std::string{spelling(s)});
    forgive({"feel-operand-types", where, std::move(arguments), {}});
}

// Two operands, each the other's hint when it is a name nobody declared.
std::pair<static_type, static_type> checker::both(node_id a, node_id b) {
    if (tree_[a].kind == node_kind::unknown_name) {
        const auto right = visit(b);
        return {visit(a, right), right};
    }
    const auto left = visit(a);
    return {left, visit(b, left)};
}

static_type checker::comparison(const node& n) {
    const auto [a, b] = both(n.first, n.last);
    compared(n.where, n.first, a, tree_[n.last].joint, n.last, b);
    return {type_kind::boolean};
}

void checker::compared(span where, node_id left, const static_type& a, sign s, node_id right, const static_type& b) {
    if (a.kind == type_kind::any || b.kind == type_kind::any) return;
    if (a.kind != b.kind && !(is_instant(a.kind) && is_instant(b.kind))) return mismatch(where, left, a, right, b);
    if (s != sign::equal && s != sign::unequal && !is_ordered(a.kind)) return operands(where, s, a, b);
    if (are_apart(a, b)) return mismatch(where, left, a, right, b);
    known_value(left, b);
    known_value(right, a);
    if (s != sign::equal && s != sign::unequal) return;
    allowed_number(left, b);
    allowed_number(right, a);
}

void checker::mismatch(span where, node_id left, const static_type& a, node_id right, const static_type& b) {
    auto arguments = type_names(a);
    const auto more = type_names(b);
    arguments.insert(arguments.end(), more.begin(), more.end());
    auto better = rewritten(right, a);
    if (better.empty()) better = rewritten(left, b);
    forgive({"feel-compare-types", where, std::move(arguments), std::move(better)});
}

bool checker::may_be(const static_type& t, const std::string& text) {
    if (t.declared == nullptr || !t.declared->is_enumeration()) return true;
    return std::ranges::find(t.declared->values, text) != t.declared->values.end();
}

// How a literal would have to be written to be of the kind; empty when it cannot be.
std::string checker::rewritten(node_id id, const static_type& other) const {
    const node& n = tree_[id];
    if (n.kind != node_kind::literal) return {};
    const auto wanted = other.kind;
    const auto& v = tree_.literals[n.payload];
    const std::string own{text_.substr(n.where.begin, n.where.end - n.where.begin)};
    if (v.kind() == value_kind::number) {
        if (wanted == type_kind::string) return may_be(other, own) ? "\"" + own + "\"" : std::string{};
        return wanted == type_kind::time_duration && how_.regulation ? own + " days" : std::string{};
    }
    if (v.kind() == value_kind::boolean && wanted == type_kind::string)
        return may_be(other, own) ? "\"" + own + "\"" : std::string{};
    if (v.kind() != value_kind::string) return {};
    const auto text = v.as_string();
    if (wanted == type_kind::number && number::parse(text)) return std::string{text};
    if (wanted == type_kind::boolean && (text == "true" || text == "false")) return std::string{text};
    const bool temporal = (wanted == type_kind::date && parse_date(text)) ||
                          (wanted == type_kind::date_time && parse_date_time(text)) ||
                          (wanted == type_kind::time && parse_time(text)) ||
                          (wanted == type_kind::time_duration && parse_time_duration(text)) ||
                          (wanted == type_kind::months_duration && parse_months_duration(text));
    return temporal ? "@\"" + std::string{text} + "\"" : std::string{};
}

// A string literal that meets an enumeration is one of its values.
void checker::known_value(node_id id, const static_type& other) {
    const node& n = tree_[id];
    if (other.declared == nullptr || !other.declared->is_enumeration() || n.kind != node_kind::literal) return;
    const auto& v = tree_.literals[n.payload];
    if (v.kind() != value_kind::string) return;
    const auto& values = other.declared->values;
    if (std::ranges::find(values, v.as_string()) == values.end())
        forgive(unknown_value(n.where, v.as_string(), *other.declared));
}

// A number that is to be equal to one with a range lies in that.
void checker::allowed_number(node_id id, const static_type& other) {
    const node& n = tree_[id];
    if (other.declared == nullptr || other.declared->within == nullptr || n.kind != node_kind::literal) return;
    const auto& v = tree_.literals[n.payload];
    if (v.kind() == value_kind::number && !conforms(v, *other.declared))
        forgive({"feel-unknown-value", n.where, {source_of(n), number_range_text(*other.declared->within)}, {}});
}

static_type checker::between(const node& n) {
    const auto subject = visit(n.first);
    for (node_id bound = tree_[n.first].next; bound != no_node; bound = tree_[bound].next)
        compared(n.where, n.first, subject, sign::less, bound, visit(bound, subject));
    return {type_kind::boolean};
}

// Whether a test speaks of `?` itself, and so is a condition.
bool checker::asks(node_id id) const {
    const node& n = tree_[id];
    if (n.kind == node_kind::name && names_.question() == n.payload) return true;
    for (const node_id child : children{tree_, id})
        if (asks(child)) return true;
    return false;
}

static_type checker::in(node_id id) {
    const node_id first = tree_[id].first;
    const auto subject = visit(first);
    for (node_id t = tree_[first].next; t != no_node; t = tree_[t].next) test(first, subject, t);
    return {type_kind::boolean};
}

void checker::test(node_id subject_id, const static_type& subject, node_id id) {
    const node n = tree_[id];
    switch (n.kind) {
        case node_kind::unary_test:
            return compared(n.where, subject_id, subject, n.joint, n.first, visit(n.first, subject));
        case node_kind::range:
            return tested_range(subject_id, subject, n);
        case node_kind::bracket:
        case node_kind::list_of:
            for (const node_id each : children{tree_, id}) test(subject_id, subject, each);
            types_[id] = {n.kind == node_kind::list_of ? type_kind::list : type_kind::any};
            return;
        default: {
            const auto t = visit(id, subject);
            if (subject.kind == t.kind && t.kind == type_kind::list) return;
            if (asks(id)) return;
            const bool many = t.kind == type_kind::list || t.kind == type_kind::range;
            if (subject.kind != type_kind::list)
                compared(n.where, subject_id, subject, sign::equal, id, many ? tested_item(t) : t);
        }
    }
}

// What a value is compared with that is to be in a list or range.
static_type checker::tested_item(const static_type& of) {
    const auto item = item_of(of);
    return item.kind == type_kind::range ? item_of(item) : item.kind == type_kind::list ? static_type{} : item;
}

void checker::tested_range(node_id subject_id, const static_type& subject, const node& n) {
    if (n.joint == sign::none) report({"feel-range-brackets", n.where, {}, "[" + source_of(n) + "]"});
    for (node_id bound = n.first; bound != no_node; bound = tree_[bound].next)
        compared(tree_[bound].where, subject_id, subject, sign::less, bound, visit(bound, subject));
}

std::string checker::source_of(const node& n) const {
    return std::string{text_.substr(n.where.begin, n.where.end - n.where.begin)};
}

// A range as a value.
static_type checker::range(const node& n) {
    if (n.joint == sign::none) {
        report({"feel-range-brackets", n.where, {}, "[" + source_of(n) + "]"});
        return {};
    }
    const auto [low, high] = both(n.first, n.last);
    compared(n.where, n.first, low, sign::less, n.last, high);
    return range_of(low.kind == high.kind ? low : static_type{});
}

static_type checker::bracket(node_id id, const static_type& hint) {
    const node n = tree_[id];
    const bool alone = n.first == n.last;
    if (alone && tree_[n.first].kind == node_kind::unary_test) {
        return range_of(visit(tree_[n.first].first, hint));
    }
    if (alone) return visit(n.first, hint);
    for (const node_id child : children{tree_, id})
        if (tree_[child].kind != node_kind::unary_test && tree_[child].kind != node_kind::range) visit(child, hint);
    report({"feel-list-here", n.where, {}, {}});
    return {};
}

static_type checker::list(node_id id, const static_type& hint) {
    std::optional<static_type> item;
    for (const node_id child : children{tree_, id}) {
        const node n = tree_[child];
        auto t = visit(n.kind == node_kind::unary_test ? n.first : child, hint);
        if (n.kind == node_kind::unary_test) t = range_of(t);
        item = item ? common(*item, t) : t;
    }
    return item && !item->null ? list_of(*item) : static_type{type_kind::list};
}

static_type checker::conditional(const node& n, const static_type& hint) {
    const auto condition = visit(n.first);
    if (condition.kind != type_kind::any && condition.kind != type_kind::boolean)
        operand(tree_[n.first].where, "if", condition);
    const auto yes = visit(tree_[n.first].next, hint);
    const auto no = visit(n.last, hint);
    return common(yes, no);
}

}  // namespace reglament::feel
