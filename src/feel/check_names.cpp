// Names, their members, and the constructs that bind names of their own.
#include "feel/checker.hpp"
#include "text/characters.hpp"

#include <algorithm>

namespace reglament::feel {

static_type checker::declared_as(const type& t) {
    return {t.kind, t.kind == type_kind::any ? nullptr : &t};
}

// What the items of a list are; a value that is no list is a list of itself.
static_type checker::item_of(const static_type& of) {
    if (of.kind != type_kind::list) return of.kind == type_kind::range ? static_type{} : of;
    return of.declared != nullptr && of.declared->item != nullptr ? declared_as(*of.declared->item) : static_type{};
}

void checker::bound_as(std::uint32_t local, const static_type& t) {
    if (local >= locals_.size()) locals_.resize(tree_.locals.size());
    locals_[local] = {t.kind, t.declared};
}

static_type checker::literal(const node& n) const {
    const auto& v = tree_.literals[n.payload];
    return {v.is_null() ? type_kind::any : kind_of(v), nullptr, v.is_null(), true};
}

static_type checker::name(const node& n) {
    const auto& entry = names_.entries[n.payload];
    if (entry.has_value) return {entry.type.kind, &entry.type};
    const auto& members = names_.members[static_cast<std::size_t>(entry.members)].names();
    const std::string own = source_of(n);
    report({"feel-needs-member", n.where, {own}, members.empty() ? "" : own + "." + members.front()});
    return {};
}

static_type checker::local(const node& n) {
    return locals_[n.payload];
}

static_type checker::item_name(const node& n) {
    if (n.first != no_node) visit(n.first);
    return {};
}

static_type checker::member(const node& n) {
    const auto owner = visit(n.first);
    const auto& word = tree_.words[n.payload];
    if (owner.kind == type_kind::any) return {};
    if (owner.kind == type_kind::context) return entry_of(owner, n);
    if (owner.kind == type_kind::list) return {type_kind::list};
    const auto p = property_names().find(word);
    if (const auto kind = p ? property_kind(owner.kind, static_cast<property>(*p)) : std::nullopt) return {*kind};
    auto arguments = type_names(owner);
    arguments.insert(arguments.begin(), word);
    std::vector<std::string_view> views;
    for (std::uint32_t i = 0; i < property_names().names().size(); ++i)
        if (property_kind(owner.kind, static_cast<property>(i))) views.push_back(property_names().names()[i]);
    const auto near = near_names(word, views);
    forgive({"feel-no-property", member_place(n), std::move(arguments), near.empty() ? "" : std::string{near.front()}});
    return {};
}

// An entry of a context whose entries are known, or perhaps not.
static_type checker::entry_of(const static_type& owner, const node& n) {
    if (owner.declared == nullptr || owner.declared->open) return {};
    const auto& word = tree_.words[n.payload];
    if (const auto* known = owner.declared->find(word)) return declared_as(*known);
    std::vector<std::string_view> views;
    for (const auto& m : owner.declared->members) views.push_back(m.name);
    const auto near = near_names(word, views);
    forgive({"feel-unknown-member",
             member_place(n),
             {source_of(tree_[n.first]), word},
             near.empty() ? "" : std::string{near.front()}});
    return {};
}

// The word behind the dot.
span checker::member_place(const node& n) const {
    const auto dot = text_.find('.', tree_[n.first].where.end);
    const auto word = skip_blanks(text_, dot + 1);
    return {std::min(static_cast<std::uint32_t>(word), n.where.end), n.where.end};
}

static_type checker::context(node_id id) {
    std::vector<std::string_view> seen;
    for (const node_id each : children{tree_, id}) {
        bound_as(tree_[each].payload, visit(each));
        const std::string_view key = tree_.locals[tree_[each].payload];
        if (std::ranges::find(seen, key) != seen.end())
            report({"feel-entry-twice", tree_[each].where, {std::string{key}}, {}});
        seen.push_back(key);
    }
    return {type_kind::context};
}

static_type checker::filter(const node& n) {
    const auto whole = visit(n.first);
    bound_as(n.payload, item_of(whole));
    const auto condition = visit(n.last);
    const bool index = condition.kind == type_kind::number;
    if (!index && condition.kind != type_kind::any && condition.kind != type_kind::boolean)
        operand(tree_[n.last].where, "[…]", condition);
    if (index) return item_of(whole);
    return {type_kind::list, whole.kind == type_kind::list ? whole.declared : nullptr};
}

// Binds the names of all iterations; gives the type of the last child, which is no iteration.
static_type checker::iterations(node_id id) {
    static_type body;
    for (const node_id each : children{tree_, id}) {
        const node n = tree_[each];
        if (n.kind != node_kind::iteration) {
            body = visit(each);
            continue;
        }
        const auto source = visit(n.first);
        if (n.last != n.first) {
            const auto end = visit(n.last);
            compared(n.where, n.first, source, sign::less, n.last, end);
            bound_as(n.payload, {source.kind});
        } else {
            bound_as(n.payload, item_of(source));
        }
    }
    return body;
}

static_type checker::for_each(node_id id) {
    bound_as(tree_[id].payload, {type_kind::list});
    iterations(id);
    return {type_kind::list};
}

static_type checker::quantified(node_id id) {
    const auto condition = iterations(id);
    if (condition.kind != type_kind::any && condition.kind != type_kind::boolean)
        operand(tree_[tree_[id].last].where, tree_[id].kind == node_kind::some ? "some" : "every", condition);
    return {type_kind::boolean};
}

static_type checker::function_of(node_id id) {
    for (const node_id each : children{tree_, id}) {
        const node n = tree_[each];
        if (n.kind != node_kind::parameter) {
            visit(each);
        } else if (n.first != no_node) {
            bound_as(n.payload, declared_as(tree_.types[tree_[n.first].payload]));
        }
    }
    return {type_kind::function};
}

static_type checker::instance_of(const node& n) {
    visit(n.first);
    return {type_kind::boolean};
}

}  // namespace reglament::feel
