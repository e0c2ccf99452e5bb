#include "machine/contact_desk.hpp"

#include <algorithm>

namespace reglament {

contact_desk::contact_desk(const rulebook& rules, const feel::value* facts) noexcept
    : policy_{rules.vocabulary().contacts}, calendar_{rules.vocabulary().calendar}, zone_{calendar_.zone()} {
    if (!policy_.zone) return;
    const feel::value& named = facts[*policy_.zone];
    if (named.kind() == feel::value_kind::string) zone_ = feel::zone::find(named.as_string()).value_or(zone_);
}

// The end of the quiet hours that `t` lies in, else `t`.
instant contact_desk::after_quiet(instant t) const {
    if (!policy_.quiet) return t;
    const auto local = zone_.to_local(t);
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const auto minute = std::chrono::floor<std::chrono::minutes>(local - day).count();
    const auto [from, to] = *policy_.quiet;
    const bool over_night = from > to;
    const bool quiet = over_night ? minute >= from || minute < to : minute >= from && minute < to;
    if (!quiet) return t;
    const auto end_day = over_night && minute >= from ? day + std::chrono::days{1} : day;
    return std::max(t, zone_.to_instant(end_day + std::chrono::minutes{to}));
}

// When the limit leaves room for one more, not before `t`. What is reserved counts until it is made or released.
instant contact_desk::free_by(const contact_policy::limit& l, std::span<const contact> so_far, std::uint16_t channel,
                              instant t) const {
    if (l.channel != no_index && l.channel != channel) return t;
    std::vector<instant> ends;  // when each stops counting
    for (const contact& c : so_far) {
        if (l.channel != no_index && c.channel != l.channel) continue;
        const instant end = c.made ? calendar_.add(c.at, l.within) : never;
        if (end > t) ends.push_back(end);
    }
    if (ends.size() < l.count) return t;
    std::sort(ends.begin(), ends.end());
    return ends[ends.size() - l.count];
}

contact_desk::answer contact_desk::ask(std::span<const contact> so_far, std::uint16_t channel, instant now) const {
    answer out{now, refusal::none};
    for (;;) {
        const instant before = out.at;
        for (const contact_policy::limit& l : policy_.limits) {
            const instant free = free_by(l, so_far, channel, out.at);
            if (free > out.at) out = {free, refusal::contact_limit};
            if (out.at == never) return out;
        }
        const instant loud = after_quiet(out.at);
        if (loud > out.at) out = {loud, out.why == refusal::none ? refusal::quiet_hours : out.why};
        if (out.at == before || out.at >= last_instant) return out;
    }
}

void contact_desk::forget(std::vector<contact>& all, instant now) const {
    std::erase_if(all, [&](const contact& c) {
        return c.made && std::all_of(policy_.limits.begin(), policy_.limits.end(), [&](const contact_policy::limit& l) {
                   return calendar_.add(c.at, l.within) <= now;
               });
    });
}

}  // namespace reglament
