#include "engine/admission.hpp"

#include <algorithm>
#include <chrono>
#include <set>

namespace reglament {

namespace {

using std::chrono::days;
using std::chrono::local_days;
using per = start_limit::span_of;

// The first day of the next span: tomorrow, or Monday.
local_days day_after(per what, local_days today) {
    if (what != per::week) return today + days{1};
    const auto monday_based = std::chrono::weekday{std::chrono::sys_days{today.time_since_epoch()}}.iso_encoding() - 1;
    return today + days{7 - static_cast<int>(monday_based)};
}

}  // namespace

// Begins to count anew when the span that was counted is over. A day off has no places. Who waited over night begins
// when people do.
void admission::turn(regulation_index which, desk& d, instant now) const {
    const machine& m = rules_->machines()[which];
    if (!m.start().limit) d.until = d.opens = instant::min();  // no more, since other rules are in force
    if (!m.start().limit || now < d.until) return;
    const calendar& work = m.working_time();
    const per what = m.start().limit->per;
    const local_days today = std::chrono::floor<days>(work.zone().to_local(now));
    d.used = 0;
    d.until = work.zone().to_instant(day_after(what, today));
    d.opens = now;
    if (what != per::working_day || work.is_working_day({today})) {
        const bool waited = !d.line.empty() && d.line.front().since < work.zone().to_instant(today);
        if (waited)
            d.opens = std::max(now, work.zone().to_instant(today + std::chrono::minutes{work.opens_on({today})}));
        return;
    }
    constexpr int longest = 3'660;  // days; a calendar without working days admits one then
    local_days open = today;
    for (int i = 0; i < longest && !work.is_working_day({open}); ++i) open += days{1};
    d.opens = work.zone().to_instant(open + std::chrono::minutes{work.opens_on({open})});
    d.until = work.zone().to_instant(open + days{1});
}

void admission::wait(desk_key at, waiting who) {
    desks_[std::move(at)].line.push_back(std::move(who));
}

void admission::change(const rulebook& before, const rulebook& now) {
    rules_ = &now;
    std::map<desk_key, desk> kept;
    for (auto& [key, d] : desks_) {
        const auto known = now.find(before.machines()[key.first].regulation().id.value);
        d.opens = instant::min();  // there may be more places today
        if (known) kept.emplace(desk_key{*known, key.second}, std::move(d));
    }
    desks_ = std::move(kept);
}

void admission::move(std::uint32_t from, std::uint32_t into) {
    for (auto& [key, d] : desks_) {
        std::set<std::string> there;
        std::erase_if(d.line, [&](waiting& w) {
            if (w.client != from && w.client != into) return false;
            w.client = into;
            return !there.insert(w.part).second;
        });
    }
}

std::optional<admission::admitted> admission::next(instant now) {
    for (auto& [key, d] : desks_) {
        if (d.line.empty() || is_closed(key.first)) continue;
        turn(key.first, d, now);
        if (now < d.opens) continue;
        const auto& limit = rules_->machines()[key.first].start().limit;
        if (limit && d.used >= limit->count) {
            desk tomorrow;
            turn(key.first, tomorrow, d.until);
            const calendar& work = rules_->machines()[key.first].working_time();
            const local_days day = std::chrono::floor<days>(work.zone().to_local(tomorrow.opens));
            d.opens =
                std::max(tomorrow.opens, work.zone().to_instant(day + std::chrono::minutes{work.opens_on({day})}));
            continue;
        }
        ++d.used;
        const waiting first = d.line.front();
        d.line.pop_front();
        return admitted{key, first};
    }
    return std::nullopt;
}

void admission::give_back(const desk_key& key) noexcept {
    const auto at = desks_.find(key);
    if (at != desks_.end() && at->second.used > 0) --at->second.used;
}

instant admission::next_due() const noexcept {
    instant due = never;
    for (const auto& [key, d] : desks_) {
        if (!d.line.empty() && !is_closed(key.first)) due = std::min(due, d.opens);
    }
    return due;
}

}  // namespace reglament
