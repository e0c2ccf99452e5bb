#include "machine/gathered_codec.hpp"

#include "machine/gatherer.hpp"

#include <algorithm>
#include <vector>

namespace reglament {

namespace {

instant from_ticks(std::int64_t n) {
    return instant{std::chrono::microseconds{n}};
}

std::int64_t ticks(instant t) {
    return t.time_since_epoch().count();
}

bool is_of_part(const vocabulary& words, const fact& f) {
    return words.subjects[f.about].is_part();
}

void write_one(byte_writer& out, const gathered_fact& g) {
    out.whole(ticks(g.since));
    out.whole(ticks(g.unknown_until));
    out.number(g.count);
    out.value(feel::value{g.sum});
    out.number(g.times.size() - g.gone);
    for (std::size_t i = g.gone; i < g.times.size(); ++i) out.whole(ticks(g.times[i]));
    const std::size_t gone = std::min<std::size_t>(g.gone, g.values.size());
    out.number(g.values.size() - gone);
    for (std::size_t i = gone; i < g.values.size(); ++i) out.value(g.values[i]);
}

gathered_fact read_one(byte_reader& in) {
    gathered_fact g;
    g.since = from_ticks(in.whole());
    g.unknown_until = from_ticks(in.whole());
    g.count = in.number();
    const feel::value sum = in.value();
    if (sum.kind() == feel::value_kind::number) g.sum = sum.as_number();
    for (std::size_t n = in.count(); n > 0 && in.ok(); --n) g.times.push_back(from_ticks(in.whole()));
    for (std::size_t n = in.count(); n > 0 && in.ok(); --n) g.values.push_back(in.value());
    return g;
}

// What a step relies on.
bool is_sound(const fact& f, const gathered_fact& g, const calendar& time) {
    const auto is_time = [](instant t) { return t >= first_instant && t <= last_instant; };
    if (!std::all_of(g.times.begin(), g.times.end(), is_time)) return false;
    const auto leaves_before = [&](instant a, instant b) { return time.add(a, *f.over) < time.add(b, *f.over); };
    if (f.over && !std::is_sorted(g.times.begin(), g.times.end(), leaves_before)) return false;
    const bool adds = f.kind == fact_kind::sum || f.kind == fact_kind::average;
    const auto is_value = [&](const feel::value& v) {
        return adds ? v.kind() == feel::value_kind::number : !v.is_null();
    };
    if (!std::all_of(g.values.begin(), g.values.end(), is_value)) return false;
    if (!f.over) return g.times.size() <= 1 && g.values.size() <= most_distinct;
    if (g.times.size() > most_gathered) return false;
    return f.kind == fact_kind::count ? g.values.empty() : g.values.size() == g.times.size();
}

feel::value& value_in(record& r, const vocabulary& words, std::uint16_t index, part_index part) {
    return part == no_index ? r.facts[index] : r.parts[part].facts[words.facts[index].slot];
}

// What came before is not in it.
void begin(const rulebook& rules, record& r, std::uint16_t index, part_index part, std::vector<gathered_fact>& all) {
    const fact& f = rules.vocabulary().facts[index];
    if (part != no_index || !r.facts.empty()) value_in(r, rules.vocabulary(), index, part) = f.initial;
    if (r.seen == instant::min() || f.rolled) return;  // other records tell all they have
    gathered_fact& fresh = all.emplace_back();
    fresh.fact = index;
    fresh.part = part;
    fresh.since = r.seen;
}

template <class Visit>
void each_gathered(const rulebook& rules, const record& r, Visit&& visit) {
    const vocabulary& words = rules.vocabulary();
    for (const std::uint16_t index : rules.derived().gathered()) {
        const fact& f = words.facts[index];
        if (words.subjects[f.about].root != r.subject) continue;
        if (!is_of_part(words, f)) {
            visit(index, part_index{no_index});
            continue;
        }
        for (part_index p = 0; p < r.parts.size(); ++p) {
            if (r.parts[p].subject == f.about) visit(index, p);
        }
    }
}

void settle(const rulebook& rules, record& r, std::vector<gathered_fact> all) {
    std::sort(all.begin(), all.end(), [](const gathered_fact& a, const gathered_fact& b) {
        return std::pair{a.fact, a.part} < std::pair{b.fact, b.part};
    });
    r.gathered = std::move(all);
    r.leaving = never;
    const vocabulary& words = rules.vocabulary();
    for (gathered_fact& g : r.gathered) {
        const fact& f = words.facts[g.fact];
        if (f.over) window{f, words.calendar, g}.rearm(r.seen);
        r.leaving = std::min(r.leaving, g.next);
    }
}

}  // namespace

void write_gathered(byte_writer& out, const rulebook& rules, const record& r) {
    const vocabulary& words = rules.vocabulary();
    std::vector<std::uint16_t> mine;
    for (const std::uint16_t index : rules.derived().gathered()) {
        if (words.subjects[words.facts[index].about].root == r.subject) mine.push_back(index);
    }
    out.number(mine.size());
    for (const std::uint16_t index : mine) {
        out.text(words.facts[index].name.value);
        out.number(rules.derived().mark_of(index));
    }
    out.number(r.gathered.size());
    for (const gathered_fact& g : r.gathered) {
        out.number(static_cast<std::uint64_t>(std::lower_bound(mine.begin(), mine.end(), g.fact) - mine.begin()));
        out.number(g.part == no_index ? 0U : g.part + 1U);
        write_one(out, g);
    }
}

bool read_gathered(byte_reader& in, const rulebook& rules, record& into, std::span<const part_index> places) {
    const vocabulary& words = rules.vocabulary();
    std::vector<std::uint16_t> written;  // each: its index now, where it is gathered as it was
    for (std::size_t n = in.count(); n > 0 && in.ok(); --n) {
        const auto known = words.find_fact(in.text());
        const std::uint64_t mark = in.number();
        const bool same = known && rules.derived().is_gathered(static_cast<std::uint16_t>(*known)) &&
                          rules.derived().mark_of(static_cast<std::uint16_t>(*known)) == mark;
        written.push_back(same ? static_cast<std::uint16_t>(*known) : no_index);
    }
    std::vector<gathered_fact> all;
    for (std::size_t n = in.count(); n > 0 && in.ok(); --n) {
        const std::uint64_t which = in.number();
        const std::uint64_t part = in.number();
        gathered_fact g = read_one(in);
        if (!in.ok() || which >= written.size() || part > places.size()) return false;
        g.fact = written[which];
        g.part = part == 0 ? part_index{no_index} : places[part - 1];
        if (g.fact == no_index || (part != 0 && g.part == no_index)) continue;
        const fact& f = words.facts[g.fact];
        const bool fits = is_of_part(words, f) ? g.part != no_index && into.parts[g.part].subject == f.about
                                               : part == 0 && f.about == into.subject;
        if (!fits || !is_sound(f, g, words.calendar)) return false;
        all.push_back(std::move(g));
    }
    each_gathered(rules, into, [&](std::uint16_t index, part_index part) {
        if (std::find(written.begin(), written.end(), index) == written.end()) begin(rules, into, index, part, all);
    });
    settle(rules, into, std::move(all));
    return in.ok();
}

void begin_gathered(const rulebook& rules, record& r) {
    std::vector<gathered_fact> all;
    each_gathered(rules, r, [&](std::uint16_t index, part_index part) { begin(rules, r, index, part, all); });
    settle(rules, r, std::move(all));
}

}  // namespace reglament
