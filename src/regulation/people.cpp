#include <reglament/regulation/people.hpp>

#include <algorithm>

namespace reglament {

namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::minutes;

constexpr int farthest = 400;  // days that a next shift is looked for

local_days day_of(const person& p, instant at) {
    return std::chrono::floor<days>(p.zone.to_local(at));
}

const shift_spans& spans_of(const person& p, local_days day) {
    for (auto d = p.dated.rbegin(); d != p.dated.rend(); ++d) {
        if (d->first.days <= feel::date{day}.days && feel::date{day}.days <= d->last.days) return d->spans;
    }
    return p.week[std::chrono::weekday{std::chrono::sys_days{day.time_since_epoch()}}.iso_encoding() - 1];
}

instant at_minute(const person& p, local_days day, std::int32_t minute) {
    return p.zone.to_instant(day + minutes{minute});
}

// When the next shift begins after `at`.
instant next_shift(const person& p, instant at) {
    for (local_days day = day_of(p, at), last = day + days{farthest}; day <= last; day += days{1}) {
        instant first = never;
        for (const shift_span& s : spans_of(p, day)) {
            const instant begins = at_minute(p, day, s.begins);
            if (begins > at) first = std::min(first, begins);
        }
        if (first != never) return first;
    }
    return never;
}

}  // namespace

std::optional<std::uint16_t> people::find(std::string_view name) const noexcept {
    const auto place_of = [&](auto test) {
        const auto at = std::find_if(all.begin(), all.end(), test);
        return at == all.end() ? std::nullopt : std::optional{static_cast<std::uint16_t>(at - all.begin())};
    };
    if (name.empty()) return std::nullopt;
    if (const auto by_id = place_of([&](const person& p) { return p.id.value == name; })) return by_id;
    return place_of([&](const person& p) { return p.title == name; });
}

bool people::has_role(std::uint16_t who, std::uint16_t role) const noexcept {
    const auto& roles = all[who].roles;
    return std::find(roles.begin(), roles.end(), role) != roles.end();
}

bool people::anybody_has(std::uint16_t role) const noexcept {
    for (std::uint16_t who = 0; who < all.size(); ++who) {
        if (has_role(who, role)) return true;
    }
    return false;
}

bool people::has_skill(std::uint16_t who, const feel::value& asked) const {
    const auto& skills = all[who].skills;
    const auto has = [&](const feel::value& one) {
        return one.kind() == feel::value_kind::string &&
               std::find(skills.begin(), skills.end(), one.as_string()) != skills.end();
    };
    if (asked.is_null()) return true;
    if (asked.kind() != feel::value_kind::list) return has(asked);
    return std::all_of(asked.as_list().begin(), asked.as_list().end(), has);
}

const absence* people::absent(std::uint16_t who, instant at) const {
    const person& p = all[who];
    if (p.absences.empty()) return nullptr;
    const feel::date today{day_of(p, at)};
    for (const absence& a : p.absences) {
        if (a.first <= today && (!a.last || today <= *a.last)) return &a;
    }
    return nullptr;
}

bool people::on_shift(std::uint16_t who, instant at) const {
    const person& p = all[who];
    if (!p.in_shifts) return true;
    for (const local_days day : {day_of(p, at) - days{1}, day_of(p, at)}) {
        for (const shift_span& s : spans_of(p, day)) {
            if (at_minute(p, day, s.begins) <= at && at < at_minute(p, day, s.ends)) return true;
        }
    }
    return false;
}

std::optional<std::string_view> people::stand_in(std::string_view name, instant at) const {
    const auto first = find(name);
    if (!first) return std::nullopt;
    std::vector<bool> seen(all.size());
    std::vector<std::uint16_t> next{*first};
    while (!next.empty()) {
        const std::uint16_t who = next.back();
        next.pop_back();
        if (seen[who]) continue;
        seen[who] = true;
        if (is_there(who, at)) return all[who].id.value;
        next.insert(next.end(), all[who].substitutes.rbegin(), all[who].substitutes.rend());
    }
    return std::nullopt;
}

instant people::there_from(std::uint16_t who, instant at) const {
    const person& p = all[who];
    const instant last = at > last_instant - days{farthest} ? last_instant : at + days{farthest};
    while (at <= last) {
        if (const absence* a = absent(who, at)) {
            if (!a->last) return never;
            at = at_minute(p, local_days{a->last->days} + days{1}, 0);
        } else if (on_shift(who, at)) {
            return at;
        } else {
            at = next_shift(p, at);
            if (at == never) return never;
        }
    }
    return never;
}

}  // namespace reglament
