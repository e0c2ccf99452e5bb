#include "control/backtest_lanes.hpp"

#include "machine/independence.hpp"
#include "text/keyed_hash.hpp"

#include <algorithm>

namespace reglament {

namespace {

// As many events as come from about as many clients as the nearer caches hold; of a long log, more.
constexpr std::size_t events_per_lane = 8'192, most_lanes = 4'096, events_per_turn = 1'000'000, most_turns = 8;

// Two clients that turn out to be one belong together, and so does whoever is found by the deal an event names.
bool tells_of_others(const event_log::entry& e) {
    return e.whole != nullptr && (e.whole->subject.empty() || e.whole->type == "subject.merged");
}

}  // namespace

log_lane log_lane::part_of(const event_log& log, const sizes& all) {
    log_lane part{log};
    part.is_part_ = true;
    part.events_.reserve(all.events);
    part.subjects_.reserve(all.subjects);
    part.values_.reserve(all.values);
    return part;
}

void log_lane::add(std::uint32_t place, const event_log::entry& e) {
    kept& k = events_.emplace_back();
    k.time = e.bound.time;
    k.place = place;
    k.in_log = e.whole != nullptr;
    if (k.in_log) return;
    k.key = e.bound.key;
    k.type = e.bound.type;
    k.subject = static_cast<std::uint32_t>(subjects_.size());
    k.subject_length = static_cast<std::uint32_t>(e.bound.subject.size());
    subjects_.insert(subjects_.end(), e.bound.subject.begin(), e.bound.subject.end());
    k.first = static_cast<std::uint32_t>(values_.size());
    k.values = static_cast<std::uint16_t>(e.bound.data.size());
    values_.insert(values_.end(), e.bound.data.begin(), e.bound.data.end());
}

event_log::entry log_lane::operator[](std::size_t i) const {
    if (!is_part_) return (*log_)[i];
    const kept& k = events_[i];
    if (k.in_log) return (*log_)[k.place];
    event_log::entry e;
    e.bound = {k.key, k.type, {subjects_.data() + k.subject, k.subject_length}, k.time, {}};
    e.bound.data = {values_.data() + k.first, k.values};
    return e;
}

// Events out of time are refused, and move none.
instant last_moment(const event_log& log) {
    for (std::size_t i = log.size(); i-- > 0;) {
        const instant t = log[i].bound.time;
        if (t >= first_instant && t <= last_instant) return t;
    }
    return instant::min();
}

lane_plan plan_lanes(const rulebook& before, const rulebook& after, std::size_t events) {
    const std::size_t lanes = std::min(events / events_per_lane, most_lanes);
    if (lanes < 2 || !are_clients_independent(before) || !are_clients_independent(after)) return {};
    const std::size_t turns = std::clamp<std::size_t>(events / events_per_turn, 1, most_turns);
    return {static_cast<std::uint32_t>(lanes / turns), static_cast<std::uint32_t>(turns)};
}

divided_log::divided_log(const event_log& log, const lane_plan& plan) : log_{log}, plan_{plan} {
    const std::uint32_t all = plan.lanes * plan.turns;
    lane_of_.resize(log.size());
    sizes_.resize(all);
    for (std::size_t i = 0; i < log.size(); ++i) {
        const event_log::entry e = log[i];
        lane_of_[i] = static_cast<std::uint16_t>(keyed_hash::of(e.bound.subject) % all);
        log_lane::sizes& its = sizes_[lane_of_[i]];
        ++its.events;
        its.values += e.bound.data.size();
        its.subjects += e.bound.subject.size();
        if (tells_of_others(e)) apart_ = false;
    }
}

// The log is read from its begin to its end, which memory does well; places far apart it is slow to find.
std::vector<log_lane> divided_log::lanes(std::uint32_t turn) const {
    const std::uint32_t first = turn * plan_.lanes;
    std::vector<log_lane> lanes;
    for (std::uint32_t i = 0; i < plan_.lanes; ++i) lanes.push_back(log_lane::part_of(log_, sizes_[first + i]));
    for (std::size_t i = 0; i < lane_of_.size(); ++i) {
        const std::uint32_t lane = lane_of_[i] - first;
        if (lane < plan_.lanes) lanes[lane].add(static_cast<std::uint32_t>(i), log_[i]);
    }
    return lanes;
}

}  // namespace reglament
