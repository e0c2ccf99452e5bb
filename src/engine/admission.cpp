#include "engine/admission.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <tuple>
#include <utility>

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

// Of those who came at the same instant the one that was seen first: so the line follows from the records alone.
bool comes_first(const admission::waiting& a, const admission::waiting& b) {
    return std::tie(a.since, a.client) < std::tie(b.since, b.client);
}

}  // namespace

// Begins to count anew when the span that was counted is over. A day off has no places. Who waited over night begins
// when people do.
void admission::turn(const desk_key& of, desk& d, instant now) const {
    const machine& m = rules_->machines()[of.first];
    if (!m.start().limit) d.until = d.opens = instant::min();  // no more, since other rules are in force
    if (!m.start().limit || now < d.until) return;
    const calendar& work = calendar_of(of);
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

// Of the person whose day it is, else of the role, else the default one.
const calendar& admission::calendar_of(const desk_key& key) const {
    const vocabulary& words = rules_->vocabulary();
    const std::uint16_t role = rules_->machines()[key.first].start().role;
    const auto who = words.people.find(key.second);
    if (who && words.people.all[*who].calendar != no_index) return words.calendar_at(words.people.all[*who].calendar);
    return words.calendar_at(words.calendar_of(role));
}

void admission::wait(desk_key at, waiting who) {
    auto& line = desks_[std::move(at)].line;
    const auto place = std::upper_bound(line.begin(), line.end(), who, comes_first);
    line.insert(place, std::move(who));
}

void admission::settle(std::uint32_t client, std::string_view part, const desk_key& at) {
    const auto it = [&](const waiting& w) { return w.client == client && w.part == part; };
    const auto waits = [&](const desk& d) { return std::any_of(d.line.begin(), d.line.end(), it); };
    if (const auto there = desks_.find(at); there != desks_.end() && waits(there->second)) return;
    for (auto& [key, d] : desks_) {
        if (rules_->family_of(key.first) != rules_->family_of(at.first)) continue;
        const auto place = std::find_if(d.line.begin(), d.line.end(), it);
        if (place == d.line.end()) continue;
        waiting who = std::move(*place);
        d.line.erase(place);
        return wait(at, std::move(who));
    }
}

std::vector<admission::admitted> admission::change(const rulebook& before, const rulebook& now) {
    rules_ = &now;
    std::vector<admitted> waited;
    for (auto& [key, d] : std::exchange(desks_, {})) {
        const regulation& old = before.machines()[key.first].regulation();
        const auto current = now.find(old.id.value);
        if (!current) continue;
        const auto same = now.find(old.id.value, old.definition);
        const bool begun = same && (!now.is_earlier(*same) || now.machines()[*current].regulation().pilot);
        const regulation_index which = begun ? *same : *current;
        for (waiting& w : d.line) waited.push_back({{*current, key.second}, std::move(w)});
        const bool by_person = now.machines()[which].start().role != no_index;
        desk& kept = desks_[{which, by_person ? key.second : std::string{}}];
        kept.used += d.used;
        kept.until = std::max(kept.until, d.until);
    }
    return waited;
}

void admission::move(std::uint32_t from, std::uint32_t into) {
    for (auto& [key, d] : desks_) {
        std::set<std::string> there;
        std::erase_if(d.line, [&](waiting& w) {
            if (w.client != from && w.client != into) return false;
            w.client = into;
            return !there.insert(w.part).second;
        });
        std::stable_sort(d.line.begin(), d.line.end(), comes_first);
    }
}

std::optional<admission::admitted> admission::next(instant now) {
    for (auto& [key, d] : desks_) {
        if (d.line.empty() || is_closed(key.first)) continue;
        turn(key, d, now);
        if (now < d.opens) continue;
        const auto& limit = rules_->machines()[key.first].start().limit;
        if (limit && d.used >= limit->count) {
            desk tomorrow;
            turn(key, tomorrow, d.until);
            const calendar& work = calendar_of(key);
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

std::vector<admission::count> admission::counts() const {
    std::vector<count> all;
    for (const auto& [key, d] : desks_) all.push_back({key, d.until, d.opens, d.used});
    return all;
}

void admission::restore(count c) {
    desk& d = desks_[std::move(c.desk)];
    d.until = c.until;
    d.opens = c.opens;
    d.used = c.used;
}

instant admission::next_due() const noexcept {
    instant due = never;
    for (const auto& [key, d] : desks_) {
        if (!d.line.empty() && !is_closed(key.first)) due = std::min(due, d.opens);
    }
    return due;
}

}  // namespace reglament
