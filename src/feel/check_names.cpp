// Names, their members, and the constructs that bind names of their own.
#include "feel/checker.hpp"
#include "feel/type_text.hpp"
#include "text/characters.hpp"

#include <algorithm>
#include <memory>
#include <unordered_set>
#include <utility>

namespace reglament::feel {

static_type checker::declared_as(const type& t) {
    return {t.kind, t.kind == type_kind::any ? nullptr : &t};
}

// What the items of a list or range are; any other value is a list of itself.
static_type checker::item_of(const static_type& of) {
    if (of.kind != type_kind::list && of.kind != type_kind::range) return {of.kind, of.declared};
    return of.declared != nullptr && of.declared->item != nullptr ? declared_as(*of.declared->item) : static_type{};
}

type checker::whole(const static_type& t) {
    std::size_t parts = 64;  // to be copied
    return t.declared != nullptr && has_at_most(*t.declared, parts) ? *t.declared : type{.kind = t.kind};
}

static_type checker::inferred(type t) {
    return declared_as(tree_.inferred.emplace_front(std::move(t)));
}

static_type checker::list_of(const static_type& item) {
    if (item.kind == type_kind::any) return {type_kind::list};
    return inferred({.kind = type_kind::list, .item = std::make_shared<const type>(whole(item))});
}

static_type checker::range_of(const static_type& bound) {
    if (bound.kind == type_kind::any) return {type_kind::range};
    return inferred({.kind = type_kind::range, .item = std::make_shared<const type>(type{.kind = bound.kind})});
}

// Of two values that stand in one place.
static_type checker::common(const static_type& a, const static_type& b) const {
    if (a.null) return {b.kind, b.declared, b.null};
    if (b.null) return {a.kind, a.declared};
    if (a.kind != b.kind) return {};
    return {a.kind, a.declared == b.declared ? a.declared : nullptr};
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
    const auto& entry = names_[n.payload];
    if (entry.has_value) return {entry.type.kind, &entry.type};
    const auto& members = names_.members_of(n.payload)->names();
    const std::string own = source_of(n);
    report({"feel-needs-member", n.where, {own}, members.empty() ? "" : own + "." + members.front()});
    return {};
}

static_type checker::local(const node& n) {
    return locals_[n.payload];
}

// In a filter: an entry of the item, where it has one.
static_type checker::item_name(const node& n) {
    const auto outside = n.first != no_node ? visit(n.first) : static_type{};
    const auto& word = tree_.words[n.payload];
    if (item_.kind == type_kind::any) return {};
    const bool entries = item_.kind == type_kind::context;
    if (entries && (item_.declared == nullptr || item_.declared->open)) return {};
    if (const auto* known = entries ? item_.declared->find(word) : nullptr) return declared_as(*known);
    if (n.first != no_node) return {outside.kind, outside.declared};
    auto views = names_.names();
    if (entries)
        for (const auto& m : item_.declared->members) views.push_back(m.name);
    const auto near = near_names(word, views);
    forgive({"feel-unknown-name", n.where, {word}, near.empty() ? "" : std::string{near.front()}});
    return {};
}

static_type checker::member(const node& n) {
    const auto owner = visit(n.first);
    const auto& word = tree_.words[n.payload];
    if (owner.kind == type_kind::any) return {};
    if (owner.kind == type_kind::context) return entry_of(owner, n);
    if (owner.kind == type_kind::list) {
        const auto item = item_of(owner);
        return item.kind == type_kind::context ? list_of(entry_of(item, n)) : static_type{type_kind::list};
    }
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
    std::unordered_set<std::string_view> seen;
    type entries{.kind = type_kind::context, .open = false};
    for (const node_id each : children{tree_, id}) {
        const auto t = visit(each);
        bound_as(tree_[each].payload, t);
        const std::string_view key = tree_.locals[tree_[each].payload];
        entries.members.push_back({std::string{key}, whole(t)});
        if (!seen.insert(key).second) report({"feel-entry-twice", tree_[each].where, {std::string{key}}, {}});
    }
    return inferred(std::move(entries));
}

static_type checker::filter(const node& n) {
    const auto whole = visit(n.first);
    bound_as(n.payload, item_of(whole));
    const auto outer = std::exchange(item_, item_of(whole));
    const auto condition = visit(n.last);
    item_ = outer;
    const bool index = condition.kind == type_kind::number;
    if (!index && condition.kind != type_kind::any && condition.kind != type_kind::boolean) {
        operand(tree_[n.last].where, "[…]", condition);
        return {};
    }
    if (index) return item_of(whole);
    return whole.kind == type_kind::list ? static_type{type_kind::list, whole.declared} : list_of(item_of(whole));
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
            if (source.kind != type_kind::any && source.kind != type_kind::number && source.kind != type_kind::date)
                operand(n.where, "..", source);
            bound_as(n.payload, {source.kind});
        } else {
            bound_as(n.payload, item_of(source));
        }
    }
    return body;
}

static_type checker::for_each(node_id id) {
    bound_as(tree_[id].payload, {type_kind::list});
    return list_of(iterations(id));
}

static_type checker::quantified(node_id id) {
    const auto condition = iterations(id);
    if (condition.kind != type_kind::any && condition.kind != type_kind::boolean)
        operand(tree_[tree_[id].last].where, tree_[id].kind == node_kind::some ? "some" : "every", condition);
    return {type_kind::boolean};
}

static_type checker::function_of(node_id id) {
    type made{.kind = type_kind::function, .open = false};
    for (const node_id each : children{tree_, id}) {
        const node n = tree_[each];
        if (n.kind != node_kind::parameter) {
            made.item = std::make_shared<const type>(whole(visit(each)));
            continue;
        }
        const auto t = n.first == no_node ? static_type{} : declared_as(tree_.types[tree_[n.first].payload]);
        bound_as(n.payload, t);
        made.members.push_back({tree_.locals[n.payload], whole(t)});
    }
    return inferred(std::move(made));
}

static_type checker::instance_of(const node& n) {
    visit(n.first);
    return {type_kind::boolean};
}

}  // namespace reglament::feel
