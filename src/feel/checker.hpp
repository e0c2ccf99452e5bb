// Checker: walks the tree once and says of every node what type it has. Internal to check*.cpp.
#pragma once

#include "feel/check.hpp"
#include "feel/functions.hpp"
#include "feel/operators.hpp"
#include "feel/unknown.hpp"

#include <string>
#include <utility>

namespace reglament::feel {

[[nodiscard]] constexpr bool is_instant(type_kind k) noexcept {
    return k == type_kind::date || k == type_kind::date_time;
}

class checker {
public:
    checker(tree& expression, std::string_view text, const scope_data& names, const dialect& how,
            std::vector<finding>& found);

    std::vector<static_type> run();

private:
    static_type visit(node_id id, const static_type& hint = {});
    static_type type_of(node_id id, const static_type& hint);
    void drop_consequences();
    void report(finding f);
    void forgive(finding f);
    static_type misplaced(std::string_view code, node_id id);

    // Names, members and what binds names.
    static_type literal(const node& n) const;
    static_type name(const node& n);
    static_type undeclared(const node& n, const static_type& hint);
    static_type local(const node& n);
    static_type item_name(const node& n);
    static_type member(const node& n);
    static_type entry_of(const static_type& owner, const node& n);
    [[nodiscard]] span member_place(const node& n) const;
    static_type context(node_id id);
    static_type filter(const node& n);
    static_type iterations(node_id id);
    static_type for_each(node_id id);
    static_type quantified(node_id id);
    static_type function_of(node_id id);
    static_type instance_of(const node& n);
    [[nodiscard]] static static_type declared_as(const type& t);
    [[nodiscard]] static static_type item_of(const static_type& of);
    void bound_as(std::uint32_t local, const static_type& t);

    // Types that nobody declared, put together of what is known.
    [[nodiscard]] static type whole(const static_type& t);
    static_type inferred(type t);
    static_type list_of(const static_type& item);
    static_type range_of(const static_type& bound);
    static_type common(const static_type& a, const static_type& b) const;

    // Operators.
    static_type negated_number(const node& n);
    void operand(span where, std::string_view what, const static_type& t);
    static_type logic(node_id id);
    static_type arithmetic(node_id id);
    static_type combined(const static_type& a, sign s, const static_type& b, span where);
    void operands(span where, sign s, const static_type& a, const static_type& b);
    std::pair<static_type, static_type> both(node_id a, node_id b);
    static_type comparison(const node& n);
    void compared(span where, node_id left, const static_type& a, sign s, node_id right, const static_type& b);
    void mismatch(span where, node_id left, const static_type& a, node_id right, const static_type& b);
    static bool may_be(const static_type& t, const std::string& text);
    [[nodiscard]] std::string rewritten(node_id id, const static_type& other) const;
    void known_value(node_id id, const static_type& other);
    void allowed_number(node_id id, const static_type& other);
    static_type between(const node& n);
    static_type in(node_id id);
    [[nodiscard]] bool asks(node_id id) const;
    void test(node_id subject_id, const static_type& subject, node_id id);
    [[nodiscard]] static static_type tested_item(const static_type& of);
    void tested_range(node_id subject_id, const static_type& subject, const node& n);
    static_type range(const node& n);
    [[nodiscard]] std::string source_of(const node& n) const;
    static_type bracket(node_id id, const static_type& hint);
    static_type list(node_id id, const static_type& hint);
    static_type conditional(const node& n, const static_type& hint);

    // Calls.
    static_type call(node_id id);
    static_type unknown_call(node_id id);
    static_type invocation(node_id id);
    void visit_arguments(node_id id);
    bool choose_overload(node_id id);
    [[nodiscard]] span unknown_argument(node_id id) const;
    [[nodiscard]] static bool may_take(const function& f, std::size_t argument, const static_type& t);
    [[nodiscard]] bool may_take_all(const function& f, node_id id) const;
    static_type result_of(const function& f, node_id id);
    void check_invocation(node_id id, const type& callee);
    bool place_arguments(node_id id, const function& f);
    void check_arguments(node_id id, const function& f);
    node_id null_node(span where);

    tree& tree_;
    std::string_view text_;
    const scope_data& names_;
    const dialect& how_;
    std::vector<finding>& found_;
    std::vector<static_type> types_;
    std::vector<static_type> locals_;
    static_type item_;  ///< of the innermost filter
};

}  // namespace reglament::feel
