// Schedule: the instants of a recurrence rule, by libical in local time, and what a calendar makes of them.
#include "regulation/schedule_rule.hpp"

#include <reglament/regulation/schedule.hpp>

#include <algorithm>
#include <libical/ical.h>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace reglament {

namespace {

using namespace std::chrono;

constexpr int most_tries = 4'000;  // ruled days in a row that no calendar works on

struct free_iterator {
    void operator()(icalrecur_iterator* it) const noexcept { icalrecur_iterator_free(it); }
};
using iterator = std::unique_ptr<icalrecur_iterator, free_iterator>;

icaltimetype to_ical(local_seconds t) {
    const local_days day = floor<std::chrono::days>(t);
    const year_month_day date{day};
    const hh_mm_ss time{t - day};
    icaltimetype out = icaltime_null_time();
    out.year = static_cast<int>(date.year());
    out.month = static_cast<int>(static_cast<unsigned>(date.month()));
    out.day = static_cast<int>(static_cast<unsigned>(date.day()));
    out.hour = static_cast<int>(time.hours().count());
    out.minute = static_cast<int>(time.minutes().count());
    out.second = static_cast<int>(time.seconds().count());
    return out;
}

std::optional<local_seconds> from_ical(const icaltimetype& t) {
    if (icaltime_is_null_time(t) != 0) return std::nullopt;
    const year_month_day date{year{t.year}, month{static_cast<unsigned>(t.month)}, day{static_cast<unsigned>(t.day)}};
    return local_days{date} + hours{t.hour} + minutes{t.minute} + seconds{t.second};
}

local_days working_day_of(year_month m, bool last, const calendar& c) {
    local_days at = last ? local_days{m / std::chrono::last} : local_days{m / 1};
    for (int tries = 0; tries < most_tries && !c.is_working_day({at}); ++tries)
        at += last ? std::chrono::days{-1} : std::chrono::days{1};
    return at;
}

}  // namespace

// The instant that a day of the rule comes to, or `never` when the calendar does not work then.
instant schedule::refine(local_seconds ruled, const calendar& c) const {
    local_days day = floor<std::chrono::days>(ruled);
    if (days_ == days::working_only && !c.is_working_day({day})) return never;
    if (days_ == days::first_working_of_month || days_ == days::last_working_of_month) {
        const year_month_day date{day};
        day = working_day_of(date.year() / date.month(), days_ == days::last_working_of_month, c);
    }
    const seconds time = timed_ ? ruled - floor<std::chrono::days>(ruled) : minutes{c.opens_on({day})};
    const instant at = c.zone().to_instant(day + time);
    return at > last_instant ? never : at;
}

template <class Visit>
void schedule::each(instant after, const calendar& c, Visit&& visit) const {
    if (after >= last_instant) return;
    local_seconds start = start_;
    if (!timed_) start = floor<std::chrono::days>(start) + minutes{c.opens()};
    const iterator it{icalrecur_iterator_new(icalrecurrencetype_from_string(rule_.c_str()), to_ical(start))};
    if (it == nullptr) return;
    // A month back: the working day of a month may be later than the day that the rule names, an hour be there twice.
    const local_seconds from = floor<seconds>(c.zone().to_local(after)) - std::chrono::days{32};
    if (!counted_ && from > start && icalrecur_iterator_set_start(it.get(), to_ical(from)) == 0) return;
    for (auto ruled = from_ical(icalrecur_iterator_next(it.get())); ruled;
         ruled = from_ical(icalrecur_iterator_next(it.get()))) {
        if (!visit(refine(*ruled, c))) return;
    }
}

instant schedule::next(instant after, const calendar& c) const {
    instant found = never;
    int tries = 0;
    each(after, c, [&](instant at) {
        if (at != never && at > after) found = at;
        return found == never && ++tries < most_tries;
    });
    return found;
}

struct occurrences::memory {
    memory(schedule s, std::shared_ptr<const calendar> c) : of{std::move(s)}, days{std::move(c)} {}

    schedule of;
    std::shared_ptr<const calendar> days;
    std::once_flag once;
    std::vector<instant> all;  // one after the other, nothing left out

    void fill(instant around) {
        constexpr std::chrono::days before{400}, after{8 * 366};
        instant at = around - std::min<instant::duration>(before, around - first_instant);
        const instant end = at + std::min<instant::duration>(before + after, last_instant - at);
        all.push_back(at);
        int tries = 0;  // since the last one
        of.each(at, *days, [&](instant next) {
            if (next != never && next > all.back()) {
                all.push_back(next);
                tries = 0;
            }
            return all.back() < end && ++tries < most_tries;
        });
        if (all.back() < end) all.push_back(never);
    }
};

occurrences::occurrences(schedule of, std::shared_ptr<const calendar> c)
    : known_{std::make_shared<memory>(std::move(of), std::move(c))} {}

instant occurrences::next(instant after) const {
    memory& known = *known_;
    std::call_once(known.once, [&] { known.fill(after); });
    const auto later = std::upper_bound(known.all.begin(), known.all.end(), after);
    if (later == known.all.begin() || later == known.all.end()) return known.of.next(after, *known.days);
    return *later;
}

bool is_rule(const std::string& rule, local_seconds start) {
    icalrecurrencetype read = icalrecurrencetype_from_string(rule.c_str());
    constexpr int most_counted = 1'000;
    const bool too_often = read.freq == ICAL_SECONDLY_RECURRENCE || read.freq == ICAL_MINUTELY_RECURRENCE ||
                           read.freq == ICAL_HOURLY_RECURRENCE;
    if (read.freq == ICAL_NO_RECURRENCE || too_often || read.count > most_counted) return false;
    // What does not come within twelve years never does: looking further would cost a file of such rules minutes.
    const icaltimetype end = to_ical(start + years{12});
    if (icaltime_is_null_time(read.until) != 0 || icaltime_compare(read.until, end) > 0) read.until = end;
    if (read.count != 0) read.until = icaltime_null_time();
    const iterator it{icalrecur_iterator_new(read, to_ical(start))};
    return it != nullptr && from_ical(icalrecur_iterator_next(it.get())).has_value();
}

}  // namespace reglament
