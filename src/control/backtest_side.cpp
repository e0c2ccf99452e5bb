#include "control/backtest_side.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string_view>
#include <utility>

namespace reglament {

namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::months;
using std::chrono::year_month;
using std::chrono::year_month_day;

constexpr std::int64_t months_of(backtest_period by) noexcept {
    return by == backtest_period::year ? 12 : by == backtest_period::quarter ? 3 : 1;
}

// The first of its days. Weeks begin on Mondays: the fourth day of time was one.
local_days first_day(backtest_period by, std::int64_t period) {
    if (by == backtest_period::week) return local_days{days{7 * period - 3}};
    const std::int64_t month = period * months_of(by);
    return local_days{(year_month{std::chrono::year{1970}, std::chrono::January} + months{month}) / 1};
}

std::int64_t period_of(backtest_period by, local_days day) {
    const auto floor = [](std::int64_t a, std::int64_t b) { return a >= 0 ? a / b : -((-a + b - 1) / b); };
    if (by == backtest_period::week) return floor(day.time_since_epoch().count() + 3, 7);
    const year_month_day date{day};
    const std::int64_t month = (static_cast<int>(date.year()) - 1970) * 12LL + static_cast<unsigned>(date.month()) - 1;
    return floor(month, months_of(by));
}

bool has_replies_by_number(const log_lane& lane) {
    for (std::size_t i = 0; i < lane.size(); ++i) {
        const event* const whole = lane[i].whole;
        if (whole != nullptr && by_number(*whole)) return true;
    }
    return false;
}

}  // namespace

std::int64_t period_clock::of(instant t) {
    if (begin_ != never && t >= begin_ && t < end_) return last_;
    last_ = period_of(by_, std::chrono::floor<days>(zone_.to_local(t)));
    begin_ = zone_.to_instant(first_day(by_, last_));
    end_ = zone_.to_instant(first_day(by_, last_ + 1));
    return last_;
}

std::string period_clock::name(backtest_period by, std::int64_t period) {
    const year_month_day date{first_day(by, period)};
    const int year = static_cast<int>(date.year());
    const unsigned month = static_cast<unsigned>(date.month());
    std::string out = std::to_string(year);
    const auto two = [](unsigned n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    if (by == backtest_period::month) out += "-" + two(month);
    if (by == backtest_period::quarter) out += "-Q" + std::to_string((month + 2) / 3);
    if (by == backtest_period::week) out += "-" + two(month) + "-" + two(static_cast<unsigned>(date.day()));
    return out;
}

backtest_run::backtest_run(std::shared_ptr<const rulebook> rules, const log_lane& lane, const backtest_options& how,
                           reply_book& replies, const rulebook* told_by)
    : engine_{rules,
              [] {
                  engine_options quiet;
                  quiet.trace = false;
                  return quiet;
              }()},
      lane_{lane},
      how_{how},
      replies_{replies},
      told_by_{told_by},
      by_number_{told_by == nullptr && has_replies_by_number(lane)},
      clock_{how.by, rules->vocabulary().calendar.zone()} {}

void backtest_run::run(instant last, const std::function<void(std::uint64_t)>& heard) {
    constexpr std::size_t batch = 4'096;
    std::size_t i = 0;
    for (; i < lane_.size(); ++i) {
        const event_log::entry e = lane_[i];
        if (how_.until && e.bound.time > *how_.until) break;
        post(e);
        if ((i + 1) % batch != 0) continue;
        take();
        if (told_by_ == nullptr) replies_.hand_over();
        heard(batch);
    }
    if (told_by_ == nullptr) replies_.close();
    after_until_ = lane_.size() - i;
    how_.until ? (void)engine_.advance(*how_.until) : move_before(last);
    take();
    heard(i % batch);
    figures_.open = engine_.runs().size();
}

void backtest_run::post(const event_log::entry& e) {
    const auto reply = e.whole != nullptr ? by_number(*e.whole) : std::nullopt;
    if (reply && told_by_ != nullptr) return post_meant(e, *reply);
    if (reply) tell_meaning(e, *reply);
    count(e.whole != nullptr ? engine_.post(*e.whole) : engine_.post(e.bound));
}

void backtest_run::count(const posted& came) {
    if (came.status == post_status::accepted) ++figures_.applied;
    if (came.status == post_status::duplicate) ++figures_.duplicate;
    if (came.status == post_status::rejected || came.status == post_status::set_aside) ++figures_.rejected;
}

// As posting a reply does first: what is due before it may open or close what it means.
void backtest_run::move_before(instant t) {
    constexpr instant::duration tick{1};
    if (engine_.now() != instant::min() && t > engine_.now()) engine_.advance(t - tick);
}

void backtest_run::tell_meaning(const event_log::entry& e, const reply_by_number& reply) {
    replies_.tell({reply_place{e}, meaning(*e.whole, reply)});
}

// Also of what is over: with the other version it may not be.
std::optional<meant_thing> backtest_run::meaning(const event& e, const reply_by_number& reply) {
    move_before(e.time);
    const auto now = number_now_of(engine_, e.subject, reply);
    if (!now) return std::nullopt;
    const std::vector<numbered_thing> open = open_things(rules(), engine_.state(now->client), reply.what);
    const auto named = std::ranges::find(open, now->number, &numbered_thing::number);
    if (named != open.end()) return meaning_of(*named, engine_.state(now->client), open);
    take();
    const auto& all = reply.what == numbered::run ? runs_had_ : tasks_had_;
    const auto had = all.find(std::uint64_t{now->client} << 32U | now->number);
    if (had == all.end()) return std::nullopt;
    return meaning_of(had->second, engine_.state(now->client), open);
}

// What is not here, but was there, could not be answered; what was over there as well is wrong in both.
void backtest_run::post_meant(const event_log::entry& e, const reply_by_number& reply) {
    const std::optional<told_reply> told = replies_.at(reply_place{e});
    move_before(e.whole->time);
    const auto now = number_now_of(engine_, e.whole->subject, reply);
    std::optional<std::uint32_t> number;
    if (told && told->meant && now)
        number = find_meant(*told->meant, *told_by_, reply.what, rules(), engine_.state(now->client));
    if (!number && (!told || (told->meant && told->meant->open))) {
        ++figures_.by_number;
        return;
    }
    const std::string subject{now ? engine_.client(now->client) : std::string_view{e.whole->subject}};
    count(engine_.post(with_number(*e.whole, reply.key, number.value_or(0), subject)));
}

void backtest_run::remember(std::uint32_t client, const effect& e) {
    const std::uint64_t number = std::uint64_t{client} << 32U;
    if (e.kind == effect_kind::run_started)
        runs_had_[number | e.run] = {e.run, e.regulation, no_index, e.part};
    else if (e.task != 0)
        tasks_had_.try_emplace(number | e.task, numbered_thing{e.task, e.regulation, e.state, e.part, e.at});
}

void backtest_run::take() {
    const std::vector<delivered> told = engine_.outbox();
    std::string_view last;
    std::uint32_t client = 0;
    for (const delivered& d : told) {
        if (d.subject.data() != last.data() || last.empty()) {
            client = static_cast<std::uint32_t>(engine_.find_client(d.subject).value_or(0));
            last = d.subject;
        }
        count(client, *d.effect);
    }
    engine_.taken(told.size());
}

void backtest_run::count(std::uint32_t client, const effect& e) {
    const bool begins = e.kind == effect_kind::run_started || e.kind == effect_kind::task_created ||
                        e.kind == effect_kind::action_requested || e.kind == effect_kind::run_requested;
    if (by_number_ && begins) remember(client, e);
    switch (e.kind) {
        case effect_kind::run_started:
            ++periods_[{e.regulation, clock_.of(e.at)}].starts;
            ++clients_[key(client, e.regulation)].starts;
            return;
        case effect_kind::task_created:
        case effect_kind::action_requested:
            return made(client, e);
        case effect_kind::task_skipped:
            if (e.event == no_index) return;  // its time was over
            [[fallthrough]];
        case effect_kind::task_done:
        case effect_kind::task_unanswered:
        case effect_kind::action_done:
        case effect_kind::action_failed:
            return replied(client, e);
        case effect_kind::run_finished:
            return finished(client, e);
        case effect_kind::run_cancelled:
            waiting_.erase(std::uint64_t{client} << 32U | e.run);
            return;
        default:
            return;
    }
}

void backtest_run::made(std::uint32_t client, const effect& e) {
    if (e.kind == effect_kind::action_requested && e.attempt > 1) return;
    const machine& m = rules().machines()[e.regulation];
    const std::uint32_t nth = ++steps_[step_key(client, e.regulation, e.state)];
    if (told_by_ != nullptr) waiting_[std::uint64_t{client} << 32U | e.run].push_back({e.task, e.state, nth});
    if (e.kind != effect_kind::task_created) return;
    tally& of_period = periods_[{e.regulation, clock_.of(e.at)}];
    tally& of_client = clients_[key(client, e.regulation)];
    const bool contacts = m.tasks()[m.states()[e.state].detail].channel != no_index;
    for (tally* t : {&of_period, &of_client}) {
        ++t->tasks;
        t->contacts += contacts ? 1 : 0;
    }
}

void backtest_run::replied(std::uint32_t client, const effect& e) {
    const auto its = waiting_.find(std::uint64_t{client} << 32U | e.run);
    if (its == waiting_.end()) return;
    std::erase_if(its->second, [&](const unreplied& u) { return u.task == e.task; });
}

// What an event, or a fact, ends wherever the run is follows from the log. So does what the version brings about that
// the log came about under: what it got no reply to was not done.
void backtest_run::finished(std::uint32_t client, const effect& e) {
    const std::int64_t period = clock_.of(e.at);
    const auto its = waiting_.find(std::uint64_t{client} << 32U | e.run);
    const bool doubted = its != waiting_.end() && !its->second.empty() && e.transition == no_index;
    if (doubted) doubtful_.push_back({client, e.regulation, e.state, period, its->second});
    if (its != waiting_.end()) waiting_.erase(its);
    if (doubted) return;
    ++periods_[{e.regulation, period}].observed[e.state];
    ++clients_[key(client, e.regulation)].observed[e.state];
}

bool backtest_run::is_made(const std::string& client, const std::string& regulation, const std::string& step,
                           std::uint32_t nth) const {
    const auto who = engine_.find_client(client);
    const auto which = rules().find(regulation);
    const auto state = which ? rules().machines()[*which].find_state(step) : std::nullopt;
    if (!who || !state) return false;
    const auto count = steps_.find(step_key(static_cast<std::uint32_t>(*who), *which, *state));
    return count != steps_.end() && count->second >= nth;
}

void backtest_run::settle(const backtest_run& before) {
    for (const doubtful& d : doubtful_) {
        const machine& m = rules().machines()[d.regulation];
        const std::string client{engine_.client(d.client)};
        const bool known = std::all_of(d.behind.begin(), d.behind.end(), [&](const unreplied& u) {
            return before.is_made(client, m.regulation().id.value, m.states()[u.step].id, u.nth);
        });
        tally& of_period = periods_[{d.regulation, d.period}];
        tally& of_client = clients_[key(d.client, d.regulation)];
        for (tally* t : {&of_period, &of_client}) ++(known ? t->observed : t->unsupported)[d.output];
    }
    doubtful_.clear();
}

}  // namespace reglament
