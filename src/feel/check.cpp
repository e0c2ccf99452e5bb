#include "feel/checker.hpp"

#include <algorithm>

namespace reglament::feel {

checker::checker(tree& expression, std::string_view text, const scope_data& names, const dialect& how,
                 std::vector<finding>& found)
    : tree_{expression},
      text_{text},
      names_{names},
      how_{how},
      found_{found},
      types_(expression.nodes.size()),
      locals_(expression.locals.size()) {}

std::vector<static_type> checker::run() {
    visit(tree_.root);
    types_.resize(tree_.nodes.size());
    drop_consequences();
    return std::move(types_);
}

static_type checker::visit(node_id id, const static_type& hint) {
    const auto t = type_of(id, hint);
    if (id >= types_.size()) types_.resize(tree_.nodes.size());
    return types_[id] = t;
}

static_type checker::type_of(node_id id, const static_type& hint) {
    const node n = tree_[id];
    switch (n.kind) {
        case node_kind::literal:
            return literal(n);
        case node_kind::name:
            return name(n);
        case node_kind::local:
            return local(n);
        case node_kind::item_name:
            return item_name(n);
        case node_kind::member:
            return member(n);
        case node_kind::unknown_name:
            return undeclared(n, hint);
        case node_kind::unknown_member:
            report(unknown_member(n.where, text_, names_, n.payload));
            return {};
        case node_kind::call:
            return call(id);
        case node_kind::function_name:
            return {type_kind::function};
        case node_kind::invocation:
            return invocation(id);
        case node_kind::argument:
        case node_kind::entry:
            return visit(n.first);
        case node_kind::negate:
            return negated_number(n);
        case node_kind::negation:
        case node_kind::conjunction:
        case node_kind::disjunction:
            return logic(id);
        case node_kind::arithmetic:
            return arithmetic(id);
        case node_kind::comparison:
            return comparison(n);
        case node_kind::between:
            return between(n);
        case node_kind::in:
            return in(id);
        case node_kind::unary_test:
            return misplaced("feel-test-here", id);
        case node_kind::range:
            return range(n);
        case node_kind::any_value:
            return {type_kind::boolean};
        case node_kind::bracket:
            return bracket(id, hint);
        case node_kind::list_of:
            return list(id, hint);
        case node_kind::context_of:
            return context(id);
        case node_kind::filter:
            return filter(n);
        case node_kind::conditional:
            return conditional(n, hint);
        case node_kind::for_each:
            return for_each(id);
        case node_kind::some:
        case node_kind::every:
            return quantified(id);
        case node_kind::function_of:
            return function_of(id);
        case node_kind::instance_of:
            return instance_of(n);
        case node_kind::iteration:
        case node_kind::parameter:
        case node_kind::type_name:
            return {};  // looked at where they stand
    }
    return {};
}

static_type checker::undeclared(const node& n, const static_type& hint) {
    const auto& path = tree_.unknowns[n.payload];
    if (n.payload < how_.suggestions)
        report(unknown_name(path, text_, names_, tree_.locals, hint));
    else
        report({"feel-unknown-name", path.base, {source_of(n)}, {}});
    return {};
}

// A misspelt name with "and" inside reads as two operands: what is said of those follows from the name.
void checker::drop_consequences() {
    std::vector<span> names;
    for (const auto& f : found_)
        if (f.code == "feel-unknown-name" || f.code == "feel-lookalike-letters") names.push_back(f.where);
    std::erase_if(found_, [&](const finding& f) {
        return std::ranges::any_of(names, [&](span name) {
            return name.begin <= f.where.begin && name.end >= f.where.end && !(name == f.where);
        });
    });
}

void checker::report(finding f) {
    if (!found_.empty() && found_.back().code == f.code && found_.back().where == f.where) return;
    found_.push_back(std::move(f));
}

// A mistake of types: FEEL itself makes it null.
void checker::forgive(finding f) {
    f.forgiven = !how_.regulation;
    report(std::move(f));
}

static_type checker::misplaced(std::string_view code, node_id id) {
    for (const node_id child : children{tree_, id}) visit(child);
    report({code, tree_[id].where, {}, {}});
    return {};
}

std::vector<static_type> check(tree& expression, std::string_view text, const scope_data& names, const dialect& how,
                               std::vector<finding>& found) {
    return checker{expression, text, names, how, found}.run();
}

node_id no_condition(const tree& expression, const std::vector<static_type>& types, node_id id) noexcept {
    const node& n = expression[id];
    if (types[id].kind == type_kind::boolean || types[id].null) return no_node;
    if (n.kind == node_kind::bracket && n.first == n.last) return no_condition(expression, types, n.first);
    if (types[id].kind != type_kind::any) return id;
    if (n.kind != node_kind::conditional) return no_node;
    const auto yes = no_condition(expression, types, expression[n.first].next);
    return yes != no_node ? yes : no_condition(expression, types, n.last);
}

std::vector<std::string> type_names(const static_type& t) {
    const type plain{.kind = t.kind};
    const type& named = t.declared != nullptr ? *t.declared : plain;
    return {to_string(named, language::en), to_string(named, language::ru)};
}

}  // namespace reglament::feel
