#include "feel/code.hpp"
#include "feel/functions.hpp"
#include "feel/operators.hpp"

#include <algorithm>
#include <map>
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
    generator(const tree& expression, const scope_data& names, compiled& out, std::vector<finding>& found)
        : tree_{expression}, names_{names}, out_{out}, found_{found} {}

    std::uint32_t whole(node_id root) {
        const auto at = visit_nested(root);
        out_.locals = top_.size;
        return at;
    }

private:
    // What one activation of a function's body, or of the whole, works on.
    struct activation_plan {
        activation_plan* outer = nullptr;
        std::uint32_t size = 0;
        std::map<std::uint32_t, std::uint32_t> locals;                          // of the tree → of the activation
        std::map<std::pair<std::uint8_t, std::uint32_t>, std::uint32_t> slots;  // captured ones
        std::vector<std::uint32_t> captured;                                    // places
        std::vector<std::uint32_t> captures;                                    // instructions of the outer one
        std::uint32_t depth = 0;
        std::uint32_t deepest = 0;

        std::uint32_t bind(std::uint32_t local) { return locals[local] = size++; }
    };

    std::uint32_t visit_nested(node_id id) {
        plan_->deepest = std::max(plan_->deepest, ++plan_->depth);
        const auto at = visit(id);
        --plan_->depth;
        return at;
    }

    std::uint32_t visit(node_id id) {
        const node& n = tree_[id];
        switch (n.kind) {
            case node_kind::literal:
                return constant(tree_.literals[n.payload], n.where);
            case node_kind::name:
                return slot_at(names_[n.payload].where, n.where);
            case node_kind::local:
                return local(n.payload, n.where);
            case node_kind::item_name:
                return item_name(n);
            case node_kind::member:
                return member(n);
            case node_kind::bracket:
            case node_kind::argument:
            case node_kind::entry:
                return visit_nested(n.first);
            case node_kind::call:
                return call(id);
            case node_kind::function_name:
                return constant(builtin(n.payload), n.where);
            case node_kind::invocation:
                return invocation(id);
            case node_kind::any_value:
                return constant(value{true}, n.where);
            case node_kind::unary_test:
                return with_operands({.op = opcode::test, .s = n.joint, .where = n.where}, {visit_nested(n.first)});
            case node_kind::range:
                return range(n);
            case node_kind::context_of:
                return context(id);
            case node_kind::filter:
                return filter(n);
            case node_kind::for_each:
                return loop(id, opcode::for_each);
            case node_kind::some:
                return loop(id, opcode::some);
            case node_kind::every:
                return loop(id, opcode::every);
            case node_kind::function_of:
                return function(id);
            case node_kind::instance_of:
                return instance_of(n);
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

public:
    // What the code under `at` reads, each slot once.
    void collect(std::uint32_t at) {
        const auto& i = out_.instructions[at];
        if (i.op >= opcode::slot && i.op <= opcode::slot_in_values) {
            const slot s{i.bank, i.a};
            if (std::ranges::find(out_.reads, s) == out_.reads.end()) out_.reads.push_back(s);
        }
        if (i.op == opcode::call && function_at(i.b).reads_clock) out_.reads_clock = true;
        if (i.op == opcode::closure) collect(out_.bodies[i.b].root);
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
        for (const node_id child : children{tree_, id}) operands.push_back(visit_nested(child));
        return with_operands({.op = op, .b = b, .where = tree_[id].where}, operands);
    }

    [[nodiscard]] const instruction& at(std::uint32_t i) const { return out_.instructions[i]; }
    [[nodiscard]] bool is_constant(std::uint32_t i) const { return at(i).op == opcode::constant; }
    [[nodiscard]] const value& constant_of(std::uint32_t i) const { return out_.constants[at(i).a]; }

    // Times without a zone are compared in the frame's zone: they stay for the run.
    [[nodiscard]] bool is_foldable(std::uint32_t i) const {
        if (at(i).op == opcode::test || at(i).op == opcode::range) return all_foldable(i);
        if (!is_constant(i)) return false;
        const auto kind = constant_of(i).kind();
        return kind != value_kind::time && kind != value_kind::date_time && kind != value_kind::list &&
               kind != value_kind::range && kind != value_kind::function;
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
        const frame nowhere;
        evaluation running{nowhere, nullptr};
        auto v = evaluate({out_, nowhere, running, nullptr}, i);
        if (v.is_null() && has_no_null(i)) found_.push_back({"feel-always-null", where, {}, {}, true});
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
            const auto i = visit_nested(child);
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
            operands.push_back(visit_nested(child));
            signs.push_back(tree_[child].joint);
        }
        const auto first = static_cast<std::uint32_t>(out_.signs.size());
        out_.signs.insert(out_.signs.end(), signs.begin(), signs.end());
        return folded(with_operands({.op = opcode::arithmetic, .b = first, .where = tree_[id].where}, operands));
    }

    std::uint32_t comparison(const node& n) {
        auto left = visit_nested(n.first);
        auto right = visit_nested(n.last);
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
        return add({.op = op,
                    .s = s,
                    .bank = from.bank,
                    .a = from.a,
                    .b = at(right).a,
                    .where = n.where,
                    .subject = from.where});
    }

    std::uint32_t in(node_id id) {
        const node& n = tree_[id];
        std::vector<std::uint32_t> operands{visit_nested(n.first)};
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
            to.push_back(visit_nested(id));
        else
            tests(id, to);
    }

    std::uint32_t single_test(node_id id) {
        const node& n = tree_[id];
        const auto at = visit_nested(id);
        const bool whole = n.kind == node_kind::unary_test || n.kind == node_kind::range || !asks(id);
        return whole ? at : with_operands({.op = opcode::asked, .where = n.where}, {at});
    }

    // Whether a test speaks of `?` itself.
    [[nodiscard]] bool asks(node_id id) const {
        const node& n = tree_[id];
        if (n.kind == node_kind::name && names_.question() == n.payload) return true;
        for (const node_id child : children{tree_, id})
            if (asks(child)) return true;
        return false;
    }

    std::uint32_t range(const node& n) {
        const auto first = visit_nested(n.first);
        const auto last = visit_nested(n.last);
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
                    .where = n.where,
                    .subject = from.where});
    }

    std::uint32_t conditional(const node& n, node_id id) {
        const auto condition = visit_nested(n.first);
        if (is_constant(condition))
            return visit_nested(to_truth(constant_of(condition)) == truth::yes ? tree_[n.first].next : n.last);
        const auto yes = visit_nested(tree_[n.first].next);
        const auto no = visit_nested(n.last);
        return with_operands({.op = opcode::conditional, .where = tree_[id].where}, {condition, yes, no});
    }

    std::uint32_t call(node_id id) {
        const node& n = tree_[id];
        const auto& f = function_at(n.payload);
        for (const node_id child : children{tree_, id})
            if (tree_[child].kind == node_kind::argument) return constant({}, n.where);  // of no such name
        const bool known = (n.flags & node::one_overload) != 0;
        auto i = operation(opcode::call, id, n.payload);
        out_.instructions[i].bank = static_cast<std::uint8_t>(known ? 1 : overloads_of(n.payload));
        for (std::uint32_t k = 0; k < at(i).n; ++k)
            if (!is_constant(out_.operands[at(i).a + k])) return i;
        return f.reads_clock ? i : replaced(i);
    }

    std::uint32_t invocation(node_id id) {
        const node& n = tree_[id];
        std::uint32_t names = 0;
        for (const node_id child : children{tree_, id}) {
            if (tree_[child].kind != node_kind::argument) continue;
            out_.words.push_back(tree_.words[tree_[child].payload]);
            if (names == 0) names = static_cast<std::uint32_t>(out_.words.size());
        }
        const bool mixed = names != 0 && tree_[tree_[n.first].next].kind != node_kind::argument;
        const auto i = operation(opcode::invocation, id, names);
        return mixed ? constant({}, n.where) : i;
    }

    static value builtin(std::uint32_t id) {
        closure c{nullptr, id, 0, 0, {}};
        c.least = static_cast<std::uint32_t>(function_at(id).parameters.size());
        for (auto i = id; i != id + overloads_of(id); ++i) {
            const auto& f = function_at(i);
            const auto all = static_cast<std::uint32_t>(f.parameters.size());
            c.least = std::min(c.least, static_cast<std::uint32_t>(least_arguments(f)));
            c.most = std::max(c.most, f.variadic || f.repeats ? UINT32_MAX : all);
        }
        return value{std::move(c)};
    }

    // A fact read in a function's body is read when the function is made, and goes with it.
    std::uint32_t slot_at(slot where, span text) {
        if (plan_->outer == nullptr)
            return add({.op = opcode::slot, .bank = where.bank, .a = where.index, .where = text});
        const auto key = std::pair{where.bank, where.index};
        auto found = plan_->slots.find(key);
        if (found == plan_->slots.end()) {
            found = plan_->slots.emplace(key, plan_->size++).first;
            capture(found->second, [&] { return slot_at(where, text); });
        }
        return add({.op = opcode::local, .a = found->second, .where = text});
    }

    std::uint32_t local(std::uint32_t name, span text) {
        auto found = plan_->locals.find(name);
        if (found == plan_->locals.end()) {
            if (plan_->outer == nullptr) return constant({}, text);  // not bound yet: the reader knows better
            plan_->bind(name);
            found = plan_->locals.find(name);
            capture(found->second, [&] { return local(name, text); });
        }
        return add({.op = opcode::local, .a = found->second, .where = text});
    }

    template <class Read>
    void capture(std::uint32_t place, const Read& read) {
        auto* const inner = std::exchange(plan_, plan_->outer);
        const auto from = read();
        plan_ = inner;
        inner->captured.push_back(place);
        inner->captures.push_back(from);
    }

    std::uint32_t item_name(const node& n) {
        const auto item = local(item_, n.where);
        out_.words.push_back(tree_.words[n.payload]);
        const auto word = static_cast<std::uint32_t>(out_.words.size() - 1);
        std::vector<std::uint32_t> operands{item};
        if (n.first != no_node) operands.push_back(visit_nested(n.first));
        return with_operands({.op = opcode::item_entry, .b = word, .where = n.where}, operands);
    }

    std::uint32_t filter(const node& n) {
        const auto list = visit_nested(n.first);
        const auto outside = std::exchange(item_, n.payload);
        const auto item = plan_->bind(n.payload);
        const auto condition = visit_nested(n.last);
        item_ = outside;
        return with_operands({.op = opcode::filter, .b = item, .where = n.where}, {list, condition});
    }

    std::uint32_t context(node_id id) {
        std::vector<entry_code> entries;
        std::vector<std::uint32_t> operands;
        for (const node_id child : children{tree_, id}) {
            const auto name = tree_[child].payload;
            operands.push_back(visit_nested(child));
            entries.push_back({tree_.locals[name], plan_->bind(name)});
        }
        const auto first = static_cast<std::uint32_t>(out_.entries.size());
        out_.entries.insert(out_.entries.end(), entries.begin(), entries.end());
        return with_operands({.op = opcode::context_of, .b = first, .where = tree_[id].where}, operands);
    }

    std::uint32_t loop(node_id id, opcode op) {
        loop_code made;
        std::vector<std::uint32_t> operands;
        for (const node_id child : children{tree_, id}) {
            const node& n = tree_[child];
            if (n.kind == node_kind::iteration) {
                operands.push_back(visit_nested(n.first));
                if (n.last != n.first) operands.push_back(visit_nested(n.last));
                made.iterations.push_back({plan_->bind(n.payload), n.last != n.first});
            } else {
                if (op == opcode::for_each && reads(child, tree_[id].payload))
                    made.partial = plan_->bind(tree_[id].payload);
                operands.push_back(visit_nested(child));
            }
        }
        out_.loops.push_back(std::move(made));
        return with_operands(
            {.op = op, .b = static_cast<std::uint32_t>(out_.loops.size() - 1), .where = tree_[id].where}, operands);
    }

    [[nodiscard]] bool reads(node_id id, std::uint32_t name) const {
        if (tree_[id].kind == node_kind::local && tree_[id].payload == name) return true;
        for (const node_id child : children{tree_, id})
            if (reads(child, name)) return true;
        return false;
    }

    std::uint32_t function(node_id id) {
        activation_plan inner;
        inner.outer = std::exchange(plan_, &inner);
        body_code body;
        for (const node_id child : children{tree_, id}) {
            const node& n = tree_[child];
            if (n.kind != node_kind::parameter) {
                body.root = visit_nested(child);
                continue;
            }
            inner.bind(n.payload);
            body.parameters.push_back(
                {tree_.locals[n.payload], n.first == no_node ? type{} : tree_.types[tree_[n.first].payload]});
        }
        plan_ = inner.outer;
        body.locals = inner.size;
        body.depth = inner.deepest + 2;
        body.captured = std::move(inner.captured);
        out_.bodies.push_back(std::move(body));
        return with_operands(
            {.op = opcode::closure, .b = static_cast<std::uint32_t>(out_.bodies.size() - 1), .where = tree_[id].where},
            inner.captures);
    }

    std::uint32_t instance_of(const node& n) {
        out_.types.push_back(tree_.types[tree_[n.last].payload]);
        const auto index = static_cast<std::uint32_t>(out_.types.size() - 1);
        return with_operands({.op = opcode::instance_of, .b = index, .where = n.where}, {visit_nested(n.first)});
    }

    std::uint32_t member(const node& n) {
        const auto owner = visit_nested(n.first);
        const auto& word = tree_.words[n.payload];
        const auto p = property_names().find(word);
        if (p) return folded(with_operands({.op = opcode::property, .b = *p, .where = n.where}, {owner}));
        out_.words.push_back(word);
        const auto index = static_cast<std::uint32_t>(out_.words.size() - 1);
        return with_operands({.op = opcode::entry, .b = index, .where = n.where}, {owner});
    }

    const tree& tree_;
    const scope_data& names_;
    compiled& out_;
    std::vector<finding>& found_;
    activation_plan top_;
    activation_plan* plan_ = &top_;
    std::uint32_t item_ = 0;  // the innermost filter's
};

}  // namespace

void generate(const tree& expression, const std::vector<static_type>& types, const scope_data& names, compiled& out,
              std::vector<finding>& found) {
    generator g{expression, names, out, found};
    out.root = g.whole(expression.root);
    g.collect(out.root);
    const auto& t = types[expression.root];
    out.result = t.declared != nullptr ? *t.declared : type{.kind = t.kind};
    const auto& root = out.instructions[out.root];
    if (root.op == opcode::constant) out.constant = to_truth(out.constants[root.a]);
}

}  // namespace reglament::feel
