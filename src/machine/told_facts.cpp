#include "machine/told_facts.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace reglament {

namespace {

template <class List>
auto place_in(List& all, std::uint16_t fact, part_index part) {
    return std::lower_bound(all.begin(), all.end(), std::pair{fact, part}, [](const told_fact& t, const auto& wanted) {
        return std::pair{t.fact, t.part} < wanted;
    });
}

}  // namespace

const told_fact* find_told(const record& r, std::uint16_t fact, part_index part) noexcept {
    const auto at = place_in(r.told, fact, part);
    return at != r.told.end() && at->fact == fact && at->part == part ? &*at : nullptr;
}

told_fact& need_told(record& r, std::uint16_t fact, part_index part) {
    const auto at = place_in(r.told, fact, part);
    if (at != r.told.end() && at->fact == fact && at->part == part) return *at;
    return *r.told.insert(at, told_fact{fact, part, 0, instant::min()});
}

void write_told(byte_writer& out, const rulebook& rules, const record& r) {
    out.number(r.told.size());
    for (const told_fact& t : r.told) {
        out.text(rules.vocabulary().facts[t.fact].name.value);
        out.number(t.part == no_index ? 0U : t.part + 1U);
        out.number(t.revision);
        out.whole(t.at.time_since_epoch().count());
    }
}

bool read_told(byte_reader& in, const rulebook& rules, record& into, std::span<const part_index> places) {
    const vocabulary& words = rules.vocabulary();
    for (std::size_t n = in.count(); n > 0 && in.ok(); --n) {
        const auto known = words.find_fact(in.text());
        const std::uint64_t written = in.number();
        told_fact t;
        t.revision = in.number();
        t.at = instant{std::chrono::microseconds{in.whole()}};
        if (!in.ok() || written > places.size()) return false;
        if (t.revision > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return false;
        if (!known || !words.facts[*known].of_host) continue;
        t.part = written == 0 ? part_index{no_index} : places[written - 1];
        const fact& f = words.facts[*known];
        const bool of_part = words.subjects[f.about].is_part();
        if (written != 0 && t.part == no_index) continue;  // that part is gone
        const bool fits = of_part ? t.part != no_index && into.parts[t.part].subject == f.about
                                  : t.part == no_index && f.about == into.subject;
        if (fits)
            need_told(into, static_cast<std::uint16_t>(*known), t.part) = {static_cast<std::uint16_t>(*known), t.part,
                                                                           t.revision, t.at};
    }
    return in.ok();
}

void merge_told(const rulebook& rules, const record& from, record& into, std::span<const part_index> places,
                std::size_t fresh) {
    for (const told_fact& t : from.told) {
        if (t.part != no_index) {
            const part_index moved = places[t.part];
            if (moved >= fresh) need_told(into, t.fact, moved) = {t.fact, moved, t.revision, t.at};
            continue;
        }
        const bool taken = find_told(into, t.fact, no_index) == nullptr && !into.facts.empty() && !from.facts.empty() &&
                           into.facts[t.fact] == from.facts[t.fact];
        if (taken && rules.vocabulary().facts[t.fact].fresh_for) need_told(into, t.fact, no_index).at = t.at;
    }
}

}  // namespace reglament
