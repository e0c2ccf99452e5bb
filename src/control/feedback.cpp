#include "control/feedback_impl.hpp"

#include <algorithm>
#include <array>

namespace reglament {

std::string_view to_string(feedback_trend t) noexcept {
    static constexpr std::array<std::string_view, 4> names{"unknown", "steady", "rising", "falling"};
    return names[static_cast<std::size_t>(t)];
}

feedback_counts::feedback_counts(std::shared_ptr<const rulebook> r, const conformance& c, feedback_options o)
    : rules{std::move(r)}, of{c}, how{o}, reader{*rules, c, o.people}, examples{o}, outputs{reader.outputs()} {
    deviations.emplace_back();
    deviations.front().step = deviations.front().activity = feedback_others;
    arrows.resize(of.of().transitions().size());
    for (const auto& s : of.steps()) step_of(s.id);
}

void feedback_counts::take(const observed_case& c, const case_conformance& r) {
    ++cases;
    if (r.open) ++open;
    if (!r.decided) {
        ++undecided;
        return;
    }
    const feedback_reading& read = reader.read(c, r);
    output_ = static_cast<std::size_t>(std::find(outputs.begin(), outputs.end(), read.output) - outputs.begin());
    count_case(read);
    touched_.clear();
    for (const auto& charge : read.charges) add(charge, read, !r.open);
    if (read.charges.empty()) ++conforming;
    if (!r.open) {
        add_outcome(read, outcome);
        if (read.charges.empty()) add_outcome(read, kept);
        for (const std::uint32_t d : touched_) add_outcome(read, deviations[d].outcome);
    }
    examples.take(c.id, r, read, reader.slot_of(read.last_week), touched_, [&] { return case_of(c, r, read); });
}

void feedback_counts::count_case(const feedback_reading& read) {
    all.add_case(cases, reader.slot_of(read.last_week));
    if (people.size() < reader.people().size()) people.resize(reader.people().size());
    for (const auto& [person, week] : read.worked) people[person].add_case(cases, reader.slot_of(week));
    for (const auto& [arrow, time] : read.times) arrows[arrow].time.add(time);
}

void feedback_counts::add(const feedback_reading::charge& c, const feedback_reading& read, bool over) {
    const deviation& d = *c.what;
    const std::uint32_t index = deviation_of(d);
    deviation_record& known = deviations[index];
    const bool fresh = known.course.all.deviated != cases;
    if (fresh) touched_.push_back(index);
    const std::uint32_t slot = reader.slot_of(read.last_week);
    known.course.add_deviation(cases, slot, d.cost);
    all.add_deviation(cases, slot, d.cost);
    people[c.person].add_deviation(cases, reader.slot_of(read.week_of(c.person)), d.cost);
    steps[step_of(d.step)].add_deviation(cases, slot, d.cost);
    if (c.late.count() > 0) known.late.add(c.late);
    if (c.at_step) (c.arrow == no_index ? start : arrows[c.arrow].share).add_deviation(cases);
    const row_key at{c.person, index, c.week};
    if (rows.size() >= how.rows && !rows.contains(at)) {
        ++rows_left_out;
        return;
    }
    row_record& row = rows[at];
    row.cost += d.cost;
    row.late += c.late;
    if (!row.share.add_deviation(cases) || !over) return;
    ++row.over;
    if (output_ < outputs.size()) ++row.reached;
    if (const auto duration = read.duration()) ++row.timed, row.duration += *duration;
}

void feedback_counts::add_outcome(const feedback_reading& read, outcome_record& to) const {
    ++to.over;
    if (const auto duration = read.duration()) to.duration.add(*duration);
    if (output_ >= outputs.size()) return;
    if (to.reached.size() <= output_) to.reached.resize(output_ + 1);
    ++to.reached[output_];
}

std::size_t feedback_counts::step_of(const std::string& id) {
    const auto [at, fresh] = step_index.try_emplace(id, step_names.size());
    if (fresh) {
        step_names.push_back(id);
        steps.emplace_back();
    }
    return at->second;
}

std::uint32_t feedback_counts::deviation_of(const deviation& d) {
    key_.assign(1, static_cast<char>(d.kind)).append(d.step).append(1, '\0').append(d.activity);
    const auto known = deviation_index.find(key_);
    if (known != deviation_index.end()) return known->second;
    if (deviations.size() > how.deviations) return 0;
    const auto made = static_cast<std::uint32_t>(deviations.size());
    deviations.push_back({d.kind, d.step, d.activity, {}, {}, {}});
    deviation_index.emplace(key_, made);
    return made;
}

feedback_case feedback_counts::case_of(const observed_case& c, const case_conformance& r,
                                       const feedback_reading& read) const {
    feedback_case out;
    out.id = c.id;
    out.person = reader.people()[read.person];
    out.begin = read.begin;
    out.end = read.end;
    out.cost = r.cost;
    out.output = read.output;
    for (std::size_t i = 0; i < r.moves.size(); ++i) add_move(c, read, i, r.moves[i], out);
    for (const auto& charge : read.charges) out.deviations.push_back(*charge.what);
    return out;
}

// A step left out stands where it should have been.
void feedback_counts::add_move(const observed_case& c, const feedback_reading& read, std::size_t move,
                               const alignment_move& one, feedback_case& to) const {
    const bool seen = one.event != alignment_move::none;
    if (to.events.size() >= how.events) {
        to.left_out += seen ? 1 : 0;
        return;
    }
    const auto charge = std::find_if(read.charges.begin(), read.charges.end(), [&](const auto& one_charge) {
        return seen ? one_charge.what->event == one.event
                    : one_charge.move == move && one_charge.what->kind == deviation_kind::missing;
    });
    const bool charged = charge != read.charges.end();
    feedback_event e;
    if (charged) e.deviation = charge->what->kind;
    if (seen) {
        e.time = c.events[one.event].time;
        e.activity = c.events[one.event].activity;
        e.person = reader.people()[read.people[one.event]];
    } else if (charged) {
        e.activity = charge->what->activity.empty() ? charge->what->step : charge->what->activity;
        e.person = reader.people()[charge->person];
    }
    if (seen || charged) to.events.push_back(std::move(e));
}

struct feedback::impl : feedback_counts {
    using feedback_counts::feedback_counts;
};

feedback::feedback(std::shared_ptr<const rulebook> rules, const conformance& of, feedback_options how)
    : impl_{std::make_unique<impl>(std::move(rules), of, how)} {}
feedback::~feedback() = default;
feedback::feedback(feedback&&) noexcept = default;

void feedback::take(const observed_case& what, const case_conformance& found) {
    impl_->take(what, found);
}

feedback_figures feedback::figures() const {
    return impl_->figures();
}

}  // namespace reglament
