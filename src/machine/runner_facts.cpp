// Runner: facts that are set, and those that are computed from them.
#include "machine/derivations.hpp"
#include "machine/gatherer.hpp"
#include "machine/runner_body.hpp"

#include <algorithm>

namespace reglament {

void runner::change_part(part_index which) noexcept {
    part_ = which;
    const bool known = which != no_index && context_.parts != nullptr;
    part_facts_ = known ? (*context_.parts)[which].facts.data() : rules_.nulls().data();
}

const feel::value& runner::fact_value(std::uint16_t index) const {
    const fact& known = rules_.vocabulary().facts[index];
    return rules_.has_parts() && rules_.vocabulary().subjects[known.about].is_part() ? part_facts_[known.slot]
                                                                                     : context_.facts[index];
}

void runner::set_fact(std::uint16_t index, const feel::value& v) {
    if (context_.owned == nullptr) return;
    const fact& known = rules_.vocabulary().facts[index];
    const bool of_part = rules_.has_parts() && rules_.vocabulary().subjects[known.about].is_part();
    if (of_part && part_ == no_index) return;
    if (!of_part && context_.owned->empty()) {
        context_.owned->assign(rules_.initial_facts().begin(), rules_.initial_facts().end());
        context_.facts = context_.owned->data();
    }
    feel::value& at = of_part ? (*context_.parts)[part_].facts[known.slot] : (*context_.owned)[index];
    const part_index whose = of_part ? part_ : part_index{no_index};
    if (rules_.names_person(index) && at != v) persons_.push_back({index, whose});
    at = v;
    if (!rules_.watchers(index).empty()) touched_.push_back({index, whose});
    for (const std::uint16_t place : rules_.derived().readers(index)) make_stale(place, whose);
}

// Each once, in the order in which they are computed.
void runner::make_stale(std::uint16_t place, part_index whose) {
    const std::pair one{place, whose};
    const auto at = std::lower_bound(stale_.begin(), stale_.end(), one);
    if (at == stale_.end() || *at != one) stale_.insert(at, one);
}

void runner::wake() {
    for (const std::uint16_t place : rules_.derived().clocks()) make_stale(place, no_index);
}

void runner::wake_all() {
    const std::size_t count = rules_.derived().computed().size();
    for (std::size_t i = 0; i < count; ++i) make_stale(static_cast<std::uint16_t>(i), no_index);
}

void runner::meet_part(part_index which) {
    const subject_index of = (*context_.parts)[which].subject;
    const auto all = rules_.derived().computed();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const fact& f = rules_.vocabulary().facts[all[i].fact];
        if (f.parts == of) make_stale(static_cast<std::uint16_t>(i), no_index);
        if (f.about == of) make_stale(static_cast<std::uint16_t>(i), which);
    }
}

void runner::compute_stale(instant now) {
    const part_index looked_at = part_;
    while (!stale_.empty()) {
        const auto [place, whose] = stale_.front();
        stale_.erase(stale_.begin());
        const std::uint16_t index = rules_.derived().computed()[place].fact;
        const fact& f = rules_.vocabulary().facts[index];
        if (!rules_.vocabulary().subjects[f.about].is_part()) {
            look_at(no_index);
            compute(place, now);
            continue;
        }
        for (part_index p = 0; p < context_.parts->size(); ++p) {
            if ((whose != no_index && p != whose) || (*context_.parts)[p].subject != f.about) continue;
            look_at(p);
            compute(place, now);
        }
    }
    look_at(looked_at);
}

void runner::compute(std::uint16_t place, instant now) {
    const computation& what = rules_.derived().computed()[place];
    const fact& f = rules_.vocabulary().facts[what.fact];
    feel::value v;
    if (f.kind == fact_kind::formula) {
        step_note why;
        why.fact = what.fact;
        v = what.program.evaluate(frame_of(nullptr, nullptr, nullptr, now), &why.notes);
        if (!v.is_null() && !feel::conforms(v, f.type)) {
            why.notes.push_back({"set-wrong-value", {}, {f.name.value, feel::to_string(v)}});
            v = {};
        }
        const feel::frame at = frame_of(nullptr, nullptr, nullptr, now);
        const auto& reads = what.program.reads();
        const bool waits =
            std::any_of(reads.begin(), reads.end(), [&](feel::slot s) { return at.bank[s.bank][s.index].is_null(); });
        if (!waits && !why.notes.empty()) out_.notes.push_back(std::move(why));
    } else if (f.parts) {
        v = gather_parts(what, f, now);
    } else {
        v = of_fields(rules_.vocabulary(), f,
                      [&](const fact&, std::uint16_t i) -> const feel::value& { return fact_value(i); });
    }
    if (fact_value(what.fact) != v) set_fact(what.fact, v);
}

// Over the deals there are, in the order they were first heard of.
feel::value runner::gather_parts(const computation& what, const fact& f, instant now) const {
    std::uint64_t count = 0;
    std::optional<feel::number> sum = feel::number{};
    feel::value kept;
    feel::list different;
    feel::frame at = frame_of(nullptr, nullptr, nullptr, now);
    const feel::zone zone = rules_.vocabulary().calendar.zone();
    for (const part& p : *context_.parts) {
        if (p.subject != *f.parts) continue;
        at.bank[static_cast<std::size_t>(bank::part)] = p.facts.data();
        if (what.program && what.program.test(at) != feel::truth::yes) continue;
        if (f.kind == fact_kind::count) {
            ++count;
            continue;
        }
        const feel::value& v = p.facts[rules_.vocabulary().facts[f.part_fact].slot];
        if (v.is_null()) continue;
        ++count;
        const bool adds = f.kind == fact_kind::sum || f.kind == fact_kind::average;
        if (adds && sum) sum = v.kind() == feel::value_kind::number ? add(*sum, v.as_number()) : std::nullopt;
        if (f.kind == fact_kind::distinct && std::find(different.begin(), different.end(), v) == different.end())
            different.push_back(v);
        const bool better = count == 1 || f.kind == fact_kind::last ||
                            (f.kind == fact_kind::min && stands_before(v, kept, zone)) ||
                            (f.kind == fact_kind::max && stands_before(kept, v, zone));
        if (better) kept = v;
    }
    switch (f.kind) {
        case fact_kind::count:
            return feel::value{feel::number{count}};
        case fact_kind::distinct:
            return feel::value{feel::number{different.size()}};
        case fact_kind::sum:
            return sum ? feel::value{*sum} : feel::value{};
        case fact_kind::average: {
            const auto v = sum && count != 0 ? feel::divide(*sum, feel::number{count}) : std::nullopt;
            return v ? feel::value{*v} : feel::value{};
        }
        default:
            return kept;
    }
}

// A fact never has a value that is not of its type: what does not fit is null, and a note says so.
feel::value runner::fitting(const cursor& c, std::uint16_t fact, std::uint16_t program, feel::value v) {
    const auto& known = rules_.vocabulary().facts[fact];
    if (v.is_null() || feel::conforms(v, known.type)) return v;
    step_note why{c.of.regulation, program, {}, {}};
    why.notes.push_back({"set-wrong-value", {}, {known.name.value, feel::to_string(v)}});
    out_.notes.push_back(std::move(why));
    return {};
}

void runner::set_facts(const cursor& c, const machine& m, instant now) {
    const set_definition& what = m.sets()[m.states()[c.here.at].detail];
    std::vector<feel::value> values;
    values.reserve(what.size());
    for (const auto& [fact, program] : what) values.push_back(fitting(c, fact, program, evaluate(c, m, program, now)));
    for (std::size_t i = 0; i < what.size(); ++i) set_fact(what[i].first, values[i]);
    compute(now);
    note(effect_kind::facts_set, c, now).data = std::move(values);
}

}  // namespace reglament
