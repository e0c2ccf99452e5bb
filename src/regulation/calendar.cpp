// Calendar: counts in tables of 32 years. Those of the years people live in are kept; of the others only their totals.
#include "regulation/working_table.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>

namespace reglament {

namespace {

using namespace std::chrono;
using local_instant = local_time<microseconds>;

constexpr int years_each = 32, tables = 10'000 / years_each + 1;
constexpr int first_kept = 1952 / years_each, end_kept = 2112 / years_each;

// More than there are between the first instant and the last.
constexpr std::int64_t most_months = 10'000LL * 12, most_days = 10'000LL * 366, most_minutes = most_days * 24 * 60;

local_days first_day_of(int table) {
    return local_days{year{table * years_each} / 1 / 1};
}

int table_of(local_days day) {
    return std::clamp(static_cast<int>(year_month_day{day}.year()) / years_each, 0, tables - 1);
}

// At most one too high or too low.
int table_near(instant t) noexcept {
    constexpr std::int64_t year_ticks = 31'556'952'000'000;
    const std::int64_t near = (t.time_since_epoch().count() / year_ticks + 1970) / years_each;
    return static_cast<int>(std::clamp<std::int64_t>(near, 0, tables - 1));
}

instant add_months_to(instant from, std::int64_t months, feel::zone zone) {
    const local_instant local = zone.to_local(from);
    const local_days today = floor<days>(local);
    return zone.to_instant(feel::add_months({today}, months).days + (local - today));
}

instant add_time(instant from, microseconds amount) {
    return amount > last_instant - from ? never : from + amount;
}

}  // namespace

struct calendar::memory {
    explicit memory(calendar_rules given) : rules{std::move(given)} {
        for (auto& t : worked) t.store(-1, std::memory_order_relaxed);
        for (unsigned day = 7; day-- > 0;) {
            if (((rules.working_weekdays >> day) & 1U) != 0) usual = day;
        }
    }

    const calendar_rules rules;
    unsigned usual = 0;  // the first working weekday
    std::mutex making;
    std::array<std::unique_ptr<const working_table>, end_kept - first_kept> owned;
    std::array<std::atomic<const working_table*>, end_kept - first_kept> kept{};
    std::array<std::atomic<std::int64_t>, tables> worked{}, days_worked{};

    /// A table in hand: one that is kept, or made for this once.
    class view {
    public:
        view(memory& of, int which) : of_{of} { take(which); }
        const working_table* operator->() const noexcept { return table_; }
        [[nodiscard]] int which() const noexcept { return which_; }

        void take(int which) {
            which_ = which;
            const bool is_kept = which >= first_kept && which < end_kept;
            table_ = is_kept ? of_.kept_at(which) : nullptr;
            if (table_ != nullptr) return;
            own_ = of_.make(which);
            table_ = own_.get();
        }

    private:
        memory& of_;
        int which_ = 0;
        const working_table* table_ = nullptr;
        std::unique_ptr<const working_table> own_;
    };

    std::unique_ptr<const working_table> make(int which) {
        auto made = std::make_unique<const working_table>(rules, first_day_of(which), first_day_of(which + 1));
        const auto at = static_cast<std::size_t>(which);
        days_worked[at].store(made->total_days(), std::memory_order_relaxed);
        worked[at].store(made->total().count(), std::memory_order_release);
        return made;
    }

    const working_table* kept_at(int which) {
        const auto at = static_cast<std::size_t>(which - first_kept);
        if (const working_table* known = kept[at].load(std::memory_order_acquire)) return known;
        const std::scoped_lock lock{making};
        if (owned[at] == nullptr) {
            owned[at] = make(which);
            kept[at].store(owned[at].get(), std::memory_order_release);
        }
        return owned[at].get();
    }

    /// What is worked in a table, and its working days, without keeping it.
    std::pair<microseconds, std::int64_t> total(int which) {
        const auto at = static_cast<std::size_t>(which);
        if (worked[at].load(std::memory_order_acquire) < 0) (void)view{*this, which};
        return {microseconds{worked[at].load(std::memory_order_acquire)},
                days_worked[at].load(std::memory_order_relaxed)};
    }

    view table_at(instant t) {
        view found{*this, table_near(t)};
        if (t < found->begin() && found.which() > 0) found.take(found.which() - 1);
        if (t >= found->end() && found.which() + 1 < tables) found.take(found.which() + 1);
        return found;
    }

    instant add_working_time(instant from, microseconds left) {
        if (left <= microseconds{0}) return from;
        view at = table_at(from);
        const microseconds wanted = at->worked_before(from) + left;
        if (wanted <= at->total()) return at->first_with(wanted);
        left = wanted - at->total();
        for (int which = at.which() + 1; which < tables; ++which) {
            const microseconds all = total(which).first;
            if (left <= all) return view {
                    *this, which
                } -> first_with(left);
            left -= all;
        }
        return never;
    }

    instant subtract_working_time(instant until, microseconds left) {
        if (left <= microseconds{0}) return until;
        view at = table_at(until);
        microseconds rest = at->worked_before(until) - left;
        if (rest >= microseconds{0}) return at->last_with(rest);
        for (int which = at.which() - 1; which >= 0; --which) {
            rest += total(which).first;
            if (rest >= microseconds{0}) return view {
                    *this, which
                } -> last_with(rest);
        }
        return first_instant;
    }

    instant add_working_days(instant from, std::int64_t amount) {
        if (amount <= 0) return from;
        const local_instant local = table_at(from)->to_local(from);
        const local_days today = floor<days>(local);
        view at{*this, table_of(today)};
        std::int64_t wanted = at->days_before(today + days{1}) + amount - 1;
        for (int which = at.which(); which < tables; ++which) {
            const std::int64_t all = total(which).second;
            if (wanted < all) {
                if (which != at.which()) at.take(which);
                return at->to_instant(at->working_day(wanted) + (local - today));
            }
            wanted -= all;
        }
        return never;
    }

    instant subtract_working_days(instant until, std::int64_t amount) {
        if (amount <= 0) return until;
        const local_instant local = table_at(until)->to_local(until);
        const local_days today = floor<days>(local);
        view at{*this, table_of(today)};
        std::int64_t wanted = at->days_before(today) - amount;
        for (int which = at.which(); which >= 0; --which) {
            if (which != at.which()) wanted += total(which).second;
            if (wanted < 0) continue;
            if (which != at.which()) at.take(which);
            return at->to_instant(at->working_day(wanted) + (local - today));
        }
        return first_instant;
    }

    instant sum(instant from, const period& p) {
        switch (p.in) {
            case period::unit::microseconds:
                return add_time(from, microseconds{p.amount});
            case period::unit::months:
                return add_months_to(from, std::min(p.amount, most_months), rules.zone);
            case period::unit::working_days:
                return add_working_days(from, std::min(p.amount, most_days));
            case period::unit::working_minutes:
                return add_working_time(from, minutes{std::min(p.amount, most_minutes)});
        }
        return from;
    }
};

calendar::calendar() : calendar{calendar_rules{}} {}

calendar::calendar(calendar_rules rules)
    : known_{std::make_shared<memory>(std::move(rules))},
      zone_{known_->rules.zone},
      limited_{!known_->rules.known_years.empty()} {}

const calendar_rules& calendar::rules() const noexcept {
    return known_->rules;
}

std::int32_t calendar::opens() const noexcept {
    return known_->rules.week[known_->usual].front().opens;
}

std::int32_t calendar::opens_on(feel::date d) const {
    const working_hours hours = hours_by(known_->rules, d);
    return (hours.empty() ? known_->rules.week[weekday{d.days}.iso_encoding() - 1] : hours).front().opens;
}

working_hours calendar::hours_of(feel::date d) const {
    working_hours hours = hours_by(known_->rules, d);
    const local_time<microseconds> day{d.days};
    if (!hours.empty() && zone_.to_instant(day) == zone_.to_instant(day + days{1})) hours.clear();
    return hours;
}

bool calendar::is_working_day(feel::date d) const {
    return !hours_of(d).empty();
}

instant calendar::add(instant from, const period& p) const {
    if (from > last_instant) return never;
    const instant sum = known_->sum(from, p);
    return sum > last_instant ? never : sum;
}

instant calendar::subtract(instant until, const period& p) const {
    instant at = until;
    switch (p.in) {
        case period::unit::microseconds:
            at = microseconds{p.amount} > until - first_instant ? first_instant : until - microseconds{p.amount};
            break;
        case period::unit::months:
            at = add_months_to(until, -std::min(p.amount, most_months), zone_);
            break;
        case period::unit::working_days:
            at = known_->subtract_working_days(until, std::min(p.amount, most_days));
            break;
        case period::unit::working_minutes:
            at = known_->subtract_working_time(until, minutes{std::min(p.amount, most_minutes)});
            break;
    }
    return std::max(at, first_instant);
}

microseconds calendar::worked(instant from, instant to) const {
    const auto first = known_->table_at(from);
    const auto last = known_->table_at(to);
    microseconds sum = last->worked_before(to) - first->worked_before(from);
    for (int which = first.which(); which < last.which(); ++which) sum += known_->total(which).first;
    return sum;
}

std::optional<int> calendar::unknown_year(instant from, instant to) const {
    if (!limited_) return std::nullopt;
    const auto year_of = [this](instant t) {
        return static_cast<int>(year_month_day{floor<days>(zone_.to_local(t))}.year());
    };
    const std::set<int>& known = known_->rules.known_years;
    for (int y = year_of(from), last = year_of(to); y <= last; ++y) {
        if (!known.contains(y)) return y;
    }
    return std::nullopt;
}

}  // namespace reglament
