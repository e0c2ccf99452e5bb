// Schedule: instants that come again and again, as people say them or as RFC 5545 (iCalendar) writes them.
#pragma once

#include <reglament/regulation/calendar.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace reglament {

/// "every monday at 09:00", "every 2 weeks on tuesday and friday at 10:00", "every month on day 15", "every month on
/// the last working day at 16:00", "every quarter", "every year on 1 march"; in Russian «каждый понедельник в 9:00»,
/// «каждый месяц 15 числа», «каждый рабочий день»; or a rule of RFC 5545, `FREQ=WEEKLY;BYDAY=MO;BYHOUR=9`. Times are
/// local in the calendar's zone; where none is said, it is when the department opens. Weeks and months are counted
/// from 1 January 2024, a Monday, or from the day after `from` («с»).
class schedule {
public:
    /// Nothing when the text is neither, or a rule that comes more often than daily, never, or more than 1,000 times
    /// by count.
    [[nodiscard]] REGLAMENT_API static std::optional<schedule> parse(std::string_view text);

    /// The first of its instants that is later than `after`; `never` when there is none.
    [[nodiscard]] REGLAMENT_API instant next(instant after, const calendar& c) const;

    /// As it was written, blanks normalised.
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

    friend bool operator==(const schedule& a, const schedule& b) noexcept { return a.text_ == b.text_; }

private:
    friend class schedule_reader;
    friend class occurrences;

    /// Days that the rule alone cannot tell, because they hang on the calendar.
    enum class days : std::uint8_t { as_ruled, working_only, first_working_of_month, last_working_of_month };

    [[nodiscard]] instant refine(std::chrono::local_seconds ruled, const calendar& c) const;
    /// Calls `visit(instant)` for each of its days from a month before `after` on, in the order of the rule; false ends
    /// it.
    template <class Visit>
    void each(instant after, const calendar& c, Visit&& visit) const;

    std::string text_, rule_;
    std::chrono::local_seconds start_{};
    bool timed_ = false;  // the time of day is start_'s; else the calendar's opening
    bool counted_ = false;
    days days_ = days::as_ruled;
};

/// A schedule under one calendar. The instants of some years around the first one asked for are remembered, because
/// millions of clients ask for the same: then `next` is a search of a sorted list. Copies share what they remember;
/// threads may too.
class occurrences {
public:
    REGLAMENT_API occurrences(schedule of, std::shared_ptr<const calendar> c);

    /// As schedule::next.
    [[nodiscard]] REGLAMENT_API instant next(instant after) const;

private:
    struct memory;
    std::shared_ptr<memory> known_;
};

}  // namespace reglament
