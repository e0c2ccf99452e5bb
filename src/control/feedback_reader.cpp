#include "control/feedback_reader.hpp"

#include <algorithm>

namespace reglament {

namespace {

constexpr std::size_t most_weeks = 1'000;  // told apart; a log of twenty years
constexpr std::size_t look_back = 64;      // moves; whoever waits longer than that has done something meanwhile

std::string_view who(const case_event& e) {
    return e.resource.empty() ? e.role : e.resource;
}

bool in_time(instant t) {
    return t >= first_instant && t <= last_instant;
}

}  // namespace

bool counts(const deviation& d) noexcept {
    if (d.kind == deviation_kind::pending) return false;
    return d.cost > 0 || d.kind == deviation_kind::late || d.kind == deviation_kind::wrong_role;
}

feedback_reader::feedback_reader(const rulebook& rules, const conformance& of, std::size_t most_people)
    : rules_{rules},
      of_{of},
      m_{of.of()},
      paths_{of},
      people_{most_people},
      clock_{backtest_period::week, rules.vocabulary().calendar.zone()} {
    for (std::size_t i = 0; i < of.steps().size(); ++i) steps_.try_emplace(of.steps()[i].id, i);
}

const feedback_reading& feedback_reader::read(const observed_case& c, const case_conformance& r) {
    case_ = &c;
    found_ = &r;
    out_.charges.clear();
    out_.worked.clear();
    out_.times.clear();
    out_.begin = out_.end = std::nullopt;
    out_.last_week = feedback_reading::no_week;
    look_at_events();
    look_at_times();
    look_at_output();
    charge_all();
    return out_;
}

std::int64_t feedback_reader::week_of(std::uint32_t event) {
    const auto& time = case_->events[event].time;
    if (!time || !in_time(*time)) return feedback_reading::no_week;
    const std::int64_t week = clock_.of(*time);
    if (week == known_week_) return week;
    if (!slots_.contains(week)) {
        if (slots_.size() >= most_weeks) return feedback_reading::no_week;
        slots_.emplace(week, static_cast<std::uint32_t>(slots_.size() + 1));
    }
    return known_week_ = week;
}

void feedback_reader::look_at_events() {
    out_.people.assign(case_->events.size(), feedback_names::others);
    weeks_.assign(case_->events.size(), feedback_reading::no_week);
    done_.clear();
    for (const alignment_move& one : found_->moves) {
        if (one.event == alignment_move::none) continue;
        const case_event& e = case_->events[one.event];
        const std::uint32_t person = people_.of(who(e));
        const std::int64_t week = week_of(one.event);
        out_.people[one.event] = person;
        weeks_[one.event] = week;
        add_worked(person, week);
        if (!e.time || !in_time(*e.time)) continue;
        if (!out_.begin || *e.time < *out_.begin) out_.begin = e.time;
        if (!out_.end || *e.time > *out_.end) out_.end = e.time;
        out_.last_week = std::max(out_.last_week, week);
    }
    // The first of those who did most.
    const auto most = std::max_element(done_.begin(), done_.end());
    out_.person =
        most == done_.end() ? people_.of({}) : out_.worked[static_cast<std::size_t>(most - done_.begin())].first;
}

void feedback_reader::add_worked(std::uint32_t person, std::int64_t week) {
    for (std::size_t i = 0; i < out_.worked.size(); ++i) {
        if (out_.worked[i].first != person) continue;
        out_.worked[i].second = std::max(out_.worked[i].second, week);
        ++done_[i];
        return;
    }
    out_.worked.emplace_back(person, week);
    done_.push_back(1);
}

bool feedback_reader::is_step(const alignment_move& m) const {
    return m.visible != 0xFFFF;
}

const feedback_paths::lead* feedback_reader::lead_to(std::size_t move, std::size_t& from) const {
    const auto& moves = found_->moves;
    if (moves[move].state == no_index) return nullptr;
    for (from = move; from > 0 && move - from < look_back;) {
        --from;
        if (!is_step(moves[from])) continue;
        if (const auto* way = paths_.between(moves[from].state, moves[move].state)) return way;
    }
    from = move;
    return paths_.between(no_index, moves[move].state);
}

std::optional<instant> feedback_reader::entered_by(const feedback_paths::lead& way, std::optional<instant> done) const {
    for (const state_index s : way.waits) {
        if (!done || !in_time(*done)) return std::nullopt;
        const instant over = rules_.vocabulary().calendar_at(no_index).add(*done, *m_.states()[s].timer);
        done = over == never ? std::nullopt : std::optional{over};
    }
    return done;
}

// What was left out was done as soon as it could be.
void feedback_reader::look_at_times() {
    const auto& moves = found_->moves;
    moments_.assign(moves.size(), {});
    for (std::size_t i = 0; i < moves.size(); ++i) {
        if (!is_step(moves[i])) continue;
        moment& now = moments_[i];
        std::size_t from = i;
        const auto* way = lead_to(i, from);
        const bool first = from == i;
        if (way != nullptr) {
            now.entered = entered_by(*way, first ? out_.begin : moments_[from].done);
            now.arrow = way->arrow;
        }
        now.real = moves[i].event != alignment_move::none;
        now.done = now.real ? case_->events[moves[i].event].time : now.entered;
        if (!now.real || first || way == nullptr || !moments_[from].real || now.arrow == no_index) continue;
        const auto before = moments_[from].done;
        if (before && now.done && *now.done >= *before)
            out_.times.emplace_back(now.arrow, std::chrono::duration_cast<std::chrono::seconds>(*now.done - *before));
    }
}

// An output is come to when the last step before it was really done.
void feedback_reader::look_at_output() {
    const auto& moves = found_->moves;
    out_.output = {};
    if (moves.empty()) return;
    for (std::size_t i = moves.size(); i-- > 0;) {
        if (!is_step(moves[i])) continue;
        if (moves[i].event != alignment_move::none) out_.output = paths_.output_after(moves[i].state);
        return;
    }
}

void feedback_reader::charge_all() {
    const auto& moves = found_->moves;
    moves_.assign(case_->events.size(), moves.size());
    left_out_.clear();
    for (std::size_t i = 0; i < moves.size(); ++i) {
        if (moves[i].event != alignment_move::none) moves_[moves[i].event] = i;
        if (moves[i].event == alignment_move::none && is_step(moves[i])) left_out_.push_back(i);
    }
    for (const deviation& d : found_->deviations) {
        const feedback_reading::charge c = charged(d);
        if (counts(d)) out_.charges.push_back(c);
    }
}

feedback_reading::charge feedback_reader::charged(const deviation& d) {
    feedback_reading::charge out;
    out.what = &d;
    out.move = move_of(d);
    if (out.move < found_->moves.size() && is_step(found_->moves[out.move])) {
        out.at_step = true;
        out.arrow = moments_[out.move].arrow;
    } else if (const auto step = steps_.find(d.step); step != steps_.end()) {
        const state_index s = of_.steps()[step->second].state;
        out.at_step = s != no_index;
        if (out.at_step) out.arrow = paths_.arrow_into(s);
    }
    if (d.event == alignment_move::none) {
        charge_left_out(out);
        return out;
    }
    out.person = out_.people[d.event];
    out.week = weeks_[d.event];
    if (d.kind == deviation_kind::late) out.late = lateness(out.move);
    return out;
}

// Of a step left out, and of one done out of its turn, the move at which it should have been; of those of one step the
// nearest to the event, as they were paired.
std::size_t feedback_reader::move_of(const deviation& d) {
    const auto& moves = found_->moves;
    const std::size_t seen = d.event == alignment_move::none ? moves.size() : moves_[d.event];
    if (d.kind != deviation_kind::missing && d.kind != deviation_kind::out_of_sequence) return seen;
    const auto distance = [&](std::size_t i) { return seen == moves.size() ? i : i > seen ? i - seen : seen - i; };
    auto best = left_out_.end();
    for (auto at = left_out_.begin(); at != left_out_.end(); ++at) {
        if (of_.steps()[moves[*at].visible].id != d.step) continue;
        if (best == left_out_.end() || distance(*at) < distance(*best)) best = at;
    }
    if (best == left_out_.end()) return moves.size();
    const std::size_t found = *best;
    left_out_.erase(best);
    return found;
}

void feedback_reader::charge_left_out(feedback_reading::charge& to) const {
    const auto& moves = found_->moves;
    for (std::size_t i = std::min(to.move, moves.size()); i-- > 0;) {
        const std::uint32_t event = moves[i].event;
        if (event == alignment_move::none) continue;
        to.person = out_.people[event];
        to.week = weeks_[event];
        return;
    }
    to.person = out_.person;
    for (const alignment_move& one : moves) {
        if (one.event == alignment_move::none) continue;
        to.week = weeks_[one.event];
        return;
    }
}

std::chrono::seconds feedback_reader::lateness(std::size_t move) const {
    if (move >= moments_.size()) return {};
    const moment& at = moments_[move];
    const state_index s = found_->moves[move].state;
    if (s == no_index || !at.entered || !at.done || !in_time(*at.entered)) return {};
    const state& task = m_.states()[s];
    if (task.kind != state_kind::task || !task.timer) return {};
    const std::uint16_t role = m_.tasks()[task.detail].role;
    const auto& words = rules_.vocabulary();
    const calendar& hours = words.calendar_at(role == no_index ? no_index : words.roles[role].calendar);
    const instant due = hours.add(*at.entered, *task.timer);
    if (due == never || due >= *at.done) return {};
    return std::chrono::duration_cast<std::chrono::seconds>(*at.done - due);
}

}  // namespace reglament
