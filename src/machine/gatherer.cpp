#include "machine/gatherer.hpp"

#include "feel/operators.hpp"
#include "machine/merge.hpp"

#include <algorithm>
#include <cassert>

namespace reglament {

namespace {

// Sums and differences of short numbers that come to a short number are exact; others may have been rounded.
bool is_exact(feel::number a, feel::number b, feel::number result) noexcept {
    return a.is_short() && b.is_short() && result.is_short();
}

feel::value average_of(feel::number sum, std::uint64_t count) {
    const auto v = count == 0 ? std::nullopt : divide(sum, feel::number{count});
    return v ? feel::value{*v} : feel::value{};
}

}  // namespace

bool stands_before(const feel::value& a, const feel::value& b, feel::zone local) {
    if (a.kind() == feel::value_kind::number && b.kind() == feel::value_kind::number)
        return a.as_number() < b.as_number();
    return feel::compare(a, feel::sign::less, b, local) == feel::truth::yes;
}

// By when they leave: of a window of months a later event may leave first, where a month has fewer days.
std::size_t window::place_of(instant occurred, bool behind_equal) const {
    const instant out = leaves(occurred);
    const auto begin = kept_.times.begin() + kept_.gone;
    const auto at = std::partition_point(begin, kept_.times.end(), [&](instant t) {
        const instant its = leaves(t);
        return behind_equal ? its <= out : its < out;
    });
    return static_cast<std::size_t>(at - kept_.times.begin());
}

void window::insert(const feel::value& v, instant occurred) {
    const auto at = static_cast<std::ptrdiff_t>(place_of(occurred, true));
    kept_.times.insert(kept_.times.begin() + at, occurred);
    if (of_.kind != fact_kind::count) kept_.values.insert(kept_.values.begin() + at, v);
}

// Of the least, the greatest, the first or the last those matter that nobody who leaves later is ahead of.
void window::insert_if_ahead(const feel::value& v, instant occurred) {
    const auto ahead = [&](const feel::value& a, instant at_a, const feel::value& b, instant at_b) {
        if (of_.kind == fact_kind::first) return at_a < at_b;
        if (of_.kind == fact_kind::last) return at_a > at_b;
        return of_.kind == fact_kind::min ? stands_before(a, b, time_.zone()) : stands_before(b, a, time_.zone());
    };
    const std::size_t at = place_of(occurred, of_.kind != fact_kind::first);
    if (at < kept_.times.size() && !ahead(v, occurred, kept_.values[at], kept_.times[at])) return;
    std::size_t from = at;
    while (from > kept_.gone && !ahead(kept_.values[from - 1], kept_.times[from - 1], v, occurred)) --from;
    const auto drop = [&](auto& list) {
        list.erase(list.begin() + static_cast<std::ptrdiff_t>(from), list.begin() + static_cast<std::ptrdiff_t>(at));
    };
    drop(kept_.times);
    drop(kept_.values);
    kept_.times.insert(kept_.times.begin() + static_cast<std::ptrdiff_t>(from), occurred);
    kept_.values.insert(kept_.values.begin() + static_cast<std::ptrdiff_t>(from), v);
}

// Of each value the latest event keeps it in the window.
void window::insert_different(const feel::value& v, instant occurred) {
    for (std::size_t i = kept_.gone; i < kept_.values.size(); ++i) {
        if (kept_.values[i] != v) continue;
        if (leaves(kept_.times[i]) >= leaves(occurred)) return;
        kept_.times.erase(kept_.times.begin() + static_cast<std::ptrdiff_t>(i));
        kept_.values.erase(kept_.values.begin() + static_cast<std::ptrdiff_t>(i));
        break;
    }
    insert(v, occurred);
}

void window::add(const feel::value& v, instant occurred, instant now) {
    switch (of_.kind) {
        case fact_kind::min:
        case fact_kind::max:
        case fact_kind::first:
        case fact_kind::last:
            insert_if_ahead(v, occurred);
            break;
        case fact_kind::distinct:
            insert_different(v, occurred);
            break;
        default:
            insert(v, occurred);
    }
    if (adds()) {
        const auto sum = feel::add(kept_.sum, v.as_number());
        if (!sum) kept_.unknown_until = never;
        const bool exact = sum && is_exact(kept_.sum, v.as_number(), *sum);
        kept_.sum = sum.value_or(feel::number{});
        if (!exact) add_up();
    }
    const std::size_t most = of_.kind == fact_kind::distinct ? most_distinct : most_gathered;
    if (size() > most) {  // until the one that is given up would have left, nobody knows
        kept_.unknown_until = std::max(kept_.unknown_until, leaves(kept_.times[kept_.gone]));
        drop_front();
    }
    settle(now);
}

void window::settle(instant now) {
    const instant front = size() == 0 ? never : leaves(kept_.times[kept_.gone]);
    kept_.next = kept_.unknown_until > now ? kept_.unknown_until : front;
}

void window::rearm(instant now) {
    if (adds()) add_up();
    settle(now);
}

void window::drop_front() {
    if (adds()) {
        const feel::number out = kept_.values[kept_.gone].as_number();
        const auto sum = feel::subtract(kept_.sum, out);
        const bool exact = sum && is_exact(kept_.sum, out, *sum);
        kept_.sum = sum.value_or(feel::number{});
        ++kept_.gone;
        if (!exact || size() == 0) add_up();
    } else {
        ++kept_.gone;
    }
    if (!kept_.values.empty()) kept_.values[kept_.gone - 1] = {};
    constexpr std::uint32_t few = 16;
    if (kept_.gone < few || kept_.gone * std::size_t{2} < kept_.times.size()) return;
    kept_.times.erase(kept_.times.begin(), kept_.times.begin() + kept_.gone);
    if (!kept_.values.empty()) kept_.values.erase(kept_.values.begin(), kept_.values.begin() + kept_.gone);
    kept_.gone = 0;
}

// The sum of what is there, from scratch.
void window::add_up() {
    feel::number sum;
    for (std::size_t i = kept_.gone; i < kept_.values.size(); ++i) {
        const auto next = feel::add(sum, kept_.values[i].as_number());
        if (!next) kept_.unknown_until = never;
        sum = next.value_or(sum);
    }
    kept_.sum = sum;
}

void window::leave(instant now) {
    while (size() != 0 && leaves(kept_.times[kept_.gone]) <= now) drop_front();
    if (size() == 0) {
        kept_.times.clear();
        kept_.values.clear();
        kept_.gone = 0;
        if (kept_.unknown_until != never) kept_.unknown_until = std::min(kept_.unknown_until, now);
    }
    settle(now);
}

feel::value window::value(instant now) const {
    if (kept_.unknown_until > now) return {};
    switch (of_.kind) {
        case fact_kind::count:
        case fact_kind::distinct:
            return feel::value{feel::number{size()}};
        case fact_kind::sum:
            return feel::value{kept_.sum};
        case fact_kind::average:
            return average_of(kept_.sum, size());
        default:
            return size() == 0 ? feel::value{} : kept_.values[kept_.gone];
    }
}

gathered_fact& gatherer::kept(std::uint16_t index, part_index part) {
    auto& all = record_.gathered;
    const std::pair wanted{index, part};
    auto at = std::lower_bound(all.begin(), all.end(), wanted, [](const gathered_fact& g, const auto& w) {
        return std::pair{g.fact, g.part} < w;
    });
    if (at == all.end() || std::pair{at->fact, at->part} != wanted) {
        at = all.emplace(at);
        at->fact = index;
        at->part = part;
    }
    return *at;
}

void gatherer::add(const signal& e, part_index about, instant now) {
    const auto all = rules_.derived().of_event(e.event);
    if (all.empty()) return;
    const vocabulary& words = rules_.vocabulary();
    feel::frame f;
    f.bank[static_cast<std::size_t>(bank::event)] = e.data.data();
    f.now = now;
    f.zone = words.calendar.zone();
    for (const gathering& g : all) {
        if (g.filter && g.filter.test(f) != feel::truth::yes) continue;
        const part_index part = words.subjects[words.facts[g.fact].about].is_part() ? about : part_index{no_index};
        if (g.attribute == gathering::nothing) {
            add(g.fact, part, {}, e.occurred, now);
        } else if (g.attribute == gathering::time) {
            add(g.fact, part, feel::value{e.occurred}, e.occurred, now);
        } else if (g.attribute < e.data.size() && !e.data[g.attribute].is_null()) {
            add(g.fact, part, e.data[g.attribute], e.occurred, now);
        }
    }
}

void gatherer::add(std::uint16_t index, part_index part, const feel::value& v, instant occurred, instant now) {
    const fact& f = rules_.vocabulary().facts[index];
    if (!f.over) return add_for_ever(f, index, part, v, occurred);
    if (rules_.vocabulary().calendar.add(occurred, *f.over) <= now) return;  // it has left already
    gathered_fact& all = kept(index, part);
    window in{f, rules_.vocabulary().calendar, all};
    in.add(v, occurred, now);
    record_.leaving = std::min(record_.leaving, all.next);
    runner_.set_fact(index, in.value(now));
}

void gatherer::add_for_ever(const fact& f, std::uint16_t index, part_index part, const feel::value& v,
                            instant occurred) {
    const feel::value& now = runner_.fact_value(index);
    const auto put = [&](const std::optional<feel::number>& n) {
        runner_.set_fact(index, n ? feel::value{*n} : feel::value{});
    };
    switch (f.kind) {
        case fact_kind::count:
            return put(feel::add(now.as_number(), feel::number{1}));
        case fact_kind::sum:  // one that was too large once is unknown for ever
            if (!now.is_null()) put(feel::add(now.as_number(), v.as_number()));
            return;
        case fact_kind::min:
            if (now.is_null() || stands_before(v, now, rules_.vocabulary().calendar.zone())) runner_.set_fact(index, v);
            return;
        case fact_kind::max:
            if (now.is_null() || stands_before(now, v, rules_.vocabulary().calendar.zone())) runner_.set_fact(index, v);
            return;
        default:
            break;
    }
    gathered_fact& all = kept(index, part);
    if (all.unknown_until == never) return;
    if (f.kind == fact_kind::average) {
        const auto sum = feel::add(all.sum, v.as_number());
        if (!sum) all.unknown_until = never;
        all.sum = sum.value_or(feel::number{});
        ++all.count;
        runner_.set_fact(index, sum ? average_of(all.sum, all.count) : feel::value{});
    } else if (f.kind == fact_kind::distinct) {
        if (std::find(all.values.begin(), all.values.end(), v) != all.values.end()) return;
        if (all.values.size() == most_distinct) {
            all.unknown_until = never;
            return runner_.set_fact(index, {});
        }
        all.values.push_back(v);
        runner_.set_fact(index, feel::value{feel::number{all.values.size()}});
    } else {
        const bool is_first = f.kind == fact_kind::first;
        if (!all.times.empty() && (is_first ? occurred >= all.times[0] : occurred < all.times[0])) return;
        all.times.assign(1, occurred);
        runner_.set_fact(index, v);
    }
}

void gatherer::take_out(instant now) {
    record_.leaving = never;
    const vocabulary& words = rules_.vocabulary();
    for (gathered_fact& all : record_.gathered) {
        const fact& f = words.facts[all.fact];
        if (!f.over) continue;
        if (all.next <= now) {
            window in{f, words.calendar, all};
            in.leave(now);
            const bool of_part = all.part != no_index;
            if (of_part) runner_.look_at(all.part);
            feel::value v = in.value(now);
            if (runner_.fact_value(all.fact) != v) runner_.set_fact(all.fact, v);
        }
        record_.leaving = std::min(record_.leaving, all.next);
    }
    runner_.look_at(no_index);
}

std::vector<std::uint16_t> gatherer::take_counted(const record& counted, instant now) {
    const vocabulary& words = rules_.vocabulary();
    std::vector<std::uint16_t> facts;
    std::vector<gathered_fact> partial;
    std::erase_if(record_.gathered, [&](const gathered_fact& g) {
        if (g.since != instant::min()) partial.push_back(g);
        return g.since != instant::min();
    });
    for (const gathered_fact& before : partial) {
        const fact& f = words.facts[before.fact];
        const part_index there = part_in(record_, before.part, counted);
        const bool known = before.part == no_index || there < counted.parts.size();
        const auto& values = before.part == no_index || !known ? counted.facts : counted.parts[there].facts;
        feel::value v = values.empty() || !known ? f.initial : values[f.slot];
        const auto its = std::find_if(counted.gathered.begin(), counted.gathered.end(), [&](const gathered_fact& g) {
            return known && g.fact == before.fact && g.part == there;
        });
        if (its != counted.gathered.end()) {
            gathered_fact& all = kept(before.fact, before.part);
            all = *its;
            all.part = before.part;
            if (f.over) {
                window in{f, words.calendar, all};
                in.leave(now);
                v = in.value(now);
            }
        }
        runner_.look_at(before.part);
        if (runner_.fact_value(before.fact) != v) runner_.set_fact(before.fact, v);
        if (facts.empty() || facts.back() != before.fact) facts.push_back(before.fact);
    }
    record_.leaving = never;
    for (const gathered_fact& g : record_.gathered) {
        if (words.facts[g.fact].over) record_.leaving = std::min(record_.leaving, g.next);
    }
    runner_.look_at(no_index);
    return facts;
}

std::vector<feel::value> facts_at(const rulebook& rules, const record& r, instant now) {
    const bool moves = r.leaving <= now || !rules.derived().clocks().empty();
    if (!moves) {
        if (!r.facts.empty()) return r.facts;
        const auto initial = rules.initial_facts();
        return {initial.begin(), initial.end()};
    }
    record copy;
    copy.subject = r.subject;
    copy.facts = r.facts;
    copy.parts = r.parts;
    copy.gathered = r.gathered;
    copy.leaving = r.leaving;
    step_output out;
    run_context context{
        copy.facts.empty() ? rules.initial_facts().data() : copy.facts.data(), 0, 0, &copy.facts, &copy.parts, nullptr};
    runner by{rules, context, out};
    gatherer{rules, copy, by}.leave(now);
    by.wake();
    by.compute(now);
    if (!copy.facts.empty()) return copy.facts;
    const auto initial = rules.initial_facts();
    return {initial.begin(), initial.end()};
}

void recompute(const rulebook& rules, record& r) {
    if (rules.derived().computed().empty() || r.seen == instant::min()) return;  // as it begins
    step_output out;
    run_context context{
        r.facts.empty() ? rules.initial_facts().data() : r.facts.data(), 0, 0, &r.facts, &r.parts, nullptr};
    runner by{rules, context, out};
    by.wake_all();
    by.compute(r.seen);
}

const feel::value* known_facts(const rulebook& rules, const record& r, instant now, std::vector<feel::value>& moved) {
    if (r.leaving <= now || !rules.derived().clocks().empty()) {
        moved = facts_at(rules, r, now);
        return moved.data();
    }
    return r.facts.empty() ? rules.initial_facts().data() : r.facts.data();
}

}  // namespace reglament
