#include "feel/decision/cell_shape.hpp"

#include <utility>

namespace reglament::feel {
namespace {

class shaper {
public:
    shaper(const compiled& cell, slot question) : code_{cell}, question_{question} {}

    cell_shape whole() {
        const bool known = visit(code_.root);
        if (!known) return {};
        return std::move(shape_);
    }

private:
    // False: what stands here cannot be told by constants.
    bool visit(std::uint32_t at) {
        const auto& i = code_.instructions[at];
        switch (i.op) {
            case opcode::constant:
                shape_.of = cell_shape::sort::any;
                return code_.constants[i.a] == value{true};
            case opcode::negation:
                shape_.negated = true;
                return code_.instructions[code_.operands[i.a]].op != opcode::negation && visit(code_.operands[i.a]) &&
                       shape_.of != cell_shape::sort::any;
            case opcode::slot_in_strings:
            case opcode::slot_in_values:
                return asks(i) && values(i);
            case opcode::in:
                return tests(i);
            default:
                return false;
        }
    }

    [[nodiscard]] bool asks(const instruction& i) const noexcept {
        return i.bank == question_.bank && i.a == question_.index;
    }

    bool values(const instruction& i) {
        for (std::uint32_t k = 0; k < i.n; ++k)
            if (!equal_to(code_.constants[i.b + k])) return false;
        return i.n != 0;
    }

    bool tests(const instruction& i) {
        const auto& subject = code_.instructions[code_.operands[i.a]];
        if (subject.op != opcode::slot || !asks(subject)) return false;
        for (std::uint32_t k = 1; k < i.n; ++k)
            if (!test(code_.instructions[code_.operands[i.a + k]])) return false;
        return i.n > 1;
    }

    bool test(const instruction& i) {
        if (i.op == opcode::constant) return equal_to(code_.constants[i.a]);
        if (i.op == opcode::range) return range(i);
        if (i.op != opcode::test) return false;
        const auto* bound = constant(code_.operands[i.a]);
        if (bound == nullptr) return false;
        if (i.s == sign::equal) return equal_to(*bound);
        const auto key = order_key(*bound);
        if (!key || !is_of(cell_shape::sort::ordered, bound->kind())) return false;
        switch (i.s) {
            case sign::less:
            case sign::less_equal:
                shape_.intervals.push_back({{}, key, false, i.s == sign::less});
                return true;
            case sign::greater:
            case sign::greater_equal:
                shape_.intervals.push_back({key, {}, i.s == sign::greater, false});
                return true;
            default:
                return false;
        }
    }

    bool range(const instruction& i) {
        const auto* low = constant(code_.operands[i.a]);
        const auto* high = constant(code_.operands[i.a + 1]);
        if (low == nullptr || high == nullptr || low->kind() != high->kind()) return false;
        const auto from = order_key(*low);
        const auto to = order_key(*high);
        if (!from || !to || !is_of(cell_shape::sort::ordered, low->kind())) return false;
        shape_.intervals.push_back(
            {from, to, (i.flags & instruction::open_start) != 0, (i.flags & instruction::open_end) != 0});
        return true;
    }

    bool equal_to(const value& v) {
        if (v.kind() == value_kind::string) {
            shape_.texts.push_back(v.as_string());
            return is_of(cell_shape::sort::texts, v.kind());
        }
        if (v.kind() == value_kind::boolean) {
            shape_.truth[v.as_boolean() ? 1 : 0] = true;
            return is_of(cell_shape::sort::truths, v.kind());
        }
        const auto key = order_key(v);
        if (key) shape_.intervals.push_back({key, key, false, false});
        return key && is_of(cell_shape::sort::ordered, v.kind());
    }

    // Whether everything so far is of one kind.
    bool is_of(cell_shape::sort of, value_kind kind) {
        if (shape_.of == cell_shape::sort::opaque) {
            shape_.of = of;
            shape_.kind = kind;
        }
        return shape_.of == of && shape_.kind == kind;
    }

    [[nodiscard]] const value* constant(std::uint32_t at) const {
        const auto& i = code_.instructions[at];
        return i.op == opcode::constant ? &code_.constants[i.a] : nullptr;
    }

    const compiled& code_;
    slot question_;
    cell_shape shape_;
};

}  // namespace

cell_shape shape_of(const compiled& cell, slot question) {
    return shaper{cell, question}.whole();
}

}  // namespace reglament::feel
