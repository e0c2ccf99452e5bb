#include "feel/branches.hpp"

namespace reglament::feel {

std::uint8_t orders_of(sign s) noexcept {
    switch (s) {
        case sign::less:
            return 1;
        case sign::equal:
            return 2;
        case sign::less_equal:
            return 3;
        case sign::greater:
            return 4;
        case sign::unequal:
            return 5;
        case sign::greater_equal:
            return 6;
        default:
            return 0;
    }
}

std::optional<branch_target> branch_code::put(branch_test t) {
    if (tests_.size() >= branch_out) return std::nullopt;
    tests_.push_back(t);
    return static_cast<branch_target>(tests_.size() - 1);
}

std::uint32_t branch_code::keep(const value& v) {
    constants_.push_back(v);
    return static_cast<std::uint32_t>(constants_.size() - 1);
}

std::optional<branch_target> branch_code::against(const instruction& slot, sign s, const value& constant,
                                                  branch_target yes, branch_target no) {
    branch_test t{.bank = slot.bank, .holds = orders_of(s), .slot = slot.a, .yes = yes, .no = no};
    if (constant.kind() == value_kind::number && t.holds != 0) {
        t.what = branch_test::kind::number;
    } else if (constant.kind() == value_kind::date && t.holds != 0) {
        t.what = branch_test::kind::day;
    } else if (constant.kind() == value_kind::string && (s == sign::equal || s == sign::unequal)) {
        t.what = branch_test::kind::text;
        if (s == sign::unequal) std::swap(t.yes, t.no);
    } else if (constant.kind() == value_kind::boolean && (s == sign::equal || s == sign::unequal)) {
        t.what = branch_test::kind::truth;
        if (constant.as_boolean() != (s == sign::equal)) std::swap(t.yes, t.no);
    } else {
        return std::nullopt;
    }
    t.constant = keep(constant);
    return put(t);
}

std::optional<branch_target> branch_code::among(const compiled& code, const instruction& i, branch_target yes,
                                                branch_target no) {
    constexpr std::uint32_t most = 255;
    if (i.n == 1) return against(i, sign::equal, code.constants[i.b], yes, no);
    if (i.n == 0 || i.n > most) return std::nullopt;
    const auto kind = code.constants[i.b].kind();
    if (kind != value_kind::string && kind != value_kind::number) return std::nullopt;
    branch_test t{.what = kind == value_kind::string ? branch_test::kind::text_in : branch_test::kind::number_in,
                  .bank = i.bank,
                  .count = static_cast<std::uint8_t>(i.n),
                  .slot = i.a,
                  .constant = static_cast<std::uint32_t>(constants_.size()),
                  .yes = yes,
                  .no = no};
    for (std::uint32_t k = 0; k < i.n; ++k) {
        if (code.constants[i.b + k].kind() != kind) return std::nullopt;
        constants_.push_back(code.constants[i.b + k]);
    }
    return put(t);
}

std::optional<branch_target> branch_code::add(const compiled& code, std::uint32_t at, branch_target yes,
                                              branch_target no) {
    const auto begun = tests_.size();
    const auto first = simply(code, at, yes, no);
    if (first || !partial_) return first;
    tests_.resize(begun);
    return branch_slow;
}

// From the last operand to the first, so that each knows where the next one begins. Behind the first that must be
// asked, there is nothing to test any more.
std::optional<branch_target> branch_code::chain(const compiled& code, const instruction& i, branch_target yes,
                                                branch_target no) {
    const bool all = i.op == opcode::conjunction;
    std::optional<branch_target> next;
    std::uint32_t simple = i.n;
    for (std::uint32_t k = 0; k < i.n && partial_ && !next; ++k) {
        if (branch_code{}.add(code, code.operands[i.a + k], yes, no)) continue;
        simple = k;
        next = branch_slow;
    }
    for (std::uint32_t k = simple; k-- > 0;) {
        const branch_target on = next.value_or(all ? yes : no);
        next = add(code, code.operands[i.a + k], all ? on : yes, all ? no : on);
        if (!next) return next;
    }
    return next;
}

std::optional<branch_target> branch_code::within(const compiled& code, const instruction& slot, std::uint32_t low,
                                                 std::uint32_t high, std::uint8_t open, branch_target yes,
                                                 branch_target no) {
    const auto& a = code.instructions[low];
    const auto& b = code.instructions[high];
    if (a.op != opcode::constant || b.op != opcode::constant) return std::nullopt;
    const auto below =
        against(slot, (open & node::open_end) != 0 ? sign::less : sign::less_equal, code.constants[b.a], yes, no);
    if (!below) return below;
    return against(slot, (open & node::open_start) != 0 ? sign::greater : sign::greater_equal, code.constants[a.a],
                   *below, no);
}

std::optional<branch_target> branch_code::one_of(const compiled& code, const instruction& slot, std::uint32_t test,
                                                 branch_target yes, branch_target no) {
    const auto& i = code.instructions[test];
    const auto constant = [&](std::uint32_t at) -> const value* {
        const auto& c = code.instructions[at];
        return c.op == opcode::constant ? &code.constants[c.a] : nullptr;
    };
    if (i.op == opcode::range) return within(code, slot, code.operands[i.a], code.operands[i.a + 1], i.flags, yes, no);
    if (i.op == opcode::test) {
        const value* c = constant(code.operands[i.a]);
        return c == nullptr ? std::nullopt : against(slot, i.s, *c, yes, no);
    }
    const value* c = constant(test);
    return c == nullptr ? std::nullopt : against(slot, sign::equal, *c, yes, no);
}

std::optional<branch_target> branch_code::tests_of(const compiled& code, const instruction& i, branch_target yes,
                                                   branch_target no) {
    const auto& slot = code.instructions[code.operands[i.a]];
    if (slot.op != opcode::slot) return std::nullopt;
    std::optional<branch_target> next = no;
    for (std::uint32_t k = i.n; k-- > 1;) {
        next = one_of(code, slot, code.operands[i.a + k], yes, *next);
        if (!next) return next;
    }
    return next;
}

std::optional<branch_target> branch_code::simply(const compiled& code, std::uint32_t at, branch_target yes,
                                                 branch_target no) {
    const auto& i = code.instructions[at];
    switch (i.op) {
        case opcode::constant: {
            const auto& v = code.constants[i.a];
            if (v.kind() != value_kind::boolean) return std::nullopt;
            return v.as_boolean() ? yes : no;
        }
        case opcode::slot:
            return put({.what = branch_test::kind::truth, .bank = i.bank, .slot = i.a, .yes = yes, .no = no});
        case opcode::slot_number:
        case opcode::slot_string:
        case opcode::slot_value:
            return against(i, i.s, code.constants[i.b], yes, no);
        case opcode::slot_in_strings:
        case opcode::slot_in_values:
            return among(code, i, yes, no);
        case opcode::conjunction:
        case opcode::disjunction:
            return chain(code, i, yes, no);
        case opcode::negation:
            return add(code, code.operands[i.a], no, yes);
        case opcode::in:
            return tests_of(code, i, yes, no);
        case opcode::between: {
            const auto& slot = code.instructions[code.operands[i.a]];
            if (slot.op != opcode::slot) return std::nullopt;
            return within(code, slot, code.operands[i.a + 1], code.operands[i.a + 2], 0, yes, no);
        }
        default:
            return std::nullopt;
    }
}

}  // namespace reglament::feel
