// Merge: what events had added to facts of two subjects is added up.
#include "machine/gatherer.hpp"
#include "machine/merge.hpp"

#include <algorithm>
#include <optional>

namespace reglament {

namespace {

gathered_fact* find(record& r, std::uint16_t fact, part_index part) {
    const auto at = std::find_if(r.gathered.begin(), r.gathered.end(),
                                 [&](const gathered_fact& g) { return g.fact == fact && g.part == part; });
    return at == r.gathered.end() ? nullptr : &*at;
}

gathered_fact& need(record& r, std::uint16_t fact, part_index part) {
    if (gathered_fact* const known = find(r, fact, part)) return *known;
    const auto at = std::find_if(r.gathered.begin(), r.gathered.end(), [&](const gathered_fact& g) {
        return std::pair{g.fact, g.part} > std::pair{fact, part};
    });
    gathered_fact& fresh = *r.gathered.emplace(at);
    fresh.fact = fact;
    fresh.part = part;
    return fresh;
}

feel::value sum_of(const feel::value& a, const feel::value& b) {
    const bool known = a.kind() == feel::value_kind::number && b.kind() == feel::value_kind::number;
    const auto sum = known ? feel::add(a.as_number(), b.as_number()) : std::nullopt;
    return sum ? feel::value{*sum} : feel::value{};
}

// Both windows in one. What had left one has left the other.
feel::value add_window(const vocabulary& words, const fact& f, const gathered_fact* from, gathered_fact& into,
                       instant now) {
    window all{f, words.calendar, into};
    all.leave(now);
    if (from != nullptr) {
        for (std::size_t i = from->gone; i < from->times.size(); ++i) {
            if (all.leaves(from->times[i]) > now)
                all.add(from->values.empty() ? feel::value{} : from->values[i], from->times[i], now);
        }
        into.unknown_until = std::max(into.unknown_until, from->unknown_until);
        all.rearm(now);
    }
    return all.value(now);
}

feel::value add_for_ever(const vocabulary& words, const fact& f, const feel::value& from, const gathered_fact* of,
                         const feel::value& into, gathered_fact* kept) {
    const feel::zone zone = words.calendar.zone();
    switch (f.kind) {
        case fact_kind::count:
        case fact_kind::sum:
            return sum_of(from, into);
        case fact_kind::min:
            return into.is_null() || stands_before(from, into, zone) ? from : into;
        case fact_kind::max:
            return into.is_null() || stands_before(into, from, zone) ? from : into;
        default:
            break;
    }
    if (of == nullptr) return into;
    kept->unknown_until = std::max(kept->unknown_until, of->unknown_until);
    if (f.kind == fact_kind::average) {
        const feel::value sum = sum_of(feel::value{kept->sum}, feel::value{of->sum});
        if (sum.is_null()) kept->unknown_until = never;
        kept->sum = sum.is_null() ? feel::number{} : sum.as_number();
        kept->count += of->count;
        const bool known = kept->count != 0 && kept->unknown_until != never;
        const auto v = known ? divide(kept->sum, feel::number{kept->count}) : std::nullopt;
        return v ? feel::value{*v} : feel::value{};
    }
    if (f.kind == fact_kind::distinct) {
        for (const feel::value& v : of->values) {
            if (std::find(kept->values.begin(), kept->values.end(), v) == kept->values.end()) kept->values.push_back(v);
        }
        if (kept->values.size() > most_distinct) kept->unknown_until = never;
        if (kept->unknown_until == never) kept->values.clear();
        return kept->unknown_until == never ? feel::value{} : feel::value{feel::number{kept->values.size()}};
    }
    if (of->times.empty()) return into;
    const bool is_first = f.kind == fact_kind::first;
    const bool better =
        kept->times.empty() || (is_first ? of->times[0] < kept->times[0] : of->times[0] > kept->times[0]);
    if (!better) return into;
    kept->times = of->times;
    return from;
}

}  // namespace

bool merge_gathered(const rulebook& rules, std::uint16_t index, const feel::value& value, const gathered_fact* from,
                    record& into, part_index part, instant now) {
    const vocabulary& words = rules.vocabulary();
    const fact& f = words.facts[index];
    feel::value& known = part == no_index ? into.facts[index] : into.parts[part].facts[f.slot];
    const bool keeps = f.over || f.kind >= fact_kind::first || f.kind == fact_kind::average;
    gathered_fact* const kept = keeps || from != nullptr ? &need(into, index, part) : nullptr;
    if (from != nullptr) kept->since = std::max(kept->since, from->since);
    feel::value made =
        f.over ? add_window(words, f, from, *kept, now) : add_for_ever(words, f, value, from, known, kept);
    if (kept != nullptr) into.leaving = std::min(into.leaving, kept->next);
    if (made == known) return false;
    known = std::move(made);
    return true;
}

}  // namespace reglament
