// The abstract tree of an expression: nodes in one array, places as byte offsets. Internal; no Boost here.
#pragma once

#include <reglament/feel/value.hpp>
#include <reglament/text/source.hpp>

#include <cstdint>
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
    member,          ///< child: the owner; payload: index into tree::words
    unknown_name,    ///< payload: index into tree::unknowns
    unknown_member,  ///< payload: entry of the owner; where: the member
    call,            ///< children: arguments; payload: function, or unknown_function
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
    bracket,     ///< ( … ): one expression, or tests after `in`
    list_of,
    filter,      ///< list, condition
    conditional  ///< if, then, else
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
