#include "feel/code.hpp"
#include "feel/functions.hpp"
#include "feel/operators.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace reglament::feel {

const value null_value;

namespace {

class evaluator {
public:
    evaluator(const compiled& code, const frame& f, std::vector<evaluation_note>* notes) noexcept
        : code_{code}, frame_{f}, notes_{notes} {}

    // What feel::test leaves to this class.
    [[nodiscard]] truth test_general(std::uint32_t at) const {
        const auto& i = code_.instructions[at];
        switch (i.op) {
            case opcode::slot_number:
            case opcode::slot_string:
            case opcode::slot_value:
                return checked(i, load(i), i.s, code_.constants[i.b]);
            case opcode::slot_in_strings:
            case opcode::slot_in_values:
                return slot_in_values(i);
            case opcode::compare:
                return compared(i);
            case opcode::between:
                return between(i);
            case opcode::in:
                return in(i);
            case opcode::conditional:
                return test(branch(i));
            default:
                return to_truth(evaluate(at));
        }
    }

    [[nodiscard]] value evaluate(std::uint32_t at) const {
        const auto& i = code_.instructions[at];
        switch (i.op) {
            case opcode::constant:
                return code_.constants[i.a];
            case opcode::slot:
                return load(i);
            case opcode::arithmetic:
                return arithmetic(i);
            case opcode::negate:
                return negated_value(i);
            case opcode::conditional:
                return evaluate(branch(i));
            case opcode::list_of:
                return list_of(i);
            case opcode::call:
                return call(i);
            case opcode::property:
                return property_of(i);
            case opcode::entry:
                return entry_of(i);
            case opcode::any_of:
            case opcode::test:
            case opcode::range:
                return {};
            default:
                return to_value(test(at));
        }
    }

private:
    [[nodiscard]] truth test(std::uint32_t at) const { return feel::test(code_, at, frame_, notes_); }

    [[nodiscard]] const value& load(const instruction& i) const noexcept { return feel::load(i, frame_); }

    [[nodiscard]] std::uint32_t operand(const instruction& i, std::uint32_t k) const noexcept {
        return code_.operands[i.a + k];
    }

    // The operand's value where it lies; what has to be computed is put into `room`.
    [[nodiscard]] const value& reach(std::uint32_t at, value& room) const {
        const auto& i = code_.instructions[at];
        if (i.op == opcode::slot) return load(i);
        if (i.op == opcode::constant) return code_.constants[i.a];
        return room = evaluate(at);
    }

    // Apart from the way that goes well: says why there is no value.
    void note(std::string_view code, const instruction& i, std::string_view what, const value& a,
              const value& b) const {
        notes_->push_back({code, i.where, {std::string{what}, to_string(a), to_string(b)}});
    }

    void missing(const instruction& i, std::string_view what, const value& a, const value& b) const {
        if (notes_ == nullptr) return;
        note(a.is_null() || b.is_null() ? "feel-null-operand" : "feel-type-mismatch", i, what, a, b);
    }

    [[nodiscard]] truth checked(const instruction& i, const value& a, sign s, const value& b) const {
        const auto t = compare(a, s, b, frame_.zone);
        if (t == truth::unknown) missing(i, spelling(s), a, b);
        return t;
    }

    [[nodiscard]] truth slot_in_values(const instruction& i) const {
        const auto& v = load(i);
        for (std::uint32_t k = 0; k < i.n; ++k)
            if (passes_value(v, code_.constants[i.b + k])) return truth::yes;
        return truth::no;
    }

    [[nodiscard]] truth compared(const instruction& i) const {
        value room_a;
        value room_b;
        const auto& a = reach(operand(i, 0), room_a);
        const auto& b = reach(operand(i, 1), room_b);
        return checked(i, a, i.s, b);
    }

    [[nodiscard]] truth within(const instruction& i, const value& v, const value& low, const value& high,
                               std::uint8_t open) const {
        const auto above =
            compare(v, (open & node::open_start) != 0 ? sign::greater : sign::greater_equal, low, frame_.zone);
        if (above == truth::unknown) missing(i, "in", v, low);
        const auto below = compare(v, (open & node::open_end) != 0 ? sign::less : sign::less_equal, high, frame_.zone);
        if (below == truth::unknown) missing(i, "in", v, high);
        if (above == truth::unknown || below == truth::unknown) return truth::unknown;
        return to_truth(above == truth::yes && below == truth::yes);
    }

    [[nodiscard]] truth between(const instruction& i) const {
        value room_v;
        value room_low;
        value room_high;
        const auto& v = reach(operand(i, 0), room_v);
        const auto& low = reach(operand(i, 1), room_low);
        return within(i, v, low, reach(operand(i, 2), room_high), 0);
    }

    [[nodiscard]] truth in(const instruction& i) const {
        value room;
        const auto& v = reach(operand(i, 0), room);
        truth any = truth::no;
        for (std::uint32_t k = 1; k < i.n; ++k) {
            const auto one = passes(v, operand(i, k));
            if (one == truth::yes) return one;
            if (one == truth::unknown) any = one;
        }
        return any;
    }

    [[nodiscard]] truth passes(const value& v, std::uint32_t at) const {
        const auto& i = code_.instructions[at];
        value room;
        if (i.op == opcode::test) return checked(i, v, i.s, reach(operand(i, 0), room));
        if (i.op == opcode::range) {
            value room_high;
            const auto& low = reach(operand(i, 0), room);
            return within(i, v, low, reach(operand(i, 1), room_high), i.flags);
        }
        return to_truth(passes_value(v, reach(at, room)));
    }

    // A list holds the value or is it; everything else is equal to it. What cannot be compared is not equal.
    [[nodiscard]] bool passes_value(const value& v, const value& wanted) const {
        if (equal(v, wanted, frame_.zone) == truth::yes) return true;
        if (wanted.kind() != value_kind::list) return false;
        return std::ranges::any_of(wanted.as_list(),
                                   [&](const value& each) { return equal(v, each, frame_.zone) == truth::yes; });
    }

    [[nodiscard]] std::uint32_t branch(const instruction& i) const {
        return operand(i, test(operand(i, 0)) == truth::yes ? 1 : 2);
    }

    [[nodiscard]] value arithmetic(const instruction& i) const {
        value room;
        value total = reach(operand(i, 0), room);
        for (std::uint32_t k = 1; k < i.n; ++k) {
            const auto s = code_.signs[i.b + k];
            const auto& right = reach(operand(i, k), room);
            auto next = calculate(total, s, right, frame_.zone);
            if (next.is_null()) missing(i, spelling(s), total, right);
            total = std::move(next);
        }
        return total;
    }

    [[nodiscard]] value negated_value(const instruction& i) const {
        value room;
        const auto& v = reach(operand(i, 0), room);
        auto result = negate(v);
        if (result.is_null()) missing(i, "-", v, v);
        return result;
    }

    [[nodiscard]] value list_of(const instruction& i) const {
        list items;
        items.reserve(i.n);
        for (std::uint32_t k = 0; k < i.n; ++k) items.push_back(evaluate(operand(i, k)));
        return value{std::move(items)};
    }

    // Arguments lie on the stack up to this many.
    static constexpr std::size_t few = 4;

    [[nodiscard]] value call(const instruction& i) const {
        std::array<value, few> room;
        list more(i.n > few ? i.n : 0);
        const std::span<value> arguments = i.n > few ? std::span<value>{more} : std::span<value>{room}.first(i.n);
        const auto& f = function_at(i.b);
        for (std::uint32_t k = 0; k < i.n; ++k) {
            arguments[k] = evaluate(operand(i, k));
            if (!fits(f, k, arguments[k])) return refused(i, f, arguments[k]);
        }
        auto result = f.apply(arguments, {frame_.now, frame_.zone});
        if (result.is_null() && i.n != 0) missing(i, f.name, arguments[0], arguments[i.n - 1]);
        return result;
    }

    [[nodiscard]] value refused(const instruction& i, const function& f, const value& argument) const {
        missing(i, f.name, argument, argument);
        return {};
    }

    static bool fits(const function& f, std::uint32_t k, const value& v) noexcept {
        if (v.is_null()) return f.takes_null;
        switch (f.kinds[k < 2 ? k : 2]) {
            case type_kind::string:
                return v.kind() == value_kind::string;
            case type_kind::number:
                return v.kind() == value_kind::number;
            case type_kind::list:
                return v.kind() == value_kind::list;
            default:
                return true;
        }
    }

    [[nodiscard]] value property_of(const instruction& i) const {
        value room;
        const auto& owner = reach(operand(i, 0), room);
        const auto p = static_cast<property>(i.b);
        if (owner.kind() == value_kind::context) return owner.get(property_names().names()[i.b]);
        return get_property(owner, p);
    }

    [[nodiscard]] value entry_of(const instruction& i) const {
        value room;
        return reach(operand(i, 0), room).get(code_.words[i.b]);
    }

    const compiled& code_;
    const frame& frame_;
    std::vector<evaluation_note>* notes_;
};

}  // namespace

value evaluate(const compiled& code, std::uint32_t at, const frame& f, std::vector<evaluation_note>* notes) {
    return evaluator{code, f, notes}.evaluate(at);
}

truth test_general(const compiled& code, std::uint32_t at, const frame& f, std::vector<evaluation_note>* notes) {
    return evaluator{code, f, notes}.test_general(at);
}

}  // namespace reglament::feel
