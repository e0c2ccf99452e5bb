// The short way of conditions: slots that meet constants, joined by and, or, not. It stands apart from evaluate.cpp so
// that what is rare costs it neither registers nor stack.
#include "feel/code.hpp"
#include "feel/operators.hpp"

namespace reglament::feel {
namespace {

truth compared(number a, sign s, number b) noexcept {
    switch (s) {
        case sign::equal:
            return to_truth(a == b);
        case sign::unequal:
            return to_truth(!(a == b));
        case sign::less:
            return to_truth(a < b);
        case sign::less_equal:
            return to_truth(a <= b);
        case sign::greater:
            return to_truth(a > b);
        default:
            return to_truth(a >= b);
    }
}

bool among(const value* first, std::uint32_t count, const value& text) noexcept {
    for (const auto* each = first; each != first + count; ++each)
        if (same_text(*each, text)) return true;
    return false;
}

truth logic(const activation& in, const instruction& i, truth decides) {
    truth all = negated(decides);
    const auto* operand = in.code.operands.data() + i.a;
    for (const auto* const end = operand + i.n; operand != end; ++operand) {
        const auto one = test(in, *operand);
        if (one == decides) return decides;
        if (one == truth::unknown) {
            all = truth::unknown;
            tell_untrue(in, i, decides == truth::no ? "and" : "or", *operand);
        }
    }
    return all;
}

truth negation(const activation& in, const instruction& i) {
    const auto one = test(in, in.code.operands[i.a]);
    if (one == truth::unknown) tell_untrue(in, i, "not", in.code.operands[i.a]);
    return negated(one);
}

}  // namespace

truth test(const activation& in, std::uint32_t at) {
    const auto& code = in.code;
    const auto& i = code.instructions[at];
    switch (i.op) {
        case opcode::slot_number:
            if (const auto& v = load(i, in.from); v.kind() == value_kind::number)
                return compared(v.as_number(), i.s, code.constants[i.b].as_number());
            break;
        case opcode::slot_string:
            if (const auto& v = load(i, in.from); v.kind() == value_kind::string)
                return to_truth(same_text(v, code.constants[i.b]) == (i.s == sign::equal));
            break;
        case opcode::slot_in_strings:
            if (const auto& v = load(i, in.from); v.kind() == value_kind::string)
                return to_truth(among(&code.constants[i.b], i.n, v));
            break;
        case opcode::conjunction:
            return logic(in, i, truth::no);
        case opcode::disjunction:
            return logic(in, i, truth::yes);
        case opcode::negation:
            return negation(in, i);
        case opcode::slot:
            return to_truth(load(i, in.from));
        default:
            break;
    }
    return test_general(in, at);
}

}  // namespace reglament::feel
