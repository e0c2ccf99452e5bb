#include "regulation/working_table.hpp"

#include <algorithm>

namespace reglament {

namespace {

using namespace std::chrono;

constexpr std::int64_t day_ticks = microseconds{days{1}}.count();

std::int64_t ticks(instant t) noexcept {
    return t.time_since_epoch().count();
}

const day_rule* rule_of(const calendar_rules& rules, feel::date d) {
    if (!rules.days.empty()) {
        const auto at = rules.days.find(d);
        if (at != rules.days.end()) return &at->second;
    }
    if (rules.yearly.empty()) return nullptr;
    const year_month_day date{local_days{floor<days>(d.days)}};
    const auto at = rules.yearly.find(date.month() / date.day());
    return at == rules.yearly.end() ? nullptr : &at->second;
}

void shorten(working_hours& hours, std::int32_t minutes) {
    while (minutes > 0 && !hours.empty()) {
        working_span& last = hours.back();
        const std::int32_t cut = std::min(minutes, last.closes - last.opens);
        last.closes -= cut;
        minutes -= cut;
        if (last.opens == last.closes) hours.pop_back();
    }
}

}  // namespace

working_hours hours_by(const calendar_rules& rules, feel::date d) {
    const unsigned day = weekday{d.days}.iso_encoding() - 1;
    const day_rule* const rule = rule_of(rules, d);
    using enum day_rule::work;
    const auto worked = rule == nullptr ? as_weekday : rule->worked;
    if (worked == no || (worked == as_weekday && ((rules.working_weekdays >> day) & 1U) == 0)) return {};
    if (rule == nullptr) return rules.week[day];
    working_hours hours = rule->hours ? *rule->hours : rules.week[day];
    shorten(hours, rule->shorter);
    return hours;
}

working_table::working_table(const calendar_rules& rules, local_days first, local_days end)
    : first_{first}, last_{end} {
    read_offsets(rules.zone);
    begin_ = to_instant(first_);
    end_ = to_instant(last_);
    const auto count = static_cast<std::size_t>((last_ - first_).count());
    ranks_.reserve(count + 1);
    for (local_days day = first_; day < last_; day += days{1}) add_day(rules, day);
    ranks_.push_back(static_cast<std::int32_t>(days_.size()));
    index();
}

// A time that the clock leaves out belongs to the stretch after it, one that comes twice to the first.
void working_table::read_offsets(feel::zone zone) {
    constexpr days margin{3};  // an offset is less than one day, and so is a jump
    const sys_seconds from{sys_days{(first_ - margin).time_since_epoch()}};
    const sys_seconds until{sys_days{(last_ + margin).time_since_epoch()}};
    for (sys_seconds at = from; at < until;) {
        const feel::zone::stretch s = zone.stretch_at(at);
        at = std::clamp(s.end, at + seconds{1}, until);
        if (!offsets_.empty() && offsets_.back().of == s.offset) offsets_.pop_back();
        offsets_.push_back({at, local_instant{(at + s.offset).time_since_epoch()}, s.offset});
    }
}

working_table::local_instant working_table::to_local(instant t) const noexcept {
    const auto at =
        std::upper_bound(offsets_.begin(), offsets_.end() - 1, t, [](instant x, const offset& o) { return x < o.end; });
    return local_instant{t.time_since_epoch() + at->of};
}

instant working_table::to_instant(local_instant t) const noexcept {
    const auto at = std::upper_bound(offsets_.begin(), offsets_.end() - 1, t,
                                     [](local_instant x, const offset& o) { return x < o.local_end; });
    const instant plain{t.time_since_epoch() - at->of};
    return at == offsets_.begin() ? plain : std::max(plain, (at - 1)->end);
}

// A day that a zone has left out, as Samoa's 30 December 2011, is none.
void working_table::add_day(const calendar_rules& rules, local_days day) {
    ranks_.push_back(static_cast<std::int32_t>(days_.size()));
    const working_hours hours = hours_by(rules, {day});
    if (hours.empty() || to_instant(day) == to_instant(day + days{1})) return;
    days_.push_back(static_cast<std::int32_t>((day - first_).count()));
    for (const working_span& s : hours)
        add_span(to_instant(day + minutes{s.opens}), to_instant(day + minutes{s.closes}));
}

void working_table::add_span(instant opens, instant closes) {
    if (before_.empty()) before_.push_back(0);
    if (opens >= closes) return;
    opens_.push_back(ticks(opens));
    before_.push_back(before_.back() + (closes - opens).count());
}

void working_table::index() {
    if (before_.empty()) before_.push_back(0);
    const std::size_t spans = opens_.size();
    by_day_.resize(static_cast<std::size_t>((ticks(end_) - ticks(begin_)) / day_ticks) + 2);
    std::uint32_t at = 0;
    for (std::size_t d = 0; d < by_day_.size(); ++d) {
        const std::int64_t from = ticks(begin_) + static_cast<std::int64_t>(d) * day_ticks;
        while (at < spans && opens_[at] < from) ++at;
        by_day_[d] = at;
    }
    part_ = std::max<std::int64_t>(1, before_.back() / static_cast<std::int64_t>(std::max<std::size_t>(spans, 1)));
    by_worked_.resize(static_cast<std::size_t>(before_.back() / part_) + 2);
    at = 0;
    for (std::size_t p = 0; p < by_worked_.size(); ++p) {
        while (at + 1 < spans && before_[at + 1] <= static_cast<std::int64_t>(p) * part_) ++at;
        by_worked_[p] = at;
    }
}

working_table::duration working_table::worked_before(instant t) const noexcept {
    std::size_t at = by_day_[static_cast<std::size_t>((ticks(t) - ticks(begin_)) / day_ticks)];
    while (at < opens_.size() && opens_[at] <= ticks(t)) ++at;
    if (at == 0) return duration{0};
    const std::int64_t open = ticks(t) - opens_[at - 1], whole = before_[at] - before_[at - 1];
    return duration{before_[at - 1] + std::min(open, whole)};
}

instant working_table::first_with(duration much) const noexcept {
    const auto part = static_cast<std::size_t>((much.count() - 1) / part_);
    const auto from = before_.begin() + by_worked_[part] + 1, to = before_.begin() + by_worked_[part + 1] + 1;
    const auto after = std::lower_bound(from, to, much.count());  // the span that ends with it or later
    const auto i = static_cast<std::size_t>(after - before_.begin()) - 1;
    return instant{duration{opens_[i] + much.count() - before_[i]}};
}

instant working_table::last_with(duration much) const noexcept {
    const auto part = static_cast<std::size_t>(much.count() / part_);
    const auto from = before_.begin() + by_worked_[part] + 1, to = before_.begin() + by_worked_[part + 1] + 1;
    const auto after = std::upper_bound(from, to, much.count());
    const auto i = static_cast<std::size_t>(after - before_.begin()) - 1;
    return instant{duration{opens_[i] + much.count() - before_[i]}};
}

std::int64_t working_table::days_before(local_days d) const noexcept {
    return ranks_[static_cast<std::size_t>((d - first_).count())];
}

working_table::local_days working_table::working_day(std::int64_t i) const noexcept {
    return first_ + days{days_[static_cast<std::size_t>(i)]};
}

}  // namespace reglament
