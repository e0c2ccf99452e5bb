#include "feel/code.hpp"
#include "feel/functions.hpp"
#include "feel/operators.hpp"

#include <algorithm>
#include <utility>

namespace reglament::feel {
namespace {

constexpr sign mirrored(sign s) noexcept {
    switch (s) {
        case sign::less:
            return sign::greater;
        case sign::less_equal:
            return sign::greater_equal;
        case sign::greater:
            return sign::less;
        case sign::greater_equal:
            return sign::less_equal;
        default:
            return s;
    }
}

class generator {
public:
    generator(const tree& expression, const scope_data& names, const dialect& how, compiled& out,
              std::vector<finding>& found)
        : tree_{expression}, names_{names}, how_{how}, out_{out}, found_{found} {}

    std::uint32_t visit(node_id id) {
        const node& n = tree_[id];
        switch (n.kind) {
            case node_kind::literal:
                return constant(tree_.literals[n.payload], n.where);
            case node_kind::name: {
                const auto& entry = names_.entries[n.payload];
                return add({.op = opcode::slot, .bank = entry.where.bank, .a = entry.where.index, .where = n.where});
            }
            case node_kind::member:
                return member(n);
            case node_kind::bracket:
            case node_kind::argument:
                return visit(n.first);
            case node_kind::call:
                return call(id);
            case node_kind::negate:
                return folded(operation(opcode::negate, id));
            case node_kind::negation:
                return folded(operation(opcode::negation, id));
            case node_kind::conjunction:
                return logic(id, opcode::conjunction, truth::no);
            case node_kind::disjunction:
                return logic(id, opcode::disjunction, truth::yes);
            case node_kind::arithmetic:
                return arithmetic(id);
            case node_kind::comparison:
                return comparison(n);
            case node_kind::between:
                return folded(operation(opcode::between, id));
            case node_kind::in:
                return in(id);
            case node_kind::list_of:
                return folded(operation(opcode::list_of, id));
            case node_kind::conditional:
                return conditional(n, id);
            default:
                return constant({}, n.where);  // the checker has refused it
        }
    }

    // What the code under `at` reads, each slot once.
    void collect(std::uint32_t at) {
        const auto& i = out_.instructions[at];
        if (i.op >= opcode::slot && i.op <= opcode::slot_in_values) {
            const slot s{i.bank, i.a};
            if (std::ranges::find(out_.reads, s) == out_.reads.end()) out_.reads.push_back(s);
        }
        if (i.op == opcode::call && function_at(i.b).reads_clock) out_.reads_clock = true;
        if (i.op < opcode::conjunction) return;
        for (std::uint32_t k = 0; k < i.n; ++k) collect(out_.operands[i.a + k]);
    }

private:
    std::uint32_t add(const instruction& i) {
        out_.instructions.push_back(i);
        return static_cast<std::uint32_t>(out_.instructions.size() - 1);
    }

    std::uint32_t constant(value v, span where) {
        out_.constants.push_back(std::move(v));
        return add(
            {.op = opcode::constant, .a = static_cast<std::uint32_t>(out_.constants.size() - 1), .where = where});
    }

    std::uint32_t with_operands(instruction i, const std::vector<std::uint32_t>& operands) {
        i.a = static_cast<std::uint32_t>(out_.operands.size());
        i.n = static_cast<std::uint32_t>(operands.size());
        out_.operands.insert(out_.operands.end(), operands.begin(), operands.end());
        return add(i);
    }

    std::uint32_t operation(opcode op, node_id id, std::uint32_t b = 0) {
        std::vector<std::uint32_t> operands;
        for (const node_id child : children{tree_, id}) operands.push_back(visit(child));
        return with_operands({.op = op, .b = b, .where = tree_[id].where}, operands);
    }

    [[nodiscard]] const instruction& at(std::uint32_t i) const { return out_.instructions[i]; }
    [[nodiscard]] bool is_constant(std::uint32_t i) const { return at(i).op == opcode::constant; }
    [[nodiscard]] const value& constant_of(std::uint32_t i) const { return out_.constants[at(i).a]; }

    // Times without a zone are compared in the frame's zone: they stay for the run.
    [[nodiscard]] bool is_foldable(std::uint32_t i) const {
        if (at(i).op == opcode::test || at(i).op == opcode::range || at(i).op == opcode::any_of) return all_foldable(i);
        if (!is_constant(i)) return false;
        const auto kind = constant_of(i).kind();
        return kind != value_kind::time && kind != value_kind::date_time && kind != value_kind::list;
    }

    [[nodiscard]] bool all_foldable(std::uint32_t i) const {
        for (std::uint32_t k = 0; k < at(i).n; ++k)
            if (!is_foldable(out_.operands[at(i).a + k])) return false;
        return true;
    }

    // The instruction, or the constant it always gives.
    std::uint32_t folded(std::uint32_t i) {
        if (!all_foldable(i)) return i;
        return replaced(i);
    }

    std::uint32_t replaced(std::uint32_t i) {
        const auto where = at(i).where;
        auto v = evaluate(out_, i, frame{}, nullptr);
        if (v.is_null() && how_.regulation && has_no_null(i))
            found_.push_back({"feel-always-null", where, {}, {}, true});
        return constant(std::move(v), where);
    }

    [[nodiscard]] bool has_no_null(std::uint32_t i) const {
        for (std::uint32_t k = 0; k < at(i).n; ++k) {
            const auto operand = out_.operands[at(i).a + k];
            if (is_constant(operand) && constant_of(operand).is_null()) return false;
        }
        return at(i).n != 0;
    }

    std::uint32_t logic(node_id id, opcode op, truth decides) {
        std::vector<std::uint32_t> operands;
        for (const node_id child : children{tree_, id}) {
            const auto i = visit(child);
            if (is_constant(i) && to_truth(constant_of(i)) == decides)
                return constant(to_value(decides), tree_[id].where);
            if (!is_constant(i) || to_truth(constant_of(i)) == truth::unknown) operands.push_back(i);
        }
        if (operands.empty()) return constant(to_value(negated(decides)), tree_[id].where);
        return with_operands({.op = op, .where = tree_[id].where}, operands);
    }

    std::uint32_t arithmetic(node_id id) {
        std::vector<std::uint32_t> operands;
        std::vector<sign> signs;
        for (const node_id child : children{tree_, id}) {
            operands.push_back(visit(child));
            signs.push_back(tree_[child].joint);
        }
        const auto first = static_cast<std::uint32_t>(out_.signs.size());
        out_.signs.insert(out_.signs.end(), signs.begin(), signs.end());
        return folded(with_operands({.op = opcode::arithmetic, .b = first, .where = tree_[id].where}, operands));
    }

    std::uint32_t comparison(const node& n) {
        auto left = visit(n.first);
        auto right = visit(n.last);
        auto s = tree_[n.last].joint;
        if (is_constant(left) && at(right).op == opcode::slot) {
            std::swap(left, right);
            s = mirrored(s);
        }
        if (at(left).op != opcode::slot || !is_constant(right))
            return folded(with_operands({.op = opcode::compare, .s = s, .where = n.where}, {left, right}));
        const auto kind = constant_of(right).kind();
        const bool equality = s == sign::equal || s == sign::unequal;
        const auto op = kind == value_kind::number               ? opcode::slot_number
                        : kind == value_kind::string && equality ? opcode::slot_string
                                                                 : opcode::slot_value;
        const auto from = at(left);
        return add({.op = op, .s = s, .bank = from.bank, .a = from.a, .b = at(right).a, .where = n.where});
    }

    std::uint32_t in(node_id id) {
        const node& n = tree_[id];
        std::vector<std::uint32_t> operands{visit(n.first)};
        for (node_id t = tree_[n.first].next; t != no_node; t = tree_[t].next) tests(t, operands);
        if (at(operands[0]).op == opcode::slot && operands.size() > 1 && all_values(operands))
            return slot_in(n, operands);
        return folded(with_operands({.op = opcode::in, .where = n.where}, operands));
    }

    // The tests a node after `in` stands for, brackets and lists laid open.
    void tests(node_id id, std::vector<std::uint32_t>& to) {
        const node& n = tree_[id];
        if (n.kind == node_kind::bracket || n.kind == node_kind::list_of) {
            for (const node_id child : children{tree_, id}) item(n.kind, child, to);
        } else {
            to.push_back(single_test(id));
        }
    }

    // An item of a bracket is a test like any other; a list in a list is a value, unless it holds ranges.
    void item(node_kind around, node_id id, std::vector<std::uint32_t>& to) {
        const bool value_list = around == node_kind::list_of && tree_[id].kind == node_kind::list_of;
        if (value_list)
            to.push_back(visit(id));
        else
            tests(id, to);
    }

    std::uint32_t single_test(node_id id) {
        const node& n = tree_[id];
        if (n.kind == node_kind::unary_test)
            return with_operands({.op = opcode::test, .s = n.joint, .where = n.where}, {visit(n.first)});
        if (n.kind != node_kind::range) return visit(id);
        const auto first = visit(n.first);
        const auto last = visit(n.last);
        return with_operands({.op = opcode::range, .flags = n.flags, .where = n.where}, {first, last});
    }

    [[nodiscard]] bool all_values(const std::vector<std::uint32_t>& operands) const {
        return std::all_of(operands.begin() + 1, operands.end(), [this](std::uint32_t i) {
            return is_constant(i) && constant_of(i).kind() != value_kind::list && !constant_of(i).is_null();
        });
    }

    std::uint32_t slot_in(const node& n, const std::vector<std::uint32_t>& operands) {
        const auto first = static_cast<std::uint32_t>(out_.constants.size());
        bool strings = true;
        for (std::size_t k = 1; k < operands.size(); ++k) {
            value v = constant_of(operands[k]);
            strings &= v.kind() == value_kind::string;
            out_.constants.push_back(std::move(v));
        }
        const auto from = at(operands[0]);
        return add({.op = strings ? opcode::slot_in_strings : opcode::slot_in_values,
                    .bank = from.bank,
                    .a = from.a,
                    .b = first,
                    .n = static_cast<std::uint32_t>(operands.size() - 1),
                    .where = n.where});
    }

    std::uint32_t conditional(const node& n, node_id id) {
        const auto condition = visit(n.first);
        if (is_constant(condition))
            return visit(to_truth(constant_of(condition)) == truth::yes ? tree_[n.first].next : n.last);
        const auto yes = visit(tree_[n.first].next);
        const auto no = visit(n.last);
        return with_operands({.op = opcode::conditional, .where = tree_[id].where}, {condition, yes, no});
    }

    std::uint32_t call(node_id id) {
        const auto& f = function_at(tree_[id].payload);
        for (const node_id child : children{tree_, id})
            if (tree_[child].kind == node_kind::argument) return constant({}, tree_[id].where);  // of no such name
        const auto i = operation(opcode::call, id, tree_[id].payload);
        if (at(i).n < f.least || (at(i).n > f.most && f.most != function::any_number))
            return constant({}, tree_[id].where);
        for (std::uint32_t k = 0; k < at(i).n; ++k)
            if (!is_constant(out_.operands[at(i).a + k])) return i;
        return f.reads_clock ? i : replaced(i);
    }

    std::uint32_t member(const node& n) {
        const auto owner = visit(n.first);
        const auto& word = tree_.words[n.payload];
        const auto p = property_names().find(word);
        if (p) return folded(with_operands({.op = opcode::property, .b = *p, .where = n.where}, {owner}));
        out_.words.push_back(word);
        const auto index = static_cast<std::uint32_t>(out_.words.size() - 1);
        return with_operands({.op = opcode::entry, .b = index, .where = n.where}, {owner});
    }

    const tree& tree_;
    const scope_data& names_;
    const dialect& how_;
    compiled& out_;
    std::vector<finding>& found_;
};

}  // namespace

void generate(const tree& expression, const std::vector<static_type>& types, const scope_data& names,
              const dialect& how, compiled& out, std::vector<finding>& found) {
    generator g{expression, names, how, out, found};
    out.root = g.visit(expression.root);
    g.collect(out.root);
    const auto& t = types[expression.root];
    out.result = t.declared != nullptr ? *t.declared : type{.kind = t.kind, .values = {}, .item = nullptr};
    const auto& root = out.instructions[out.root];
    if (root.op == opcode::constant) out.constant = to_truth(out.constants[root.a]);
}

}  // namespace reglament::feel
