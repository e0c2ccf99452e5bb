// Calendar: when a department works, and how spans of time are counted in it.
#pragma once

#include <reglament/export.hpp>
#include <reglament/regulation/period.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace reglament {

/// A stretch of a day, in minutes since its local midnight: 0 <= opens < closes <= 24 * 60. It is worked from the first
/// instant at which the clock shows the one to the first at which it shows the other; a time that a change of clocks
/// leaves out is when the clock goes on.
struct working_span {
    std::int32_t opens = 9 * 60, closes = 18 * 60;
    friend bool operator==(const working_span&, const working_span&) = default;
};

/// What is worked of a day: in order, a break between each two. At most most_spans.
using working_hours = std::vector<working_span>;
inline constexpr std::size_t most_spans = 24;

/// What is different about a day.
struct day_rule {
    enum class work : std::uint8_t { as_weekday, no, yes };
    work worked = work::as_weekday;
    std::int32_t shorter = 0;            ///< minutes that are taken from its end
    std::optional<working_hours> hours;  ///< its own; else those of its weekday

    friend bool operator==(const day_rule&, const day_rule&) = default;
};

/// What is said of a calendar. By default Monday to Friday, 9:00 to 18:00 UTC, no holidays.
struct calendar_rules {
    feel::zone zone = feel::zone::utc();
    std::uint8_t working_weekdays = 0b0011111;  ///< bit 0 is Monday
    /// From Monday, also of days that are not worked, since others may be moved to them. REQUIRES: none is empty.
    std::array<working_hours, 7> week{working_hours(1), working_hours(1), working_hours(1), working_hours(1),
                                      working_hours(1), working_hours(1), working_hours(1)};
    std::map<std::chrono::month_day, day_rule> yearly;
    std::map<feel::date, day_rule> days;  ///< before those that come yearly
    std::set<int> known_years;            ///< whose holidays are known; empty: all, nobody says otherwise

    friend bool operator==(const calendar_rules&, const calendar_rules&) = default;
};

/// Rules made ready for counting. Immutable; copies share what was counted, and threads may too.
class REGLAMENT_API calendar {
public:
    calendar();
    explicit calendar(calendar_rules rules);

    [[nodiscard]] const calendar_rules& rules() const noexcept;
    [[nodiscard]] feel::zone zone() const noexcept { return zone_; }

    /// When work begins on a usual day, in minutes since midnight: on the first working weekday.
    [[nodiscard]] std::int32_t opens() const noexcept;
    /// When it begins, or would begin, on that day.
    [[nodiscard]] std::int32_t opens_on(feel::date d) const;

    /// What is worked of a day; nothing: it is a day off.
    [[nodiscard]] working_hours hours_of(feel::date d) const;
    [[nodiscard]] bool is_working_day(feel::date d) const;

    /// The instant `p` after `from`. Months keep the local time of day (last day of a shorter month). The N-th working
    /// day after `from` keeps the local time of day, whether or not that is worked; working minutes pass only while the
    /// department works, and the last one is over when it is, not when the next begins.
    /// `never` when it would be later than last_instant. REQUIRES: from >= first_instant, p.amount >= 0.
    [[nodiscard]] instant add(instant from, const period& p) const;

    /// The instant `p` before `until`, counted in the same way; first_instant when it would be earlier.
    /// REQUIRES: until <= last_instant, p.amount >= 0.
    [[nodiscard]] instant subtract(instant until, const period& p) const;

    /// How much is worked between two instants. REQUIRES: first_instant <= from <= to <= last_instant.
    [[nodiscard]] std::chrono::microseconds worked(instant from, instant to) const;

    /// Whether the holidays of some year are not known.
    [[nodiscard]] bool has_unknown_years() const noexcept { return limited_; }
    /// The first year between two instants whose holidays are not known. REQUIRES: from <= to <= last_instant.
    [[nodiscard]] std::optional<int> unknown_year(instant from, instant to) const;

    friend bool operator==(const calendar& a, const calendar& b) {
        return a.known_ == b.known_ || a.rules() == b.rules();
    }

private:
    struct memory;
    std::shared_ptr<memory> known_;
    feel::zone zone_;
    bool limited_ = false;
};

}  // namespace reglament
