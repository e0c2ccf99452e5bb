#include "proof/translate.hpp"

#include <algorithm>

namespace reglament::proof_stage {

using feel::instruction;
using feel::opcode;
using feel::sign;
using feel::type_kind;

symbol translator::value(const feel::program& p) {
    const auto* const before = std::exchange(code_, feel::program_access::of(p));
    symbol s = code_ == nullptr ? words_.nothing() : visit(code_->root);
    code_ = before;
    return s;
}

symbol translator::test(const feel::program& p) {
    const auto* const before = std::exchange(code_, feel::program_access::of(p));
    symbol s = code_ == nullptr ? words_.boolean(words_.truth(false), words_.truth(true)) : truth(code_->root);
    code_ = before;
    return s;
}

symbol translator::unknown(const instruction& i, type_kind kind, const std::vector<symbol>& of) {
    left_out_.insert({i.where});
    std::string name = "u" + std::to_string(static_cast<int>(i.op)) + "," + std::to_string(static_cast<int>(i.s)) +
                       "," + std::to_string(i.b) + "," + std::to_string(static_cast<int>(kind));
    if (of.empty()) {
        const auto at = std::find(known_.begin(), known_.end(), code_);
        name += from_.moment() + "#" + std::to_string(at - known_.begin()) + "@" + std::to_string(i.where.begin) + ":" +
                std::to_string(i.where.end);
        if (at == known_.end()) known_.push_back(code_);
    }
    for (const symbol& s : of) name += "|" + s.value.to_string() + "/" + s.null.to_string();
    const type_kind known = symbols::is_known(kind) ? kind : type_kind::any;
    return words_.fresh(name, feel::type{.kind = known}, assumed_);
}

symbol translator::unknown(const instruction& i, type_kind kind) {
    std::vector<symbol> of;
    for (std::uint32_t k = 0; k < i.n && i.op >= opcode::conjunction; ++k) of.push_back(visit(operand(i, k)));
    return unknown(i, kind, of);
}

symbol translator::constant_of(const feel::value& v, const instruction& i) {
    if (auto known = words_.constant(v)) return *known;
    left_out_.insert({i.where});
    const type_kind kind = feel::kind_of(v);
    symbol s = words_.fresh("c" + feel::to_string(v), symbols::is_known(kind) ? kind : type_kind::any);
    assumed_.push_back(!s.null);
    return s;
}

symbol translator::constant(std::uint32_t which, const instruction& i) {
    return constant_of(code_->constants[which], i);
}

symbol translator::visit(std::uint32_t at) {
    const instruction& i = code(at);
    switch (i.op) {
        case opcode::constant:
            return constant(i.a, i);
        case opcode::slot:
            return load(i);
        case opcode::arithmetic:
            return arithmetic(i);
        case opcode::negate:
            return negated(i);
        case opcode::conditional:
            return conditional(i);
        case opcode::asked:
            return visit(operand(i, 0));
        case opcode::property:
            return property(i);
        case opcode::call:
            return call(i);
        case opcode::slot_number:
        case opcode::slot_string:
        case opcode::slot_value:
        case opcode::slot_in_strings:
        case opcode::slot_in_values:
        case opcode::conjunction:
        case opcode::disjunction:
        case opcode::negation:
        case opcode::compare:
        case opcode::between:
        case opcode::in:
        case opcode::some:
        case opcode::every:
            return truth(at);
        case opcode::local:
        case opcode::for_each:
        case opcode::filter:
        case opcode::closure:
            return unknown(i, type_kind::any, {});
        default:
            return unknown(i, type_kind::any);
    }
}

symbol translator::as_truth(const symbol& s, const instruction& i) {
    if (s.is_boolean()) return s;
    if (s.kind == type_kind::any) return unknown(i, type_kind::boolean, {s});
    return words_.boolean(words_.truth(false), words_.truth(true));
}

symbol translator::truth(std::uint32_t at) {
    const instruction& i = code(at);
    switch (i.op) {
        case opcode::slot_number:
        case opcode::slot_string:
        case opcode::slot_value:
            return compared(load(i), i.s, constant(i.b, i), i);
        case opcode::slot_in_strings:
        case opcode::slot_in_values:
            return in_values(i);
        case opcode::conjunction:
        case opcode::disjunction:
            return logic(i);
        case opcode::negation: {
            const symbol s = truth(operand(i, 0));
            return words_.boolean(!s.value, s.null);
        }
        case opcode::compare:
            return compared(visit(operand(i, 0)), i.s, visit(operand(i, 1)), i);
        case opcode::between:
            return within(visit(operand(i, 0)), visit(operand(i, 1)), visit(operand(i, 2)), 0, i);
        case opcode::in:
            return in(i);
        case opcode::some:
        case opcode::every:
            return unknown(i, type_kind::boolean, {});
        default:
            return as_truth(visit(at), i);
    }
}

// `and` is no as soon as one is, yes when all are; `or` the other way round.
symbol translator::logic(const instruction& i) {
    const bool all = i.op == opcode::conjunction;
    z3::expr decided = words_.truth(false), open = words_.truth(true);
    for (std::uint32_t k = 0; k < i.n; ++k) {
        const symbol s = truth(operand(i, k));
        decided = decided || (all ? s.no() : s.yes());
        open = open && (all ? s.yes() : s.no());
    }
    return words_.boolean(all ? open : decided, !decided && !open);
}

symbol translator::compared(const symbol& a, sign s, const symbol& b, const instruction& i) {
    const bool equality = s == sign::equal || s == sign::unequal;
    const bool null = a.kind == type_kind::null || b.kind == type_kind::null;
    if (!null && (a.kind == type_kind::any || b.kind == type_kind::any))
        return unknown({.op = opcode::compare, .s = s, .where = i.where}, type_kind::boolean, {a, b});
    if (equality) {
        symbol e = words_.equal(a, b);
        return s == sign::equal ? e : words_.boolean(!e.value, e.null);
    }
    const z3::expr missing = a.null || b.null;
    if (null || a.kind == type_kind::boolean) return words_.boolean(words_.truth(false), words_.truth(true));
    if (a.kind != b.kind || a.kind == type_kind::string)
        return unknown({.op = opcode::compare, .s = s, .where = i.where}, type_kind::boolean, {a, b});
    switch (s) {
        case sign::less:
            return words_.boolean(a.value < b.value, missing);
        case sign::less_equal:
            return words_.boolean(a.value <= b.value, missing);
        case sign::greater:
            return words_.boolean(a.value > b.value, missing);
        default:
            return words_.boolean(a.value >= b.value, missing);
    }
}

symbol translator::within(const symbol& v, const symbol& low, const symbol& high, std::uint8_t open,
                          const instruction& i) {
    const bool above = (open & instruction::open_start) != 0, below = (open & instruction::open_end) != 0;
    const symbol a = compared(v, above ? sign::greater : sign::greater_equal, low, i);
    const symbol b = compared(v, below ? sign::less : sign::less_equal, high, i);
    return words_.boolean(a.value && b.value, a.null || b.null);
}

symbol translator::in_values(const instruction& i) {
    const symbol v = load(i);
    z3::expr any = words_.truth(false);
    for (std::uint32_t k = 0; k < i.n; ++k) any = any || passes_value(v, code_->constants[i.b + k], i).yes();
    return words_.boolean(any, words_.truth(false));
}

symbol translator::in(const instruction& i) {
    const symbol v = visit(operand(i, 0));
    z3::expr any = words_.truth(false), open = words_.truth(false);
    for (std::uint32_t k = 1; k < i.n; ++k) {
        const symbol one = passes(v, operand(i, k));
        any = any || one.yes();
        open = open || one.null;
    }
    return words_.boolean(any, open && !any);
}

symbol translator::passes(const symbol& v, std::uint32_t at) {
    const instruction& i = code(at);
    if (i.op == opcode::test) return compared(v, i.s, visit(operand(i, 0)), i);
    if (i.op == opcode::asked) return truth(operand(i, 0));
    if (i.op == opcode::range) return within(v, visit(operand(i, 0)), visit(operand(i, 1)), i.flags, i);
    if (i.op == opcode::constant) return passes_value(v, code_->constants[i.a], i);
    const symbol wanted = visit(at);
    if (wanted.kind == type_kind::any || v.kind == type_kind::any)
        return unknown({.op = opcode::test, .where = i.where}, type_kind::boolean, {v, wanted});
    const symbol e = words_.equal(v, wanted);
    return words_.boolean(e.yes(), words_.truth(false));
}

symbol translator::passes_value(const symbol& v, const feel::value& wanted, const instruction& i) {
    if (wanted.kind() == feel::value_kind::range) {
        const feel::range& r = wanted.as_range();
        symbol in = words_.boolean(words_.truth(true), words_.truth(false));
        const auto bound = [&](const feel::value& at, sign s) {
            if (at.is_null()) return;
            const symbol one = compared(v, s, constant_of(at, i), i);
            in = words_.boolean(in.value && one.value, in.null || one.null);
        };
        bound(r.low, r.low_open ? sign::greater : sign::greater_equal);
        bound(r.high, r.high_open ? sign::less : sign::less_equal);
        return in;
    }
    if (wanted.kind() == feel::value_kind::list) {
        z3::expr any = words_.truth(false);
        for (const feel::value& each : wanted.as_list()) any = any || passes_value(v, each, i).yes();
        return words_.boolean(any, words_.truth(false));
    }
    const symbol w = constant_of(wanted, i);
    if (v.kind == type_kind::any && w.kind != type_kind::null)
        return unknown({.op = opcode::test, .where = i.where}, type_kind::boolean, {v, w});
    const symbol e = words_.equal(v, w);
    return words_.boolean(e.yes(), words_.truth(false));
}

symbol translator::conditional(const instruction& i) {
    const symbol condition = truth(operand(i, 0));
    symbol yes = visit(operand(i, 1)), no = visit(operand(i, 2));
    if (yes.kind == type_kind::null) yes = symbol{no.kind, no.value, words_.truth(true)};
    if (no.kind == type_kind::null) no = symbol{yes.kind, yes.value, words_.truth(true)};
    if (yes.kind != no.kind) return unknown(i, type_kind::any, {condition, yes, no});
    return {yes.kind, z3::ite(condition.yes(), yes.value, no.value), z3::ite(condition.yes(), yes.null, no.null)};
}

symbol translator::arithmetic(const instruction& i) {
    symbol total = visit(operand(i, 0));
    for (std::uint32_t k = 1; k < i.n; ++k) total = calculated(total, code_->signs[i.b + k], visit(operand(i, k)), i);
    return total;
}

symbol translator::calculated(const symbol& a, sign s, const symbol& b, const instruction& i) {
    const z3::expr missing = a.null || b.null;
    const instruction what{.op = opcode::arithmetic, .s = s, .where = i.where};
    const auto are = [&](type_kind x, type_kind y) { return a.kind == x && b.kind == y; };
    const bool sum = s == sign::plus || s == sign::minus;
    const auto result = [&](type_kind k) {
        return symbol{k, s == sign::plus ? a.value + b.value : a.value - b.value, missing};
    };
    if (are(type_kind::number, type_kind::number)) {
        if (sum) return result(type_kind::number);
        if (s == sign::times) return {type_kind::number, a.value * b.value, missing};
        if (s == sign::divide) return {type_kind::number, a.value / b.value, missing || b.value == 0};
        return unknown(what, type_kind::number, {a, b});
    }
    if (sum && a.kind == b.kind && (a.kind == type_kind::time_duration || a.kind == type_kind::months_duration))
        return result(a.kind);
    if (sum && are(type_kind::date_time, type_kind::time_duration)) return result(type_kind::date_time);
    if (s == sign::minus && are(type_kind::date_time, type_kind::date_time)) return result(type_kind::time_duration);
    if (s == sign::minus && are(type_kind::date, type_kind::date))
        return {type_kind::time_duration, z3::to_real(a.value - b.value) * 86'400, missing};
    if (sum && are(type_kind::date, type_kind::time_duration)) {  // whole days only: the rest is another day's matter
        const z3::expr days = b.value / 86'400;
        const z3::expr in_full = z3::expr(b.value.ctx(), Z3_mk_real2int(b.value.ctx(), days));
        const symbol other = unknown(what, type_kind::date, {a, b});
        const z3::expr moved = s == sign::plus ? a.value + in_full : a.value - in_full;
        return {type_kind::date, z3::ite(z3::to_real(in_full) == days, moved, other.value), missing};
    }
    if (s == sign::times && are(type_kind::time_duration, type_kind::number))
        return {type_kind::time_duration, a.value * b.value, missing};
    type_kind kind = a.kind == b.kind ? a.kind : type_kind::any;
    if (sum && b.kind == type_kind::months_duration) kind = a.kind;
    return unknown(what, kind, {a, b});
}

symbol translator::negated(const instruction& i) {
    const symbol s = visit(operand(i, 0));
    const bool known =
        s.kind == type_kind::number || s.kind == type_kind::time_duration || s.kind == type_kind::months_duration;
    return known ? symbol{s.kind, -s.value, s.null} : unknown(i, s.kind, {s});
}

// How many whole days, hours … a duration has, towards zero.
symbol translator::property(const instruction& i) {
    const symbol of = visit(operand(i, 0));
    const auto p = static_cast<feel::property>(i.b);
    const auto kind = feel::property_kind(of.kind, p).value_or(type_kind::any);
    if (of.kind != type_kind::time_duration || p != feel::property::days) return unknown(i, kind, {of});
    const z3::expr days = of.value / 86'400;
    z3::context& c = words_.context();
    const auto floor = [&c](const z3::expr& e) { return z3::to_real(z3::expr(c, Z3_mk_real2int(c, e))); };
    return {type_kind::number, z3::ite(days >= 0, floor(days), -floor(-days)), of.null};
}

symbol translator::call(const instruction& i) {
    const feel::function& f = feel::function_at(i.b);
    if (f.name == "today" && i.n == 0) return from_.today();
    if (f.name == "now" && i.n == 0) return from_.now();
    if (f.name == "not" && i.n == 1) {
        const symbol s = truth(operand(i, 0));
        return words_.boolean(!s.value, s.null);
    }
    std::vector<symbol> given;
    for (std::uint32_t k = 0; k < i.n; ++k) given.push_back(visit(operand(i, k)));
    if (f.name == "abs" && i.n == 1 && given[0].kind == type_kind::number)
        return {type_kind::number, z3::ite(given[0].value >= 0, given[0].value, -given[0].value), given[0].null};
    const bool extreme = f.name == "min" || f.name == "max";
    const bool numbers =
        std::all_of(given.begin(), given.end(), [](const symbol& s) { return s.kind == type_kind::number; });
    if (extreme && numbers && given.size() == 2) {
        const z3::expr first = f.name == "min" ? given[0].value <= given[1].value : given[0].value >= given[1].value;
        return {type_kind::number, z3::ite(first, given[0].value, given[1].value), given[0].null || given[1].null};
    }
    return unknown(i, i.bank == 1 ? f.result : type_kind::any, given);
}

}  // namespace reglament::proof_stage
