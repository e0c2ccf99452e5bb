// Check: the types of an expression, and everything that is wrong with its names and values. Internal.
#pragma once

#include "feel/ast.hpp"
#include "feel/finding.hpp"
#include "feel/scope.hpp"

#include <string_view>
#include <vector>

namespace reglament::feel {

/// What is known of a sub-expression before it runs.
struct static_type {
    type_kind kind = type_kind::any;
    const type* declared = nullptr;  ///< more than the kind: an enumeration's values, a list's items
    bool null = false;               ///< the literal null
    bool literal = false;
};

/// By node. Named arguments are put in their places in the tree.
[[nodiscard]] std::vector<static_type> check(tree& expression, std::string_view text, const scope_data& names,
                                             const dialect& how, std::vector<finding>& found);

/// The part of an expression because of which it is no condition: all of it when it can never be true or false, else
/// the branch of an `if` that cannot; no_node when it may be one.
[[nodiscard]] node_id no_condition(const tree& expression, const std::vector<static_type>& types, node_id id) noexcept;

/// The two names of a type, English and Russian: arguments of findings.
[[nodiscard]] std::vector<std::string> type_names(const static_type& t);

}  // namespace reglament::feel
