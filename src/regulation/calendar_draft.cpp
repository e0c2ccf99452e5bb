#include "regulation/calendar_draft.hpp"

#include "regulation/working_table.hpp"

#include <algorithm>

namespace reglament {

namespace {

using namespace std::chrono;

constexpr int enough_days = 8;  // so many days off of a year, written by hand: somebody has looked the year up

void change(day_rule& rule, const day_mark& by) {
    using enum day_mark::kind;
    switch (by.what) {
        case off:
            rule = {day_rule::work::no, 0, {}};
            break;
        case worked:
            rule.worked = day_rule::work::yes;
            break;
        case shorter:
            rule.shorter = 60;
            break;
        case hours:
            rule = {day_rule::work::yes, 0, by.hours};
            break;
    }
}

month_day next(month_day d) {
    const month_day day_after = d.month() / (d.day() + days{1});
    return day_after.ok() ? day_after : (d.month() + months{1}) / 1;
}

void mark_yearly(calendar_rules& rules, month_day at, const day_mark& by) {
    change(rules.yearly[at], by);
    for (auto& [date, rule] : rules.days) {
        const year_month_day day{local_days{floor<days>(date.days)}};
        if (day.month() / day.day() == at) change(rule, by);
    }
}

void mark_day(calendar_rules& rules, feel::date at, const day_mark& by) {
    const auto [rule, fresh] = rules.days.try_emplace(at);
    if (fresh) {
        const year_month_day day{local_days{floor<days>(at.days)}};
        const auto yearly = rules.yearly.find(day.month() / day.day());
        if (yearly != rules.yearly.end()) rule->second = yearly->second;
    }
    change(rule->second, by);
}

void mark(calendar_rules& rules, const day_mark& by) {
    if (by.days.yearly) {
        month_day at = by.days.yearly_first;
        for (int i = 0; i < 366; ++i, at = next(at)) {
            mark_yearly(rules, at, by);
            if (at == by.days.yearly_last) return;
        }
    }
    for (feel::date at = by.days.first; at <= by.days.last; at.days += days{1}) mark_day(rules, at, by);
}

void add_country(calendar_rules& rules, const production_calendar& country) {
    const auto one = [](day_mark::kind what, month_day d) {
        day_mark m{what, {}, {}};
        m.days.yearly = true;
        m.days.yearly_first = m.days.yearly_last = d;
        return m;
    };
    const auto on = [](day_mark::kind what, year y, month_day d) {
        day_mark m{what, {}, {}};
        m.days.first = m.days.last = {local_days{y / d.month() / d.day()}};
        return m;
    };
    using enum day_mark::kind;
    for (const month_day d : country.yearly) mark(rules, one(off, d));
    for (const production_year& y : country.years) {
        for (const month_day d : y.off) mark(rules, on(off, y.year, d));
        for (const month_day d : y.worked) mark(rules, on(worked, y.year, d));
        for (const month_day d : y.shorter) mark(rules, on(shorter, y.year, d));
        rules.known_years.insert(static_cast<int>(y.year));
    }
}

// Those that are known by what was written, where it matters.
void note_years(calendar_rules& rules, const calendar_draft& said) {
    if (rules.known_years.empty()) return;
    rules.known_years.insert(said.years.begin(), said.years.end());
    std::map<int, int> off;
    for (const day_mark& m : said.marks) {
        if (m.days.yearly || m.what != day_mark::kind::off) continue;
        for (feel::date at = m.days.first; at <= m.days.last; at.days += days{1})
            ++off[static_cast<int>(year_month_day{local_days{floor<days>(at.days)}}.year())];
    }
    for (const auto& [year, count] : off) {
        if (count >= enough_days) rules.known_years.insert(year);
    }
}

}  // namespace

std::pair<std::size_t, std::size_t> count_days(const std::vector<day_mark>& marks) {
    std::pair<std::size_t, std::size_t> count;
    for (const day_mark& m : marks) {
        if (!m.days.yearly) {
            count.second += static_cast<std::size_t>((m.days.last.days - m.days.first.days).count()) + 1;
            continue;
        }
        const local_days first{2024y / m.days.yearly_first}, last{2024y / m.days.yearly_last};
        const auto length = (last - first).count();
        count.first += static_cast<std::size_t>(length < 0 ? length + 366 : length) + 1;
    }
    return count;
}

working_hours without(const working_hours& hours, const working_hours& breaks) {
    working_hours left = hours;
    for (const working_span& b : breaks) {
        working_hours cut;
        for (const working_span& h : left) {
            if (h.opens < std::min(h.closes, b.opens)) cut.push_back({h.opens, std::min(h.closes, b.opens)});
            if (std::max(h.opens, b.closes) < h.closes) cut.push_back({std::max(h.opens, b.closes), h.closes});
        }
        left = std::move(cut);
    }
    return left;
}

// What comes every year before single days, days off before days that are worked: so the more exact one stands.
void calendar_plan::apply(const calendar_draft& said) {
    if (said.zone) rules.zone = *said.zone;
    if (said.weekdays) rules.working_weekdays = *said.weekdays;
    for (std::size_t day = 0; day < hours.size(); ++day) {
        if (said.hours[day]) hours[day] = *said.hours[day];
    }
    if (said.breaks) breaks = *said.breaks;
    for (const production_calendar* c : said.countries) add_country(rules, *c);
    for (const bool yearly : {true, false}) {
        using enum day_mark::kind;
        for (const auto what : {off, worked, shorter, day_mark::kind::hours}) {
            for (const day_mark& m : said.marks) {
                if (m.days.yearly == yearly && m.what == what) mark(rules, m);
            }
        }
    }
    note_years(rules, said);
}

calendar_rules calendar_plan::finished() const {
    calendar_rules out = rules;
    for (std::size_t day = 0; day < hours.size(); ++day) out.week[day] = without(hours[day], breaks);
    const auto cut = [this](day_rule& r) {
        if (r.hours) r.hours = without(*r.hours, breaks);
    };
    for (auto& [day, rule] : out.yearly) cut(rule);
    for (auto& [day, rule] : out.days) cut(rule);
    return out;
}

bool is_ever_worked(const calendar_rules& rules) {
    for (local_days day{2024y / 1 / 1}; day < local_days{2028y / 1 / 1}; day += days{1}) {
        if (!hours_by(rules, {day}).empty()) return true;
    }
    return false;
}

}  // namespace reglament
