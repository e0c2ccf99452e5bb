// Evaluator: runs the instructions of one activation. Internal to evaluate*.cpp.
#pragma once

#include "feel/code.hpp"
#include "feel/operators.hpp"

#include <span>

namespace reglament::feel {

class evaluator {
public:
    explicit evaluator(const activation& in) noexcept : in_{in}, code_{in.code}, zone_{in.from.zone} {}

    [[nodiscard]] value evaluate(std::uint32_t at) const;
    [[nodiscard]] truth test_general(std::uint32_t at) const;

private:
    [[nodiscard]] truth test(std::uint32_t at) const { return feel::test(in_, at); }
    [[nodiscard]] std::uint32_t operand(const instruction& i, std::uint32_t k) const noexcept {
        return code_.operands[i.a + k];
    }

    // The operand's value where it lies; what has to be computed is put into `room`.
    [[nodiscard]] const value& reach(std::uint32_t at, value& room) const {
        const auto& i = code_.instructions[at];
        if (i.op == opcode::slot) return load(i, in_.from);
        if (i.op == opcode::constant) return code_.constants[i.a];
        if (i.op == opcode::local) return in_.locals[i.a];
        return room = evaluate(at);
    }

    // Apart from the way that goes well: says why there is no value.
    void note(std::string_view code, const instruction& i, std::string_view what, const value& a, const value& b) const;
    void note(std::string_view code, const instruction& i, std::string_view what, const value& v) const;
    void missing(const instruction& i, std::string_view what, const value& a, const value& b) const;
    [[nodiscard]] bool spend(std::size_t steps) const { return in_.run.spend(steps); }
    [[nodiscard]] bool look_through(std::size_t weight) const { return in_.run.look_through(weight); }

    // Comparisons and tests.
    [[nodiscard]] truth checked(const instruction& i, const value& a, sign s, const value& b) const;
    [[nodiscard]] truth slot_in_values(const instruction& i) const;
    [[nodiscard]] truth compared(const instruction& i) const;
    [[nodiscard]] truth within(const instruction& i, const value& v, const value& low, const value& high,
                               std::uint8_t open) const;
    [[nodiscard]] truth within(const instruction& i, const value& v, const range& r) const;
    [[nodiscard]] truth between(const instruction& i) const;
    [[nodiscard]] truth in(const instruction& i) const;
    [[nodiscard]] truth passes(const value& v, std::uint32_t at) const;
    [[nodiscard]] truth passes_value(const instruction& i, const value& v, const value& wanted) const;
    [[nodiscard]] value range_of(const instruction& i) const;
    [[nodiscard]] value range_of_test(const instruction& i) const;
    [[nodiscard]] std::uint32_t branch(const instruction& i) const;

    // Values of values.
    [[nodiscard]] value arithmetic(const instruction& i) const;
    [[nodiscard]] value negated_value(const instruction& i) const;
    [[nodiscard]] value list_of(const instruction& i) const;
    [[nodiscard]] value context_of(const instruction& i) const;
    [[nodiscard]] value property_of(const instruction& i) const;
    [[nodiscard]] value entry_of(const instruction& i) const;
    [[nodiscard]] const value* find_entry(const value& owner, std::string_view name) const;
    [[nodiscard]] value item_entry(const instruction& i) const;

    // Loops.
    [[nodiscard]] value filter(const instruction& i) const;
    [[nodiscard]] value filtered(const instruction& i, const list& items) const;
    [[nodiscard]] value for_each(const instruction& i) const;
    [[nodiscard]] truth quantified(const instruction& i) const;
    template <class Body>
    [[nodiscard]] bool each(const instruction& i, std::uint32_t operand_index, const loop_code::iteration& how,
                            const Body& body) const;
    template <class Body>
    [[nodiscard]] bool nest(const instruction& i, const loop_code& over, std::size_t level, std::uint32_t operand_index,
                            const Body& body) const;

    // Calls.
    [[nodiscard]] value call(const instruction& i) const;
    [[nodiscard]] value invocation(const instruction& i) const;
    [[nodiscard]] bool order_named(const instruction& i, const closure& f, std::span<value> given) const;
    [[nodiscard]] value make_closure(const instruction& i) const;

    const activation& in_;
    const compiled& code_;
    feel::zone zone_;
};

/// Calls the first of `overloads` functions that takes the arguments; they are changed where they have to be fitted.
/// Null, and `fitting` is false, when none takes them.
[[nodiscard]] value call_builtin(std::uint32_t first, std::uint32_t overloads, std::span<value> given, evaluation& run,
                                 bool& fitting);

}  // namespace reglament::feel
