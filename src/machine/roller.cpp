#include "machine/roller.hpp"

#include "machine/derivations.hpp"

#include <algorithm>
#include <utility>

namespace reglament {

namespace {

contribution& need(record& r, std::uint16_t fact) {
    const auto at = std::lower_bound(r.contributions.begin(), r.contributions.end(), fact,
                                     [](const contribution& c, std::uint16_t f) { return c.fact < f; });
    if (at != r.contributions.end() && at->fact == fact) return *at;
    contribution& fresh = *r.contributions.emplace(at);
    fresh.fact = fact;
    return fresh;
}

// What a record adds now; `to` empty: nothing.
contribution now_of(const rulebook& rules, const record& r, const roll_up& roll, const feel::value* facts) {
    const fact& f = rules.vocabulary().facts[roll.fact];
    contribution c;
    c.fact = roll.fact;
    const feel::value& whose = facts[f.by];
    if (!r.merged_into.key.empty() || whose.kind() != feel::value_kind::string) return c;
    if (roll.filter) {
        feel::frame at;
        at.bank[static_cast<std::size_t>(bank::facts)] = facts;
        at.now = r.seen;
        at.zone = rules.vocabulary().calendar.zone();
        if (roll.filter.test(at) != feel::truth::yes) return c;
    }
    c.to = whose.as_string();
    if (c.to.empty()) return c;
    if (f.part_fact != UINT16_MAX && facts[f.part_fact].kind() == feel::value_kind::number)
        c.value = facts[f.part_fact];
    return c;
}

std::optional<feel::number> number_of(const feel::value& v) {
    return v.kind() == feel::value_kind::number ? std::optional{v.as_number()} : std::nullopt;
}

// Without what was, with what is; nothing when it does not fit.
std::optional<feel::number> moved(feel::number sum, const rolled_change& what) {
    std::optional<feel::number> made = sum;
    if (const auto was = number_of(what.was)) made = subtract(*made, *was);
    if (const auto is = number_of(what.is); is && made) made = add(*made, *is);
    return made;
}

gathered_fact& need_gathered(record& r, std::uint16_t fact) {
    const auto at = std::lower_bound(r.gathered.begin(), r.gathered.end(), std::pair{fact, part_index{no_index}},
                                     [](const gathered_fact& g, const auto& w) {
                                         return std::pair{g.fact, g.part} < w;
                                     });
    if (at != r.gathered.end() && at->fact == fact && at->part == no_index) return *at;
    gathered_fact& fresh = *r.gathered.emplace(at);
    fresh.fact = fact;
    return fresh;
}

}  // namespace

void tell_rolls(const rulebook& rules, record& r, step_output& out) {
    const auto all = rules.derived().rolls_of(r.subject);
    if (all.empty()) return;
    const feel::value* const facts = r.facts.empty() ? rules.initial_facts().data() : r.facts.data();
    for (const roll_up& roll : all) {
        contribution now = now_of(rules, r, roll, facts);
        if (r.contributions.empty() && now.to.empty()) continue;
        contribution& told = need(r, roll.fact);
        if (told.to == now.to && told.value == now.value) continue;
        now.number = told.number + 1;
        const bool stays = told.to == now.to;
        if (!told.to.empty())
            out.rolled.push_back(
                {roll.fact, told.to, now.number, true, stays, told.value, stays ? now.value : feel::value{}});
        if (!stays && !now.to.empty())
            out.rolled.push_back({roll.fact, now.to, now.number, false, true, {}, now.value});
        told = std::move(now);
    }
}

void take_back_rolls(const record& r, step_output& out) {
    for (const contribution& c : r.contributions) {
        if (!c.to.empty()) out.rolled.push_back({c.fact, c.to, c.number + 1, true, false, c.value, {}});
    }
}

void take_roll(const rulebook& rules, record& r, const rolled_change& what, runner& by) {
    const fact& f = rules.vocabulary().facts[what.fact];
    const feel::value& now = by.fact_value(what.fact);
    const auto put = [&](const std::optional<feel::number>& n) {
        by.set_fact(what.fact, n ? feel::value{*n} : feel::value{});
    };
    if (f.kind == fact_kind::count) {
        const feel::number change{static_cast<std::int64_t>(what.is_there) - static_cast<std::int64_t>(what.was_there)};
        return put(add(number_of(now).value_or(feel::number{}), change));
    }
    if (f.kind == fact_kind::sum) {
        if (!now.is_null()) put(moved(now.as_number(), what));  // one that was too large once is unknown for ever
        return;
    }
    gathered_fact& kept = need_gathered(r, what.fact);
    const auto sum = moved(kept.sum, what);
    if (!sum) kept.unknown_until = never;
    kept.sum = sum.value_or(feel::number{});
    kept.count += number_of(what.is) ? 1 : 0;
    kept.count -= number_of(what.was) ? 1 : 0;
    const bool known = kept.count != 0 && kept.unknown_until != never;
    put(known ? divide(kept.sum, feel::number{kept.count}) : std::nullopt);
}

void write_rolls(byte_writer& out, const rulebook& rules, const record& r) {
    out.number(r.contributions.size());
    for (const contribution& c : r.contributions) {
        out.text(rules.vocabulary().facts[c.fact].name.value);
        out.number(rules.derived().mark_of(c.fact));
        out.text(c.to);
        out.value(c.value);
        out.number(c.number);
    }
}

bool read_rolls(byte_reader& in, const rulebook& rules, record& into) {
    const vocabulary& words = rules.vocabulary();
    for (std::size_t n = in.count(); n > 0 && in.ok(); --n) {
        const auto known = words.find_fact(in.text());
        const std::uint64_t mark = in.number();
        contribution c;
        c.to = in.text();
        c.value = in.value();
        c.number = in.number();
        if (!in.ok() || (!c.value.is_null() && c.value.kind() != feel::value_kind::number)) return false;
        if (!known || words.facts[*known].rolled != into.subject) continue;
        c.fact = static_cast<std::uint16_t>(*known);
        if (rules.derived().mark_of(c.fact) == mark) need(into, c.fact) = std::move(c);
    }
    return in.ok();
}

}  // namespace reglament
