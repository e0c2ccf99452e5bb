// The abstract tree of an expression: nodes in one array, places as byte offsets. Internal; no Boost here.
#pragma once

#include <reglament/feel/type.hpp>
#include <reglament/feel/value.hpp>
#include <reglament/text/source.hpp>

#include <cstdint>
#include <forward_list>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace reglament::feel {

using node_id = std::uint32_t;
inline constexpr node_id no_node = std::numeric_limits<node_id>::max();

enum class node_kind : std::uint8_t {
    literal,         ///< payload: index into tree::literals
    name,            ///< payload: entry of the scope
    local,           ///< a name bound in the expression itself; payload: index into tree::locals
    item_name,       ///< in a filter: an entry of the item, else the child, if any; payload: index into tree::words
    member,          ///< child: the owner; payload: index into tree::words
    unknown_name,    ///< payload: index into tree::unknowns
    unknown_member,  ///< payload: entry of the owner; where: the member
    call,            ///< of a built-in function. children: arguments; payload: function, or unknown_function
    function_name,   ///< a built-in function as a value; payload: function
    invocation,      ///< of a function that is a value: callee, then arguments
    argument,        ///< a named argument: child; payload: index into tree::words
    negate,
    negation,    ///< `not x`
    arithmetic,  ///< a chain: children, each with the operator that joins it to what stands before
    conjunction,
    disjunction,
    comparison,  ///< a chain, as arithmetic
    between,     ///< three children
    in,          ///< the subject, then the tests
    unary_test,  ///< sign, then its operand
    range,       ///< two children; open ends in flags
    any_value,   ///< the test `-`
    bracket,     ///< ( … ): one expression, or tests after `in`
    list_of,
    context_of,   ///< children: entries
    entry,        ///< of a context: child; payload: index into tree::locals, the name that later entries know it by
    filter,       ///< list, condition; payload: index into tree::locals, the item
    conditional,  ///< if, then, else
    iteration,    ///< one source, or two bounds; payload: index into tree::locals
    for_each,     ///< iterations, then the result of each; payload: index into tree::locals, `partial`
    some,         ///< iterations, then a condition
    every,
    parameter,    ///< payload: index into tree::locals; flags: has_type, then a type_name as child
    function_of,  ///< parameters, then the body
    type_name,    ///< payload: index into tree::types
    instance_of   ///< a value, then a type_name
};

enum class sign : std::uint8_t {
    none,
    equal,
    unequal,
    less,
    less_equal,
    greater,
    greater_equal,
    plus,
    minus,
    times,
    divide,
    power,
    logic
};

inline constexpr std::uint32_t unknown_function = std::numeric_limits<std::uint32_t>::max();

struct node {
    static constexpr std::uint8_t open_start = 1;
    static constexpr std::uint8_t open_end = 2;
    static constexpr std::uint8_t one_overload = 1;  ///< of a call: the payload is the very function that is meant

    node_kind kind = node_kind::literal;
    sign joint = sign::none;  ///< the operator before it, or its own (unary_test)
    std::uint8_t flags = 0;
    span where;
    node_id first = no_node;  ///< children, a chain through `next`
    node_id last = no_node;
    node_id next = no_node;
    std::uint32_t payload = 0;
};

/// A word, or several, that no declared name begins with.
struct unknown_path {
    span base;                ///< up to the first dot
    span all;                 ///< with the members written after it
    std::uint32_t known = 0;  ///< bytes of `base` that are a declared name; 0 when it begins with none
};

struct tree {
    std::vector<node> nodes;
    std::vector<value> literals;
    std::vector<std::string> words;
    std::vector<unknown_path> unknowns;
    std::vector<std::string> locals;  ///< names bound in the expression, each binding once
    std::vector<type> types;
    std::forward_list<type> inferred;  ///< what the checker finds out; static types point to them
    node_id root = no_node;

    [[nodiscard]] node& operator[](node_id id) noexcept { return nodes[id]; }
    [[nodiscard]] const node& operator[](node_id id) const noexcept { return nodes[id]; }

    node_id add(node_kind kind, span where, std::uint32_t payload = 0) {
        nodes.push_back({.kind = kind, .where = where, .payload = payload});
        return static_cast<node_id>(nodes.size() - 1);
    }

    /// Makes `child` the last child of `parent`, which then reaches at least as far.
    void adopt(node_id parent, node_id child) {
        node& p = nodes[parent];
        (p.last == no_node ? p.first : nodes[p.last].next) = child;
        p.last = child;
        if (p.where.end < nodes[child].where.end) p.where.end = nodes[child].where.end;
    }

    /// Makes `child` the first child of `parent`, which then begins where the child does.
    void adopt_first(node_id parent, node_id child) {
        node& p = nodes[parent];
        nodes[child].next = p.first;
        p.first = child;
        if (p.last == no_node) p.last = child;
        p.where.begin = nodes[child].where.begin;
    }
};

/// The children of a node, for range-for.
class children {
public:
    children(const tree& t, node_id parent) noexcept : tree_{&t}, first_{t[parent].first} {}

    struct iterator {
        const tree* in;
        node_id at;
        node_id operator*() const noexcept { return at; }
        iterator& operator++() noexcept {
            at = (*in)[at].next;
            return *this;
        }
        bool operator!=(const iterator& other) const noexcept { return at != other.at; }
    };
    [[nodiscard]] iterator begin() const noexcept { return {tree_, first_}; }
    [[nodiscard]] iterator end() const noexcept { return {tree_, no_node}; }

private:
    const tree* tree_;
    node_id first_;
};

}  // namespace reglament::feel
