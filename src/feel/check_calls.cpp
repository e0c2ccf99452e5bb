// Calls: which of a function's forms is meant, and whether the arguments can be right.
#include "feel/checker.hpp"

#include <algorithm>
#include <array>

namespace reglament::feel {
namespace {

constexpr std::size_t most_parameters = 8;

std::string signature(const function& f) {
    std::string text{f.name};
    text += '(';
    for (const auto& p : f.parameters) text += (text.back() == '(' ? "" : ", ") + std::string{p.name};
    return text + ")";
}

}  // namespace

static_type checker::call(node_id id) {
    if (tree_[id].payload == unknown_function) return unknown_call(id);
    visit_arguments(id);
    const auto& first = function_at(tree_[id].payload);
    if (!choose_overload(id)) return {first.result};
    const auto& f = function_at(tree_[id].payload);
    check_arguments(id, f);
    return result_of(f, id);
}

static_type checker::unknown_call(node_id id) {
    const node n = tree_[id];
    const auto end = static_cast<std::uint32_t>(text_.find('(', n.where.begin));
    const auto last = text_.find_last_not_of(" \t\r\n", end - 1);
    report(unknown_function_name({n.where.begin, static_cast<std::uint32_t>(last) + 1}, text_));
    visit_arguments(id);
    return {};
}

void checker::visit_arguments(node_id id) {
    for (const node_id child : children{tree_, id}) visit(child);
}

static_type checker::invocation(node_id id) {
    const auto callee = visit(tree_[id].first);
    for (const node_id child : children{tree_, id})
        if (child != tree_[id].first) visit(child);
    if (callee.kind == type_kind::any) return {};
    if (callee.kind != type_kind::function) {
        forgive({"feel-no-function", tree_[tree_[id].first].where, type_names(callee), {}});
        return {};
    }
    if (callee.declared == nullptr || callee.declared->open) return {};
    const auto& f = *callee.declared;
    check_invocation(id, f);
    return f.item == nullptr ? static_type{} : declared_as(*f.item);
}

// A function written in the expression, or one whose type is declared.
void checker::check_invocation(node_id id, const type& callee) {
    std::size_t count = 0;
    const node& called = tree_[tree_[id].first];
    const std::string name = called.kind == node_kind::bracket ? "function" : source_of(called);
    std::string form = name + "(";
    for (const auto& p : callee.members) form += (form.back() == '(' ? "" : ", ") + (p.name.empty() ? "…" : p.name);
    form += ")";
    for (node_id each = tree_[tree_[id].first].next; each != no_node; each = tree_[each].next, ++count) {
        const node& n = tree_[each];
        const bool named = n.kind == node_kind::argument;
        if (named && !callee.members.empty() && callee.members[0].name.empty()) return;
        const auto* wanted = named                           ? callee.find(tree_.words[n.payload])
                             : count < callee.members.size() ? &callee.members[count].type
                                                             : nullptr;
        if (named && wanted == nullptr) return forgive({"feel-argument-name", n.where, {name}, form});
        const auto& t = types_[each];
        const bool fits = wanted == nullptr || t.null || wanted->kind == type_kind::any || t.kind == type_kind::any ||
                          t.kind == wanted->kind || t.kind == type_kind::list || wanted->kind == type_kind::list ||
                          (t.kind == type_kind::date && wanted->kind == type_kind::date_time);
        if (fits) continue;
        auto arguments = type_names(t);
        arguments.insert(arguments.begin(), name);
        forgive({"feel-argument-type", n.where, std::move(arguments), {}});
    }
    if (count != callee.members.size())
        forgive({"feel-argument-count", tree_[id].where, {name, std::to_string(count)}, form});
}

// The argument whose name none of the overloads knows, or the whole call.
span checker::unknown_argument(node_id id) const {
    const auto first = tree_[id].payload;
    for (const node_id child : children{tree_, id}) {
        bool known = tree_[child].kind != node_kind::argument;
        for (auto i = first; !known && i != first + overloads_of(first); ++i)
            known = std::ranges::count(function_at(i).parameters, std::string_view{tree_.words[tree_[child].payload]},
                                       &parameter::name) != 0;
        if (!known) return tree_[child].where;
    }
    return tree_[id].where;
}

// Leaves the first overload that may be meant as the node's payload, and marks it when no other one may. False, and it
// is told, when none may.
bool checker::choose_overload(node_id id) {
    bool named = false;
    std::size_t count = 0;
    for (const node_id child : children{tree_, id}) {
        named |= tree_[child].kind == node_kind::argument;
        ++count;
    }
    const auto first = tree_[id].payload;
    const auto& plain = function_at(first);
    for (auto i = first; i != first + overloads_of(first); ++i) {
        if (named ? !place_arguments(id, function_at(i)) : !takes_count(function_at(i), count)) continue;
        tree_[id].payload = i;
        if (named || overloads_of(i) == 1) tree_[id].flags |= node::one_overload;
        return true;
    }
    if (named)
        forgive({"feel-argument-name", unknown_argument(id), {std::string{plain.name}}, signature(plain)});
    else
        forgive({"feel-argument-count",
                 tree_[id].where,
                 {std::string{plain.name}, std::to_string(count)},
                 signature(plain)});
    return false;
}

// Named arguments into the order of the parameters. False, and nothing is changed, when a name is none of the
// function's.
bool checker::place_arguments(node_id id, const function& f) {
    std::array<node_id, most_parameters> places{};
    places.fill(no_node);
    std::size_t used = least_arguments(f);
    for (const node_id child : children{tree_, id}) {
        if (tree_[child].kind != node_kind::argument) return false;
        const auto at =
            std::ranges::find(f.parameters, std::string_view{tree_.words[tree_[child].payload]}, &parameter::name);
        if (at == f.parameters.end()) return false;
        const auto place = static_cast<std::size_t>(at - f.parameters.begin());
        if (places[place] != no_node) return false;
        places[place] = tree_[child].first;
        used = std::max(used, place + 1);
    }
    tree_[id].first = tree_[id].last = no_node;
    for (std::size_t i = 0; i < used; ++i)
        tree_.adopt(id, places[i] == no_node ? null_node(tree_[id].where) : places[i]);
    return true;
}

bool checker::may_take_all(const function& f, node_id id) const {
    std::size_t i = 0;
    for (const node_id child : children{tree_, id})
        if (!may_take(f, i++, child < types_.size() ? types_[child] : static_type{})) return false;
    return true;
}

// Of the forms that take as many arguments one must take them all; what the first one does not take is told.
void checker::check_arguments(node_id id, const function& f) {
    std::size_t count = 0;
    for (const node_id child : children{tree_, id}) count += child != no_node ? 1 : 0;
    const bool only = (tree_[id].flags & node::one_overload) != 0;
    for (auto i = tree_[id].payload; i != tree_[id].payload + (only ? 1 : overloads_of(tree_[id].payload)); ++i)
        if (takes_count(function_at(i), count) && may_take_all(function_at(i), id)) return;
    std::size_t i = 0;
    for (const node_id child : children{tree_, id}) {
        const auto t = child < types_.size() ? types_[child] : static_type{};
        if (may_take(f, i++, t)) continue;
        auto arguments = type_names(t);
        arguments.insert(arguments.begin(), std::string{f.name});
        forgive({"feel-argument-type", tree_[child].where, std::move(arguments), {}});
    }
}

node_id checker::null_node(span where) {
    tree_.literals.emplace_back();
    return tree_.add(node_kind::literal, where, static_cast<std::uint32_t>(tree_.literals.size() - 1));
}

}  // namespace reglament::feel
