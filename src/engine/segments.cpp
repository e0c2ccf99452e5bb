// Segments: all clients are ranked, and who has changed class is told so by an event.
#include "engine/impl.hpp"
#include "engine/ranking.hpp"
#include "machine/gatherer.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace reglament {

namespace {

// A class that a client has; neither of these.
constexpr std::uint16_t elsewhere = no_class - 1;  // no client, or one who is another by now
constexpr std::uint16_t of_old = no_class - 2;     // one that the segment has no more

// The class that a fact declares; no_class: none.
std::uint16_t declared_class(const segment& s, const feel::value& v) {
    if (s.into != 0) {
        const auto n = v.kind() == feel::value_kind::number ? v.as_number().to_int64() : std::nullopt;
        return n && *n >= 1 && *n <= s.into ? static_cast<std::uint16_t>(s.into - *n) : no_class;
    }
    if (v.kind() != feel::value_kind::string) return no_class;
    for (std::uint16_t i = 0; i < s.classes.size(); ++i) {
        if (s.classes[i].name.value == v.as_string()) return i;
    }
    return no_class;
}

feel::value value_of_class(const segment& s, std::uint16_t of) {
    if (of == no_class) return {};
    if (s.into != 0) return feel::value{feel::number{s.into - of}};
    return feel::value{s.classes[of].name.value};
}

}  // namespace

void engine::impl::schedule_segments() {
    const auto& all = rules->vocabulary().segments;
    segments_due.assign(all.size(), never);
    segments_computed.resize(all.size());
    first_segment = never;
    if (!options.segments || now == instant::min()) return;
    for (std::size_t i = 0; i < all.size(); ++i) {
        segments_computed[i].name = all[i].name.value;
        segments_due[i] = rules->segments_at(i).next(now);
        first_segment = std::min(first_segment, segments_due[i]);
    }
}

void engine::impl::compute_segments(instant at) {
    for (std::size_t i = 0; i < segments_due.size(); ++i) {
        if (segments_due[i] > at) continue;
        compute_segment(i, at);
        segments_due[i] = rules->segments_at(i).next(at);
    }
    first_segment = segments_due.empty() ? never : *std::min_element(segments_due.begin(), segments_due.end());
}

void engine::impl::compute_segment(std::size_t which, instant at) {
    const segment& s = rules->vocabulary().segments[which];
    const segment_programs& by = rules->segment(which);
    const feel::zone zone = rules->vocabulary().calendar.zone();
    std::vector<candidate> all;
    struct declaration {
        std::uint32_t who;
        std::uint16_t of;
    };
    std::vector<declaration> declared;
    std::vector<std::uint16_t> classes(clients.size(), no_class), before(clients.size(), elsewhere);
    std::vector<feel::value> moved;
    feel::frame f;
    f.now = at;
    f.zone = zone;
    f.bank.fill(rules->nulls().data());
    for (std::uint32_t i = 0; i < clients.size(); ++i) {
        const record& r = clients.read(i).state;
        if (r.subject != 0 || !r.merged_into.key.empty() || r.seen == instant::min()) continue;
        const bool has_none = r.facts.empty() || r.facts[s.fact].is_null();
        before[i] = has_none ? no_class : declared_class(s, r.facts[s.fact]);
        if (!has_none && before[i] == no_class) before[i] = of_old;
        const feel::value* const facts = known_facts(*rules, r, at, moved);
        if (s.declared_fact != UINT16_MAX) {
            if (const std::uint16_t of = declared_class(s, facts[s.declared_fact]); of != no_class) {
                declared.push_back({i, of});
                classes[i] = of;
                continue;
            }
        }
        f.bank[static_cast<std::size_t>(bank::facts)] = facts;
        if (by.when && by.when.test(f) != feel::truth::yes) continue;
        feel::value v = by.by.evaluate(f);
        if (!v.is_null()) all.push_back({std::move(v), i, no_class});
    }
    rank(
        s, by, zone, [&](std::uint32_t who) { return clients.key(who); }, all);
    segment_figures& told = segments_computed[which];
    told.name = s.name.value;
    told.at = at;
    told.moved = 0;
    told.clients = declared.size();
    told.total = {};
    told.classes = figures_of(s, all);
    for (const candidate& c : all) {
        classes[c.who] = c.of;
        told.clients += c.of == no_class ? 0 : 1;
    }
    for (const class_figures& c : told.classes) told.total = feel::add(told.total, c.total).value_or(told.total);
    for (const declaration& d : declared) {
        ++told.classes[d.of].clients;
        ++told.classes[d.of].declared;
    }
    std::vector<candidate>{}.swap(all);
    const auto was_known = static_cast<std::uint32_t>(classes.size());  // who is added by what comes of it waits
    for (std::uint32_t i = 0; i < was_known; ++i) {
        if (before[i] == elsewhere || before[i] == classes[i]) continue;
        const record& r = clients.read(i).state;
        // What comes of others' change may have changed this one.
        if (!r.merged_into.key.empty()) continue;
        const feel::value was = r.facts.empty() ? feel::value{} : r.facts[s.fact];
        const feel::value is = value_of_class(s, classes[i]);
        if (was == is) continue;
        ++told.moved;
        change_class(s, i, was, is, at);
    }
}

// Left first, then entered; the fact has its new value before either is heard.
void engine::impl::change_class(const segment& s, std::uint32_t who, const feel::value& before,
                                const feel::value& after, instant at) {
    const auto tell = [&](std::uint32_t event, const feel::value& its, const feel::value& other) {
        const std::array data{its, other};
        apply(who, 0, signal{static_cast<event_index>(event), at, data, 0, {}});
    };
    if (!before.is_null()) tell(s.left, before, after);
    if (!after.is_null()) tell(s.entered, after, before);
}

const std::vector<segment_figures>& engine::segments() const noexcept {
    return impl_->segments_computed;
}

void engine::recompute_segments() {
    if (impl_->now == instant::min()) return;
    for (std::size_t i = 0; i < impl_->segments_due.size(); ++i) impl_->compute_segment(i, impl_->now);
}

}  // namespace reglament
