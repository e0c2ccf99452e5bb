// Filters, `for`, `some` and `every`.
#include "feel/evaluator.hpp"

#include <utility>

namespace reglament::feel {
namespace {

// Which values a pair of bounds goes through: whole numbers or days, upwards or downwards.
struct steps {
    std::int64_t from = 0;
    std::int64_t to = 0;
    bool days = false;

    [[nodiscard]] value at(std::int64_t n) const {
        if (!days) return value{number{n}};
        return value{date{std::chrono::local_days{std::chrono::days{n}}}};
    }
};

std::optional<steps> steps_between(const value& low, const value& high) {
    if (low.kind() == value_kind::date && high.kind() == value_kind::date)
        return steps{low.as_date().days.time_since_epoch().count(), high.as_date().days.time_since_epoch().count(),
                     true};
    if (low.kind() != value_kind::number || high.kind() != value_kind::number) return std::nullopt;
    const auto from = low.as_number().to_int64();
    const auto to = high.as_number().to_int64();
    if (!from || !to) return std::nullopt;
    return steps{*from, *to, false};
}

std::optional<steps> steps_of(const range& r) {
    auto s = steps_between(r.low, r.high);
    if (!s) return s;
    const std::int64_t onward = s->from <= s->to ? 1 : -1;
    const bool none =
        s->from == s->to ? r.low_open || r.high_open : s->to - s->from == onward && r.low_open && r.high_open;
    if (none) return std::nullopt;
    s->from += r.low_open ? onward : 0;
    s->to -= r.high_open ? onward : 0;
    return s;
}

value item_at(const list& items, number index) {
    const auto at = index.to_int64();
    const auto size = static_cast<std::int64_t>(items.size());
    if (!at || *at == 0 || *at > size || *at < -size) return {};
    return items[static_cast<std::size_t>(*at > 0 ? *at - 1 : size + *at)];
}

}  // namespace

// Gives `body` the items of one iteration in their order, until it says false. False when it did, or when there is
// nothing to go through.
template <class Body>
bool evaluator::each(const instruction& i, std::uint32_t operand_index, const loop_code::iteration& how,
                     const Body& body) const {
    const value low = evaluate(operand(i, operand_index));
    const value high = how.bounds ? evaluate(operand(i, operand_index + 1)) : value{};
    if (!how.bounds && low.kind() == value_kind::list) {
        for (const value& item : low.as_list())
            if (!body(item)) return false;
        return true;
    }
    const bool goes = how.bounds || low.kind() == value_kind::range;
    if (!goes && !low.is_null()) return body(low);
    const auto s = how.bounds                        ? steps_between(low, high)
                   : low.kind() == value_kind::range ? steps_of(low.as_range())
                                                     : std::nullopt;
    if (!s) {
        missing(i, "..", low, how.bounds ? high : low);
        return false;
    }
    const std::int64_t onward = s->from <= s->to ? 1 : -1;
    for (auto n = s->from;; n += onward) {
        if (!body(s->at(n))) return false;
        if (n == s->to) return true;
    }
}

template <class Body>
bool evaluator::nest(const instruction& i, const loop_code& over, std::size_t level, std::uint32_t operand_index,
                     const Body& body) const {
    if (level == over.iterations.size()) return body(operand(i, operand_index));
    const auto& how = over.iterations[level];
    return each(i, operand_index, how, [&](const value& item) {
        if (!spend(1)) return false;
        in_.locals[how.local] = item;
        return nest(i, over, level + 1, operand_index + (how.bounds ? 2 : 1), body);
    });
}

value evaluator::for_each(const instruction& i) const {
    const auto& over = code_.loops[i.b];
    list results;
    const bool whole = nest(i, over, 0, 0, [&](std::uint32_t body) {
        if (over.partial != no_local) {
            if (!spend(results.size() / 8)) return false;
            in_.locals[over.partial] = in_.run.paid(value{results});
        }
        results.push_back(evaluate(body));
        return true;
    });
    return whole ? in_.run.paid(value{std::move(results)}) : value{};
}

// A body that gives something else than true, false or null makes all of it null.
truth evaluator::quantified(const instruction& i) const {
    const truth decides = to_truth(i.op == opcode::some);
    truth all = negated(decides);
    bool wrong = true;
    const bool whole = nest(i, code_.loops[i.b], 0, 0, [&](std::uint32_t body) {
        const value v = evaluate(body);
        const truth one = to_truth(v);
        if (one == truth::unknown && !v.is_null()) {
            if (in_.run.may_note()) note("feel-no-truth", i, i.op == opcode::some ? "some" : "every", v);
            return false;
        }
        wrong = one != decides;
        if (one == truth::unknown) all = one;
        return one != decides;
    });
    if (whole) return all;
    return wrong ? truth::unknown : decides;
}

// By a whole number: that item, counted from 1, or from the end. By anything else: the items for which it is true.
value evaluator::filter(const instruction& i) const {
    value room;
    const value whole = reach(operand(i, 0), room);
    const auto& condition = code_.instructions[operand(i, 1)];
    if (whole.is_null()) {
        missing(i, "[…]", whole, whole);
        return {};
    }
    const list single = whole.kind() == value_kind::list ? list{} : list{whole};
    const auto& items = whole.kind() == value_kind::list ? whole.as_list() : single;
    if (condition.op != opcode::constant) return filtered(i, items);
    const auto& v = code_.constants[condition.a];
    if (v.kind() == value_kind::boolean && v.as_boolean()) return spend(items.size()) ? value{items} : value{};
    if (v.kind() == value_kind::boolean) return value{list{}};
    return v.kind() == value_kind::number ? item_at(items, v.as_number()) : value{};
}

value evaluator::filtered(const instruction& i, const list& items) const {
    list kept;
    for (std::size_t k = 0; k < items.size(); ++k) {
        if (!spend(1)) return {};
        in_.locals[i.b] = items[k];
        const value v = evaluate(operand(i, 1));
        if (v.kind() == value_kind::number && k == 0) return item_at(items, v.as_number());
        if (v.kind() != value_kind::boolean && !v.is_null()) {
            if (in_.run.may_note()) note("feel-no-truth", i, "[…]", v);
            return {};
        }
        if (to_truth(v) == truth::yes) kept.push_back(items[k]);
    }
    return value{std::move(kept)};
}

}  // namespace reglament::feel
