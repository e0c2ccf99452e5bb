// Evaluation: which instruction does what; comparisons, tests, and values put together.
#include "feel/evaluator.hpp"
#include "feel/value_text.hpp"

#include <algorithm>
#include <utility>

namespace reglament::feel {

const value null_value;

// What feel::test leaves to this class.
truth evaluator::test_general(std::uint32_t at) const {
    const auto& i = code_.instructions[at];
    switch (i.op) {
        case opcode::slot_number:
        case opcode::slot_string:
        case opcode::slot_value:
            return checked(i, load(i, in_.from), i.s, code_.constants[i.b]);
        case opcode::slot_in_strings:
        case opcode::slot_in_values:
            return slot_in_values(i);
        case opcode::compare:
            return compared(i);
        case opcode::between:
            return between(i);
        case opcode::in:
            return in(i);
        case opcode::some:
        case opcode::every:
            return quantified(i);
        case opcode::conditional:
            return test(branch(i));
        default:
            return to_truth(evaluate(at));
    }
}

value evaluator::evaluate(std::uint32_t at) const {
    const auto& i = code_.instructions[at];
    switch (i.op) {
        case opcode::constant:
            return code_.constants[i.a];
        case opcode::local:
            return in_.locals[i.a];
        case opcode::slot:
            return load(i, in_.from);
        case opcode::arithmetic:
            return arithmetic(i);
        case opcode::negate:
            return negated_value(i);
        case opcode::conditional:
            return evaluate(branch(i));
        case opcode::list_of:
            return list_of(i);
        case opcode::context_of:
            return context_of(i);
        case opcode::call:
            return call(i);
        case opcode::invocation:
            return invocation(i);
        case opcode::closure:
            return make_closure(i);
        case opcode::property:
            return property_of(i);
        case opcode::entry:
            return entry_of(i);
        case opcode::item_entry:
            return item_entry(i);
        case opcode::filter:
            return filter(i);
        case opcode::for_each:
            return for_each(i);
        case opcode::test:
            return range_of_test(i);
        case opcode::range:
            return range_of(i);
        case opcode::asked:
            return evaluate(operand(i, 0));
        case opcode::instance_of: {
            value room;
            const auto& v = reach(operand(i, 0), room);
            return look_through(v.weight()) ? value{conforms(v, code_.types[i.b])} : value{};
        }
        default:
            return to_value(test(at));
    }
}

void evaluator::note(std::string_view code, const instruction& i, std::string_view what, const value& a,
                     const value& b) const {
    in_.run.notes->push_back({code, i.where, {std::string{what}, to_short_string(a), to_short_string(b)}});
}

void evaluator::note(std::string_view code, const instruction& i, std::string_view what, const value& v) const {
    in_.run.notes->push_back({code, i.where, {std::string{what}, to_short_string(v)}});
}

void evaluator::missing(const instruction& i, std::string_view what, const value& a, const value& b) const {
    if (!in_.run.may_note()) return;
    note(a.is_null() || b.is_null() ? "feel-null-operand" : "feel-type-mismatch", i, what, a, b);
}

truth evaluator::checked(const instruction& i, const value& a, sign s, const value& b) const {
    if (!look_through(std::min(a.weight(), b.weight()))) return truth::unknown;
    const auto t = compare(a, s, b, zone_);
    if (t == truth::unknown) missing(i, spelling(s), a, b);
    return t;
}

truth evaluator::slot_in_values(const instruction& i) const {
    const auto& v = load(i, in_.from);
    for (std::uint32_t k = 0; k < i.n; ++k)
        if (passes_value(i, v, code_.constants[i.b + k]) == truth::yes) return truth::yes;
    return truth::no;
}

truth evaluator::compared(const instruction& i) const {
    value room_a;
    value room_b;
    const auto& a = reach(operand(i, 0), room_a);
    const auto& b = reach(operand(i, 1), room_b);
    return checked(i, a, i.s, b);
}

truth evaluator::within(const instruction& i, const value& v, const value& low, const value& high,
                        std::uint8_t open) const {
    const auto above = compare(v, (open & node::open_start) != 0 ? sign::greater : sign::greater_equal, low, zone_);
    if (above == truth::unknown) missing(i, "in", v, low);
    const auto below = compare(v, (open & node::open_end) != 0 ? sign::less : sign::less_equal, high, zone_);
    if (below == truth::unknown) missing(i, "in", v, high);
    if (above == truth::unknown || below == truth::unknown) return truth::unknown;
    return to_truth(above == truth::yes && below == truth::yes);
}

// In a range that is a value, a null bound is none.
truth evaluator::within(const instruction& i, const value& v, const range& r) const {
    const auto above =
        r.low.is_null() ? truth::yes : checked(i, v, r.low_open ? sign::greater : sign::greater_equal, r.low);
    if (above != truth::yes || r.high.is_null()) return above;
    return checked(i, v, r.high_open ? sign::less : sign::less_equal, r.high);
}

truth evaluator::between(const instruction& i) const {
    value room_v;
    value room_low;
    value room_high;
    const auto& v = reach(operand(i, 0), room_v);
    const auto& low = reach(operand(i, 1), room_low);
    return within(i, v, low, reach(operand(i, 2), room_high), 0);
}

truth evaluator::in(const instruction& i) const {
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

truth evaluator::passes(const value& v, std::uint32_t at) const {
    const auto& i = code_.instructions[at];
    value room;
    if (i.op == opcode::test) return checked(i, v, i.s, reach(operand(i, 0), room));
    if (i.op == opcode::asked) return test(operand(i, 0));
    if (i.op == opcode::range) {
        value room_high;
        const auto& low = reach(operand(i, 0), room);
        return within(i, v, low, reach(operand(i, 1), room_high), i.flags);
    }
    return passes_value(i, v, reach(at, room));
}

// A list holds the value or is it, a range contains it or is it; everything else is equal to it. What cannot be
// compared is not equal.
truth evaluator::passes_value(const instruction& i, const value& v, const value& wanted) const {
    if (!look_through(wanted.weight())) return truth::unknown;
    if (equal(v, wanted, zone_) == truth::yes) return truth::yes;
    if (wanted.kind() == value_kind::range) return within(i, v, wanted.as_range());
    if (wanted.kind() != value_kind::list) return truth::no;
    for (const value& each : wanted.as_list()) {
        if (equal(v, each, zone_) == truth::yes) return truth::yes;
        if (each.kind() == value_kind::range && within(i, v, each.as_range()) == truth::yes) return truth::yes;
    }
    return truth::no;
}

// Bounds must be there, and be of one kind.
value evaluator::range_of(const instruction& i) const {
    range r{evaluate(operand(i, 0)), evaluate(operand(i, 1)), (i.flags & node::open_start) != 0,
            (i.flags & node::open_end) != 0};
    if (compare(r.low, sign::less_equal, r.high, zone_) != truth::unknown) return value{r};
    missing(i, "..", r.low, r.high);
    return {};
}

// `(< 5)` as a value.
value evaluator::range_of_test(const instruction& i) const {
    value bound = evaluate(operand(i, 0));
    if (bound.is_null()) return {};
    switch (i.s) {
        case sign::less:
        case sign::less_equal:
            return value{range{{}, std::move(bound), true, i.s == sign::less}};
        case sign::greater:
        case sign::greater_equal:
            return value{range{std::move(bound), {}, i.s == sign::greater, true}};
        case sign::equal:
            return in_.run.paid(value{range{bound, bound, false, false}});
        default:
            return {};
    }
}

std::uint32_t evaluator::branch(const instruction& i) const {
    const auto condition = test(operand(i, 0));
    if (condition == truth::unknown) tell_untrue(in_, i, "if", operand(i, 0));
    return operand(i, condition == truth::yes ? 1 : 2);
}

value evaluator::arithmetic(const instruction& i) const {
    constexpr std::size_t steps_of_power = 8;
    value room;
    value total = reach(operand(i, 0), room);
    for (std::uint32_t k = 1; k < i.n; ++k) {
        const auto s = code_.signs[i.b + k];
        const auto& right = reach(operand(i, k), room);
        if (total.kind() == value_kind::string && right.kind() == value_kind::string &&
            !spend((total.as_string().size() + right.as_string().size()) / 64))
            return {};
        if (s == sign::power && !spend(steps_of_power)) return {};
        auto next = calculate(total, s, right, zone_);
        if (next.is_null()) missing(i, spelling(s), total, right);
        total = std::move(next);
    }
    return total;
}

value evaluator::negated_value(const instruction& i) const {
    value room;
    const auto& v = reach(operand(i, 0), room);
    auto result = negate(v);
    if (result.is_null()) missing(i, "-", v, v);
    return result;
}

value evaluator::list_of(const instruction& i) const {
    list items;
    items.reserve(i.n);
    for (std::uint32_t k = 0; k < i.n; ++k) items.push_back(evaluate(operand(i, k)));
    return in_.run.paid(value{std::move(items)});
}

value evaluator::context_of(const instruction& i) const {
    context entries;
    entries.reserve(i.n);
    for (std::uint32_t k = 0; k < i.n; ++k) {
        const auto& entry = code_.entries[i.b + k];
        entries.emplace_back(entry.name, evaluate(operand(i, k)));
        if (entry.local != no_local) in_.locals[entry.local] = entries.back().second;
    }
    return in_.run.paid(value{std::move(entries)});
}

value evaluator::property_of(const instruction& i) const {
    value room;
    const auto& owner = reach(operand(i, 0), room);
    const auto p = static_cast<property>(i.b);
    const auto of = [&](const value& v) {
        return v.kind() == value_kind::context ? v.get(property_names().names()[i.b]) : get_property(v, p);
    };
    if (owner.kind() != value_kind::list) return of(owner);
    list all;
    if (!spend(owner.as_list().size())) return {};
    for (const value& each : owner.as_list()) all.push_back(of(each));
    return value{std::move(all)};
}

// Of a list: the entry of each item.
value evaluator::entry_of(const instruction& i) const {
    value room;
    const auto& owner = reach(operand(i, 0), room);
    const auto& name = code_.words[i.b];
    if (owner.kind() == value_kind::list) {
        list all;
        if (!spend(owner.as_list().size())) return {};
        for (const value& each : owner.as_list()) all.push_back(each.get(name));
        return value{std::move(all)};
    }
    const auto* found = find_entry(owner, name);
    if (found == nullptr) missing(i, ".", owner, value{name});
    return found == nullptr ? value{} : *found;
}

// The entry, for which large contexts are searched at a price.
const value* evaluator::find_entry(const value& owner, std::string_view name) const {
    const bool paid = owner.kind() != value_kind::context || look_through(owner.as_context().size());
    return paid ? owner.find(name) : nullptr;
}

// In a filter: an entry of the item, else what the name means outside.
value evaluator::item_entry(const instruction& i) const {
    value room;
    const auto& item = reach(operand(i, 0), room);
    if (const auto* found = find_entry(item, code_.words[i.b])) return *found;
    if (i.n == 2) return evaluate(operand(i, 1));
    missing(i, ".", item, value{code_.words[i.b]});
    return {};
}

namespace {

// Whether a value is only looked up, so that to do it once more costs next to nothing.
bool is_looked_up(const compiled& code, std::uint32_t at) {
    const auto& i = code.instructions[at];
    if (i.op == opcode::constant || i.op == opcode::local || i.op == opcode::slot) return true;
    const bool part = i.op == opcode::entry || i.op == opcode::property || i.op == opcode::item_entry;
    return part && is_looked_up(code, code.operands[i.a]);
}

}  // namespace

// The value is looked up anew: what a condition keeps is only that it is neither true nor false.
void tell_untrue(const activation& in, const instruction& whole, std::string_view word, std::uint32_t operand) {
    if (in.run.notes == nullptr || !is_looked_up(in.code, operand)) return;
    auto* const notes = std::exchange(in.run.notes, nullptr);
    const value v = evaluate(in, operand);
    in.run.notes = notes;
    if (v.is_null() || v.kind() == value_kind::boolean || !in.run.may_note()) return;
    notes->push_back({"feel-no-truth", whole.where, {std::string{word}, to_short_string(v)}});
}

value evaluate(const activation& in, std::uint32_t at) {
    return evaluator{in}.evaluate(at);
}

truth test_general(const activation& in, std::uint32_t at) {
    return evaluator{in}.test_general(at);
}

}  // namespace reglament::feel
