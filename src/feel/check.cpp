#include "feel/check.hpp"

#include "feel/functions.hpp"
#include "feel/operators.hpp"
#include "feel/unknown.hpp"
#include "text/characters.hpp"

#include <algorithm>
#include <utility>

namespace reglament::feel {
namespace {

type_kind kind_of(const value& v) noexcept {
    switch (v.kind()) {
        case value_kind::boolean:
            return type_kind::boolean;
        case value_kind::number:
            return type_kind::number;
        case value_kind::string:
            return type_kind::string;
        case value_kind::date:
            return type_kind::date;
        case value_kind::time:
            return type_kind::time;
        case value_kind::date_time:
            return type_kind::date_time;
        case value_kind::time_duration:
            return type_kind::time_duration;
        case value_kind::months_duration:
            return type_kind::months_duration;
        case value_kind::list:
            return type_kind::list;
        case value_kind::context:
            return type_kind::context;
        default:
            return type_kind::any;
    }
}

bool is_instant(type_kind k) noexcept {
    return k == type_kind::date || k == type_kind::date_time;
}

bool is_ordered(type_kind k) noexcept {
    return k != type_kind::boolean && k != type_kind::list && k != type_kind::context;
}

class checker {
public:
    checker(tree& expression, std::string_view text, const scope_data& names, const dialect& how,
            std::vector<finding>& found)
        : tree_{expression}, text_{text}, names_{names}, how_{how}, found_{found}, types_(expression.nodes.size()) {}

    std::vector<static_type> run() {
        visit(tree_.root);
        types_.resize(tree_.nodes.size());
        drop_consequences();
        return std::move(types_);
    }

private:
    static_type visit(node_id id, const static_type& hint = {}) {
        const auto t = type_of(id, hint);
        if (id >= types_.size()) types_.resize(tree_.nodes.size());
        return types_[id] = t;
    }

    static_type type_of(node_id id, const static_type& hint) {
        const node n = tree_[id];
        switch (n.kind) {
            case node_kind::literal:
                return literal(n);
            case node_kind::name:
                return name(n);
            case node_kind::member:
                return member(n);
            case node_kind::unknown_name:
                report(unknown_name(tree_.unknowns[n.payload], text_, names_, hint));
                return {};
            case node_kind::unknown_member:
                found_.push_back(unknown_member(n.where, text_, names_, n.payload));
                return {};
            case node_kind::call:
                return call(id);
            case node_kind::argument:
                return visit(n.first);
            case node_kind::negate:
                return negated_number(n);
            case node_kind::negation:
                return logic(id);
            case node_kind::arithmetic:
                return arithmetic(id);
            case node_kind::conjunction:
            case node_kind::disjunction:
                return logic(id);
            case node_kind::comparison:
                return comparison(n);
            case node_kind::between:
                return between(n);
            case node_kind::in:
                return in(id);
            case node_kind::unary_test:
                return misplaced("feel-test-here", id);
            case node_kind::range:
                return misplaced("feel-range-here", id);
            case node_kind::bracket:
                return bracket(id, hint);
            case node_kind::list_of:
                return list(id, hint);
            case node_kind::filter:
                return misplaced("feel-unsupported", id, "[");
            case node_kind::conditional:
                return conditional(n, hint);
        }
        return {};
    }

    // A misspelt name with "and" inside reads as two operands: what is said of those follows from the name.
    void drop_consequences() {
        std::vector<span> names;
        for (const auto& f : found_)
            if (f.code == "feel-unknown-name") names.push_back(f.where);
        std::erase_if(found_, [&](const finding& f) {
            return std::ranges::any_of(names, [&](span name) {
                return name.begin <= f.where.begin && name.end >= f.where.end && !(name == f.where);
            });
        });
    }

    void report(finding f) { found_.push_back(std::move(f)); }

    // A mistake of types: FEEL itself makes it null.
    void forgive(finding f) {
        f.forgiven = !how_.regulation;
        report(std::move(f));
    }

    static_type literal(const node& n) const {
        const auto& v = tree_.literals[n.payload];
        return {kind_of(v), nullptr, v.is_null(), true};
    }

    static_type name(const node& n) {
        const auto& entry = names_.entries[n.payload];
        if (entry.has_value) return {entry.type.kind, &entry.type};
        const auto& members = names_.members[static_cast<std::size_t>(entry.members)].names();
        const std::string own{text_.substr(n.where.begin, n.where.end - n.where.begin)};
        report({"feel-needs-member", n.where, {own}, members.empty() ? "" : own + "." + members.front()});
        return {};
    }

    static_type member(const node& n) {
        const auto owner = visit(n.first);
        const auto& word = tree_.words[n.payload];
        if (owner.kind == type_kind::any || owner.kind == type_kind::context) return {};
        const auto p = property_names().find(word);
        if (const auto kind = p ? property_kind(owner.kind, static_cast<property>(*p)) : std::nullopt) return {*kind};
        auto arguments = type_names(owner);
        arguments.insert(arguments.begin(), word);
        std::vector<std::string_view> views;
        for (std::uint32_t i = 0; i < property_names().names().size(); ++i)
            if (property_kind(owner.kind, static_cast<property>(i))) views.push_back(property_names().names()[i]);
        const auto near = near_names(word, views);
        forgive(
            {"feel-no-property", member_place(n), std::move(arguments), near.empty() ? "" : std::string{near.front()}});
        return {};
    }

    // The word behind the dot.
    [[nodiscard]] span member_place(const node& n) const {
        const auto dot = text_.find('.', tree_[n.first].where.end);
        const auto word = skip_blanks(text_, dot + 1);
        return {std::min(static_cast<std::uint32_t>(word), n.where.end), n.where.end};
    }

    static_type misplaced(std::string_view code, node_id id, std::string argument = {}) {
        for (const node_id child : children{tree_, id}) visit(child);
        report({code, tree_[id].where, {std::move(argument)}, {}});
        return {};
    }

    static_type negated_number(const node& n) {
        const auto t = visit(n.first);
        const bool fits = t.kind == type_kind::any || t.kind == type_kind::number ||
                          t.kind == type_kind::time_duration || t.kind == type_kind::months_duration;
        if (!fits) operand(n.where, "-", t);
        return fits ? static_type{t.kind} : static_type{};
    }

    void operand(span where, std::string_view what, const static_type& t) {
        auto arguments = type_names(t);
        arguments.insert(arguments.begin(), std::string{what});
        forgive({"feel-operand-type", where, std::move(arguments), {}});
    }

    static_type logic(node_id id) {
        const auto kind = tree_[id].kind;
        const auto* word = kind == node_kind::conjunction ? "and" : kind == node_kind::disjunction ? "or" : "not";
        for (const node_id child : children{tree_, id}) {
            const auto t = visit(child);
            if (t.kind != type_kind::any && t.kind != type_kind::boolean) operand(tree_[child].where, word, t);
        }
        return {type_kind::boolean};
    }

    static_type arithmetic(node_id id) {
        std::optional<static_type> left;
        for (const node_id child : children{tree_, id}) {
            const auto right = visit(child);
            left = left ? combined(*left, tree_[child].joint, right, {tree_[id].where.begin, tree_[child].where.end})
                        : right;
        }
        return {left->kind};
    }

    static_type combined(const static_type& a, sign s, const static_type& b, span where) {
        const auto kind = result_kind(a.kind, s, b.kind);
        if (kind) return {*kind};
        operands(where, s, a, b);
        return {};
    }

    void operands(span where, sign s, const static_type& a, const static_type& b) {
        auto arguments = type_names(a);
        const auto more = type_names(b);
        arguments.insert(arguments.end(), more.begin(), more.end());
        arguments.insert(arguments.begin(), std::string{spelling(s)});
        forgive({"feel-operand-types", where, std::move(arguments), {}});
    }

    // Two operands, each the other's hint when it is a name nobody declared.
    std::pair<static_type, static_type> both(node_id a, node_id b) {
        if (tree_[a].kind == node_kind::unknown_name) {
            const auto right = visit(b);
            return {visit(a, right), right};
        }
        const auto left = visit(a);
        return {left, visit(b, left)};
    }

    static_type comparison(const node& n) {
        const auto [a, b] = both(n.first, n.last);
        compared(n.where, n.first, a, tree_[n.last].joint, n.last, b);
        return {type_kind::boolean};
    }

    void compared(span where, node_id left, const static_type& a, sign s, node_id right, const static_type& b) {
        if (a.kind == type_kind::any || b.kind == type_kind::any) return;
        if (a.kind != b.kind && !(is_instant(a.kind) && is_instant(b.kind))) return mismatch(where, left, a, right, b);
        if (s != sign::equal && s != sign::unequal && !is_ordered(a.kind)) return operands(where, s, a, b);
        known_value(left, b);
        known_value(right, a);
    }

    void mismatch(span where, node_id left, const static_type& a, node_id right, const static_type& b) {
        auto arguments = type_names(a);
        const auto more = type_names(b);
        arguments.insert(arguments.end(), more.begin(), more.end());
        auto better = rewritten(right, a);
        if (better.empty()) better = rewritten(left, b);
        forgive({"feel-compare-types", where, std::move(arguments), std::move(better)});
    }

    static bool may_be(const static_type& t, const std::string& text) {
        if (t.declared == nullptr || !t.declared->is_enumeration()) return true;
        return std::ranges::find(t.declared->values, text) != t.declared->values.end();
    }

    // How a literal would have to be written to be of the kind; empty when it cannot be.
    [[nodiscard]] std::string rewritten(node_id id, const static_type& other) const {
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
    void known_value(node_id id, const static_type& other) {
        const node& n = tree_[id];
        if (other.declared == nullptr || !other.declared->is_enumeration() || n.kind != node_kind::literal) return;
        const auto& v = tree_.literals[n.payload];
        if (v.kind() != value_kind::string) return;
        const auto& values = other.declared->values;
        if (std::ranges::find(values, v.as_string()) == values.end())
            forgive(unknown_value(n.where, v.as_string(), *other.declared));
    }

    static_type between(const node& n) {
        const auto subject = visit(n.first);
        for (node_id bound = tree_[n.first].next; bound != no_node; bound = tree_[bound].next)
            compared(n.where, n.first, subject, sign::less, bound, visit(bound, subject));
        return {type_kind::boolean};
    }

    static_type in(node_id id) {
        const node_id first = tree_[id].first;
        const auto subject = visit(first);
        for (node_id t = tree_[first].next; t != no_node; t = tree_[t].next) test(first, subject, t);
        return {type_kind::boolean};
    }

    void test(node_id subject_id, const static_type& subject, node_id id) {
        const node n = tree_[id];
        switch (n.kind) {
            case node_kind::unary_test:
                return compared(n.where, subject_id, subject, n.joint, n.first, visit(n.first, subject));
            case node_kind::range:
                return range(subject_id, subject, n);
            case node_kind::bracket:
            case node_kind::list_of:
                for (const node_id each : children{tree_, id}) test(subject_id, subject, each);
                types_[id] = {n.kind == node_kind::list_of ? type_kind::list : type_kind::any};
                return;
            default: {
                const auto t = visit(id, subject);
                if (t.kind == type_kind::list) return;
                if (subject.kind != type_kind::list) compared(n.where, subject_id, subject, sign::equal, id, t);
            }
        }
    }

    void range(node_id subject_id, const static_type& subject, const node& n) {
        if (n.joint == sign::none) report({"feel-range-brackets", n.where, {}, "[" + source_of(n) + "]"});
        for (node_id bound = n.first; bound != no_node; bound = tree_[bound].next)
            compared(tree_[bound].where, subject_id, subject, sign::less, bound, visit(bound, subject));
    }

    [[nodiscard]] std::string source_of(const node& n) const {
        return std::string{text_.substr(n.where.begin, n.where.end - n.where.begin)};
    }

    static_type bracket(node_id id, const static_type& hint) {
        const node n = tree_[id];
        if (n.first == n.last && tree_[n.first].kind != node_kind::unary_test &&
            tree_[n.first].kind != node_kind::range)
            return visit(n.first, hint);
        for (const node_id child : children{tree_, id})
            if (tree_[child].kind != node_kind::unary_test && tree_[child].kind != node_kind::range) visit(child, hint);
        report({"feel-list-here", n.where, {}, {}});
        return {};
    }

    static_type list(node_id id, const static_type& hint) {
        for (const node_id child : children{tree_, id}) visit(child, hint);
        return {type_kind::list};
    }

    static_type conditional(const node& n, const static_type& hint) {
        const auto condition = visit(n.first);
        if (condition.kind != type_kind::any && condition.kind != type_kind::boolean)
            operand(tree_[n.first].where, "if", condition);
        const auto yes = visit(tree_[n.first].next, hint);
        const auto no = visit(n.last, hint);
        if (yes.null) return no;
        if (no.null) return yes;
        if (yes.kind != no.kind) return {};
        return {yes.kind, yes.declared == no.declared ? yes.declared : nullptr};
    }

    static_type call(node_id id) {
        if (tree_[id].payload == unknown_function) {
            const node n = tree_[id];
            const auto end = static_cast<std::uint32_t>(text_.find('(', n.where.begin));
            const auto last = text_.find_last_not_of(" \t\r\n", end - 1);
            report(unknown_function_name({n.where.begin, static_cast<std::uint32_t>(last) + 1}, text_));
            for (const node_id child : children{tree_, id}) visit(child);
            return {};
        }
        const auto& f = function_at(tree_[id].payload);
        const bool placed = place_arguments(id, f);
        std::size_t count = 0;
        for (const node_id child : children{tree_, id}) {
            const auto t = visit(child);
            if (placed) argument(f, child, f.kinds[std::min<std::size_t>(count, 2)], t);
            ++count;
        }
        if (placed && (count < f.least || (count > f.most && f.most != function::any_number)))
            forgive(
                {"feel-argument-count", tree_[id].where, {std::string{f.name}, std::to_string(count)}, signature(f)});
        return {f.result};
    }

    void argument(const function& f, node_id id, type_kind wanted, const static_type& t) {
        if (wanted == type_kind::any || t.kind == type_kind::any || t.kind == wanted) return;
        auto arguments = type_names(t);
        arguments.insert(arguments.begin(), std::string{f.name});
        forgive({"feel-argument-type", tree_[id].where, std::move(arguments), {}});
    }

    static std::string signature(const function& f) {
        std::string text{f.name};
        text += '(';
        for (std::size_t i = 0; i < f.parameters.size() && !f.parameters[i].empty(); ++i)
            text += (i == 0 ? "" : ", ") + std::string{f.parameters[i]};
        return text + ")";
    }

    // Named arguments into the order of the parameters. False when a name is none of the function's.
    bool place_arguments(node_id id, const function& f) {
        bool named = false;
        for (const node_id child : children{tree_, id}) named |= tree_[child].kind == node_kind::argument;
        if (!named) return true;
        std::array<node_id, 3> places{no_node, no_node, no_node};
        std::size_t used = 0;
        for (const node_id child : children{tree_, id}) {
            const auto* at = f.parameters.end();
            if (tree_[child].kind == node_kind::argument)
                at = std::ranges::find(f.parameters, std::string_view{tree_.words[tree_[child].payload]});
            if (at == f.parameters.end()) {
                forgive({"feel-argument-name", tree_[child].where, {std::string{f.name}}, signature(f)});
                return false;
            }
            const auto place = static_cast<std::size_t>(at - f.parameters.begin());
            places[place] = tree_[child].first;
            used = std::max(used, place + 1);
        }
        tree_[id].first = tree_[id].last = no_node;
        for (std::size_t i = 0; i < used; ++i)
            tree_.adopt(id, places[i] == no_node ? null_node(tree_[id].where) : places[i]);
        return true;
    }

    node_id null_node(span where) {
        tree_.literals.emplace_back();
        return tree_.add(node_kind::literal, where, static_cast<std::uint32_t>(tree_.literals.size() - 1));
    }

    tree& tree_;
    std::string_view text_;
    const scope_data& names_;
    const dialect& how_;
    std::vector<finding>& found_;
    std::vector<static_type> types_;
};

}  // namespace

std::vector<static_type> check(tree& expression, std::string_view text, const scope_data& names, const dialect& how,
                               std::vector<finding>& found) {
    return checker{expression, text, names, how, found}.run();
}

std::vector<std::string> type_names(const static_type& t) {
    const type plain{.kind = t.kind, .values = {}, .item = nullptr};
    const type& named = t.declared != nullptr ? *t.declared : plain;
    return {to_string(named, language::en), to_string(named, language::ru)};
}

}  // namespace reglament::feel
